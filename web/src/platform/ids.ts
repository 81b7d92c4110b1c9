import { type Bytes, hex } from "./bytes";
import type { Clock } from "./clock";
import type { Random } from "./random";

/**
 * A new UUID of version 7 (RFC 9562): unique by its 74 random bits, even where the clock stands in 1970.
 * The server orders nothing by it.
 */
export function newId(clock: Clock, random: Random): string {
  const bytes = random.bytes(16);
  const at = Math.max(0, clock.now().getTime());
  for (let place = 0; place < 6; place += 1) {
    bytes[place] = Math.floor(at / 2 ** (8 * (5 - place))) % 256;
  }
  return written(bytes, 7);
}

/** Sixteen bytes as a UUID of this version. */
export function written(bytes: Bytes, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The sixteen bytes of a UUID; throws `RangeError` where it is none. */
export function idBytes(id: string): Bytes {
  const digits = id.replaceAll("-", "");
  if (!/^[0-9a-fA-F]{32}$/.test(digits)) {
    throw new RangeError("not a UUID");
  }
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
