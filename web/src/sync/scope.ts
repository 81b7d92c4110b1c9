import { type Bytes, joined, utf8 } from "../platform/bytes";
import { idBytes, written } from "../platform/ids";

/** The scope of what only those who work with somebody hold of her (`src/sync/model/scope_id.rs`). */
export function guardedScope(person: string): Promise<string> {
  return derived("guarded", idBytes(person));
}

/** The scope of what one colleague wrote in one enrolment. */
export function ownScope(enrolment: string, author: string): Promise<string> {
  return derived("own", joined(idBytes(enrolment), idBytes(author)));
}

async function derived(kind: string, ids: Bytes): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", joined(utf8(kind), ids));
  return written(new Uint8Array(hash).slice(0, 16), 8);
}
