import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { Banner, Button, ButtonLink, ErrorSummary } from "../../ui";
import { phone } from "../around";
import { PassphraseField } from "./passphrase-field";

const FIELD = "old-passphrase";

/** An old passphrase came back to mind: what it sealed and was not sent comes back with it. */
export function RecoverScreen() {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [back, setBack] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const standing = phone.standing.value;
  const waiting = (standing?.stranded ?? 0) + (standing?.aside ?? 0);

  async function go(event: Event): Promise<void> {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    const count = await phone.recover(typed);
    setBusy(false);
    setBack(count);
    setError(count === 0 ? t("recover.wrong") : null);
    if (count > 0) setTyped("");
  }

  return (
    <form class="stack" noValidate onSubmit={(event) => void go(event)}>
      <h1>{t("recover.title")}</h1>
      <p>{t("recover.what", { count: waiting })}</p>
      {back > 0 && <Banner tone="good" title={t("recover.back", { count: back })} live />}
      <ErrorSummary title={t("mend")} mends={error === null ? [] : [{ field: FIELD, text: error }]} />
      {waiting > 0 && (
        <>
          <PassphraseField id={FIELD} label={t("recover.old")} error={error} value={typed} onInput={setTyped} />
          <Button type="submit" weight="primary" wide busy={isBusy}>
            {t("recover.button")}
          </Button>
        </>
      )}
      <ButtonLink weight="quiet" wide href="/more">
        {t("back")}
      </ButtonLink>
    </form>
  );
}
