// What came back to her: what somebody has to decide on, what two wrote, whose work went to a colleague, and what the phone says.
import type { Fields, Json } from "../../../api/protocol";
import type { Clash } from "../../../store/contents";
import type { Book } from "../book";
import { textOf } from "../read";
import { type Work, workOf } from "../work";
import { isUnsent } from "./unsent";

/** Something of hers that is kept on the server until somebody decides. */
export interface Held {
  opId: string;
  /** For `/sync/held`; null: the server did not say it. */
  heldId: string | null;
  what: string;
  /** The row it makes or changes. */
  entityId: string;
  personId: string | null;
  alias: string | null;
  at: string;
  /** A code of the list `held_reason`, the rule behind it, and the field. */
  code: string | null;
  problem: string | null;
  pointer: string | null;
  set: Fields;
}

/** You wrote …, your colleague wrote …. */
export interface Conflict {
  opId: string;
  /** For `/sync/conflicts`; empty where it was told before the phone kept it. */
  conflictId: string;
  personId: string | null;
  alias: string | null;
  field: string;
  kept: Clash["kept"];
  yours: Json;
  /** What stands in the row now; null where hers stands: what it replaced is on the server. */
  theirs: Json;
  /** Does somebody have to decide? */
  open: boolean;
}

/** Somebody who is not on this phone any more, and of whom she did something in the last thirty days. */
export interface HandedOver {
  /** Null: not even that is known here any more. */
  personId: string | null;
  enrolmentId: string | null;
  lastAt: string;
  unsent: number;
  held: number;
}

/** What the phone says of itself. */
export type Notice =
  /** Operations lie under a passphrase that was forgotten. */
  | { code: "stranded"; count: number }
  /** Operations that the server cannot read. */
  | { code: "unreadable"; count: number };

/** What came back to her. */
export interface Inbox {
  held: Held[];
  /** Held, and saved once more since, put right; `arrived`: the server has that, and the first one can be set aside. */
  mended: (Held & { arrived: boolean })[];
  conflicts: Conflict[];
  handedOver: HandedOver[];
  notices: Notice[];
}

/** What came back to her, oldest first. */
export function inbox(book: Book): Inbox {
  const unreadable = book.works.filter(({ state }) => state === "unreadable").length;
  const notices: Notice[] = [
    { code: "stranded", count: book.stranded },
    { code: "unreadable", count: unreadable },
  ];
  const held = book.held.map((one): Held => {
    const { opId, what, at, set, entity, entityId } = workOf(one.op);
    const whose = whoseOf(book, { entity, entityId, set });
    return { opId, heldId: one.heldId, what, entityId, ...whose, at, code: one.code, problem: one.problem, pointer: one.pointer, set };
  });
  const anew = new Map(held.flatMap((one) => savedAnew(book, one).map((work) => [one.opId, work] as const)));
  return {
    held: held.filter(({ opId }) => !anew.has(opId)),
    mended: held.flatMap((one) => {
      const work = anew.get(one.opId);
      return work === undefined ? [] : [{ ...one, arrived: !isUnsent(work) }];
    }),
    conflicts: book.works.flatMap((work) => work.clashes.flatMap((clash) => conflictOf(book, work, clash))),
    handedOver: handedOver(book),
    notices: notices.filter(({ count }) => count > 0),
  };
}

/** How much in it needs her: what the phone shows beside the word for it. */
export function needsHer({ held, mended, conflicts, notices }: Inbox): number {
  const kept = notices.reduce((sum, { count }) => sum + count, 0);
  return held.length + mended.length + openOf(conflicts).length + kept;
}

/** Those somebody has to decide. */
export function openOf(conflicts: Conflict[]): Conflict[] {
  return conflicts.filter(({ open }) => open);
}

/** What she saved for the same row once more, last; none: she did not. */
function savedAnew({ works }: Book, { opId, what, entityId }: Held): Work[] {
  const seq = works.find((work) => work.opId === opId)?.seq;
  if (seq === undefined || !what.endsWith("-create")) return [];
  return works.filter((work) => work.what === what && work.entityId === entityId && work.seq > seq).slice(-1);
}

function whoseOf(book: Book, work: Pick<Work, "entity" | "entityId" | "set">): { personId: string | null; alias: string | null } {
  const personId = book.personOf(work);
  return { personId, alias: personId === null ? null : (book.people.get(personId)?.alias ?? null) };
}

/** Who decided is told no more; nor is who cannot decide any longer. */
const OVER: readonly string[] = ["resolved", "gone"];

function conflictOf(book: Book, work: Work, clash: Clash): Conflict[] {
  if (OVER.includes(clash.state)) return [];
  const yours = saidOf(work.set, clash.field);
  const stands = standsIn(book, work, clash.field);
  // What stands now is what she wrote: it was decided so since, or they came to mean the same.
  if (clash.kept === "stood" && stands === yours) return [];
  const { id, field, kept, state } = clash;
  const theirs = kept === "stood" ? stands : null;
  return [{ opId: work.opId, conflictId: id, ...whoseOf(book, work), field, kept, yours, theirs, open: state === "open" }];
}

/** One thing in two fields: how she names her gender, or why that is not known. */
function saidOf(set: Fields, field: string): Json {
  if (field === "gender_identity") return set["gender_identity"] ?? set["gender_missing"] ?? null;
  return set[field] ?? null;
}

function standsIn(book: Book, work: Work, field: string): Json {
  const person = work.entity === "person" ? book.people.get(work.entityId)?.person : undefined;
  if (field === "language") return person?.language ?? null;
  return field === "gender_identity" ? (person?.genderIdentity ?? person?.genderMissing ?? null) : null;
}

/** Only on a phone that has everything: one that is being filled does not know yet whom it will hold. */
function handedOver(book: Book): HandedOver[] {
  if (!book.isWhole) return [];
  const stubs = new Map<string, HandedOver>();
  for (const work of book.works) {
    const personId = book.personOf(work);
    const enrolmentId = textOf(work.set, "enrolment_id");
    const key = personId ?? enrolmentId;
    if (key === null || (personId !== null && book.people.has(personId))) continue;
    const stub = stubs.get(key) ?? { personId, enrolmentId, lastAt: work.at, unsent: 0, held: 0 };
    if (Date.parse(work.at) > Date.parse(stub.lastAt)) stub.lastAt = work.at;
    stub.unsent += Number(isUnsent(work));
    stub.held += Number(book.held.some(({ op }) => op.op_id === work.opId));
    stubs.set(key, stub);
  }
  return [...stubs.values()].sort((one, other) => Date.parse(one.lastAt) - Date.parse(other.lastAt) || keyOf(one).localeCompare(keyOf(other)));
}

function keyOf({ personId, enrolmentId }: HandedOver): string {
  return personId ?? enrolmentId ?? "";
}
