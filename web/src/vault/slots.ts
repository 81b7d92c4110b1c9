import { type Bytes, utf8 } from "../platform/bytes";
import type { Random } from "../platform/random";
import { IV_BYTES } from "./seal";

/** Bytes of a data key. */
export const KEY_BYTES = 32;
/** Bytes of the salt of a passphrase. */
const SALT_BYTES = 16;
/** Bytes of a wrapped key: the key and the tag of AES-GCM. */
const WRAPPED_BYTES = KEY_BYTES + 16;
/** Fewest rounds of PBKDF2-SHA-256 for a new vault (OWASP password storage, 2023; reference/sync.md §2.10). */
export const FEWEST_ROUNDS = 600_000;
/** How long deriving a key should take, in milliseconds (reference/sync.md §2.10). */
const TARGET_MS = 700;

/** A data key wrapped by a passphrase; or random bytes of the same sizes, which nobody can tell from one. */
export interface Slot {
  salt: Bytes;
  iv: Bytes;
  wrapped: Bytes;
}

/** What lies on the phone of its keys. Both slots are there from the first enrolment. */
export interface Vault {
  /** Random; changes when the device is enrolled anew. */
  id: string;
  /** Rounds of PBKDF2-SHA-256, for both slots. */
  rounds: number;
  slots: [Slot, Slot];
}

/** A slot that nothing opens. */
export function emptySlot(random: Random): Slot {
  return {
    salt: random.bytes(SALT_BYTES),
    iv: random.bytes(IV_BYTES),
    wrapped: random.bytes(WRAPPED_BYTES),
  };
}

/** Wraps a data key with a passphrase. */
export async function fillSlot(raw: Bytes, passphrase: string, vault: string, rounds: number, random: Random): Promise<Slot> {
  const [salt, iv] = [random.bytes(SALT_BYTES), random.bytes(IV_BYTES)];
  const key = await wrappingKey(passphrase, salt, rounds, "encrypt");
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: slotPlace(vault) }, key, raw);
  return { salt, iv, wrapped: new Uint8Array(sealed) };
}

/** The data key of a slot; `null`: this passphrase does not open it. */
export async function openSlot(slot: Slot, passphrase: string, vault: string, rounds: number): Promise<Bytes | null> {
  const key = await wrappingKey(passphrase, slot.salt, rounds, "decrypt");
  try {
    const params = { name: "AES-GCM", iv: slot.iv, additionalData: slotPlace(vault) };
    return new Uint8Array(await crypto.subtle.decrypt(params, key, slot.wrapped));
  } catch {
    return null;
  }
}

/**
 * How many rounds take about 700 ms here, never below 600,000. `tick`: milliseconds that only grow, as `performance.now`.
 */
export async function calibrated(tick: () => number): Promise<number> {
  const sample = 100_000;
  const start = tick();
  await wrappingKey("calibration", new Uint8Array(SALT_BYTES), sample, "encrypt");
  const took = Math.max(1, tick() - start);
  return Math.max(FEWEST_ROUNDS, Math.round((sample * TARGET_MS) / took));
}

/** A passphrase is the same however its accents were typed: normalised by NFKC (RFC 8265), blanks around it left out. */
async function wrappingKey(passphrase: string, salt: Bytes, iterations: number, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  const secret = utf8(passphrase.normalize("NFKC").trim());
  const base = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveKey"]);
  const params = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(params, base, { name: "AES-GCM", length: 256 }, false, [use]);
}

function slotPlace(vault: string): Bytes {
  return utf8(`slot|${vault}|1`);
}
