import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { someWords } from "../../i18n/words/choose";
import { Banner, Button, Checkbox, ErrorSummary, type Mend } from "../../ui";
import { SHORTEST_PASSPHRASE } from "../../vault/vault";
import { phone } from "../around";
import type { Presented } from "../phone/enrolment";
import { PassphraseField } from "./passphrase-field";

const [FIRST, AGAIN] = ["passphrase", "passphrase-again"];

/** She chooses a passphrase; four words are offered. It is typed twice, since nobody can tell her what it was. */
export function PassphraseStep({ refusal, start, onChosen, onBack }: { refusal: Presented["kind"] | null; start: string; onChosen: (passphrase: string) => void; onBack: () => void }) {
  const [first, setFirst] = useState(start);
  const [again, setAgain] = useState(start);
  const [isShown, setShown] = useState(false);
  const [words, setWords] = useState<string | null>(null);
  const [mends, setMends] = useState<Mend[]>([]);
  const mendOf = (field: string) => mends.find((mend) => mend.field === field)?.text ?? null;

  async function offer(): Promise<void> {
    setWords(await someWords(phone.around.world.random));
  }

  function go(event: Event): void {
    event.preventDefault();
    const found = faults(first, again);
    setMends(found);
    if (found.length === 0) onChosen(first);
  }

  return (
    <form class="stack" noValidate onSubmit={go}>
      <h1>{t("passphrase.choose")}</h1>
      {refusal === "no_answer" && <Banner tone="attention" title={t("enrol.no_answer")} live />}
      {refusal === "too_many" && <Banner tone="attention" title={t("enrol.too_many")} live />}
      <ErrorSummary title={t("mend")} mends={mends} />
      <p>{t("passphrase.what_for")}</p>
      {words === null ? (
        <Button wide onClick={() => void offer()}>
          {t("passphrase.offer")}
        </Button>
      ) : (
        <div class="stack-tight">
          <p class="words" aria-live="polite">
            {words}
          </p>
          <p class="help">{t("passphrase.offered")}</p>
          <div class="row">
            <Button onClick={() => setFirst(words)}>{t("passphrase.take")}</Button>
            <Button weight="quiet" onClick={() => void offer()}>
              {t("passphrase.others")}
            </Button>
          </div>
        </div>
      )}
      <PassphraseField id={FIRST} label={t("passphrase")} help={t("passphrase.help", { count: SHORTEST_PASSPHRASE })} error={mendOf(FIRST)} value={first} onInput={setFirst} shown={isShown} fresh />
      <PassphraseField id={AGAIN} label={t("passphrase.again")} error={mendOf(AGAIN)} value={again} onInput={setAgain} shown={isShown} fresh />
      <Checkbox label={t("passphrase.show")} checked={isShown} onTurn={setShown} />
      <Button type="submit" weight="primary" wide>
        {t("go_on")}
      </Button>
      <Button weight="quiet" wide onClick={onBack}>
        {t("back")}
      </Button>
    </form>
  );
}

function faults(first: string, again: string): Mend[] {
  if ([...first.trim()].length < SHORTEST_PASSPHRASE) return [{ field: FIRST, text: t("passphrase.too_short", { count: SHORTEST_PASSPHRASE }) }];
  return first.trim() === again.trim() ? [] : [{ field: AGAIN, text: t("passphrase.differ") }];
}
