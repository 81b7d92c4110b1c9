import type { Json, PushResult } from "../api/protocol";
import { type Bytes, utf8 } from "../platform/bytes";
import { sealTo } from "../vault/box";
import { ackOf, isAck } from "./acks";
import type { Pending } from "./contents";
import { type AckedRecord, type Database, metaIn, type OutboxRecord, putMeta, strictly, type WriteTx } from "./database";
import { type Desk, stillOurs } from "./desk";

/** A line of a rescue file: an operation sealed to the organisation's rescue key, beside its id and number. */
export interface Copy {
  seq: number;
  op_id: string;
  box: Uint8Array;
}

/** The second copies of what lies in the outbox. Works while locked. */
export async function rescueCopies(db: Database): Promise<Copy[]> {
  return (await db.getAll("outbox")).flatMap(copyOf);
}

/** Of these, those that this passphrase does not open, in their order; but for what the server cannot read. */
export async function strandedCopies({ db, key }: Pick<Desk, "db" | "key">): Promise<Copy[]> {
  const records = await db.getAll("outbox");
  return records.filter(({ k, mark }) => k !== key.vault && mark === undefined).flatMap(copyOf);
}

function copyOf({ seq, op_id, rescue }: OutboxRecord): Copy[] {
  return rescue === undefined ? [] : [{ seq, op_id, box: rescue }];
}

/**
 * Keeps the organisation's rescue key, and makes the second copy of whatever waits without one: what was saved before the key was
 * known, or in a tab that did not know it yet. Throws `VaultChanged`.
 */
export async function keepRescueKey(desk: Desk, rescueKey: Bytes): Promise<void> {
  const known = desk.device.rescueKey;
  const isKnown = known !== undefined && known.join() === rescueKey.join();
  const sealed = new Set(isKnown ? (await rescueCopies(desk.db)).map(({ seq }) => seq) : []);
  const bare = desk.contents.outbox.filter(({ seq }) => !sealed.has(seq));
  if (isKnown && bare.length === 0) return;
  const seal = ({ op }: Pending) => sealTo(rescueKey, "rescue", op.op_id, utf8(JSON.stringify(op)), desk.world.random);
  const copies = await Promise.all(bare.map(async (pending) => ({ pending, rescue: await seal(pending) })));
  await strictly(desk.db, ["meta", "outbox"], async (tx) => {
    await stillOurs(tx, desk);
    const device = await metaIn(tx, "device");
    if (device !== undefined) await putMeta(tx, "device", { ...device, rescueKey });
    for (const { pending, rescue } of copies) {
      const record = await tx.objectStore("outbox").get(pending.seq);
      if (record?.op_id === pending.op.op_id) await tx.objectStore("outbox").put({ ...record, rescue });
    }
  });
  desk.device = { ...desk.device, rescueKey };
}

/**
 * Takes in what became of copies of a forgotten passphrase that were `sent`: as with all others, what the server has moves into
 * the archive in one transaction, and what it cannot open is marked and stays. How many moved.
 */
export async function takeRescued(desk: Desk, sent: Copy[], results: PushResult[], day: string): Promise<number> {
  const [acks, marks]: [{ copy: Copy; on: string; result: Bytes }[], { copy: Copy; mark: Bytes }[]] = [[], []];
  for (const [at, answer] of results.entries()) {
    const id = answer.op_id ?? sent[at]?.op_id;
    const copy = sent.find(({ op_id }) => op_id === id);
    if (copy === undefined) continue;
    if (isAck(answer.status)) {
      const result = await desk.key.seal("result", copy.op_id, ackOf(answer, day) as unknown as Json);
      acks.push({ copy, on: day, result });
    } else if (answer.status === "invalid") {
      marks.push({ copy, mark: await desk.key.seal("mark", copy.op_id, answer.code ?? "invalid") });
    }
  }
  if (acks.length + marks.length === 0) return 0;
  const turn = desk.contents.turn + 1;
  const moved = await strictly(desk.db, ["meta", "outbox", "acked"], async (tx) => {
    await stillOurs(tx, desk);
    const gone = new Map<string, string>();
    for (const { copy, on, result } of acks) {
      if (await archive(tx, desk, copy, result)) gone.set(copy.op_id, on);
    }
    for (const { copy, mark } of marks) {
      const record = await stranded(tx, desk, copy);
      if (record !== null) await tx.objectStore("outbox").put({ ...record, mark });
    }
    await putMeta(tx, "turn", turn);
    return gone;
  });
  const { contents } = desk;
  contents.turn = turn;
  contents.stranded -= moved.size;
  contents.rescued = new Map([...contents.rescued, ...moved]);
  return moved.size;
}

async function archive(tx: WriteTx, desk: Desk, copy: Copy, result: Bytes): Promise<boolean> {
  const record = await stranded(tx, desk, copy);
  if (record?.rescue === undefined) return false;
  const { op_id, seq, k, c, rescue } = record;
  const kept: AckedRecord = { op_id, seq, k, c, rescue, result, by: desk.key.vault };
  await tx.objectStore("acked").put(kept);
  await tx.objectStore("outbox").delete(seq);
  return true;
}

/** The record of a copy; null: its passphrase came back to mind meanwhile, and it goes the way of all others. */
async function stranded(tx: WriteTx, desk: Desk, copy: Copy): Promise<OutboxRecord | null> {
  const record = await tx.objectStore("outbox").get(copy.seq);
  return record?.op_id === copy.op_id && record.k !== desk.key.vault ? record : null;
}
