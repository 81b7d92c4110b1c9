/** Says what time it is. Injected, so that a test can set it; nothing is ever ordered by it. */
export interface Clock {
  /** This moment, by the device's own clock, which may be wrong. */
  now(): Date;
}

/** The device's clock. */
export const deviceClock: Clock = { now: () => new Date() };

/** Milliseconds of a day. */
export const DAY_MS = 86_400_000;

/** The day so many days before `day`; both `YYYY-MM-DD`. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
}
