import { type MessageKey, t } from "../../../i18n";
import { CONSENT_KINDS, isOf } from "../../model/codes";

/** How a decision may stand (code list `consent_status`). */
export const STANDINGS = ["given", "refused", "withdrawn", "expired", "superseded", "not_required", "best_interests_decision"] as const;
/** Kinds whose code is no word of a key: under which their words stand. */
const PLAIN: { [kind: string]: string } = { justice_record_match: "register_match" };

/** Under which key the words for a kind of consent stand. */
export function consentKey(kind: string): MessageKey {
  return `together.consent_${PLAIN[kind] ?? kind}` as MessageKey;
}

/** What was asked, as she is asked it. */
export function consentWord(kind: string): string {
  return t(isOf(CONSENT_KINDS, kind) ? consentKey(kind) : "together.consent_other");
}

/** What was decided, by her or by somebody who answers for her. */
export function standingWord(status: string, isHers: boolean): string {
  if (!isHers && (status === "given" || status === "refused")) return t(`together.others_${status}`);
  return isOf(STANDINGS, status) ? t(`together.standing_${status}`) : status;
}
