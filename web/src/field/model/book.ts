// Everything on the phone, read once and laid out by whom it is about: rows, and what was not sent over them (`viewOf`).
import type { Contents, HeldWork } from "../../store/contents";
import { type Seen, viewOf } from "../../store/view";
import * as facts from "./facts";
import * as rows from "./people";
import { partsOf, textOf } from "./read";
import { type Decision, decisionOf, decisionOfRow } from "./consent";
import { type Plan, plansOf } from "./plan";
import { type Work, worksOf } from "./work";

/** A session she took part in, or is to take part in. */
export interface Meeting {
  session: facts.Session;
  enrolmentId: string | null;
  attendance: string | null;
  minutes: number | null;
}

/** What the phone holds of one young person. */
export interface Dossier {
  person: rows.Person;
  /** What she is called; null: it is not on this phone. */
  alias: string | null;
  needs: rows.Needs | null;
  contacts: rows.Contact[];
  enrolments: rows.Enrolment[];
  meetings: Meeting[];
  attempts: facts.Attempt[];
  appointments: facts.Appointment[];
  tasks: facts.Task[];
  notes: facts.Note[];
  /** Decisions about consent. */
  decisions: Decision[];
  /** The versions of her plan, the newest first. */
  plans: Plan[];
}

/** Everything, ready to be looked at. */
export interface Book {
  /** The zone of the site, by whose clock days are counted. */
  zone: string;
  people: Map<string, Dossier>;
  works: Work[];
  /** What waits on the server for somebody to decide. */
  held: HeldWork[];
  /** Is everything she may hold on this phone? Not while it is being filled. */
  isWhole: boolean;
  /** Operations of a passphrase that was forgotten. */
  stranded: number;
  /** Whom something she did is about. */
  personOf(work: Pick<Work, "entity" | "entityId" | "set">): string | null;
}

/** Reads what is on the phone. `zone`: of her site (IANA). */
export function bookOf(contents: Contents, zone: string): Book {
  return new Reader(contents, zone).read();
}

const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : Number(one.id > other.id));

class Reader {
  readonly #people = new Map<string, Dossier>();
  readonly #personOfEnrolment = new Map<string, string>();
  readonly #peopleOfSession = new Map<string, Set<string>>();
  readonly #works: Work[];
  readonly #kinds = new Map<string, Seen[]>();

  constructor(
    readonly contents: Contents,
    readonly zone: string,
  ) {
    this.#works = worksOf(contents);
    for (const seen of viewOf(contents).values()) {
      const known = this.#kinds.get(seen.e);
      if (known === undefined) this.#kinds.set(seen.e, [seen]);
      else known.push(seen);
    }
    for (const all of this.#kinds.values()) all.sort(byId);
  }

  #of(kind: string): Seen[] {
    return this.#kinds.get(kind) ?? [];
  }

