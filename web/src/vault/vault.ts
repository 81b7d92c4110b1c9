import { type Bytes, hex } from "../platform/bytes";
import type { Random } from "../platform/random";
import { DataKey } from "./seal";
import { emptySlot, FEWEST_ROUNDS, fillSlot, KEY_BYTES, openSlot, type Slot, type Vault } from "./slots";

/** Shortest passphrase, in characters (reference/sync.md §2.10). */
export const SHORTEST_PASSPHRASE = 10;
/** After so many wrong passphrases the phone asks to sign in online. Nothing is ever deleted for it. */
export const MOST_TRIES = 10;

/** A passphrase that is too short to protect anything. */
export class TooShort extends Error {
  constructor() {
    super(`a passphrase has at least ${SHORTEST_PASSPHRASE} characters`);
  }
}

/** A new vault with its data key. `rounds`: of PBKDF2; 600,000 unless a test says fewer. */
export async function newVault(
  passphrase: string,
  random: Random,
  rounds: number = FEWEST_ROUNDS,
): Promise<{ vault: Vault; key: DataKey }> {
  checkLength(passphrase);
  const id = hex(random.bytes(16));
  const raw = random.bytes(KEY_BYTES);
  const used = await fillSlot(raw, passphrase, id, rounds, random);
  const unused = emptySlot(random);
  // Which of the two is in use is drawn: the place tells nothing.
  const slots: [Slot, Slot] = ((random.bytes(1)[0] ?? 0) & 1) === 0 ? [used, unused] : [unused, used];
  const key = await DataKey.of(id, raw, random);
  raw.fill(0);
  return { vault: { id, rounds, slots }, key };
}

/** The data key; `null`: the passphrase is wrong. Both slots are always tried, so that time tells nothing of them. */
export async function openVault(vault: Vault, passphrase: string, random: Random): Promise<DataKey | null> {
  const [found] = await opened(vault, passphrase);
  if (found === undefined) return null;
  const key = await DataKey.of(vault.id, found.raw, random);
  found.raw.fill(0);
  return key;
}

/** The vault under another passphrase, with the same data key; `null`: the old passphrase is wrong. */
export async function withPassphrase(vault: Vault, old: string, passphrase: string, random: Random): Promise<Vault | null> {
  checkLength(passphrase);
  const [found] = await opened(vault, old);
  if (found === undefined) return null;
  const slot = await fillSlot(found.raw, passphrase, vault.id, vault.rounds, random);
  found.raw.fill(0);
  const slots: [Slot, Slot] = found.at === 0 ? [slot, vault.slots[1]] : [vault.slots[0], slot];
  return { ...vault, slots };
}

/** Which slots this passphrase opens, and what is in them. */
async function opened(vault: Vault, passphrase: string): Promise<{ at: number; raw: Bytes }[]> {
  const tried = await Promise.all(vault.slots.map((slot) => openSlot(slot, passphrase, vault.id, vault.rounds)));
  return tried.flatMap((raw, at) => (raw === null ? [] : [{ at, raw }]));
}

function checkLength(passphrase: string): void {
  if ([...passphrase.trim()].length < SHORTEST_PASSPHRASE) throw new TooShort();
}
