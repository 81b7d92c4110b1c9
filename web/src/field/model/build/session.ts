// A session with one young person: held, late, or corrected; and what was written about it (domain.md §2.8).
import type { Fields } from "../../../api/protocol";
import type { Base } from "../../../store/save";
import { ATTENDANCES, CONCERN_ABOUTS, CONTACT_MODES, CORRECTION_REASONS, GROUP_TYPES, isOf, NOTE_KINDS, SESSION_TYPES } from "../codes";
import type { Enrolment } from "../people";
import { dayAt, minutesAfter, rounded } from "../time";
import type { Usual } from "../usual";
import { type Built, Check, type Desktop, filled, MOST_MINUTES, parents, VIA } from "./form";

/** Most characters of a note, and of a concern (`NoteInput`). */
const [MOST_NOTE, MOST_CONCERN] = [10_000, 8_000];

/** What was written. `safeguarding` opens a concern: it goes to those who answer for it, and is not kept as a note. */
export interface NoteForm {
  id: string;
  kind: string;
  text: string;
  /** Of a concern, and only of it: whom it is about. */
  about: string | null;
}

/** An empty note: facts, until she says otherwise. */
export function blankNote({ newId }: Pick<Desktop, "newId">): NoteForm {
  return { id: newId(), kind: "factual_contact", text: "", about: null };
}

/** A session as the form has it. */
export interface SessionForm {
  id: string;
  enrolmentId: string | null;
  kind: string | null;
  mode: string | null;
  startsAt: string;
  minutes: number | null;
  attendance: string | null;
  /** How long she was there, if not all of it. */
  attendedMinutes: number | null;
  /** Null, or without words: there is none. */
  note: NoteForm | null;
}

/** A session that has just ended, as sessions with her usually are; its time to five minutes. */
export function blankSession(desk: Desktop, enrolmentId: string | null, usual: Usual): SessionForm {
  const startsAt = rounded(minutesAfter(desk.now.toISOString(), -usual.minutes));
  return { id: desk.newId(), enrolmentId, ...usual, startsAt, attendance: "present", attendedMinutes: null, note: null };
}

/** Logs a session that was held, or called off. One that lies ahead is an appointment. `enrolment`: where it is on the phone. */
export function buildSession(form: SessionForm, desk: Desktop, enrolment?: Enrolment): Built {
  const check = new Check().required("enrolmentId", form.enrolmentId);
  checkFacts(check, form, desk);
  if (enrolment !== undefined) check.warn("startsAt", "outside_enrolment", covers(enrolment, form.startsAt, desk.zone));
  const hasNote = form.note !== null && form.note.text.trim() !== "";
  if (hasNote) checkNote(check, form.note);
  return check.built(() => {
    const { kind, mode, minutes, attendance } = form;
    const set = filled({
      enrolment_id: form.enrolmentId,
      kind,
      mode,
      starts_at: form.startsAt,
      minutes,
      attendance,
      attended_minutes: isPart(attendance) ? form.attendedMinutes : null,
      note: hasNote && form.note !== null ? noteSet(form.note, true) : null,
      ...VIA,
    });
    return [{ entity: "session", entityId: form.id, kind: "create", set }];
  });
}

function checkFacts(check: Check, form: SessionForm, { now }: Desktop): void {
  check.choice("kind", SESSION_TYPES, form.kind).rule("kind", "is_group", !isOf(GROUP_TYPES, form.kind));
  check.choice("mode", CONTACT_MODES, form.mode).choice("attendance", ATTENDANCES, form.attendance);
  check.past("startsAt", form.startsAt, now).whole("minutes", form.minutes, 1, MOST_MINUTES);
  if (isPart(form.attendance) && form.attendedMinutes !== null) {
    check.whole("attendedMinutes", form.attendedMinutes, 0, form.minutes ?? MOST_MINUTES);
  }
}

/** Was she there for a part of it? Only then is asked how long. */
function isPart(attendance: string | null): boolean {
  return attendance === "late" || attendance === "left_early";
}

function covers({ enrolledOn, exitedOn }: Enrolment, startsAt: string, zone: string): boolean {
  if (Number.isNaN(Date.parse(startsAt))) return true;
  const day = dayAt(zone, startsAt);
  return (enrolledOn === null || day >= enrolledOn) && (exitedOn === null || day <= exitedOn);
}

function checkNote(check: Check, note: NoteForm | null): void {
  if (note === null) return;
  const isConcern = note.kind === "safeguarding";
  check.choice("note.kind", NOTE_KINDS, note.kind).words("note.text", note.text, isConcern ? MOST_CONCERN : MOST_NOTE);
  if (isConcern) check.choice("note.about", CONCERN_ABOUTS, note.about);
  else check.rule("note.about", "not_here", note.about === null);
}

/** `named`: a note that comes with a session says its own id; one by itself has that of its row. */
function noteSet({ id, kind, text, about }: NoteForm, named: boolean): Fields {
  return filled({ id: named ? id : null, kind, text, about });
}

/** Writes about a session of hers by itself. What stood there stays as an earlier note. */
export function buildNote(note: NoteForm, sessionId: string, desk: Desktop): Built {
  const check = new Check().required("sessionId", sessionId);
  checkNote(check, note);
  const set = { session_id: sessionId, note: noteSet(note, false) };
  return check.built(() => [{ entity: "note", entityId: note.id, kind: "create", set, ...parents(desk.works, [sessionId]) }]);
}

/** What is corrected of a session. What is left out stays. */
export interface SessionCorrection {
  kind?: string;
  mode?: string;
  startsAt?: string;
  minutes?: number;
  attendance?: string;
  attendedMinutes?: number;
  /** Code list `correction_reason`: needed of a supervisor. */
  reason?: string;
}

/** Corrects a session of hers, as it was known when the form opened (`knownBase`). */
export function buildSessionCorrection(id: string, change: SessionCorrection, base: Base | null, desk: Desktop): Built {
  const { kind, mode, startsAt, minutes, attendance, attendedMinutes, reason } = change;
  const check = new Check();
  if (kind !== undefined) check.choice("kind", SESSION_TYPES, kind).rule("kind", "is_group", !isOf(GROUP_TYPES, kind));
  if (mode !== undefined) check.choice("mode", CONTACT_MODES, mode);
  if (startsAt !== undefined) check.past("startsAt", startsAt, desk.now);
  if (minutes !== undefined) check.whole("minutes", minutes, 1, MOST_MINUTES);
  if (attendance !== undefined) check.choice("attendance", ATTENDANCES, attendance);
  if (attendedMinutes !== undefined) check.whole("attendedMinutes", attendedMinutes, 0, minutes ?? MOST_MINUTES);
  check.choiceOrNone("reason", CORRECTION_REASONS, reason ?? null);
  const facts = filled({ kind, mode, starts_at: startsAt, minutes, attendance, attended_minutes: attendedMinutes });
  check.rule("", "nothing_to_change", Object.keys(facts).length > 0);
  const set = { ...facts, ...filled({ reason }) };
  const known = base === null ? {} : { base };
  return check.built(() => [{ entity: "session", entityId: id, kind: "patch", set, ...known, ...parents(desk.works, [id]) }]);
}
