import type { Fields } from "../api/protocol";
import type { Acked, Contents, Pending, SealedOperation } from "./contents";

/** Something as its owner is to see it: what the server said, with her own work over it. */
export interface Seen {
  e: string;
  id: string;
  d: Fields;
  /** The scopes in which it was got; none: it is her own and has not come back yet. */
  scopes: string[];
  /** `unsent`: some of it is on this phone only; `sent`: the server has it and has not shown it yet. */
  waiting: "unsent" | "sent" | null;
}

/** What there is to see, by `kind|id`. */
export type View = Map<string, Seen>;

/**
 * The rows, and over them what was acknowledged and no page has shown yet, and what was not sent, in its order. So nothing she
 * typed vanishes from the screen (reference/sync.md F22), and no page hides it. Operations that are neither `create` nor
 * `patch` change nothing here but that something waits.
 */
export function viewOf(contents: Contents): View {
  const view: View = new Map();
  for (const { row } of contents.rows.values()) {
    const key = `${row.e}|${row.id}`;
    const seen = view.get(key);
    if (seen === undefined) view.set(key, { e: row.e, id: row.id, d: row.d, scopes: [row.s], waiting: null });
    else seen.scopes.push(row.s);
  }
  const sent = [...contents.acked.values()].filter(isToBeSeen).sort((one, other) => one.seq - other.seq);
  for (const { op, result } of sent) lay(view, op, "sent", result.stood);
  for (const pending of contents.outbox) {
    if (!isOutdated(view, pending)) lay(view, pending.op, "unsent", []);
  }
  return view;
}

function isToBeSeen({ result, settled }: Acked): boolean {
  return !settled && result.status !== "held";
}

/** What is sent again after a restore is older than the rows: it makes what is not there, and changes nothing. */
function isOutdated(view: View, { again, op }: Pending): boolean {
  return again && (op.kind !== "create" || view.has(`${op.entity}|${op.entity_id}`));
}

function lay(view: View, op: SealedOperation, waiting: "unsent" | "sent", without: string[]): void {
  const key = `${op.entity}|${op.entity_id}`;
  const under = view.get(key);
  const isContent = op.kind === "create" || op.kind === "patch";
  if (under === undefined && op.kind !== "create") return;
  const set = Object.entries(isContent ? op.set : {}).filter(([name]) => !without.includes(name));
  view.set(key, {
    e: op.entity,
    id: op.entity_id,
    d: { ...under?.d, ...Object.fromEntries(set) },
    scopes: under?.scopes ?? [],
    waiting,
  });
}

/** What lies on the phone, in numbers, for the line at the top of each screen. */
export interface Standing {
  unsent: number;
  /** Of these, what the server cannot read. */
  unreadable: number;
  /** Operations of a forgotten passphrase. */
  stranded: number;
  /** Begun forms and slips of one: only it brings them back. */
  aside: number;
  /** Waiting for somebody's decision. */
  held: number;
  lastContact: string | null;
}

/** Counts what lies on the phone. */
export function standingOf({ outbox, stranded, aside, held, sync }: Contents): Standing {
  const unreadable = outbox.filter((pending) => pending.unreadable !== null).length;
  return { unsent: outbox.length, unreadable, stranded, aside, held: held.size, lastContact: sync.lastContact };
}
