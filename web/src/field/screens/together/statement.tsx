import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import { Banner, Button, TextArea } from "../../../ui";
import { phone } from "../../around";
import { textOf } from "../../model/read";
import { draftsAbout } from "../../phone/open-form";
import { type OpenedForm, OpenForm, useKept } from "../log/open-form";

/** What the draft's field `form` is called. */
export const STATEMENT_FORM = "statement";

/** Her own words: a slip, sealed at once, which whoever works with her reads and puts to a session. */
export function StatementSection({ id, alias }: { id: string; alias: string | null }) {
  const [turn, setTurn] = useState(0);
  return (
    <section class="section">
      <h2>{t("together.say")}</h2>
      {turn > 0 && <Banner tone="good" title={t("together.said")} live />}
      <OpenForm key={turn} form={STATEMENT_FORM} wanted={draftsAbout(id)}>
        {(opened) => <StatementForm opened={opened} id={id} alias={alias} onSaid={() => setTurn(turn + 1)} />}
      </OpenForm>
    </section>
  );
}

function StatementForm({ opened, id, alias, onSaid }: { opened: OpenedForm; id: string; alias: string | null; onSaid: () => void }) {
  const [words, setWords] = useState(() => textOf(opened.draft?.fields ?? {}, "words") ?? "");
  const [error, setError] = useState<string | null>(null);
  const kept = useKept(opened, id, { words }, words !== "" || opened.draft !== null);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const said = words.trim();
    setError(said === "" ? t("together.say_empty") : null);
    if (said === "" || kept.isSaving) return;
    try {
      await phone.writeSlip(`${t("together.say_heading", { name: alias ?? "" })}\n${said}`);
    } catch {
      setError(t("slip.failed"));
      return;
    }
    // The slip is on the disk: only now the draft goes.
    if (await kept.save([])) onSaid();
  }

  return (
    <form class="stack" noValidate onSubmit={(event) => void save(event)}>
      <TextArea id="statement" label={t("together.say_label")} help={t("together.say_help")} error={error} rows={5} dir="auto" value={words} onInput={(event) => setWords(event.currentTarget.value)} />
      <Button type="submit" wide busy={kept.isSaving}>
        {t("together.say_save")}
      </Button>
    </form>
  );
}
