import { type DataKey, NotOurs } from "../vault/seal";
import { openSlip, sealSlip } from "../vault/slip/slip";
import { openVault } from "../vault/vault";
import { readContents, type SealedOperation } from "./contents";
import { type DeviceRecord, type OutboxRecord, readMeta, strictly } from "./database";
import { addPending, type Desk, stillOurs } from "./desk";
import { sealed } from "./save";

/**
 * A passphrase that was forgotten came back to mind: what it sealed and was not sent is sealed anew with the key of today, in its
 * place; so are forms that were begun, and slips. How many of these came back; 0: it opens none of the old vaults.
 */
export async function recover(desk: Desk, oldPassphrase: string): Promise<number> {
  const retired = (await readMeta(desk.db, "retired")) ?? [];
  let back = 0;
  for (const { vault, device } of retired) {
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
    back += (await recoverDrafts(desk, old)) + (await recoverSlips(desk, old, device));
  }
  if (back > 0) {
    const { stranded, aside } = await readContents(desk.db, desk.key);
    Object.assign(desk.contents, { stranded, aside });
  }
  return back;
}

async function opened<T>(open: () => Promise<T>): Promise<T | null> {
  try {
    return await open();
  } catch (error) {
    // A damaged one stays as it is and keeps no other from coming back.
    if (error instanceof NotOurs) return null;
    throw error;
  }
}

/** What she had begun to write comes back with what she had saved. */
async function recoverDrafts(desk: Desk, old: DataKey): Promise<number> {
  let back = 0;
  for (const { id, k, c } of await desk.db.getAll("drafts")) {
    const draft = k === old.vault ? await opened(() => old.open("draft", id, c)) : null;
    if (draft === null) continue;
    const anew = { id, k: desk.key.vault, c: await desk.key.seal("draft", id, draft) };
    await strictly(desk.db, ["meta", "drafts"], async (tx) => {
      await stillOurs(tx, desk);
      if ((await tx.objectStore("drafts").get(id))?.k === k) await tx.objectStore("drafts").put(anew);
    });
    back += 1;
  }
  return back;
}

/** And what she took down while it was locked. */
async function recoverSlips(desk: Desk, old: DataKey, { id: device, slipPublic, slipPrivate }: DeviceRecord): Promise<number> {
  let back = 0;
  const keys = { publicKey: slipPublic, privateKey: await old.openBytes("slip-key", device, slipPrivate) };
  for (const { id, k, c } of await desk.db.getAll("slips")) {
    if (k !== old.vault) continue;
    const slip = await opened(() => openSlip(keys, id, c));
    if (slip === null) continue;
    const anew = { id, k: desk.key.vault, c: await sealSlip(desk.device.slipPublic, slip, desk.world.random) };
    await strictly(desk.db, ["meta", "slips"], async (tx) => {
      await stillOurs(tx, desk);
      if ((await tx.objectStore("slips").get(id))?.k === k) await tx.objectStore("slips").put(anew);
    });
    back += 1;
  }
  return back;
}

async function putBack(desk: Desk, record: OutboxRecord, anew: OutboxRecord): Promise<void> {
  await strictly(desk.db, ["meta", "outbox"], async (tx) => {
    await stillOurs(tx, desk);
    const there = await tx.objectStore("outbox").get(record.seq);
    if (there?.op_id === record.op_id) await tx.objectStore("outbox").put(record.again ? { ...anew, again: true } : anew);
  });
}
