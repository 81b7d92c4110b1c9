/** Somebody who is enrolled on this phone: whose database it is. Ids only, no names. */
export interface Place {
  org: string;
  staff: string;
}

/**
 * Where they are remembered, outside the database, so that a cleared one is noticed. Browsers write this down seconds later than
 * a database: after a kill it may be of before.
 */
const REMEMBERED = "cw.places";

/** What of `localStorage` is used. */
export type Memory = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Everybody enrolled here, whoever was there last first. */
export function places(memory: Memory): Place[] {
  try {
    const read = JSON.parse(memory.getItem(REMEMBERED) ?? "[]") as unknown;
    return Array.isArray(read) ? read.filter(isPlace) : [];
  } catch {
    return [];
  }
}

/** Puts somebody last whose database is here and who is not remembered. */
export function findPlace(memory: Memory, place: Place): void {
  write(memory, [...others(memory, place), place]);
}

/** Puts somebody first. */
export function rememberPlace(memory: Memory, place: Place): void {
  write(memory, [place, ...others(memory, place)]);
}

/** Somebody's database was wiped by order. */
export function forgetPlace(memory: Memory, place: Place): void {
  write(memory, others(memory, place));
}

/** Are they the same? */
export function isSamePlace(one: Place, other: Place): boolean {
  return one.org === other.org && one.staff === other.staff;
}

function others(memory: Memory, place: Place): Place[] {
  return places(memory).filter((one) => !isSamePlace(one, place));
}

function write(memory: Memory, all: Place[]): void {
  if (all.length === 0) memory.removeItem(REMEMBERED);
  else memory.setItem(REMEMBERED, JSON.stringify(all));
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== "object" || value === null || !("org" in value) || !("staff" in value)) return false;
  return typeof value.org === "string" && typeof value.staff === "string";
}
