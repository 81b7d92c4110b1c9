// What has to be seen of somebody before anything is done: how she is reached, in the fewest codes.
import type { Dossier } from "./book";
import { type Caution, waysToReach } from "./reach";

/** A flag beside her name. */
export type Flag =
  | Caution
  /** There is no way on this phone by which she may be reached now. */
  | "no_safe_way";

/** The order in which they are shown. */
const ORDER: Flag[] = ["no_safe_way", "only_through", "only_when", "no_voicemail", "only_write", "only_call"];

/** The flags beside her name, the ones that forbid most first (design §7: safe-contact flags in the face). */
export function faceOf(dossier: Pick<Dossier, "contacts" | "decisions">, now: Date, zone: string): Flag[] {
  const ways = waysToReach(dossier, now, zone).filter(({ call, write }) => call.allowed || write.allowed);
  if (ways.length === 0) return ["no_safe_way"];
  const flags = new Set<Flag>();
  for (const { cautions } of ways) {
    for (const caution of cautions) if (caution === "no_voicemail" || caution === "only_when") flags.add(caution);
  }
  if (ways.every(({ cautions }) => cautions.includes("only_through"))) flags.add("only_through");
  if (ways.every(({ call }) => !call.allowed)) flags.add("only_write");
  if (ways.every(({ write }) => !write.allowed)) flags.add("only_call");
  return ORDER.filter((flag) => flags.has(flag));
}
