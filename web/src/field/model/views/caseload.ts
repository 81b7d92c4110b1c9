// Everybody on the phone, one line each.
import type { Book, Dossier } from "../book";
import { standingOn } from "../consent";
import { daysQuiet, isActive, isOpen, type LastContact, lastContact, type NextContact, nextContact, QUIET_DAYS } from "../contact";
import { faceOf, type Flag } from "../face";
import { missing } from "../missing";
import type { Waiting } from "../people";
import { openTasks } from "../tasks";
import { dayAt } from "../time";
import { type Somebody, somebody } from "./today";
import { isUnsent } from "./unsent";

/** What is to be done about somebody, the most pressing first. */
export type ToDo = "task_overdue" | "task_due" | "settle_appointment" | "quiet" | "finish_record";

/** One line. */
export interface CaseloadLine extends Somebody {
  face: Flag[];
  /** `none`: she is in no programme yet. */
  state: "active" | "paused" | "left" | "none";
  last: LastContact | null;
  next: NextContact | null;
  /** Where she stands on the service, as far as this phone knows (code list `consent_status`); null: it does not. */
  consent: string | null;
  toDo: ToDo[];
  /** How much about her is on this phone only. */
  unsent: number;
  waiting: Waiting;
}

/** Everybody, by what she is called; `language`: of the reader, whose alphabet orders them. */
export function caseload(book: Book, now: Date, language: string): CaseloadLine[] {
  const order = new Intl.Collator(language, { sensitivity: "base", numeric: true });
  const unsent = new Map<string, number>();
  for (const work of book.works.filter(isUnsent)) {
    const person = book.personOf(work);
    if (person !== null) unsent.set(person, (unsent.get(person) ?? 0) + 1);
  }
  const lines = [...book.people.values()].map((dossier) => lineOf(dossier, book, now, unsent.get(dossier.person.id) ?? 0));
  const name = ({ alias, publicCode }: CaseloadLine) => alias ?? publicCode ?? "";
  return lines.sort((one, other) => order.compare(name(one), name(other)) || one.personId.localeCompare(other.personId));
}

function lineOf(dossier: Dossier, book: Book, now: Date, unsent: number): CaseloadLine {
  const today = dayAt(book.zone, now);
  return {
    ...somebody(dossier),
    face: faceOf(dossier, now, book.zone),
    state: stateOf(dossier, today),
    last: lastContact(dossier),
    next: nextContact(dossier, now),
    consent: standingOn(dossier.decisions, "service_participation", today),
    toDo: toDo(dossier, book, now, today),
    unsent,
    waiting: dossier.person.waiting,
  };
}

function stateOf(dossier: Dossier, today: string): CaseloadLine["state"] {
  if (dossier.enrolments.length === 0) return "none";
  if (isActive(dossier, today)) return "active";
  return dossier.enrolments.some(({ exitedOn }) => exitedOn === null || exitedOn >= today) ? "paused" : "left";
}

function toDo(dossier: Dossier, book: Book, now: Date, today: string): ToDo[] {
  const states = new Set(openTasks(book, dossier, today).map(({ state }) => state));
  const unsettled = dossier.appointments.some((one) => one.day !== null && one.day < today && isOpen(one, dossier));
  const found: [ToDo, boolean][] = [
    ["task_overdue", states.has("overdue")],
    ["task_due", states.has("due")],
    ["settle_appointment", unsettled],
    ["quiet", (daysQuiet(dossier, now, book.zone) ?? 0) >= QUIET_DAYS],
    ["finish_record", missing(dossier).length > 0],
  ];
  return found.flatMap(([code, is]) => (is ? [code] : []));
}
