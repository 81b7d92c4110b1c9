// Logging a session, screen by screen: person, what, how long, how it went, save. Each choice goes on by itself, so that from the
// cold tap on the icon to "Saved on this phone" it is six taps at most, besides the passphrase (issue 6). Pure; the whole of it is
// what its draft holds.
import type { Fields, Json } from "../../../api/protocol";
import { ATTENDANCES, CONTACT_MODES, isOf, SESSION_TYPES } from "../codes";
import { flagOf, momentOf, partOf, textOf, wholeOf } from "../read";
import { blankNote, blankSession, type NoteForm, type SessionForm } from "../build/session";
import { type Desktop, SLACK_MS } from "../build/form";
import { minutesAfter, rounded } from "../time";
import { FIRST_USUAL, type Usual } from "../usual";

/** Where she is. */
export type SessionStep = "person" | "what" | "long" | "went" | "saving" | "saved";

const STEPS = ["person", "what", "long", "went", "saving", "saved"] as const;

/** What the draft's field `form` is called. */
export const SESSION_FORM = "session";

/** A session as it is being logged. */
export interface SessionFlow {
  step: SessionStep;
  form: SessionForm;
  /** What she chose herself is not chosen anew for her when she takes another person. */
  chosen: { kind: boolean; minutes: boolean; startsAt: boolean };
  /** Taps since the icon, with that one. */
  taps: number;
}

/** What she does. */
export type SessionEvent =
  /** Whom it was with, and how sessions with her usually are. */
  | { type: "person"; enrolmentId: string; usual: Usual }
  /** As usual: what and how long in one tap. */
  | { type: "as_usual" }
  | { type: "what"; kind: string; mode?: string }
  | { type: "long"; minutes: number }
  /** Where, or by what, they met. */
  | { type: "how"; mode: string }
  /** How she took part; present until she says otherwise. */
  | { type: "went"; attendance: string; attendedMinutes?: number }
  /** When it began, where it was not just now. */
  | { type: "started"; at: string }
  /** What she writes; no tap. */
  | { type: "note"; note: Partial<Omit<NoteForm, "id">> }
  | { type: "back" }
  | { type: "save" }
  /** The store said that it is on the disk; or that it is not, and everything stays. */
  | { type: "saved" }
  | { type: "failed" };

/** The form opens: with somebody already, where it was opened beside her name. `taps`: those that led here. */
export function beginSession(desk: Desktop, taps: number, person?: { enrolmentId: string; usual: Usual }): SessionFlow {
  const form = { ...blankSession(desk, person?.enrolmentId ?? null, person?.usual ?? FIRST_USUAL), note: blankNote(desk) };
  return { step: person === undefined ? "person" : "what", form, chosen: { kind: false, minutes: false, startsAt: false }, taps };
}

/** When she was expected: then it began, until she says otherwise. */
export function expectedAt(flow: SessionFlow, startsAt: string | null): SessionFlow {
  if (startsAt === null || flow.chosen.startsAt) return flow;
  return { ...flow, form: { ...flow.form, startsAt }, chosen: { ...flow.chosen, startsAt: true } };
}

/** Does it lie ahead, so that it is a plan and no session yet? */
export function isAhead(startsAt: string, now: Date): boolean {
  return Date.parse(startsAt) > now.getTime() + SLACK_MS;
}

/** What comes of it. What does not fit where she is changes nothing: a second tap on "save" is none. */
export function sessionFlow(flow: SessionFlow, event: SessionEvent, now: Date): SessionFlow {
  if (flow.step === "saved") return flow;
  if (flow.step === "saving") {
    if (event.type === "saved") return { ...flow, step: "saved" };
    return event.type === "failed" ? { ...flow, step: "went" } : flow;
  }
  const next = done(flow, event, now);
  return next === flow || event.type === "note" ? next : { ...next, taps: flow.taps + 1 };
}

