import type { Json } from "../api/protocol";
import type { Bytes } from "../platform/bytes";
import type { Clock } from "../platform/clock";
import type { Random } from "../platform/random";
import type { BoxKeys } from "../vault/box";
import type { DataKey } from "../vault/seal";
import { type Contents, isStale, type Pending, readContents, type SyncState } from "./contents";
import { type Database, type DeviceRecord, metaIn, type WriteTx } from "./database";

/** What the world gives: injected. */
export interface World {
  clock: Clock;
  random: Random;
}

/** An unlocked phone: its database, its key, and everything on it opened in memory. */
export interface Desk {
  world: World;
  db: Database;
  key: DataKey;
  device: DeviceRecord;
  /** What it signs with (PKCS #8). */
  signing: Bytes;
  slipKeys: BoxKeys;
  contents: Contents;
}

/** The vault was wiped, or the device enrolled anew, in another tab: nothing is written with this key any more. */
export class VaultChanged extends Error {
  constructor() {
    super("this phone was enrolled anew or wiped meanwhile");
  }
}

/** Every write begins with this: the key in memory is still the one of the vault. */
export async function stillOurs(tx: WriteTx, desk: Desk): Promise<void> {
  const vault = await metaIn(tx, "vault");
  if (vault?.id !== desk.key.vault) throw new VaultChanged();
}

/** Reads everything anew where another tab has synced or saved meanwhile. */
export async function refresh(desk: Desk): Promise<void> {
  if (!(await isStale(desk.db, desk.contents))) return;
  const read = await readContents(desk.db, desk.key);
  // What was saved here while that was read is not in it.
  for (const pending of desk.contents.outbox) {
    if (pending.seq > read.seq) addPending(read, pending);
  }
  desk.contents = read;
}

/** Puts an operation in its place among those that are to be sent. */
export function addPending(contents: Contents, pending: Pending): void {
  if (contents.outbox.some(({ seq }) => seq === pending.seq)) return;
  contents.outbox.push(pending);
  contents.outbox.sort((one, other) => one.seq - other.seq);
  contents.seq = Math.max(contents.seq, pending.seq);
}

/** Seals how far the phone has come. */
export function sealState(desk: Desk, state: SyncState): Promise<Bytes> {
  return desk.key.seal("meta", "sync", { ...state } as unknown as Json);
}
