import { type OutboxRecord, putMeta, strictly } from "./database";
import { addPending, type Desk, sealState, stillOurs } from "./desk";

/**
 * The server has another history: it was restored from a backup, and may have lost what it acknowledged since. Everything in
 * the archive goes back into the outbox under its own number, so that it is sent before what was never sent, and rows are asked
 * for anew (reference/sync.md §2.8). One strict transaction.
 * `history`: the one the server is in now, where it said so.
 */
export async function beginAgain(desk: Desk, history: string | null): Promise<void> {
  const { contents, key } = desk;
  const sync = { ...contents.sync, cursor: null, history };
  const state = await sealState(desk, sync);
  const turn = contents.turn + 1;
  let stranded = 0;
  await strictly(desk.db, ["meta", "outbox", "acked"], async (tx) => {
    await stillOurs(tx, desk);
    for (const record of await tx.objectStore("acked").getAll()) {
      // What another vault sealed cannot be opened here: only its second copy can be sent, where it has one.
      if (record.k !== key.vault && record.rescue === undefined) continue;
      if (record.k !== key.vault) stranded += 1;
      const { op_id, seq, k, c } = record;
      const again: OutboxRecord = { op_id, seq, k, c, again: true };
      if (record.rescue !== undefined) again.rescue = record.rescue;
      await tx.objectStore("outbox").put(again);
      await tx.objectStore("acked").delete(op_id);
    }
    await putMeta(tx, "sync", state);
    await putMeta(tx, "turn", turn);
  });
  for (const { seq, op } of contents.acked.values()) addPending(contents, { seq, op, unreadable: null, again: true });
  contents.acked = new Map();
  contents.rescued = new Map();
  contents.stranded += stranded;
  contents.sync = sync;
  contents.turn = turn;
}
