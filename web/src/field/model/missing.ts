// What is still to be asked of somebody who was taken in with the minimum.
import type { Dossier } from "./book";

/** What is not known yet. */
export type Missing = "known_as" | "gender" | "age" | "way_to_reach";

/**
 * What is missing in her record, in the order in which it is asked. A reason why something is not known is an answer too
 * (domain.md §5.1). Her age is asked at a desk: a birth date never
 * lies on a phone (design §7). Consent and enrolment are not told by what does.
 */
export function missing({ person, alias, contacts }: Pick<Dossier, "person" | "alias" | "contacts">): Missing[] {
  const found: [Missing, boolean][] = [
    ["known_as", alias === null],
    ["gender", person.genderIdentity === null && person.genderMissing === null],
    ["age", person.ageOnEntry === null],
    ["way_to_reach", contacts.length === 0],
  ];
  return found.flatMap(([code, is]) => (is ? [code] : []));
}
