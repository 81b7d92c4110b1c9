// Somebody who was met, corrections to her record, and a call that asks for her to be taken in.
import type { Fields } from "../../../api/protocol";
import type { Base } from "../../../store/save";
import { GENDERS, MISSING_REASONS, REFERRAL_AGREEMENTS, REFERRAL_MANDATES, REFERRAL_REASONS, REFERRAL_SOURCES, REFERRAL_URGENCIES } from "../codes";
import { dayAt, rounded } from "../time";
import { type Built, Check, type Desktop, filled, parents, VIA } from "./form";

/** Most characters of what she is called, of who asked, and of for whom that works. */
const [MOST_KNOWN_AS, MOST_REFERRER, MOST_ORGANISATION] = [100, 200, 120];
/** Most reasons of one referral. */
const MOST_REASONS = 12;

/**
 * Somebody who was met, with the minimum: where, and in which language. Her name in the papers and her birth date are asked at a
 * desk: neither ever lies on a phone (design §7). Without one she counts as a minor.
 */
export interface PersonForm {
  id: string;
  siteId: string | null;
  language: string;
  /** What she is called. */
  knownAs: string;
  genderIdentity: string | null;
  /** Why that is not known, if it was asked for. */
  genderMissing: string | null;
}

/** At her worker's site, in the language that is spoken there. */
export function blankPerson({ newId }: Pick<Desktop, "newId">, siteId: string | null, language: string): PersonForm {
  return { id: newId(), siteId, language, knownAs: "", genderIdentity: null, genderMissing: null };
}

/** Takes her in, on this day: it may be days before that is sent. */
export function buildPerson(form: PersonForm, { now, zone }: Desktop): Built {
  const { siteId, language, genderIdentity, genderMissing } = form;
  const knownAs = form.knownAs.trim();
  const check = new Check().required("siteId", siteId).language("language", language);
  check.rule("knownAs", "too_long", [...knownAs].length <= MOST_KNOWN_AS);
  checkGender(check, genderIdentity, genderMissing);
  const identity = knownAs === "" ? null : filled({ known_as: knownAs });
  const set = filled({
    home_site_id: siteId,
    language,
    gender_identity: genderIdentity,
    gender_missing: genderMissing,
    taken_in_on: dayAt(zone, now),
    identity,
    ...VIA,
  });
  return check.built(() => [{ entity: "person", entityId: form.id, kind: "create", set }]);
}

function checkGender(check: Check, identity: string | null, missing: string | null): void {
  check.choiceOrNone("genderIdentity", GENDERS, identity).choiceOrNone("genderMissing", MISSING_REASONS, missing);
  check.rule("genderMissing", "not_here", identity === null || missing === null);
}

/** What may be corrected of a record from a phone (`Corrections`, `src/sync/flow/operations/person.rs`). What is left out stays. */
export interface PersonCorrection {
  language?: string;
  genderIdentity?: string;
  genderMissing?: string;
}

/** Corrects her record as it was known when the form opened (`knownBase`): what others changed since is not overwritten unseen. */
export function buildPersonCorrection(id: string, change: PersonCorrection, base: Base | null, desk: Desktop): Built {
  const { language, genderIdentity, genderMissing } = change;
  const check = new Check();
  if (language !== undefined) check.language("language", language);
  checkGender(check, genderIdentity ?? null, genderMissing ?? null);
  const set: Fields = filled({ language, gender_identity: genderIdentity, gender_missing: genderMissing });
  check.rule("", "nothing_to_change", Object.keys(set).length > 0);
  const known = base === null ? {} : { base };
  return check.built(() => [{ entity: "person", entityId: id, kind: "patch", set, ...known, ...parents(desk.works, [id]) }]);
}

/** A call or paper that asks for her to be taken into a programme. */
export interface ReferralForm {
  id: string;
  personId: string | null;
  programmeId: string | null;
  siteId: string | null;
  source: string | null;
  /** Whom who asked works for: never a person. */
  organisation: string;
  /** Who asked, by name. */
  referrer: string;
  mandate: string | null;
  urgency: string | null;
  reasons: string[];
  agreed: string | null;
  receivedAt: string;
}

/** One that came now, from nobody yet, that obliges her to nothing. */
export function blankReferral(desk: Desktop, personId: string | null, place: { programmeId: string | null; siteId: string | null }): ReferralForm {
  return {
    id: desk.newId(),
    personId,
    ...place,
    source: null,
    organisation: "",
    referrer: "",
    mandate: "voluntary",
    urgency: "routine",
    reasons: [],
    agreed: null,
    receivedAt: rounded(desk.now),
  };
}

/** Receives a referral (domain.md §5.9). */
export function buildReferral(form: ReferralForm, desk: Desktop): Built {
  const check = new Check().required("personId", form.personId).required("programmeId", form.programmeId).required("siteId", form.siteId);
  const [organisation, referrer] = [form.organisation.trim(), form.referrer.trim()];
  check.choice("source", REFERRAL_SOURCES, form.source).choice("mandate", REFERRAL_MANDATES, form.mandate);
  check.choice("urgency", REFERRAL_URGENCIES, form.urgency).choice("agreed", REFERRAL_AGREEMENTS, form.agreed);
  check.rule("organisation", "too_long", [...organisation].length <= MOST_ORGANISATION);
  check.rule("referrer", "too_long", [...referrer].length <= MOST_REFERRER);
  check.rule("reasons", "needed", form.reasons.length > 0).rule("reasons", "too_long", form.reasons.length <= MOST_REASONS);
  check.rule("reasons", "twice", new Set(form.reasons).size === form.reasons.length);
  for (const [at, reason] of form.reasons.entries()) check.choice(`reasons.${at}`, REFERRAL_REASONS, reason);
  check.past("receivedAt", form.receivedAt, desk.now);
  const set = filled({
    person_id: form.personId,
    programme_id: form.programmeId,
    site_id: form.siteId,
    source: form.source,
    referrer_organisation: organisation || null,
    referrer_name: referrer || null,
    mandate: form.mandate,
    urgency: form.urgency,
    reasons: form.reasons,
    agreed: form.agreed,
    received_at: form.receivedAt,
    ...VIA,
  });
  return check.built(() => [{ entity: "referral", entityId: form.id, kind: "create", set, ...parents(desk.works, [form.personId]) }]);
}