function done(flow: SessionFlow, event: SessionEvent, now: Date): SessionFlow {
  const { form, chosen, step } = flow;
  switch (event.type) {
    case "person":
      return { ...timed({ ...flow, form: { ...form, enrolmentId: event.enrolmentId, ...usualFor(flow, event.usual) } }, now), step: "what" };
    case "as_usual":
      return form.enrolmentId === null ? flow : { ...flow, step: "went" };
    case "what":
      return { ...flow, step: "long", form: { ...form, kind: event.kind, mode: event.mode ?? form.mode }, chosen: { ...chosen, kind: true } };
    case "long":
      return { ...timed({ ...flow, form: { ...form, minutes: event.minutes }, chosen: { ...chosen, minutes: true } }, now), step: "went" };
    case "how":
      return { ...flow, form: { ...form, mode: event.mode } };
    case "went":
      return { ...flow, form: { ...form, attendance: event.attendance, attendedMinutes: event.attendedMinutes ?? null } };
    case "started":
      return { ...flow, form: { ...form, startsAt: event.at }, chosen: { ...chosen, startsAt: true } };
    case "note":
      return form.note === null ? flow : { ...flow, form: { ...form, note: { ...form.note, ...event.note } } };
    case "back":
      return step === "person" ? flow : { ...flow, step: STEPS[STEPS.indexOf(step) - 1] ?? "person" };
    case "save":
      return step === "went" ? { ...flow, step: "saving" } : flow;
    default:
      return flow;
  }
}

function usualFor({ form, chosen }: SessionFlow, usual: Usual): Pick<SessionForm, "kind" | "mode" | "minutes"> {
  const { kind, mode } = chosen.kind ? form : usual;
  return { kind, mode, minutes: chosen.minutes ? form.minutes : usual.minutes };
}

/** It has just ended, unless she said when it began. */
function timed(flow: SessionFlow, now: Date): SessionFlow {
  const { form, chosen } = flow;
  if (chosen.startsAt || form.minutes === null) return flow;
  return { ...flow, form: { ...form, startsAt: rounded(minutesAfter(now.toISOString(), -form.minutes)) } };
}

/** What its draft holds. */
export function sessionDraft(flow: SessionFlow): Fields {
  return flow as unknown as { [name: string]: Json };
}

/** Goes on with a draft; null: it is none. Whether the last save reached the disk is not known: she sees it before she saves again. */
export function resumeSession(fields: Fields): SessionFlow | null {
  const [form, chosen, step] = [partOf(fields, "form"), partOf(fields, "chosen") ?? {}, textOf(fields, "step")];
  const [id, startsAt] = [form === null ? null : textOf(form, "id"), form === null ? null : momentOf(form, "startsAt")];
  if (form === null || id === null || startsAt === null) return null;
  const known = <C extends string>(list: readonly C[], name: string) => (isOf(list, textOf(form, name)) ? textOf(form, name) : null);
  const chose = (name: string) => flagOf(chosen, name) === true;
  return {
    step: isOf(STEPS, step) && step !== "saving" && step !== "saved" ? step : "went",
    form: {
      id,
      enrolmentId: textOf(form, "enrolmentId"),
      kind: known(SESSION_TYPES, "kind"),
      mode: known(CONTACT_MODES, "mode"),
      startsAt,
      minutes: wholeOf(form, "minutes"),
      attendance: known(ATTENDANCES, "attendance"),
      attendedMinutes: wholeOf(form, "attendedMinutes"),
      note: noteOfDraft(partOf(form, "note")),
    },
    chosen: { kind: chose("kind"), minutes: chose("minutes"), startsAt: chose("startsAt") },
    taps: wholeOf(fields, "taps") ?? 0,
  };
}

function noteOfDraft(note: Fields | null): NoteForm | null {
  const id = note === null ? null : textOf(note, "id");
  if (note === null || id === null) return null;
  return { id, kind: textOf(note, "kind") ?? "factual_contact", text: textOf(note, "text") ?? "", about: textOf(note, "about") };
}
