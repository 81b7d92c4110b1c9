import { newId } from "../platform/ids";
import { NotOurs } from "../vault/seal";
import { openSlip, sealSlip, type Slip } from "../vault/slip/slip";
import { MOST_TRIES, openVault, withPassphrase } from "../vault/vault";
import { type Database, metaIn, putMeta, readMeta, strictly } from "./database";
import type { Desk, World } from "./desk";
import { deskOf } from "./enrol";

/** What became of a passphrase. */
export type Unlocked =
  | { kind: "open"; desk: Desk }
  | { kind: "wrong"; triesLeft: number }
  /** Too many wrong ones: she signs in online, or gets a new code in person. Nothing was deleted. */
  | { kind: "sign_in_online" }
  | { kind: "not_enrolled" };

/** Tries a passphrase. A wrong one is counted before it is tried, and deletes nothing, however often. */
export async function unlock(db: Database, world: World, passphrase: string): Promise<Unlocked> {
  const [vault, device] = [await readMeta(db, "vault"), await readMeta(db, "device")];
  if (vault === undefined || device === undefined) return { kind: "not_enrolled" };
  const tries = await counted(db);
  if (tries > MOST_TRIES) return { kind: "sign_in_online" };
  const key = await openVault(vault, passphrase, world.random);
  if (key === null) return tries === MOST_TRIES ? { kind: "sign_in_online" } : { kind: "wrong", triesLeft: MOST_TRIES - tries };
  await allowTries(db);
  return { kind: "open", desk: await deskOf(db, world, key, device) };
}

async function counted(db: Database): Promise<number> {
  return strictly(db, ["meta"], async (tx) => {
    const tries = Math.min(MOST_TRIES, (await metaIn(tx, "tries")) ?? 0) + 1;
    await putMeta(tx, "tries", tries);
    return tries;
  });
}

/** She signed in online: passphrases may be tried again. */
export async function allowTries(db: Database): Promise<void> {
  await strictly(db, ["meta"], (tx) => putMeta(tx, "tries", 0));
}

/** Another passphrase for the same data; `false`: the old one is wrong. Throws `TooShort`. */
export async function changePassphrase(db: Database, world: World, old: string, passphrase: string): Promise<boolean> {
  const vault = await readMeta(db, "vault");
  const changed = vault === undefined ? null : await withPassphrase(vault, old, passphrase, world.random);
  if (changed === null) return false;
  await strictly(db, ["meta"], (tx) => putMeta(tx, "vault", changed));
  return true;
}

/** Writes a slip on a locked phone: it is on the disk when this resolves. Gives its id. */
export async function writeSlip(db: Database, world: World, words: string): Promise<string> {
  const [vault, device] = [await readMeta(db, "vault"), await readMeta(db, "device")];
  if (vault === undefined || device === undefined) throw new RangeError("this phone is not enrolled");
  const slip: Slip = { id: newId(world.clock, world.random), at: world.clock.now().toISOString(), text: words };
  const c = await sealSlip(device.slipPublic, slip, world.random);
  await strictly(db, ["slips"], async (tx) => {
    await tx.objectStore("slips").add({ id: slip.id, k: vault.id, c });
  });
  return slip.id;
}

/** The slips that this phone can open, oldest first. Each stays until what it says is saved (`NewWork.slip`). */
export async function readSlips(desk: Desk): Promise<Slip[]> {
  const records = await desk.db.getAll("slips");
  const open = async ({ id, c }: (typeof records)[number]): Promise<Slip[]> => {
    try {
      return [await openSlip(desk.slipKeys, id, c)];
    } catch (error) {
      // Of a forgotten passphrase: kept.
      if (error instanceof NotOurs) return [];
      throw error;
    }
  };
  const opened = await Promise.all(records.filter(({ k }) => k === desk.key.vault).map(open));
  return opened.flat().sort((one, other) => one.id.localeCompare(other.id));
}
