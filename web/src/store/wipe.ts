import { deleteDB } from "idb";
import { type Database, openDatabase, putMeta, readMeta, STORES, strictly } from "./database";

/** The words with which the owner of a phone orders it herself, exactly. */
export const WIPE_WORDS = "delete everything on this phone, also what was not sent";

/** Who ordered it: the server's answer `device_wiped` to this device's own signed request, or its owner, in words. */
export type WipeOrder = { by: "server"; code: "device_wiped" } | { by: "owner"; typed: string };

/**
 * Deletes everything, unsent work too: the keys first, so that what is left on the disk can be opened by nobody even if it ends
 * here, then the stores, then the database. Beside an acknowledgement this is the one way out of the outbox.
 * Throws `RangeError` where the order is none.
 */
export async function wipe(db: Database, org: string, staff: string, order: WipeOrder): Promise<void> {
  const isOrder = order.by === "server" ? order.code === "device_wiped" : order.typed === WIPE_WORDS;
  if (!isOrder) throw new RangeError("nobody ordered this phone to be wiped");
  await strictly(db, ["meta"], async (tx) => {
    await tx.objectStore("meta").clear();
    await putMeta(tx, "wiped", true);
  });
  await finishWiping(db, org, staff);
}

/** Goes on with a wipe that ended half-way. Says whether there was one. */
export async function finishIfWiped(db: Database, org: string, staff: string): Promise<boolean> {
  if ((await readMeta(db, "wiped")) !== true) return false;
  await finishWiping(db, org, staff);
  return true;
}

async function finishWiping(db: Database, org: string, staff: string): Promise<void> {
  await strictly(db, STORES, async (tx) => {
    for (const store of STORES) if (store !== "meta") await tx.objectStore(store).clear();
  });
  db.close();
  await deleteDB(`cw:${org}:${staff}`);
}

/** Opens somebody's database, where need be after a wipe that ended half-way is finished. */
export async function openWhole(org: string, staff: string): Promise<Database> {
  const db = await openDatabase(org, staff);
  return (await finishIfWiped(db, org, staff)) ? openDatabase(org, staff) : db;
}
