// What she did on this phone, operation by operation, whatever became of it.
import type { Fields } from "../../api/protocol";
import type { Clash, Contents, SealedOperation } from "../../store/contents";
import { upcast } from "../../sync/upcast";

/** What became of an operation, as far as this phone knows. */
export type WorkState =
  /** On this phone only. */
  | "unsent"
  /** The server cannot read it; on this phone only, and not sent again by itself. */
  | "unreadable"
  /** The server has it. */
  | "sent"
  /** The server has it, and others had changed the same. */
  | "conflict"
  /** The server has it, and somebody has to decide. */
  | "held";

/** One thing she did. */
export interface Work {
  opId: string;
  seq: number;
  /** A code of the list `sync_operation`: `session-create`. */
  what: string;
  entity: string;
  entityId: string;
  /** When it was saved, by the phone's clock. */
  at: string;
  /** Its fields, in the form of today. */
  set: Fields;
  state: WorkState;
  /** Why: of what is held a code of `held_reason`; of what is unreadable the server's word. */
  why: string | null;
  /** A page has shown what came of it. */
  settled: boolean;
  clashes: Clash[];
}

/** Everything she did that this phone remembers, in its order: what is unsent, and thirty days of what was. */
export function worksOf({ outbox, acked, held }: Contents): Work[] {
  const unsent = outbox.map(({ seq, op, unreadable }): Work => ({
    ...workOf(op),
    seq,
    state: unreadable === null ? "unsent" : "unreadable",
    why: unreadable,
    settled: false,
    clashes: [],
  }));
  const sent = [...acked.values()].map(({ seq, op, result, settled }): Work => ({
    ...workOf(op),
    seq,
    state: result.status === "held" || result.status === "conflict" ? result.status : "sent",
    why: held.get(op.op_id)?.code ?? null,
    settled,
    clashes: result.clashes ?? result.stood.map((field) => ({ id: "", field, kept: "stood", state: "open" })),
  }));
  return [...unsent, ...sent].sort((one, other) => one.seq - other.seq || one.opId.localeCompare(other.opId));
}

/** What an operation says, whatever became of it. */
export function workOf(op: SealedOperation): Pick<Work, "opId" | "what" | "entity" | "entityId" | "at" | "set"> {
  const what = `${op.entity}-${op.kind}`;
  return { opId: op.op_id, what, entity: op.entity, entityId: op.entity_id, at: op.at, set: upcast(op.schema, what, op.set ?? {}) };
}
