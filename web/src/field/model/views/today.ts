// The day: who is expected, whom nobody has reached, what is due, what is not sent, and whether she herself is out.
import type { Book, Dossier } from "../book";
import { daysQuiet, isOpen, type LastContact, lastContact, QUIET_DAYS } from "../contact";
import { faceOf, type Flag } from "../face";
import { type Outing, outNow } from "../outing";
import type { Waiting } from "../people";
import { byUrgency, type OpenTask, openTasks } from "../tasks";
import { dayAt, hourAt } from "../time";
import { isUnsent } from "./unsent";

/** Somebody in a list. */
export interface Somebody {
  personId: string;
  alias: string | null;
  publicCode: string | null;
}

/** An appointment of today, or an earlier one of which nobody has said what became of it. */
export interface Expected extends Somebody {
  appointmentId: string;
  enrolmentId: string | null;
  day: string;
  /** By the clock at the site, `HH:MM`. */
  hour: string;
  at: string;
  minutes: number | null;
  kind: string | null;
  mode: string | null;
  face: Flag[];
  waiting: Waiting;
}

/** Somebody nobody has reached for a while. */
export interface Quiet extends Somebody {
  days: number;
  last: LastContact | null;
  face: Flag[];
}

/** A task in the day's list. */
export interface DueTask extends OpenTask, Somebody {
  personId: string;
}

/** The day. */
export interface Today {
  day: string;
  appointments: Expected[];
  /** Of days before, never settled: late is easy. */
  unsettled: Expected[];
  quiet: Quiet[];
  overdue: DueTask[];
  due: DueTask[];
  unsent: number;
  out: Outing | null;
}

/** The day as the clock at the site has it. `quietDays`: after how many days without a contact somebody is listed. */
export function today(book: Book, now: Date, quietDays: number = QUIET_DAYS): Today {
  const day = dayAt(book.zone, now);
  const people = [...book.people.values()];
  const expected = people.flatMap((dossier) => expectedOf(dossier, book, now)).sort(byTime);
  const tasks = people.flatMap((dossier) => openTasks(book, dossier, day).map((task): DueTask => ({ ...task, ...somebody(dossier) })));
  tasks.sort(byUrgency);
  return {
    day,
    appointments: expected.filter((one) => one.day === day),
    unsettled: expected.filter((one) => one.day < day),
    quiet: people.flatMap((dossier) => quietOf(dossier, book, now, quietDays)).sort(byDays),
    overdue: tasks.filter(({ state }) => state === "overdue"),
    due: tasks.filter(({ state }) => state === "due"),
    unsent: book.works.filter(isUnsent).length + book.stranded,
    out: outNow(book, now),
  };
}

/** Who it is, by what she is called, or by her code. */
export function somebody({ person, alias }: Dossier): Somebody {
  return { personId: person.id, alias, publicCode: person.publicCode };
}

function expectedOf(dossier: Dossier, { zone }: Book, now: Date): Expected[] {
  return dossier.appointments.filter((one) => isOpen(one, dossier)).flatMap((one) => {
    const { id, enrolmentId, startsAt: at, day, minutes, kind, mode, waiting } = one;
    if (at === null || day === null) return [];
    const face = faceOf(dossier, now, zone);
    return [{ ...somebody(dossier), appointmentId: id, enrolmentId, day, hour: hourAt(zone, at), at, minutes, kind, mode, face, waiting }];
  });
}

function quietOf(dossier: Dossier, { zone }: Book, now: Date, quietDays: number): Quiet[] {
  const days = daysQuiet(dossier, now, zone);
  if (days === null || days < quietDays) return [];
  return [{ ...somebody(dossier), days, last: lastContact(dossier), face: faceOf(dossier, now, zone) }];
}

function byTime(one: Expected, other: Expected): number {
  return one.at.localeCompare(other.at) || one.appointmentId.localeCompare(other.appointmentId);
}

function byDays(one: Quiet, other: Quiet): number {
  return other.days - one.days || one.personId.localeCompare(other.personId);
}
