// Fields of a row as they came. A newer server may send more, or something else: what has another form is taken as not there.
import type { Fields } from "../../api/protocol";

/** Words, and codes: also one that this app does not know. Null: there are none. */
export function textOf(d: Fields, name: string): string | null {
  const value = d[name];
  return typeof value === "string" && value !== "" ? value : null;
}

/** A whole number. */
export function wholeOf(d: Fields, name: string): number | null {
  const value = d[name];
  return typeof value === "number" && Number.isSafeInteger(value) ? value : null;
}

/** A yes or no. */
export function flagOf(d: Fields, name: string): boolean | null {
  const value = d[name];
  return typeof value === "boolean" ? value : null;
}

/** A moment (RFC 3339), by universal time, so that moments can be ordered as text. */
export function momentOf(d: Fields, name: string): string | null {
  const value = Date.parse(textOf(d, name) ?? "");
  return Number.isNaN(value) ? null : new Date(value).toISOString();
}

/** A day, `YYYY-MM-DD`. */
export function dayOf(d: Fields, name: string): string | null {
  const value = textOf(d, name);
  return value !== null && isDay(value) ? value : null;
}

/** Is this a day of the calendar? */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Fields within a field. */
export function partOf(d: Fields, name: string): Fields | null {
  const value = d[name];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
}

/** Several of them. */
export function partsOf(d: Fields, name: string): Fields[] {
  const value = d[name];
  const isPart = (one: unknown): one is Fields => typeof one === "object" && one !== null && !Array.isArray(one);
  return Array.isArray(value) ? value.filter(isPart) : [];
}
