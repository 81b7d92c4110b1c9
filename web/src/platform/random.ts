import type { Bytes } from "./bytes";

/** Where chance comes from. Injected, so that a test can repeat a history. */
export interface Random {
  /** So many bytes that nobody can guess. */
  bytes(length: number): Bytes;
  /** A number from 0 up to, not with, 1; for waiting times, never for keys. */
  fraction(): number;
}

/** The platform's own. */
export const deviceRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  fraction: () => Math.random(),
};
