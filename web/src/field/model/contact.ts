// When she was last reached, and when she is next expected.
import { attended } from "./codes";
import type { Dossier, Meeting } from "./book";
import type { Appointment } from "./facts";
import { dayAt, daysBetween, minutesAfter } from "./time";

/** A programme asks for a two-way contact in this many days (CMQ-07, domain.md §4.4). Leavers' shorter clock would mark them. */
export const QUIET_DAYS = 14;
/** By how much earlier than planned they may have met. */
const EARLY_MINUTES = 60;

/** When and how she was last reached. */
export interface LastContact {
  day: string;
  by: "session" | "attempt";
  /** The session or attempt. */
  id: string;
}

/** When she is next expected. Groups that lie ahead never reach a phone. */
export interface NextContact {
  at: string;
  /** The appointment. */
  id: string;
}

/** Was there a two-way exchange? Being marked present counts, and an attempt that reached her; family does not (domain.md §2.8). */
export function isMet({ session, attendance }: Meeting): boolean {
  return session.status === "held" && attended(attendance);
}

/** The last time she was reached; null: never, as far as this phone reaches back. */
export function lastContact({ meetings, attempts }: Dossier): LastContact | null {
  const met = meetings.filter(isMet).map(({ session }) => ({ day: session.day, by: "session" as const, id: session.id }));
  const reached = attempts.filter(({ result, collateral }) => result === "reached" && !collateral);
  const all = [...met, ...reached.map(({ day, id }) => ({ day, by: "attempt" as const, id }))];
  return all.filter((one): one is LastContact => one.day !== null).sort(inOrder).at(-1) ?? null;
}

function inOrder(one: LastContact, other: LastContact): number {
  return one.day.localeCompare(other.day) || one.by.localeCompare(other.by) || one.id.localeCompare(other.id);
}

/**
 * Is it still to be said what became of this appointment? A session with her on that day that began then, or later, answers it
 * here, though only the API settles it: nobody is asked twice. One of that morning answers nothing of the evening.
 */
export function isOpen({ id, settled, enrolmentId, day, startsAt }: Appointment, { meetings }: Dossier): boolean {
  const from = startsAt === null ? "" : minutesAfter(startsAt, -EARLY_MINUTES);
  const answers = ({ session, enrolmentId: whose }: Meeting) =>
    session.id === id || (whose === enrolmentId && session.day === day && !session.isGroup && (session.startsAt ?? "") >= from);
  return !settled && !meetings.some(answers);
}

/** The next time she is expected; null: nothing is planned. */
export function nextContact(dossier: Dossier, now: Date): NextContact | null {
  const from = now.toISOString();
  const open = dossier.appointments.filter((one) => isOpen(one, dossier)).map(({ id, startsAt: at }) => ({ id, at }));
  const ahead = open.filter((one): one is NextContact => one.at !== null && one.at >= from);
  return ahead.sort((one, other) => one.at.localeCompare(other.at) || one.id.localeCompare(other.id))[0] ?? null;
}

/** In a programme now, and not paused? */
export function isActive({ enrolments }: Dossier, today: string): boolean {
  return enrolments.some(({ exitedOn, pausedOn }) => (exitedOn === null || exitedOn >= today) && (pausedOn === null || pausedOn > today));
}

/** For how many days nobody has reached her: since the last time, or since she joined. Null: she is in no programme now. */
export function daysQuiet(dossier: Dossier, now: Date, zone: string): number | null {
  const today = dayAt(zone, now);
  if (!isActive(dossier, today)) return null;
  const joined = dossier.enrolments.flatMap(({ enrolledOn }) => enrolledOn ?? []).sort()[0];
  const since = lastContact(dossier)?.day ?? joined;
  return since === undefined ? null : Math.max(0, daysBetween(since, today));
}
