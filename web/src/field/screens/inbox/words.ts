import { language, type MessageKey, t } from "../../../i18n";
import type { Fields, Json } from "../../../api/protocol";
import type { Held } from "../../model/views/inbox";
import { GENDERS, isOf, MISSING_REASONS } from "../../model/codes";
import { partOf, textOf } from "../../model/read";
import { bringsWorry } from "../../model/mend";

/** What can come back (code list `sync_operation`). */
export const OPERATIONS = [
  "session-create", "contact_attempt-create", "person-create", "person-patch", "appointment-create", "group_session-create", "walk_in-create",
  "referral-create", "session-patch", "note-create", "consent-create", "task-dismiss", "plan_action-done", "goal_review-create", "outing-create",
  "outing-back",
] as const;
/** Why something is held (code list `held_reason`). */
export const HELD_REASONS = ["no_access", "entity_deleted", "invalid_value", "missing_parent", "op_id_reuse", "device_draining", "future_date", "rescued"] as const;
/** Rules there are own words for; of all others it is said that there is one. */
export const RULES = ["in_future", "in_past", "outside_enrolment", "out_of_range", "unknown", "not_of_this_group", "had_left", "cannot_be_together", "length", "required", "if_match_required"] as const;
/** Fields there are words for. */
export const FIELDS = [
  "starts_at", "attempted_at", "occurred_at", "received_at", "minutes", "kind", "mode", "attendance", "result", "note", "language",
  "gender_identity", "gender_missing", "enrolment_id", "back_by", "expires_on", "reviewed_on", "next_review_on", "done_on",
] as const;

/** Why a file could not wait (code list `break_glass_purpose`). */
export const PURPOSES = ["life_at_risk", "safeguarding_duty", "worker_absent", "legal_order", "technical_recovery"] as const;

/** Why a file could not wait. */
export function purposeWord(purpose: string): string {
  return isOf(PURPOSES, purpose) ? t(`inbox.purpose_${purpose}`) : t("inbox.purpose_other");
}

/** What it is that she did: “Session”. */
export function workWord(what: string): string {
  return isOf(OPERATIONS, what) ? t(`inbox.what_${what.replaceAll("-", "_")}` as MessageKey) : t("inbox.what_other");
}

/** What a field is called; null: there is no word for it. */
export function fieldWord(field: string): string | null {
  return isOf(FIELDS, field) ? t(`inbox.field_${field}`) : null;
}

/** Why it is held, in plain words. */
export function whyHeld({ code, problem, pointer }: Pick<Held, "code" | "problem" | "pointer">): string[] {
  const field = fieldWord((pointer ?? "").split("/")[1] ?? "");
  return [reason(code, problem), ...(field === null ? [] : [t("inbox.about_field", { field })])];
}

function reason(code: string | null, problem: string | null): string {
  if (code === "invalid_value" && isOf(RULES, problem)) return t(`inbox.rule_${problem}`);
  return isOf(HELD_REASONS, code) ? t(`inbox.why_${code}`) : t("inbox.why_unknown");
}

/** One of two values, as one reads it. Null: it is not known on this phone. */
export function valueWord(field: string, value: Json): string | null {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const named = textOf(value, "identity") ?? textOf(value, "missing") ?? textOf(value, "text");
    return named === null ? null : valueWord(field, named);
  }
  if (typeof value !== "string" || value === "") return null;
  if (field === "language") return languageWord(value);
  return field === "gender_identity" ? genderWord(value) : value;
}

/** How somebody names their gender, or why that is not known. */
export function genderWord(code: string): string {
  if (isOf(GENDERS, code)) return t(`together.gender_${code}`);
  return isOf(MISSING_REASONS, code) ? t(`together.missing_${code}`) : code;
}

/** A language by its name in the language in use. */
export function languageWord(tag: string): string {
  try {
    return new Intl.DisplayNames([language()], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** The words she typed, to be copied; null: there are none. */
export function typedWords(set: Fields): string | null {
  const note = partOf(set, "note");
  return note === null ? textOf(set, "title") : textOf(note, "text");
}

/** Has what it brings about safety gone its own way already? */
export function worryWord(set: Fields): string | null {
  return bringsWorry(set) ? t("inbox.worry") : null;
}