  read(): Book {
    for (const seen of this.#of("person")) {
      const dossier = this.#dossier(seen.id);
      dossier.person = rows.personOf(seen);
      dossier.alias = rows.knownAs(seen);
    }
    for (const seen of this.#of("alias")) this.#about(seen, (one) => (one.alias = rows.knownAs(seen) ?? one.alias), seen.id);
    for (const seen of this.#of("needs")) this.#about(seen, (one) => (one.needs = rows.needsOf(seen)), seen.id);
    for (const seen of this.#of("contact")) this.#about(seen, (one) => one.contacts.push(rows.contactOf(seen)));
    for (const seen of this.#of("enrolment")) this.#enrolment(seen);
    this.#sessions();
    this.#deeds();
    this.#notes();
    const { held, stranded, sync } = this.contents;
    return {
      zone: this.zone,
      people: this.#people,
      works: this.#works,
      held: [...held.values()].sort((one, other) => one.op.at.localeCompare(other.op.at) || one.op.op_id.localeCompare(other.op.op_id)),
      isWhole: sync.cursor !== null && !sync.filling,
      stranded,
      personOf: (work) => this.#personOf(work),
    };
  }

  /** What there is of somebody; also where her own row has not come yet: nothing about her is hidden for that. */
  #dossier(id: string): Dossier {
    const known = this.#people.get(id);
    if (known !== undefined) return known;
    const made: Dossier = {
      person: rows.personOf({ e: "person", id, d: {}, scopes: [], waiting: null }),
      alias: null,
      needs: null,
      contacts: [],
      enrolments: [],
      meetings: [],
      attempts: [],
      appointments: [],
      tasks: [],
      notes: [],
      decisions: [],
      plans: [],
    };
    this.#people.set(id, made);
    return made;
  }

  #about({ d }: Seen, put: (dossier: Dossier) => void, person: string | null = textOf(d, "person_id")): void {
    const enrolment = textOf(d, "enrolment_id");
    const whose = person ?? (enrolment === null ? null : (this.#personOfEnrolment.get(enrolment) ?? null));
    if (whose !== null) put(this.#dossier(whose));
  }

  #enrolment(seen: Seen): void {
    const enrolment = rows.enrolmentOf(seen);
    if (enrolment.personId === null) return;
    this.#personOfEnrolment.set(enrolment.id, enrolment.personId);
    this.#dossier(enrolment.personId).enrolments.push(enrolment);
  }

  #sessions(): void {
    const sessions = new Map(this.#of("session").map((seen) => [seen.id, facts.sessionOf(seen, this.zone)]));
    for (const seen of this.#of("participation")) {
      const line = facts.participationOf(seen);
      const session = line.sessionId === null ? undefined : sessions.get(line.sessionId);
      if (session === undefined) continue;
      // A correction that was made here says more than the row it corrects.
      const attendance = session.isGroup ? line.attendance : (session.attendance ?? line.attendance);
      this.#meet(seen, { session, enrolmentId: line.enrolmentId, attendance, minutes: line.minutes });
    }
    for (const seen of this.#of("session")) {
      const session = sessions.get(seen.id);
      if (session === undefined || session.enrolmentId === null || this.#peopleOfSession.has(seen.id)) continue;
      this.#meet(seen, { session, enrolmentId: session.enrolmentId, attendance: session.attendance, minutes: session.minutes });
    }
    for (const seen of this.#of("group_session")) {
      if (sessions.has(seen.id)) continue;
      const session = facts.sessionOf(seen, this.zone);
      for (const line of partsOf(seen.d, "lines")) {
        const enrolmentId = textOf(line, "enrolment_id");
        this.#meet({ ...seen, d: line }, { session, enrolmentId, attendance: null, minutes: null });
      }
    }
  }

  #meet(seen: Seen, meeting: Meeting): void {
    this.#about(seen, (dossier) => {
      dossier.meetings.push(meeting);
      const people = this.#peopleOfSession.get(meeting.session.id) ?? new Set<string>();
      this.#peopleOfSession.set(meeting.session.id, people.add(dossier.person.id));
    });
  }

  #deeds(): void {
    for (const seen of this.#of("contact_attempt")) this.#about(seen, (one) => one.attempts.push(facts.attemptOf(seen, this.zone)));
    for (const seen of this.#of("appointment")) this.#about(seen, (one) => one.appointments.push(facts.appointmentOf(seen, this.zone)));
    for (const seen of this.#of("task")) this.#about(seen, (one) => one.tasks.push(facts.taskOf(seen)));
    for (const { personId, plan } of plansOf(this.#of("case_plan"), this.#of("goal"), this.#of("plan_action"))) {
      if (personId !== null) this.#dossier(personId).plans.push(plan);
    }
    this.#decisions();
  }

  /** What was taken down here says more than its row: whether it was sent, and that a withdrawal holds. */
  #decisions(): void {
    const here = new Set<string>();
    for (const work of this.#works) {
      const decision = decisionOf(work);
      const person = decision === null ? null : this.#personOf(work);
      if (decision === null || person === null) continue;
      here.add(decision.id);
      this.#dossier(person).decisions.push(decision);
    }
    for (const seen of this.#of("consent")) {
      const decision = here.has(seen.id) ? null : decisionOfRow(seen);
      if (decision !== null) this.#about(seen, (one) => one.decisions.push(decision));
    }
  }

  #notes(): void {
    const rowsOfNotes = new Set(this.#of("note").map(({ id }) => id));
    const own = this.#of("session").flatMap((seen) => facts.noteWith(seen) ?? []);
    const notes = [...this.#of("note").map(facts.noteOf), ...own.filter(({ id }) => !rowsOfNotes.has(id))];
    for (const note of notes) {
      // A concern is no note: it goes to those who answer for it, and lies on no page that is looked at (domain.md §5.19).
      if (note.kind === "safeguarding") continue;
      const met = note.sessionId === null ? undefined : this.#peopleOfSession.get(note.sessionId);
      for (const person of note.personId === null ? (met ?? []) : [note.personId]) this.#dossier(person).notes.push(note);
    }
  }

  #personOf({ entity, entityId, set }: Pick<Work, "entity" | "entityId" | "set">): string | null {
    if (entity === "person") return entityId;
    const [person, enrolment] = [textOf(set, "person_id"), textOf(set, "enrolment_id")];
    if (person !== null) return person;
    if (enrolment !== null) return this.#personOfEnrolment.get(enrolment) ?? null;
    const session = entity === "session" ? entityId : textOf(set, "session_id");
    const people = session === null ? undefined : this.#peopleOfSession.get(session);
    if (people?.size === 1) return [...people][0] ?? null;
    const row = this.#of(entity).find(({ id }) => id === entityId);
    return row === undefined ? null : textOf(row.d, "person_id");
  }
}
