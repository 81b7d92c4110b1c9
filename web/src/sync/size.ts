import { MOST_OPERATIONS } from "../api/protocol";

/** How much goes in one round trip: operations up, kilobytes down (reference/sync.md §2.11). */
export interface Size {
  batch: number;
  kb: number;
}

/** To begin with. */
export const FIRST_SIZE: Size = { batch: 20, kb: 16 };
/** A round trip below this, in milliseconds, was quick. */
const QUICK_MS = 2_000;
const [FEWEST, LEAST_KB, MOST_KB] = [5, 4, 256];

/** Twice as much after a quick round trip. */
export function afterAnswer(size: Size, tookMs: number): Size {
  if (tookMs >= QUICK_MS) return size;
  return { batch: Math.min(MOST_OPERATIONS, size.batch * 2), kb: Math.min(MOST_KB, size.kb * 2) };
}

/** Half as much where no answer came, or it was too much. */
export function afterFailure(size: Size): Size {
  return { batch: Math.max(FEWEST, Math.floor(size.batch / 2)), kb: Math.max(LEAST_KB, Math.floor(size.kb / 2)) };
}
