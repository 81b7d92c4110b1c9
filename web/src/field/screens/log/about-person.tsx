import type { ComponentChildren } from "preact";
import { t } from "../../../i18n";
import { Button } from "../../../ui";
import type { Dossier } from "../../model/book";
import { choose, subject } from "../../subject";
import { book } from "./desk";
import { PersonPicker } from "./person-picker";
import { StepTitle } from "./step-title";
import { nameOf } from "./words";

/** A form about somebody: who it is is asked first, unless she was chosen elsewhere. */
export function AboutPerson({ title, children }: { title: string; children: (dossier: Dossier) => ComponentChildren }) {
  const dossier = subject.value === null ? undefined : book.value?.people.get(subject.value);
  if (dossier !== undefined && dossier.enrolments.length > 0) return <div key={dossier.person.id}>{children(dossier)}</div>;
  return (
    <div class="stack">
      <StepTitle step="person">{title}</StepTitle>
      <p class="muted">{t("log.who")}</p>
      <PersonPicker onPick={choose} />
    </div>
  );
}

/** Whom it is about, and the way to somebody else. */
export function WhoLine({ dossier }: { dossier: Dossier }) {
  return (
    <div class="who-line">
      <p>
        <bdi>{nameOf({ alias: dossier.alias, publicCode: dossier.person.publicCode })}</bdi>
      </p>
      <Button weight="quiet" onClick={() => choose(null)}>
        {t("log.other_person")}
      </Button>
    </div>
  );
}
