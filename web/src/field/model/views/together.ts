// The screen turned to the young person: what is held of her, in codes that have a label she reads. Nothing here is about
// anybody else, and no task, flag or opinion is: words of a colleague are counted, not shown.
import { type Decision, latest } from "../consent";
import type { Book, Dossier } from "../book";
import { isMet, type NextContact, nextContact } from "../contact";
import { type Goal, inForce } from "../plan";

/** Something that is held of her, with its code or its count; null: it is held, and nothing more is shown. */
export interface HeldOfHer {
  what:
    | "known_as" | "public_code" | "language" | "gender" | "age_on_entry"
    | "ways_to_reach" | "medical_needs" | "emergency_contact"
    | "programmes" | "sessions" | "attempts" | "appointments" | "notes";
  value: string | number | null;
}

/** What she sees. */
export interface Together {
  alias: string | null;
  /** In which language she wants to be spoken to (BCP 47). */
  language: string | null;
  held: HeldOfHer[];
  decisions: Decision[];
  /** What she wants to reach, by the plan in force. */
  goals: Goal[];
  next: NextContact | null;
  /** What she said herself, in her own words, newest last. */
  herWords: { id: string; text: string }[];
}

/** What is held of her on this phone; null: she is not on it. */
export function together(book: Book, id: string, now: Date): Together | null {
  const dossier = book.people.get(id);
  if (dossier === undefined) return null;
  const own = dossier.notes.filter(({ kind, text }) => kind === "young_persons_words" && text !== null);
  return {
    alias: dossier.alias,
    language: dossier.person.language,
    held: heldOf(dossier),
    decisions: latest(dossier.decisions),
    goals: inForce(dossier.plans).flatMap(({ goals }) => goals),
    next: nextContact(dossier, now),
    herWords: own.map(({ id: note, text }) => ({ id: note, text: text ?? "" })),
  };
}

function heldOf({ person, alias, contacts, needs, enrolments, meetings, attempts, appointments, notes }: Dossier): HeldOfHer[] {
  const counted = (what: HeldOfHer["what"], count: number): HeldOfHer[] => (count === 0 ? [] : [{ what, value: count }]);
  const said = (what: HeldOfHer["what"], value: string | number | null): HeldOfHer[] => (value === null ? [] : [{ what, value }]);
  const there = (what: HeldOfHer["what"], value: string | null | undefined): HeldOfHer[] => (value == null ? [] : [{ what, value: null }]);
  return [
    ...said("known_as", alias),
    ...said("public_code", person.publicCode),
    ...said("language", person.language),
    ...said("gender", person.genderIdentity ?? person.genderMissing),
    ...said("age_on_entry", person.ageOnEntry),
    ...counted("ways_to_reach", contacts.length),
    ...there("medical_needs", needs?.medical),
    ...there("emergency_contact", needs?.emergencyContact),
    ...counted("programmes", enrolments.length),
    ...counted("sessions", meetings.filter(isMet).length),
    ...counted("attempts", attempts.length),
    ...counted("appointments", appointments.length),
    ...counted("notes", notes.length),
  ];
}
