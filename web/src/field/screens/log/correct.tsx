import { signal } from "@preact/signals";
import { useLocation } from "preact-iso";
import { useMemo, useState } from "preact/hooks";
import { t } from "../../../i18n";
import { knownBase } from "../../../store/save";
import { Button, ButtonLink, EmptyState, ErrorSummary, Field, Segmented, Select } from "../../../ui";
import { phone } from "../../around";
import type { Book, Dossier, Meeting } from "../../model/book";
import type { Problem } from "../../model/build/form";
import { buildSessionCorrection, type SessionCorrection } from "../../model/build/session";
import { ATTENDANCES, CONTACT_MODES, GROUP_TYPES, isOf, SESSION_TYPES } from "../../model/codes";
import { useDirty } from "../../phone/dirty";
import { book, desktop, now } from "./desk";
import { NotSaved, SavedPanel } from "./saved";
import { StepTitle } from "./step-title";
import { WhenField } from "./when-field";
import { choicesOf, nameOf, problemWord, word } from "./words";

/** The session that is being corrected; null: none. */
export const correcting = signal<string | null>(null);

/** The way to correct a session that was just logged. */
export function CorrectLink({ sessionId }: { sessionId: string }) {
  return (
    <ButtonLink wide href="/log/correct" onClick={() => (correcting.value = sessionId)}>
      {t("log.correct")}
    </ButtonLink>
  );
}

/** Corrects a session of hers: what it said before is kept by the server. */
export function CorrectScreen() {
  const { value } = book;
  const found = value === null || correcting.value === null ? null : meetingOf(value, correcting.value);
  if (found === null) {
    return (
      <EmptyState text={t("log.correct_none")}>
        <ButtonLink wide href="/log">
          {t("back")}
        </ButtonLink>
      </EmptyState>
    );
  }
  return <CorrectForm key={correcting.value} {...found} />;
}

function meetingOf({ people }: Book, sessionId: string): { dossier: Dossier; meeting: Meeting } | null {
  for (const dossier of people.values()) {
    const meeting = dossier.meetings.find(({ session }) => session.id === sessionId && !session.isGroup);
    if (meeting !== undefined) return { dossier, meeting };
  }
  return null;
}

function CorrectForm({ dossier, meeting }: { dossier: Dossier; meeting: Meeting }) {
  const { route } = useLocation();
  // As it was when the form opened: what a page brings meanwhile is nothing she has seen.
  const { id, before, base } = useMemo(() => {
    const { session, attendance } = meeting;
    const told = { kind: session.kind, mode: session.mode, startsAt: session.startsAt, minutes: session.minutes, attendance };
    return { id: session.id, before: told, base: knownBase(phone.desk().contents, "session", session.id) };
  }, []);
  const [form, setForm] = useState(before);
  const [problems, setProblems] = useState<Problem[]>([]);
  const [state, setState] = useState<"open" | "busy" | "failed" | "saved">("open");
  const change = changeOf(before, form);
  useDirty(Object.keys(change).length > 0 && state !== "saved");
  const set = (part: Partial<typeof form>) => {
    setForm((last) => ({ ...last, ...part }));
    setProblems((last) => last.filter(({ field }) => !(field in part) && field !== "correct-kind"));
  };
  const wrong = (field: string) => problems.filter((one) => one.field === field).map(problemWord)[0] ?? null;

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (state === "busy") return;
    const built = buildSessionCorrection(id, change, base, desktop());
    setProblems(built.ok ? [] : built.problems.map((one) => (one.field === "" ? { ...one, field: "correct-kind" } : one)));
    if (!built.ok) return;
    setState("busy");
    try {
      await phone.saveAll(built.works);
      setState("saved");
    } catch {
      setState("failed");
    }
  }

  const name = nameOf({ alias: dossier.alias, publicCode: dossier.person.publicCode });
  if (state === "saved") return <SavedPanel what={[name, word("kind", form.kind)].join(" · ")} />;
  return (
    <form class="stack" noValidate onSubmit={(event) => void save(event)}>
      <StepTitle step="correct">{t("log.correct")}</StepTitle>
      <p class="muted">
        <bdi>{name}</bdi>
      </p>
      {state === "failed" && <NotSaved />}
      <ErrorSummary title={t("mend")} mends={problems.map((one) => ({ field: one.field, text: problemWord(one) }))} />
      <Select id="correct-kind" label={t("log.what")} options={choicesOf("kind", SESSION_TYPES.filter((kind) => !isOf(GROUP_TYPES, kind)))} value={form.kind ?? ""} error={wrong("kind")} onChange={(event) => set({ kind: event.currentTarget.value })} />
      <Field id="minutes" label={t("log.long")} unit={t("log.minutes")} inputMode="numeric" error={wrong("minutes")} value={form.minutes === null ? "" : String(form.minutes)} onInput={(event) => set({ minutes: wholeOf(event.currentTarget.value) })} />
      <div class="two-up">
        <Segmented id="attendance" label={t("log.took_part")} choices={choicesOf("attendance", ATTENDANCES)} error={wrong("attendance")} value={form.attendance as (typeof ATTENDANCES)[number] | null} onChoose={(attendance) => set({ attendance })} />
      </div>
      <Select id="mode" label={t("log.how_met")} options={choicesOf("mode", CONTACT_MODES)} value={form.mode ?? ""} error={wrong("mode")} onChange={(event) => set({ mode: event.currentTarget.value })} />
      <WhenField id="startsAt" side="behind" value={form.startsAt ?? now().toISOString()} error={wrong("startsAt")} onChange={(startsAt) => set({ startsAt })} />
      <div class="save-bar">
        <Button type="submit" weight="primary" wide busy={state === "busy"}>
          {t("log.save")}
        </Button>
      </div>
      <Button weight="quiet" icon="back" wide onClick={() => route("/log")}>
        {t("back")}
      </Button>
    </form>
  );
}

type Told = Pick<Meeting["session"], "kind" | "mode" | "startsAt" | "minutes"> & { attendance: string | null };

/** Only what she changed. */
function changeOf(before: Told, after: Told): SessionCorrection {
  const change: SessionCorrection = {};
  if (after.kind !== null && after.kind !== before.kind) change.kind = after.kind;
  if (after.mode !== null && after.mode !== before.mode) change.mode = after.mode;
  if (after.startsAt !== null && after.startsAt !== before.startsAt) change.startsAt = after.startsAt;
  if (after.minutes !== before.minutes) change.minutes = after.minutes ?? 0;
  if (after.attendance !== null && after.attendance !== before.attendance) change.attendance = after.attendance;
  return change;
}

function wholeOf(typed: string): number | null {
  const digits = typed.replace(/\D/g, "").slice(0, 4);
  return digits === "" ? null : Number(digits);
}
