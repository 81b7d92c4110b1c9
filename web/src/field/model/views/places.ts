// Places she works at, as far as the people on her phone tell: no name of a site or programme lies on it.
import type { Book } from "../book";
import { type Candidate, rollCandidates } from "../build/roll";

/** A programme at a site, and who is in it. */
export interface RollPlace {
  programmeId: string;
  siteId: string;
  candidates: Candidate[];
}

/** Where a group may be, those with most people first. */
export function rollPlaces(book: Book, day: string, language: string): RollPlace[] {
  const places = new Map<string, { programmeId: string; siteId: string }>();
  for (const { enrolments } of book.people.values()) {
    for (const { programmeId, siteId } of enrolments) {
      if (programmeId !== null && siteId !== null) places.set(`${programmeId} ${siteId}`, { programmeId, siteId });
    }
  }
  const found = [...places.values()].map((place) => ({ ...place, candidates: rollCandidates(book, place, day, language) }));
  return found.filter(({ candidates }) => candidates.length > 0).sort(byCount);
}

function byCount(one: RollPlace, other: RollPlace): number {
  return other.candidates.length - one.candidates.length || one.programmeId.localeCompare(other.programmeId) || one.siteId.localeCompare(other.siteId);
}

/** A site, and who of hers is at home there. */
export interface HomeSite {
  siteId: string;
  aliases: string[];
}

/** The sites her people are at home at, those with most people first: at one of them is who is called when she is not back. */
export function homeSites({ people }: Book, language: string): HomeSite[] {
  const order = new Intl.Collator(language, { sensitivity: "base", numeric: true });
  const sites = new Map<string, string[]>();
  for (const { person, alias } of people.values()) {
    if (person.siteId === null) continue;
    const known = sites.get(person.siteId) ?? [];
    sites.set(person.siteId, [...known, alias ?? person.publicCode ?? ""]);
  }
  const found = [...sites].map(([siteId, aliases]) => ({ siteId, aliases: aliases.filter((alias) => alias !== "").sort(order.compare) }));
  return found.sort((one, other) => other.aliases.length - one.aliases.length || one.siteId.localeCompare(other.siteId));
}

/** The language most people on this phone are spoken to in; null: nobody's is known. */
export function spokenMost({ people }: Pick<Book, "people">): string | null {
  const counts = new Map<string, number>();
  for (const { person } of people.values()) {
    if (person.language !== null) counts.set(person.language, (counts.get(person.language) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([one, count], [other, otherCount]) => otherCount - count || one.localeCompare(other, "en"));
  return most?.[0] ?? null;
}
