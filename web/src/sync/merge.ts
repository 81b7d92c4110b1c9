import type { Json } from "../api/protocol";

/** What becomes of a field that two changed (`src/sync/model/fields.rs`, reference/sync.md §2.4). */
export type FieldClass = "plain" | "guarded" | "text" | "owned" | "derived";

/** What is done with one field of a patch. */
export type Merged = "same" | "written" | "overwrites" | "kept_beside" | "waits" | "refused";

/**
 * The server's rule, so that a screen can say beforehand what a correction will come to. `changedAt`: the row's version when
 * others last changed the field; `base`: the version she knew. No clock is asked.
 */
export function merge(of: FieldClass, changedAt: number, base: number, stands: Json, sent: Json): Merged {
  if (of === "derived") return "refused";
  if (isSame(stands, sent)) return "same";
  if (changedAt <= base) return "written";
  if (of === "text") return "kept_beside";
  return of === "guarded" ? "waits" : "overwrites";
}

/** Are two values the same JSON, in whatever order their fields stand? */
export function isSame(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [Object.entries(one), new Map(Object.entries(other))];
  return left.length === right.size && left.every(([name, value]) => right.has(name) && isSame(value, right.get(name) ?? null));
}
