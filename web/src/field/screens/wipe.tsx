import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { WIPE_WORDS } from "../../store/wipe";
import { Banner, Button, ButtonLink, ErrorSummary, Field } from "../../ui";
import { phone } from "../around";

const FIELD = "wipe";

/** Deletes everything on this phone, by its owner's own order: she types the words, since there is no way back. */
export function WipeScreen() {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string | null>(null);
  const standing = phone.standing.value;
  const waits = (standing?.unsent ?? 0) + (standing?.stranded ?? 0);
  const slips = phone.slips.value.length;
  const words = t("wipe.words");

  async function go(event: Event): Promise<void> {
    event.preventDefault();
    if (plain(typed) !== plain(words)) {
      setError(t("wipe.not_the_words", { words }));
      return;
    }
    await phone.wipe(WIPE_WORDS);
  }

  return (
    <form class="stack" noValidate onSubmit={(event) => void go(event)}>
      <h1>{t("wipe.title")}</h1>
      <Banner tone="critical" title={t("wipe.result")}>
        <p>{t("wipe.unsent", { count: waits + slips })}</p>
      </Banner>
      <ErrorSummary title={t("mend")} mends={error === null ? [] : [{ field: FIELD, text: error }]} />
      <Field id={FIELD} label={t("wipe.type", { words })} error={error} value={typed} autocomplete="off" autocapitalize="none" spellcheck={false} onInput={(event) => setTyped(event.currentTarget.value)} />
      <Button type="submit" weight="danger" wide>
        {t("wipe.button")}
      </Button>
      <ButtonLink weight="quiet" wide href="/more">
        {t("back")}
      </ButtonLink>
    </form>
  );
}

function plain(words: string): string {
  return words.normalize("NFKC").trim().toLocaleLowerCase().replace(/\s+/g, " ");
}
