// Mending what is held: its fields are put right, and it is sent once more for the same row, so that whatever names that still finds it.
import type { Fields } from "../../api/protocol";
import type { NewWork } from "../../store/save";
import { ATTEMPT_RESULTS, ATTENDANCES, CONTACT_MODES, isOf, SESSION_TYPES } from "./codes";
import { Check, type Desktop, MOST_MINUTES, parents, type Problem, SLACK_MS } from "./build/form";
import { partOf, textOf, wholeOf } from "./read";
import { dayAt } from "./time";
import type { Held } from "./views/inbox";

/** How a field is put right. */
export type MendKind = "behind" | "ahead" | "minutes" | "day" | "words" | "kind" | "mode" | "attendance" | "result";

/** A field that can be put right on a phone. */
export interface MendField {
  /** As the operation calls it; words of a note are `note`. */
  name: string;
  kind: MendKind;
  value: string;
  /** Is it the one the server named? */
  isNamed: boolean;
}

/** What can be put right, by the operation. What is left out is sent as it was. */
const FIELDS: { [what: string]: { [name: string]: MendKind } } = {
  "session-create": { starts_at: "behind", kind: "kind", mode: "mode", minutes: "minutes", attendance: "attendance", note: "words" },
  "contact_attempt-create": { attempted_at: "behind", mode: "mode", result: "result" },
  "appointment-create": { starts_at: "ahead", kind: "kind", mode: "mode", minutes: "minutes" },
  "group_session-create": { starts_at: "behind", minutes: "minutes" },
  "note-create": { note: "words" },
  "consent-create": { occurred_at: "behind", expires_on: "day" },
  "referral-create": { received_at: "behind" },
  "goal_review-create": { reviewed_on: "day", next_review_on: "day" },
};
const CHOICES: { [kind: string]: readonly string[] } = { kind: SESSION_TYPES, mode: CONTACT_MODES, attendance: ATTENDANCES, result: ATTEMPT_RESULTS };
/** Longest words of a note, in characters. */
const MOST_WORDS = 10_000;

/**
 * What can be put right of it, what the server named first. None: it can be tried again, or set aside; so is what brings a worry,
 * which went to those who answer for it when this was held, and is not to go twice.
 */
export function mendable({ what, set, pointer }: Pick<Held, "what" | "set" | "pointer">): MendField[] {
  if (bringsWorry(set)) return [];
  const named = (pointer ?? "").split("/")[1] ?? "";
  const fields = Object.entries(FIELDS[what] ?? {}).flatMap(([name, kind]): MendField[] => {
    const value = valueOf(set, name, kind);
    return value === null && name !== named ? [] : [{ name, kind, value: value ?? "", isNamed: name === named }];
  });
  return fields.sort((one, other) => Number(other.isNamed) - Number(one.isNamed));
}

function valueOf(set: Fields, name: string, kind: MendKind): string | null {
  if (kind === "minutes") return wholeOf(set, name)?.toString() ?? null;
  if (kind !== "words") return textOf(set, name);
  const note = partOf(set, name);
  return note === null ? null : (textOf(note, "text") ?? "");
}

/** Does it bring a worry about somebody's safety? */
export function bringsWorry(set: Fields): boolean {
  return textOf(partOf(set, "note") ?? {}, "kind") === "safeguarding";
}

/** What mending comes to. */
export type Mended = { ok: true; work: NewWork } | { ok: false; problems: Problem[] };

/** The same once more, with these fields put right. */
export function mended(held: Pick<Held, "what" | "set" | "pointer" | "entityId">, values: { [name: string]: string }, desk: Desktop): Mended {
  const check = new Check();
  const set: Fields = { ...held.set };
  for (const { name, kind, value } of mendable(held)) {
    const said = values[name] ?? value;
    checkField(check, name, kind, said, desk);
    if (kind === "minutes") set[name] = Number(said);
    else if (kind !== "words") set[name] = said;
    else set[name] = { ...partOf(set, name), text: said };
  }
  if (check.problems.length > 0) return { ok: false, problems: check.problems };
  const entity = held.what.slice(0, held.what.lastIndexOf("-"));
  const names = Object.values(set).map((value) => (typeof value === "string" ? value : null));
  const makers = parents(desk.works.filter(({ entityId }) => entityId !== held.entityId), names);
  return { ok: true, work: { entity, entityId: held.entityId, kind: "create", set, ...makers } };
}

function checkField(check: Check, name: string, kind: MendKind, said: string, { now, zone }: Desktop): void {
  const choices = CHOICES[kind];
  if (choices !== undefined) check.rule(name, "choice", isOf(choices, said));
  if (kind === "behind") check.past(name, said, now);
  if (kind === "ahead") check.rule(name, "in_past", Date.parse(said) >= now.getTime() - SLACK_MS);
  if (kind === "minutes") check.whole(name, said === "" ? null : Number(said), 1, MOST_MINUTES);
  if (kind === "words") check.words(name, said, MOST_WORDS);
  if (kind === "day") check.required(name, said).rule(name, "in_future", name !== "reviewed_on" || said <= dayAt(zone, now));
}
