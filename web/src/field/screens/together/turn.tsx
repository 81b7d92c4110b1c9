import { useState } from "preact/hooks";
import { language, type Language, LANGUAGES, t } from "../../../i18n";
import { Banner, Button, Select } from "../../../ui";
import type { Dossier } from "../../model/book";
import { choose, subject } from "../../subject";
import { languageWord } from "../inbox/words";
import { book } from "../log/desk";
import { WhoLine } from "../log/about-person";
import { PersonPicker } from "../log/person-picker";
import { StepTitle } from "../log/step-title";
import { spokenBy, turnTo } from "./turned";

const OPTIONS = LANGUAGES.map(({ code, name }) => ({ value: code, label: name }));

/** Before the screen is turned: to whom, in which language, and what she will see. */
export function TurnScreen() {
  const dossier = subject.value === null ? undefined : book.value?.people.get(subject.value);
  if (dossier !== undefined) return <TurnForm key={dossier.person.id} dossier={dossier} />;
  return (
    <div class="stack">
      <StepTitle step="person">{t("together.turn")}</StepTitle>
      <p class="muted">{t("together.to_whom")}</p>
      <PersonPicker onPick={choose} />
    </div>
  );
}

function TurnForm({ dossier }: { dossier: Dossier }) {
  const hers = dossier.person.language;
  const spoken = spokenBy(hers);
  const [chosen, setChosen] = useState<Language>(spoken ?? language());
  const [state, setState] = useState<"open" | "busy" | "no_words">("open");

  async function go(event: Event): Promise<void> {
    event.preventDefault();
    if (state === "busy") return;
    setState("busy");
    try {
      await turnTo(dossier.person.id, chosen);
    } catch {
      setState("no_words");
    }
  }

  return (
    <form class="stack" noValidate onSubmit={(event) => void go(event)}>
      <StepTitle step="turn">{t("together.turn")}</StepTitle>
      <WhoLine dossier={dossier} />
      <p>{t("together.turn_what")}</p>
      {state === "no_words" && <Banner tone="attention" title={t("language.not_there")} live />}
      <Select
        label={t("language")}
        help={spoken === null && hers !== null ? t("together.no_language", { language: languageWord(hers) }) : undefined}
        options={OPTIONS}
        value={chosen}
        onChange={(event) => {
          setChosen(event.currentTarget.value as Language);
          setState("open");
        }}
      />
      <Banner tone="info">
        <p>{t("together.turn_back")}</p>
      </Banner>
      <Button type="submit" weight="primary" icon="person" wide busy={state === "busy"}>
        {t("together.turn_now")}
      </Button>
    </form>
  );
}
