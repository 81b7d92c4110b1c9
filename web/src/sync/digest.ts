import type { Row } from "../api/protocol";
import { type Bytes, joined } from "../platform/bytes";
import { idBytes } from "../platform/ids";
import { kindOf } from "./kinds";

/** How many rows, and all of them mixed, as sixteen hexadecimal digits (`src/sync/model/digest.rs`). */
export interface Digest {
  rows: number;
  x: string;
}

/** What of a row is mixed. */
export interface Hashed {
  scope: string;
  entityType: number;
  id: string;
  v: number;
}

/** The first eight bytes of SHA-256 over scope, kind, id and version of each, by exclusive or: no order matters. */
export async function digestOf(rows: Iterable<Hashed>): Promise<Digest> {
  const hashes = await Promise.all(Array.from(rows, hashOf));
  const mixed = hashes.reduce((all, hash) => all ^ hash, 0n);
  return { rows: hashes.length, x: mixed.toString(16).padStart(16, "0") };
}

/** The same for rows as they lie here; null: one of them is of a kind that this app does not know. */
export async function digestOfRows(rows: Iterable<Row>): Promise<Digest | null> {
  const hashed: Hashed[] = [];
  for (const { s, e, id, v } of rows) {
    const kind = kindOf(e);
    if (kind === null) return null;
    hashed.push({ scope: s, entityType: kind.number, id, v });
  }
  return digestOf(hashed);
}

async function hashOf({ scope, entityType, id, v }: Hashed): Promise<bigint> {
  const words = joined(idBytes(scope), bigEndian(BigInt(entityType), 2), idBytes(id), bigEndian(BigInt(v), 8));
  const hash = await crypto.subtle.digest("SHA-256", words);
  return new DataView(hash).getBigUint64(0);
}

function bigEndian(value: bigint, length: number): Bytes {
  return Uint8Array.from({ length }, (_, place) => Number((value >> BigInt(8 * (length - 1 - place))) & 0xffn));
}
