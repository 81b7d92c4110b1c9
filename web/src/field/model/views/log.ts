// Whom something is logged about: who was expected first, then who was met last.
import type { Book, Dossier } from "../book";
import { isOpen, lastContact } from "../contact";
import type { Appointment } from "../facts";
import { isUsable, type Usual, usualWith } from "../usual";
import type { Enrolment } from "../people";
import { dayAfter, dayAt, hourAt } from "../time";
import { type Somebody, somebody } from "./today";

/** How far back an appointment nobody has settled puts somebody first. */
const UNSETTLED_DAYS = 3;

/** Somebody to log something about. */
export interface Loggable extends Somebody {
  /** The enrolment it goes to; null: she is in no programme yet, and nothing can be logged. */
  enrolmentId: string | null;
  /** Why she is where she is in the list: expected today at this hour, or on a day before; met last on this day. */
  expected: { day: string; hour: string } | null;
  lastDay: string | null;
}

/** Everybody: expected today, expected these days and never settled, then by when they were last reached. */
export function loggable(book: Book, now: Date, language: string): Loggable[] {
  const order = new Intl.Collator(language, { sensitivity: "base", numeric: true });
  const today = dayAt(book.zone, now);
  const lines = [...book.people.values()].map((dossier) => lineOf(dossier, book, today));
  return lines.sort(
    (one, other) =>
      Number(one.enrolmentId === null) - Number(other.enrolmentId === null) ||
      rank(one, today) - rank(other, today) ||
      (one.expected?.hour ?? "").localeCompare(other.expected?.hour ?? "") ||
      (other.lastDay ?? "").localeCompare(one.lastDay ?? "") ||
      order.compare(one.alias ?? one.publicCode ?? "", other.alias ?? other.publicCode ?? "") ||
      one.personId.localeCompare(other.personId),
  );
}

function rank({ expected }: Loggable, today: string): number {
  if (expected === null) return 2;
  return expected.day === today ? 0 : 1;
}

function lineOf(dossier: Dossier, { zone }: Book, today: string): Loggable {
  const [appointment] = awaited(dossier, today);
  const expected = appointment === undefined ? null : { day: appointment.day, hour: hourAt(zone, appointment.startsAt) };
  return { ...somebody(dossier), enrolmentId: enrolmentOn(dossier, today)?.id ?? null, expected, lastDay: lastContact(dossier)?.day ?? null };
}

type Awaited = Appointment & { day: string; startsAt: string };

/** Her appointments of today, then of the days before, which nobody has settled. */
function awaited(dossier: Dossier, today: string): Awaited[] {
  const from = dayAfter(today, -UNSETTLED_DAYS);
  const isDated = (one: Appointment): one is Awaited => one.day !== null && one.startsAt !== null;
  const open = dossier.appointments.filter(isDated).filter((one) => one.day <= today && one.day >= from && isOpen(one, dossier));
  return open.sort((one, other) => other.day.localeCompare(one.day) || one.startsAt.localeCompare(other.startsAt) || one.id.localeCompare(other.id));
}

/** The enrolment a deed of this day goes to: one she is in then, the latest first; else the one she left last. */
export function enrolmentOn({ enrolments }: Pick<Dossier, "enrolments">, day: string): Enrolment | null {
  const isIn = ({ enrolledOn, exitedOn }: Enrolment) => (enrolledOn === null || enrolledOn <= day) && (exitedOn === null || exitedOn >= day);
  const ordered = [...enrolments].sort((one, other) => (other.enrolledOn ?? "").localeCompare(one.enrolledOn ?? "") || one.id.localeCompare(other.id));
  return ordered.find(isIn) ?? ordered[0] ?? null;
}

/** What a form about her opens with. */
export interface Opening {
  personId: string;
  enrolmentId: string;
  usual: Usual;
  /** When she was expected, if that has begun and nobody has said what became of it; null: it has just ended. */
  startsAt: string | null;
}

/** What a form about her opens with: as it was planned, or as it usually is. Null: nothing can be logged about her. */
export function openingFor(book: Book, personId: string, now: Date): Opening | null {
  const dossier = book.people.get(personId);
  const today = dayAt(book.zone, now);
  const enrolment = dossier === undefined ? null : enrolmentOn(dossier, today);
  if (dossier === undefined || enrolment === null) return null;
  const [planned] = awaited(dossier, today).filter(({ startsAt, day }) => day === today && startsAt <= now.toISOString());
  if (planned === undefined) return { personId, enrolmentId: enrolment.id, usual: usualWith(dossier), startsAt: null };
  const { kind, mode, minutes, startsAt, enrolmentId } = planned;
  const asPlanned = { kind, mode, minutes };
  return { personId, enrolmentId: enrolmentId ?? enrolment.id, usual: isUsable(asPlanned) ? asPlanned : usualWith(dossier), startsAt };
}

/** Whose enrolment it is; null: nobody's on this phone. */
export function holderOf({ people }: Book, enrolmentId: string | null): Dossier | null {
  if (enrolmentId === null) return null;
  return [...people.values()].find(({ enrolments }) => enrolments.some(({ id }) => id === enrolmentId)) ?? null;
}
