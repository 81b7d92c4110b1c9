import { useState } from "preact/hooks";
import type { Fields } from "../../../api/protocol";
import { t } from "../../../i18n";
import type { NewWork } from "../../../store/save";
import { Button, ButtonLink, ErrorSummary } from "../../../ui";
import { phone } from "../../around";
import { buildAppointment } from "../../model/build/deeds";
import type { Built, Problem } from "../../model/build/form";
import { buildSession } from "../../model/build/session";
import { beginSession, expectedAt, isAhead, resumeSession, SESSION_FORM, sessionDraft, type SessionEvent, type SessionFlow, sessionFlow } from "../../model/flow/session";
import { enrolmentOn, holderOf, type Opening, openingFor } from "../../model/views/log";
import { dayAt } from "../../model/time";
import { choose, subject } from "../../subject";
import { draftsAbout } from "../../phone/open-form";
import { CorrectLink } from "./correct";
import { book, desktop, now, zone } from "./desk";
import { joining, slipDrafts, useJoined } from "./joining";
import { type OpenedForm, OpenForm, useKept } from "./open-form";
import { PersonPicker } from "./person-picker";
import { NotSaved, SavedPanel } from "./saved";
import { LongStep, WhatStep } from "./session-choices";
import { WentStep } from "./session-went";
import { StepTitle } from "./step-title";
import { minutesWord, nameOf, problemWord, word } from "./words";

/** Taps that led here: the icon, and the way to this form. */
const TAPS_BEFORE = 2;

/** Logging a session: person, what, how long, how it went, save. Each choice leads on by itself. */
export function LogSessionScreen() {
  const slip = joining.peek();
  const wanted = slip === null ? draftsAbout(subject.value) : slipDrafts(slip);
  return <OpenForm form={SESSION_FORM} wanted={wanted}>{(opened) => <SessionForm opened={opened} />}</OpenForm>;
}

function begun(opened: OpenedForm): SessionFlow {
  const resumed = opened.draft === null ? null : resumeSession(opened.draft.fields);
  if (resumed !== null) return resumed;
  const opening = subject.value === null || book.value === null ? null : openingFor(book.value, subject.value, now());
  const flow = opening === null ? beginSession(desktop(), TAPS_BEFORE) : expectedAt(beginSession(desktop(), TAPS_BEFORE, opening), opening.startsAt);
  const words = phone.slips.value.find(({ id }) => id === joining.value)?.text;
  return words === undefined || flow.form.note === null ? flow : { ...flow, form: { ...flow.form, note: { ...flow.form.note, text: words } } };
}

function SessionForm({ opened }: { opened: OpenedForm }) {
  const [flow, setFlow] = useState(() => begun(opened));
  const slip = useJoined(opened.draft);
  const [problems, setProblems] = useState<Problem[]>([]);
  const { form, step } = flow;
  const read = book.value;
  const dossier = read === null ? null : holderOf(read, form.enrolmentId);
  const person = dossier?.person.id ?? null;
  const fields: Fields = { ...sessionDraft(flow), slip };
  const isTouched = opened.draft !== null || slip !== null || flow.taps > TAPS_BEFORE || (form.note?.text ?? "") !== "";
  const kept = useKept(opened, person, fields, isTouched && step !== "saved");
  const send = (event: SessionEvent) => {
    setFlow((last) => sessionFlow(last, event, now()));
    setProblems([]);
  };

  function pick(personId: string): void {
    const opening: Opening | null = read === null ? null : openingFor(read, personId, now());
    if (opening === null) return;
    choose(personId);
    setFlow((last) => expectedAt(sessionFlow(last, { type: "person", ...opening }, now()), opening.startsAt));
  }

  async function save(): Promise<void> {
    const built = buildOf(flow);
    setProblems(built.ok ? [] : built.problems);
    if (!built.ok) return;
    send({ type: "save" });
    const works: NewWork[] = built.works.map((work) => (slip === null ? work : { ...work, slip }));
    const isSaved = await kept.save(works);
    send({ type: isSaved ? "saved" : "failed" });
  }

  const name = nameOf(dossier === null ? null : { alias: dossier.alias, publicCode: dossier.person.publicCode });
  if (step === "saved") return <SessionSaved flow={flow} name={name} />;
  return (
    <div class="stack">
      <StepTitle step={step}>{step === "person" ? t("log.who") : t(step === "what" ? "log.what" : step === "long" ? "log.long" : "log.went")}</StepTitle>
      {step !== "person" && <Chosen flow={flow} name={name} />}
      {kept.hasFailed && <NotSaved />}
      <ErrorSummary title={t("mend")} mends={problems.map((one) => ({ field: one.field, text: problemWord(one) }))} />
      {step === "person" && <PersonPicker onPick={pick} />}
      {step === "what" && <WhatStep flow={flow} dossier={dossier} send={send} />}
      {step === "long" && <LongStep flow={flow} send={send} />}
      {(step === "went" || step === "saving") && (
        <WentStep flow={flow} problems={problems} enrolment={dossier === null ? null : enrolmentOn(dossier, dayAt(zone, form.startsAt))} send={send} onSave={() => void save()} />
      )}
      {step !== "person" && step !== "saving" && (
        <Button weight="quiet" icon="back" wide onClick={() => send({ type: "back" })}>
          {t("back")}
        </Button>
      )}
    </div>
  );
}

/** What lies ahead is a plan; anything else was held, or called off. */
function buildOf({ form }: SessionFlow): Built {
  const desk = desktop();
  if (!isAhead(form.startsAt, desk.now)) return buildSession(form, desk);
  // A plan has no place for words: they are not dropped silently.
  if ((form.note?.text.trim() ?? "") !== "") return { ok: false, problems: [{ field: "note.text", code: "not_here" }] };
  return buildAppointment(form, desk);
}

/** What she has chosen so far. */
function Chosen({ flow: { form, step }, name }: { flow: SessionFlow; name: string }) {
  const parts = [step === "what" ? null : word("kind", form.kind), step === "went" && form.minutes !== null ? minutesWord(form.minutes) : null];
  return (
    <p class="muted">
      <bdi>{name}</bdi>
      {parts.filter((part) => part !== null).map((part) => ` · ${part}`)}
    </p>
  );
}

function SessionSaved({ flow: { form }, name }: { flow: SessionFlow; name: string }) {
  const isPlan = isAhead(form.startsAt, now());
  const what = [name, word("kind", form.kind), form.minutes === null ? "" : minutesWord(form.minutes)].filter((part) => part !== "").join(" · ");
  return (
    <SavedPanel what={isPlan ? t("log.saved_plan", { what }) : what}>
      {!isPlan && (
        <>
          <ButtonLink icon="today" wide href="/log/plan">
            {t("log.plan_next")}
          </ButtonLink>
          <CorrectLink sessionId={form.id} />
        </>
      )}
    </SavedPanel>
  );
}
