import { useState } from "preact/hooks";
import { language, t } from "../../../i18n";
import { sealedDraft } from "../../../store/drafts";
import type { DraftEnd } from "../../../store/save";
import { EmptyState, ErrorSummary } from "../../../ui";
import { phone } from "../../around";
import type { Problem } from "../../model/build/form";
import { buildRoll, rollMarks } from "../../model/build/roll";
import { beginRoll, resumeRoll, type Roll, ROLL_FORM, ROLL_MARKS_FORM, rollCount, rollDraft, type RollEvent, rollFlow } from "../../model/flow/roll";
import { dayAt } from "../../model/time";
import { type RollPlace, rollPlaces } from "../../model/views/places";
import { draftsAbout } from "../../phone/open-form";
import { marksDraft, type WaitingMark } from "../../phone/roll-marks";
import { book, desktop, now, zone } from "./desk";
import { type OpenedForm, OpenForm, useKept } from "./open-form";
import { RollAbout } from "./roll-about";
import { RollMarking } from "./roll-marking";
import { NotSaved, SavedPanel } from "./saved";
import { StepTitle } from "./step-title";
import { problemWord, word } from "./words";

/** The roll of a group: what it is, then who was there. */
export function RollScreen() {
  return <OpenForm form={ROLL_FORM} wanted={draftsAbout(null)}>{(opened) => <RollForm opened={opened} />}</OpenForm>;
}

function RollForm({ opened }: { opened: OpenedForm }) {
  const read = book.value;
  const places = read === null ? [] : rollPlaces(read, dayAt(zone, now()), language());
  const [roll, setRoll] = useState<Roll | null>(() => begun(opened, places));
  const [problems, setProblems] = useState<Problem[]>([]);
  const [isSaved, setSaved] = useState(false);
  const isTouched = opened.draft !== null || (roll?.kind ?? null) !== null;
  const kept = useKept(opened, null, roll === null ? {} : rollDraft(roll), isTouched && !isSaved);
  const send = (event: RollEvent) => setRoll((last) => (last === null ? null : rollFlow(last, event)));

  async function save(): Promise<void> {
    if (roll === null || kept.isSaving) return;
    const built = buildRoll(roll, desktop());
    setProblems(built.ok ? [] : built.problems);
    if (!built.ok) return;
    send({ type: "save" });
    const isKept = await kept.save(built.works, (draftId) => marksOf(roll, draftId));
    if (!isKept) send({ type: "failed" });
    setSaved(isKept);
  }

  if (isSaved && roll !== null) return <RollSaved roll={roll} />;
  if (roll === null) {
    return (
      <>
        <StepTitle step="none">{t("roll.title")}</StepTitle>
        <EmptyState text={t("roll.nobody")} />
      </>
    );
  }
  const isMarking = roll.kind !== null;
  return (
    <div class="stack">
      <StepTitle step={isMarking ? "marking" : "about"}>{t(isMarking ? "roll.who" : "roll.title")}</StepTitle>
      {kept.hasFailed && <NotSaved />}
      <ErrorSummary title={t("mend")} mends={problems.map((one) => ({ field: one.field, text: problemWord(one) }))} />
      {isMarking ? (
        <RollMarking roll={roll} problems={problems} isSaving={kept.isSaving} send={send} onSave={() => void save()} />
      ) : (
        <RollAbout roll={roll} places={places} onPlace={(place) => setRoll(at(place, roll))} send={send} />
      )}
    </div>
  );
}

function begun({ draft }: OpenedForm, places: RollPlace[]): Roll | null {
  const resumed = draft === null ? null : resumeRoll(draft.fields);
  const [place] = places;
  return resumed ?? (place === undefined ? null : at(place, null));
}

/** A roll with everybody of this place on it, nobody marked. */
function at(place: RollPlace, earlier: Roll | null): Roll {
  const roll = beginRoll(desktop(), place, place.candidates.map(({ enrolmentId }) => enrolmentId));
  return earlier === null ? roll : { ...roll, startsAt: earlier.startsAt, minutes: earlier.minutes };
}

/** Marks go by another way than what is sent from here: they stay as a draft until the server has taken each. */
async function marksOf(roll: Roll, draftId: string): Promise<DraftEnd> {
  const whose = new Map(roll.lines.map(({ id, enrolmentId }) => [id, enrolmentId]));
  const marks = rollMarks(roll).map(({ lineId, body }): WaitingMark => ({ lineId, enrolmentId: whose.get(lineId) ?? null, attendance: body.attendance, minutes: body.minutes ?? null, stands: null, overrules: false }));
  if (marks.length === 0) return { drop: draftId };
  const fields = marksDraft({ sessionId: roll.id, marks });
  return { keep: await sealedDraft(phone.desk(), { id: draftId, form: ROLL_MARKS_FORM, person: null, fields }) };
}

function RollSaved({ roll }: { roll: Roll }) {
  const { there, away, unmarked, walkIns } = rollCount(roll);
  return <SavedPanel what={`${word("kind", roll.kind)} · ${t("roll.count", { there: there + walkIns, away, unmarked })}`} />;
}
