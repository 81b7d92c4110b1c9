// One young person, on one page.
import type { Book, Dossier, Meeting } from "../book";
import { type Decision, latest } from "../consent";
import { daysQuiet, isOpen, type LastContact, lastContact, type NextContact, nextContact } from "../contact";
import { faceOf, type Flag } from "../face";
import type { Appointment, Attempt, Note } from "../facts";
import { type Missing, missing } from "../missing";
import type { Enrolment, Needs, Person } from "../people";
import { inForce, type Plan } from "../plan";
import { type WayToReach, waysToReach } from "../reach";
import { type OpenTask, openTasks } from "../tasks";
import { dayAfter, dayAt } from "../time";
import { type Unsent, unsent } from "./unsent";

/** How far back a page shows sessions and notes (design §7: own notes of 30 days). */
export const RECENT_DAYS = 30;

/** Her page. */
export interface PersonPage {
  person: Person;
  alias: string | null;
  face: Flag[];
  ways: WayToReach[];
  enrolments: Enrolment[];
  last: LastContact | null;
  next: NextContact | null;
  quietDays: number | null;
  /** The last decision on each question. */
  decisions: Decision[];
  /** Her plans that are in force: one of each enrolment. */
  plans: Plan[];
  /** Newest first. */
  meetings: Meeting[];
  attempts: Attempt[];
  notes: Note[];
  /** What comes first, first. */
  appointments: Appointment[];
  tasks: OpenTask[];
  needs: Needs | null;
  missing: Missing[];
  unsent: Unsent[];
}

/** The page of somebody; null: she is not on this phone. */
export function personPage(book: Book, id: string, now: Date): PersonPage | null {
  const dossier = book.people.get(id);
  if (dossier === undefined) return null;
  const day = dayAt(book.zone, now);
  const from = dayAfter(day, -RECENT_DAYS);
  return {
    person: dossier.person,
    alias: dossier.alias,
    face: faceOf(dossier, now, book.zone),
    ways: waysToReach(dossier, now, book.zone),
    enrolments: [...dossier.enrolments].sort(byStart),
    last: lastContact(dossier),
    next: nextContact(dossier, now),
    quietDays: daysQuiet(dossier, now, book.zone),
    decisions: latest(dossier.decisions),
    plans: inForce(dossier.plans),
    meetings: recentMeetings(dossier, from),
    attempts: dossier.attempts.filter((one) => (one.day ?? day) >= from).sort((one, other) => newest(one.at, other.at, one.id, other.id)),
    notes: recentNotes(dossier, book.zone, from),
    appointments: dossier.appointments.filter((one) => isOpen(one, dossier)).sort((one, other) => newest(other.startsAt, one.startsAt, other.id, one.id)),
    tasks: openTasks(book, dossier, day),
    needs: dossier.needs,
    missing: missing(dossier),
    unsent: unsent(book).filter(({ personId }) => personId === id),
  };
}

/** Sessions of which something is on this phone only are recent, whenever they took place. */
function recentMeetings({ meetings }: Dossier, from: string): Meeting[] {
  const recent = meetings.filter(({ session }) => session.day === null || session.day >= from || session.waiting === "unsent");
  return recent.sort(({ session: one }, { session: other }) => newest(one.startsAt, other.startsAt, one.id, other.id));
}

function recentNotes({ notes, meetings }: Dossier, zone: string, from: string): Note[] {
  const startOf = new Map(meetings.map(({ session }) => [session.id, session.startsAt]));
  const at = (note: Note) => note.at ?? startOf.get(note.sessionId ?? "") ?? null;
  const recent = notes.filter((note) => {
    const moment = at(note);
    return note.waiting === "unsent" || moment === null || dayAt(zone, moment) >= from;
  });
  return recent.sort((one, other) => newest(at(one), at(other), one.id, other.id));
}

/** What has no time yet was written just now. */
function newest(one: string | null, other: string | null, id: string, otherId: string): number {
  const late = "9999";
  return (other ?? late).localeCompare(one ?? late) || otherId.localeCompare(id);
}

function byStart(one: Enrolment, other: Enrolment): number {
  return (other.enrolledOn ?? "").localeCompare(one.enrolledOn ?? "") || one.id.localeCompare(other.id);
}
