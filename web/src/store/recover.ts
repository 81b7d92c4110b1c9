import type { Json } from "../api/protocol";
import { type DataKey, NotOurs } from "../vault/seal";
import { openVault } from "../vault/vault";
import { readContents, type SealedOperation } from "./contents";
import { type OutboxRecord, readMeta, strictly } from "./database";
import { addPending, type Desk, stillOurs } from "./desk";
import { sealed } from "./save";

/**
 * A passphrase that was forgotten came back to mind: what it sealed and was not sent is sealed anew with the key of today, in its
 * place. How many operations came back; 0: it opens none of the old vaults, and nothing is changed.
 */
export async function recover(desk: Desk, oldPassphrase: string): Promise<number> {
  const retired = (await readMeta(desk.db, "retired")) ?? [];
  let back = 0;
  for (const { vault } of retired) {
    const old = await openVault(vault, oldPassphrase, desk.world.random);
    if (old === null) continue;
    const records = (await desk.db.getAll("outbox")).filter(({ k }) => k === vault.id);
    for (const record of records) {
      const found = await opened(() => old.open("op", record.op_id, record.c));
      if (found === null) continue;
      const op = found as unknown as SealedOperation;
      await putBack(desk, record, { ...(await sealed(desk, op)), seq: record.seq });
      addPending(desk.contents, { seq: record.seq, op, unreadable: null, again: record.again === true });
      back += 1;
    }
    await recoverDrafts(desk, old);
  }
  if (back > 0) desk.contents.stranded = (await readContents(desk.db, desk.key)).stranded;
  return back;
}

async function opened(open: () => Promise<Json>): Promise<Json | null> {
  try {
    return await open();
  } catch (error) {
    // A damaged one stays as it is and keeps no other from coming back.
    if (error instanceof NotOurs) return null;
    throw error;
  }
}

/** What she had begun to write comes back with what she had saved. */
async function recoverDrafts(desk: Desk, old: DataKey): Promise<void> {
  for (const { id, k, c } of await desk.db.getAll("drafts")) {
    const draft = k === old.vault ? await opened(() => old.open("draft", id, c)) : null;
    if (draft === null) continue;
    const anew = { id, k: desk.key.vault, c: await desk.key.seal("draft", id, draft) };
    await strictly(desk.db, ["meta", "drafts"], async (tx) => {
      await stillOurs(tx, desk);
      if ((await tx.objectStore("drafts").get(id))?.k === k) await tx.objectStore("drafts").put(anew);
    });
  }
}

async function putBack(desk: Desk, record: OutboxRecord, anew: OutboxRecord): Promise<void> {
  await strictly(desk.db, ["meta", "outbox"], async (tx) => {
    await stillOurs(tx, desk);
    const there = await tx.objectStore("outbox").get(record.seq);
    if (there?.op_id === record.op_id) await tx.objectStore("outbox").put(record.again ? { ...anew, again: true } : anew);
  });
}

/** The lines of a rescue file: what lies in the outbox, each sealed to the organisation's rescue key. Works while locked. */
export async function rescueCopies(db: Desk["db"]): Promise<{ seq: number; op_id: string; box: Uint8Array }[]> {
  const records = await db.getAll("outbox");
  return records.flatMap(({ seq, op_id, rescue }) => (rescue === undefined ? [] : [{ seq, op_id, box: rescue }]));
}
