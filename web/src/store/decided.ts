import type { Json } from "../api/protocol";
import type { AckResult, HeldWork } from "./contents";
import { putMeta, strictly } from "./database";
import { type Desk, stillOurs } from "./desk";

/** What became of something that was held: it waits on, for this reason; it was done; or it is not to be done. */
export type HeldNews = Pick<HeldWork, "code" | "problem" | "pointer" | "heldId"> | "done" | "over";

/** Keeps what the server says of what is held. What was done is shown like anything else that is not shown by a page yet. */
export async function keepHeldNews(desk: Desk, news: ReadonlyMap<string, HeldNews>): Promise<void> {
  const { contents, key } = desk;
  const known = [...news].flatMap(([opId, said]) => {
    const work = contents.held.get(opId);
    return work === undefined ? [] : [{ opId, said, work }];
  });
  if (known.length === 0) return;
  const waiting = known.flatMap(({ opId, said, work }) => (typeof said === "string" ? [] : [{ opId, work: { ...work, ...said } }]));
  const over = known.flatMap(({ opId, said }) => (typeof said === "string" ? [opId] : []));
  const done = known.flatMap(({ opId, said }) => {
    const acked = contents.acked.get(opId);
    return said !== "done" || acked === undefined ? [] : [{ acked, result: { ...acked.result, status: "applied" as const } }];
  });
  const records = await Promise.all(waiting.map(async ({ opId, work }) => ({ op_id: opId, k: key.vault, c: await key.seal("held", opId, work as unknown as Json) })));
  const results = await Promise.all(done.map(({ acked, result }) => sealResult(desk, acked.op.op_id, result)));
  const turn = contents.turn + 1;
  await strictly(desk.db, ["meta", "acked", "held"], async (tx) => {
    await stillOurs(tx, desk);
    for (const record of records) await tx.objectStore("held").put(record);
    for (const opId of over) await tx.objectStore("held").delete(opId);
    for (const { opId, result } of results) {
      const record = await tx.objectStore("acked").get(opId);
      if (record !== undefined) await tx.objectStore("acked").put({ ...record, result });
    }
    await putMeta(tx, "turn", turn);
  });
  for (const { opId, work } of waiting) contents.held.set(opId, work);
  for (const opId of over) contents.held.delete(opId);
  for (const { acked, result } of done) acked.result = result;
  contents.turn = turn;
}

/** Somebody has decided between two values, or it is not hers to decide any more (`state`). */
export async function keepClashState(desk: Desk, opId: string, clashId: string, state: string): Promise<void> {
  const { contents } = desk;
  const acked = contents.acked.get(opId);
  if (acked === undefined) return;
  const clashes = (acked.result.clashes ?? []).map((clash) => (clash.id === clashId ? { ...clash, state } : clash));
  const result = { ...acked.result, clashes };
  const sealed = await sealResult(desk, opId, result);
  const turn = contents.turn + 1;
  await strictly(desk.db, ["meta", "acked"], async (tx) => {
    await stillOurs(tx, desk);
    const record = await tx.objectStore("acked").get(opId);
    if (record !== undefined) await tx.objectStore("acked").put({ ...record, result: sealed.result });
    await putMeta(tx, "turn", turn);
  });
  acked.result = result;
  contents.turn = turn;
}

async function sealResult({ key }: Desk, opId: string, result: AckResult) {
  return { opId, result: await key.seal("result", opId, result as unknown as Json) };
}
