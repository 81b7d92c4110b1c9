import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { Button, ErrorSummary, Field } from "../../ui";
import { codeAsShown, codeOf } from "../phone/enrolment";
import { canScan, Scanner } from "./scanner";

const FIELD = "code";

/** The eight letters, typed or scanned. */
export function CodeStep({ start, refused, onCode }: { start: string; refused: boolean; onCode: (code: string) => void }) {
  const [typed, setTyped] = useState(codeAsShown(start));
  const [error, setError] = useState<string | null>(refused ? t("enrol.code_refused") : null);
  const [isScanning, setScanning] = useState(false);

  function go(event: Event): void {
    event.preventDefault();
    const code = codeOf(typed);
    if (code === null) setError(t("enrol.code_form"));
    else onCode(code);
  }

  return (
    <form class="stack" noValidate onSubmit={go}>
      <h1>{t("enrol.title")}</h1>
      <ErrorSummary title={t("mend")} mends={error === null ? [] : [{ field: FIELD, text: error }]} />
      <Field
        id={FIELD}
        label={t("enrol.code")}
        help={t("enrol.code_help")}
        error={error}
        value={typed}
        dir="ltr"
        look="code"
        autocomplete="one-time-code"
        autocapitalize="characters"
        spellcheck={false}
        maxLength={12}
        onInput={(event) => setTyped(codeAsShown(event.currentTarget.value))}
      />
      <Button type="submit" weight="primary" wide>
        {t("go_on")}
      </Button>
      {canScan() && (
        <Button icon="camera" wide onClick={() => setScanning(true)}>
          {t("enrol.scan")}
        </Button>
      )}
      {isScanning && <Scanner onCode={onCode} onClose={() => setScanning(false)} />}
    </form>
  );
}
