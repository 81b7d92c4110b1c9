import type { Random } from "../platform/random";

/** Shortest and longest span that a wait is drawn from, in milliseconds (reference/sync.md §2.11). */
const [FIRST_MS, LONGEST_MS] = [2_000, 900_000];

/**
 * How long to wait after so many failures in a row (1 for the first): drawn from the whole span, so that phones that failed
 * together do not come back together. Never shorter than the server asked for (`retryAfter`, in seconds).
 */
export function waitMs(failures: number, retryAfter: number | null, random: Random): number {
  const span = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  const asked = (retryAfter ?? 0) * 1_000;
  return asked + Math.round(random.fraction() * span);
}
