// A decision about consent, taken down on the phone (domain.md §2.6, `src/consent/model/`).
import { BEST_INTERESTS_REASONS, CONSENT_GIVERS, CONSENT_KINDS, CONSENT_METHODS, CONSENT_WITNESSES, DATA_CATEGORIES, isOf, LEGAL_BASES, RECIPIENT_CLASSES } from "../codes";
import type { Person } from "../people";
import { isDay } from "../read";
import { dayAt, rounded } from "../time";
import { type Built, Check, type Desktop, filled, parents, VIA } from "./form";

/** What may be decided: the other statuses are worked out. */
export const DECISIONS = ["given", "refused", "withdrawn", "best_interests_decision"] as const;
/** Kinds that say who may be told (`names_recipient`). */
const SHARING = ["share_named_recipient", "share_recipient_class", "multi_agency_conference", "justice_record_match"] as const;
/** Longest text version, in characters. */
const MOST_VERSION = 60;
/** What stands for the text where none was read: who says no, or takes it back, need not listen to one first. */
const NO_TEXT = "none";
/** The language where it is not known (BCP 47): it keeps no withdrawal from being taken down. */
const UNKNOWN_LANGUAGE = "und";

/** A decision as the form has it. */
export interface ConsentForm {
  id: string;
  personId: string | null;
  kind: string | null;
  status: string | null;
  giver: string | null;
  legalBasis: string | null;
  textVersion: string;
  textId: string | null;
  language: string;
  method: string | null;
  /** Were the limits of confidentiality told before? Ticked as told, never beforehand. */
  limitsExplained: boolean;
  readAloud: boolean;
  at: string;
  expiresOn: string | null;
  witness: string | null;
  witnessStaffId: string | null;
  capacityId: string | null;
  bestInterestsReason: string | null;
  providerId: string | null;
  recipientClass: string | null;
  categories: string[];
}

/** Her own decision, now, by word of mouth. What it is and how it went is asked: silence is no consent. */
export function blankConsent(desk: Desktop, person: Pick<Person, "id" | "language"> | null): ConsentForm {
  return {
    id: desk.newId(),
    personId: person?.id ?? null,
    kind: null,
    status: null,
    giver: "young_person",
    legalBasis: "consent",
    textVersion: "",
    textId: null,
    language: person?.language ?? "",
    method: "oral_recorded",
    limitsExplained: false,
    readAloud: false,
    // To the minute before: the server knows no slack here, and a withdrawal must not be held for a clock.
    at: rounded(desk.now, 1),
    expiresOn: null,
    witness: null,
    witnessStaffId: null,
    capacityId: null,
    bestInterestsReason: null,
    providerId: null,
    recipientClass: null,
    categories: [],
  };
}

/** She takes back what she had agreed to: one tap, no reason, from now on. */
export function withdrawal(desk: Desktop, person: Pick<Person, "id" | "language">, kind: string): ConsentForm {
  const language = person.language ?? UNKNOWN_LANGUAGE;
  return { ...blankConsent(desk, person), kind, status: "withdrawn", textVersion: NO_TEXT, language };
}

/** Records a decision. `minor`: does she count as one? Then the server may ask how she understood it. */
export function buildConsent(form: ConsentForm, desk: Desktop, minor: boolean): Built {
  const check = new Check().required("personId", form.personId);
  const saysYes = form.status === "given" || form.status === "best_interests_decision";
  const textVersion = form.textVersion.trim() || (saysYes ? "" : NO_TEXT);
  check.choice("kind", CONSENT_KINDS, form.kind).choice("status", DECISIONS, form.status).choice("giver", CONSENT_GIVERS, form.giver);
  check.choice("legalBasis", LEGAL_BASES, form.legalBasis).choice("method", CONSENT_METHODS, form.method);
  check.words("textVersion", textVersion, MOST_VERSION).language("language", form.language);
  check.past("at", form.at, desk.now, 0).choiceOrNone("witness", CONSENT_WITNESSES, form.witness);
  check.rule("witnessStaffId", "not_here", form.witnessStaffId === null || form.witness === "colleague");
  check.rule("giver", "choice", form.kind !== "assent_service" || form.giver === "young_person");
  const isForHer = form.status === "best_interests_decision";
  if (isForHer) check.choice("bestInterestsReason", BEST_INTERESTS_REASONS, form.bestInterestsReason);
  else check.rule("bestInterestsReason", "not_here", form.bestInterestsReason === null);
  checkSharing(check, form, saysYes, desk);
  const needsCapacity = minor && form.status === "given" && form.giver === "young_person" && form.kind !== "assent_service";
  check.warn("capacityId", "capacity_needed", !needsCapacity || form.capacityId !== null);
  return check.built(() => [{ entity: "consent", entityId: form.id, kind: "create", set: setOf(form, textVersion), ...parents(desk.works, [form.personId]) }]);
}

/** Consent to share names who may be told what, after she was told the limits, and ends by itself within twelve months. */
function checkSharing(check: Check, form: ConsentForm, saysYes: boolean, { zone }: Desktop): void {
  const { kind, providerId, recipientClass, categories, expiresOn } = form;
  const day = Number.isNaN(Date.parse(form.at)) ? null : dayAt(zone, form.at);
  const isDated = expiresOn === null || (isDay(expiresOn) && (day === null || expiresOn >= day));
  check.rule("expiresOn", "out_of_range", isDated);
  if (!isOf(SHARING, kind)) {
    check.rule("categories", "not_here", providerId === null && recipientClass === null && categories.length === 0);
    return;
  }
  const named = kind === "share_named_recipient";
  check.rule("recipientClass", "not_here", !named || recipientClass === null).rule("providerId", "not_here", named || providerId === null);
  check.choiceOrNone("recipientClass", RECIPIENT_CLASSES, recipientClass);
  check.rule("categories", "choice", categories.every((one) => isOf(DATA_CATEGORIES, one)));
  if (!saysYes) return;
  check.rule(named ? "providerId" : "recipientClass", "needed", (named ? providerId : recipientClass) !== null);
  check.rule("categories", "needed", categories.length > 0).rule("limitsExplained", "needed", form.limitsExplained);
  check.rule("expiresOn", "needed", expiresOn !== null && (day === null || expiresOn <= yearAfter(day)));
}

/** The same day a year later; of 29 February the day before. */
function yearAfter(day: string): string {
  const later = `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`;
  return isDay(later) ? later : `${later.slice(0, 8)}28`;
}

function setOf(form: ConsentForm, textVersion: string) {
  return filled({
    person_id: form.personId,
    kind: form.kind,
    status: form.status,
    giver: form.giver,
    legal_basis: form.legalBasis,
    text_version: textVersion,
    language: form.language,
    method: form.method,
    limits_explained: form.limitsExplained,
    occurred_at: form.at,
    expires_on: form.expiresOn,
    text_id: form.textId,
    read_aloud: form.readAloud ? true : null,
    witness: form.witness,
    witness_staff_id: form.witnessStaffId,
    capacity_id: form.capacityId,
    best_interests_reason: form.bestInterestsReason,
    provider_id: form.providerId,
    recipient_class: form.recipientClass,
    categories: form.categories.length > 0 ? form.categories : null,
    ...VIA,
  });
}
