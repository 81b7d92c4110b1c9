// A decision about consent as it is filled in on a phone: what no longer fits falls away, so that nothing unseen is saved.
import { type ConsentForm } from "../build/consent";
import { CONSENT_KINDS, isOf } from "../codes";

/** What the draft's field `form` is called. */
export const CONSENT_FORM = "consent";

/** Kinds that say who may be told, and what. */
const SHARING = ["share_recipient_class", "multi_agency_conference", "justice_record_match", "share_named_recipient"] as const;

/** Was it agreed to, by her or for her? */
export function isYes({ status }: Pick<ConsentForm, "status">): boolean {
  return status === "given" || status === "best_interests_decision";
}

/** Does it say who may be told? */
export function isSharing({ kind }: Pick<ConsentForm, "kind">): boolean {
  return isOf(SHARING, kind);
}

/**
 * What may be decided about. A yes to a named service is taken down at a desk, where the directory of services is; and nobody gives
 * in her place what is her own yes.
 */
export function kindsFor({ status }: Pick<ConsentForm, "status">): readonly (typeof CONSENT_KINDS)[number][] {
  const isOpen = (kind: string) => !(kind === "share_named_recipient" && isYes({ status })) && !(kind === "assent_service" && status === "best_interests_decision");
  return CONSENT_KINDS.filter(isOpen);
}

/** The form with this changed, without what does not belong to it any more. */
export function consentWith(form: ConsentForm, part: Partial<ConsentForm>): ConsentForm {
  const next = { ...form, ...part };
  const isForHer = next.status === "best_interests_decision";
  const turned = part.status !== undefined && isForHer !== (form.status === "best_interests_decision");
  if (turned) next.giver = isForHer ? "agency_best_interests" : "young_person";
  if (!isForHer) next.bestInterestsReason = null;
  if (!(kindsFor(next) as readonly (string | null)[]).includes(next.kind)) next.kind = null;
  if (next.kind === "assent_service") next.giver = "young_person";
  if (!isYes(next)) Object.assign(next, { textVersion: "", readAloud: false, limitsExplained: false, expiresOn: null });
  if (!isYes(next) || !isSharing(next)) Object.assign(next, { recipientClass: null, categories: [] });
  if (next.witness !== "colleague") next.witnessStaffId = null;
  return next;
}

/** A minor's own yes counts once somebody noted how she understood it: that is done at a desk, and it may be held until then. */
export function needsCapacity({ status, giver, kind, capacityId }: ConsentForm, minor: boolean): boolean {
  return minor && status === "given" && giver === "young_person" && kind !== "assent_service" && capacityId === null;
}
