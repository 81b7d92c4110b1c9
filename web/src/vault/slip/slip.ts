import { type Bytes, text, utf8 } from "../../platform/bytes";
import type { Random } from "../../platform/random";
import { type BoxKeys, openBox, sealTo } from "../box";

/** A note taken while the phone was locked: it can be written then, and not be read. */
export interface Slip {
  /** Random. */
  id: string;
  /** When it was written, by the phone's clock (RFC 3339). */
  at: string;
  /** What she wrote. */
  text: string;
}

/** Seals a slip to the phone's own public key. */
export function sealSlip(publicKey: Bytes, slip: Slip, random: Random): Promise<Bytes> {
  return sealTo(publicKey, "slip", slip.id, utf8(JSON.stringify({ at: slip.at, text: slip.text })), random);
}

/** Opens a slip when the phone is unlocked; throws `NotOurs`. */
export async function openSlip(keys: BoxKeys, id: string, box: Uint8Array): Promise<Slip> {
  const written = JSON.parse(text(await openBox(keys, "slip", id, box))) as { at: string; text: string };
  return { id, ...written };
}
