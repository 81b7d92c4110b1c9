// Days and hours as the site's clock has them. The phone's own zone is never asked: she may travel, and it may be set wrong.
import { DAY_MS } from "../../platform/clock";

const MINUTE_MS = 60_000;
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  FORMATS.set(zone, made);
  return made;
}

/** What the clock at the site shows, as if it were universal time. */
function shown(zone: string, at: number): number {
  const parts = new Map(formatOf(zone).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

/** The day at the site, `YYYY-MM-DD`. Throws `RangeError` where the zone is none of the IANA database. */
export function dayAt(zone: string, moment: string | Date): string {
  return new Date(shown(zone, new Date(moment).getTime())).toISOString().slice(0, 10);
}

/** The hour at the site, `HH:MM`. */
export function hourAt(zone: string, moment: string | Date): string {
  return new Date(shown(zone, new Date(moment).getTime())).toISOString().slice(11, 16);
}

/**
 * The moment at which the clock at the site shows this day and hour. Of an hour that comes twice, the first; one that is left
 * out when clocks go forward is as much later as they went.
 */
export function momentAt(zone: string, day: string, hour: string): string {
  const wanted = Date.parse(`${day}T${hour}:00Z`);
  const offsets = [-1, 1].map((side) => shown(zone, wanted + side * DAY_MS) - (wanted + side * DAY_MS));
  const found = offsets.map((offset) => wanted - offset).filter((at) => shown(zone, at) === wanted);
  const at = found.length > 0 ? Math.min(...found) : wanted - (offsets[0] ?? 0);
  return new Date(at).toISOString();
}

/** The day so many days after `day`; before it where `days` is negative. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days `later` comes after `day`. */
export function daysBetween(day: string, later: string): number {
  return Math.round((Date.parse(`${later}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`)) / DAY_MS);
}

/** The moment so many minutes later. */
export function minutesAfter(moment: string, minutes: number): string {
  return new Date(Date.parse(moment) + minutes * MINUTE_MS).toISOString();
}

/** The last full five minutes before it: nobody remembers a session to the minute. */
export function rounded(moment: string | Date, minutes = 5): string {
  const step = minutes * MINUTE_MS;
  return new Date(Math.floor(new Date(moment).getTime() / step) * step).toISOString();
}
