import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { language, type Language, LANGUAGES, t } from "../../../i18n";
import { Button, QuickExit, Select, toast } from "../../../ui";
import { phone } from "../../around";
import { leave } from "../../leave";
import { type Together, together } from "../../model/views/together";
import { book, now } from "../log/desk";
import { ConsentSection } from "./consents";
import { CorrectSection } from "./correct";
import { GoalsSection } from "./goals";
import { HeldSection } from "./held-of-her";
import { NextSection, RightsSection, WordsSection } from "./said";
import { StatementSection } from "./statement";
import { speakTo, turned } from "./turned";
import "./together.css";

const OPTIONS = LANGUAGES.map(({ code, name }) => ({ value: code, label: name }));

/** The screen turned to the young person: what is held of her and nothing else, without a way to anywhere but back. */
export function TogetherScreen() {
  const id = turned.value;
  const seen = id === null || book.value === null ? null : together(book.value, id, now());
  return (
    <div class="together" translate={false}>
      <header class="together-top">
        <SpeakChoice />
        <QuickExit label={t("leave")} onLeave={() => void leave()} />
      </header>
      <main id="main" class="together-main" tabIndex={-1}>
        {id !== null && seen !== null && <Hers id={id} seen={seen} />}
      </main>
      <footer class="together-foot">
        <BackButton />
      </footer>
    </div>
  );
}

function Hers({ id, seen }: { id: string; seen: Together }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  return (
    <>
      <h1 ref={heading} class="step-title" tabIndex={-1}>
        {t("together.title")}
      </h1>
      <p class="together-lead">{t("together.intro")}</p>
      <HeldSection held={seen.held} />
      <GoalsSection goals={seen.goals} title={t("together.goals")} />
      <NextSection next={seen.next} />
      <ConsentSection id={id} language={seen.language} decisions={seen.decisions} />
      <WordsSection words={seen.herWords} />
      <CorrectSection id={id} />
      <StatementSection id={id} alias={seen.alias} />
      <RightsSection />
    </>
  );
}

/** In which language she reads it; the phone goes back to its owner's by itself. */
function SpeakChoice() {
  const [isBusy, setBusy] = useState(false);
  async function turn(next: Language): Promise<void> {
    setBusy(true);
    await speakTo(next).catch(() => toast(t("language.not_there")));
    setBusy(false);
  }
  return <Select label={t("language")} options={OPTIONS} value={language()} disabled={isBusy} onChange={(event) => void turn(event.currentTarget.value as Language)} />;
}

/** Gives the phone back: it locks, so that whoever goes on knows the passphrase. */
function BackButton() {
  const { route } = useLocation();
  return (
    <Button
      weight="primary"
      icon="lock"
      wide
      onClick={() => {
        void phone.lockEverywhere();
        route("/", true);
      }}
    >
      {t("together.give_back")}
    </Button>
  );
}
