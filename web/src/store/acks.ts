import type { Json, PushResult } from "../api/protocol";
import type { Bytes } from "../platform/bytes";
import { type AckResult, type Acked, type HeldWork, type KeptRow, type Pending, rowKey } from "./contents";
import { putMeta, strictly, type WriteTx } from "./database";
import { type Desk, stillOurs } from "./desk";

/** What the answers of one push come to. */
export interface Taken {
  /** How many operations left the outbox or were marked. */
  moved: number;
  /** The server could not judge one: what follows waits. */
  stopped: boolean;
}

interface Ack {
  pending: Pending;
  result: AckResult;
  sealedResult: Bytes;
  held: { work: HeldWork; c: Bytes } | null;
}

interface Mark {
  pending: Pending;
  why: string;
  c: Bytes;
}

/** Of the answer: the server's day, and whether its versions are of the history in which the rows here were got. */
export interface Answered {
  day: string;
  inStream: boolean;
}

/**
 * Takes in what became of the operations that were `sent`, in one transaction: what the server has moves from the outbox into
 * the archive, what it cannot read is marked, all else stays as it is. This is the one place where something leaves the outbox.
 */
export async function acknowledge(desk: Desk, sent: Pending[], results: PushResult[], of: Answered): Promise<Taken> {
  const [acks, marks, rows]: [Ack[], Mark[], { kept: KeptRow; c: Bytes }[]] = [[], [], []];
  let stopped = false;
  for (const [at, result] of results.entries()) {
    // One whose id could not be read is known by its place.
    const id = result.op_id ?? sent[at]?.op.op_id;
    const pending = sent.find(({ op }) => op.op_id === id);
    if (pending === undefined) continue;
    if (isAck(result.status)) {
      acks.push(await acked(desk, pending, result, of.day));
      const row = of.inStream ? written(desk, pending, result) : null;
      if (row !== null) rows.push({ kept: row, c: await desk.key.seal("row", row.r, row.row as unknown as Json) });
    } else if (result.status === "invalid") {
      const why = result.code ?? "invalid";
      marks.push({ pending, why, c: await desk.key.seal("mark", pending.op.op_id, why) });
    } else {
      stopped = true;
    }
  }
  if (acks.length + marks.length > 0) {
    const turn = desk.contents.turn + 1;
    await strictly(desk.db, ["meta", "outbox", "acked", "held", "rows"], async (tx) => {
      await stillOurs(tx, desk);
      for (const ack of acks) await move(tx, desk, ack);
      for (const mark of marks) await putMark(tx, mark);
      for (const { kept, c } of rows) await tx.objectStore("rows").put({ r: kept.r, c });
      await putMeta(tx, "turn", turn);
    });
    remember(desk, acks, marks, rows.map(({ kept }) => kept));
    desk.contents.turn = turn;
  }
  return { moved: acks.length + marks.length, stopped };
}

/** Does this answer mean that the server has it? */
export function isAck(status: string): status is AckResult["status"] {
  return status === "applied" || status === "merged" || status === "conflict" || status === "held";
}

/** What an answer says that an operation came to. */
export function ackOf(answer: PushResult, day: string): AckResult {
  const clashes = answer.conflicts ?? [];
  return {
    status: answer.status as AckResult["status"],
    v: answer.v ?? null,
    on: day,
    stood: clashes.filter(({ kept }) => kept === "stood").map(({ field }) => field),
    clashes: clashes.map(({ id, field, kept, state }) => ({ id, field, kept, state })),
  };
}

async function acked(desk: Desk, pending: Pending, answer: PushResult, day: string): Promise<Ack> {
  const { op } = pending;
  const result = ackOf(answer, day);
  const sealedResult = await desk.key.seal("result", op.op_id, result as unknown as Json);
  if (result.status !== "held") return { pending, result, sealedResult, held: null };
  const work: HeldWork = {
    op,
    code: answer.code ?? null,
    problem: answer.problem ?? null,
    pointer: answer.pointer ?? null,
    heldId: answer.held_id ?? null,
  };
  const c = await desk.key.seal("held", op.op_id, work as unknown as Json);
  return { pending, result, sealedResult, held: { work, c } };
}

/** The row as it is now, where nobody else had changed it: her next change builds on that. */
function written({ contents }: Desk, { op }: Pending, answer: PushResult): KeptRow | null {
  if (op.kind !== "patch" || answer.status !== "applied" || answer.v === undefined || answer.v === null) return null;
  for (const { r, row } of contents.rows.values()) {
    // Sessions lie in several scopes and are corrected by parts of a request; their rows come with the next page.
    if (row.e !== "person" || op.entity !== "person" || row.id !== op.entity_id) continue;
    if (answer.v < row.v) return null;
    const d = { ...row.d, ...op.set };
    // One thing in two fields: who says how she names herself takes back why it was not known.
    if ("gender_identity" in op.set) d["gender_missing"] = null;
    return { r, row: { ...row, v: answer.v, d } };
  }
  return null;
}

async function move(tx: WriteTx, desk: Desk, { pending, sealedResult, held }: Ack): Promise<void> {
  const record = await tx.objectStore("outbox").get(pending.seq);
  if (record === undefined || record.op_id !== pending.op.op_id) return;
  const { op_id, seq, k, c } = record;
  const kept = { op_id, seq, k, c, result: sealedResult };
  await tx.objectStore("acked").put(record.rescue === undefined ? kept : { ...kept, rescue: record.rescue });
  if (held !== null) await tx.objectStore("held").put({ op_id, k: desk.key.vault, c: held.c });
  await tx.objectStore("outbox").delete(seq);
}

async function putMark(tx: WriteTx, { pending, c }: Mark): Promise<void> {
  const record = await tx.objectStore("outbox").get(pending.seq);
  if (record !== undefined) await tx.objectStore("outbox").put({ ...record, mark: c });
}

function remember({ contents }: Desk, acks: Ack[], marks: Mark[], rows: KeptRow[]): void {
  const gone = new Set(acks.map(({ pending }) => pending.seq));
  contents.outbox = contents.outbox.filter(({ seq }) => !gone.has(seq));
  for (const { pending, result, held } of acks) {
    const { seq, op } = pending;
    contents.acked.set(op.op_id, { seq, op, result, settled: false } satisfies Acked);
    if (held !== null) contents.held.set(op.op_id, held.work);
  }
  for (const { pending, why } of marks) {
    const marked = contents.outbox.find(({ seq }) => seq === pending.seq);
    if (marked !== undefined) marked.unreadable = why;
  }
  for (const kept of rows) contents.rows.set(rowKey(kept.row), kept);
}
