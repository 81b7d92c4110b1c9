import { language } from "./speech";

/** A clock time, `14:02`, as the language writes it. */
export function clockTime(at: Date): string {
  return new Intl.DateTimeFormat(language(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** A day, with its month in words. */
export function day(at: Date): string {
  return new Intl.DateTimeFormat(language(), { day: "numeric", month: "long", weekday: "long" }).format(at);
}

/** A moment: only the time where it is today. */
export function moment(at: Date, now: Date): string {
  if (at.toDateString() === now.toDateString()) return clockTime(at);
  const format = new Intl.DateTimeFormat(language(), { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return format.format(at);
}

/** A day of the calendar, `YYYY-MM-DD`, with its year. */
export function dateOf(on: string): string {
  return new Intl.DateTimeFormat(language(), { day: "numeric", month: "long", year: "numeric" }).format(new Date(`${on}T12:00:00`));
}

/** A day and its hour, as it is told to somebody. */
export function dateAndTime(at: Date): string {
  return new Intl.DateTimeFormat(language(), { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** A number as the language writes it. */
export function number(value: number): string {
  return new Intl.NumberFormat(language()).format(value);
}

/** So many bytes, in the unit that reads best. */
export function bytes(size: number): string {
  const isLarge = size >= 1_000_000;
  const options = { style: "unit", unit: isLarge ? "megabyte" : "kilobyte", maximumFractionDigits: isLarge ? 1 : 0 } as const;
  return new Intl.NumberFormat(language(), options).format(size / (isLarge ? 1_000_000 : 1_000));
}
