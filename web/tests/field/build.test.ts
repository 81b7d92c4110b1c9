// What forms give is what the server takes: held against api-spec/openapi.json, and against what the server's own tests send.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { blankConsent, buildConsent, type ConsentForm, DECISIONS, withdrawal } from "../../src/field/model/build/consent";
import * as deeds from "../../src/field/model/build/deeds";
import type { Built } from "../../src/field/model/build/form";
import * as people from "../../src/field/model/build/people";
import { buildRoll, rollMarks } from "../../src/field/model/build/roll";
import * as sessions from "../../src/field/model/build/session";
import * as codes from "../../src/field/model/codes";
import { beginRoll, type Roll } from "../../src/field/model/flow/roll";
import { FIRST_USUAL } from "../../src/field/model/usual";
import { worksOf } from "../../src/field/model/work";
import type { NewWork } from "../../src/store/save";
import { idOf } from "../server/house";
import { codesOf, KNOWN_OPERATIONS, mismatches, schemaOf, wrongWith } from "./schema";
import { desktop, ENROLMENT, newId, NOW, PERSON, Phone, PROGRAMME, SITE } from "./world";

function works(built: Built): NewWork[] {
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.works;
}
const one = (built: Built): NewWork => works(built)[0] as NewWork;
const codesFrom = (built: Built) => (built.ok ? [] : built.problems.map(({ field, code }) => `${field}:${code}`));
const warned = (built: Built) => (built.ok ? built.warnings.map(({ code }) => code) : []);
const desk = desktop();
const session = (more: Partial<sessions.SessionForm> = {}): sessions.SessionForm => ({ ...sessions.blankSession(desk, ENROLMENT, FIRST_USUAL), ...more });

test("every operation of the server's list is known here, and every code list is the document's", () => {
  expect([...KNOWN_OPERATIONS].sort()).toEqual([...codesOf("SyncOperation")].sort());
  const lists: [readonly string[], string][] = [
    [codes.SESSION_TYPES, "SessionType"], [codes.CONTACT_MODES, "ContactMode"], [codes.ATTEMPT_RESULTS, "AttemptResult"],
    [codes.ATTENDANCES, "Attendance"], [codes.NOTE_KINDS, "CaseNoteKind"], [codes.CONCERN_ABOUTS, "ConcernAbout"],
    [codes.CONSENT_KINDS, "ConsentKind"], [codes.CONSENT_GIVERS, "ConsentGiver"], [codes.CONSENT_METHODS, "ConsentMethod"],
    [codes.CONSENT_WITNESSES, "ConsentWitness"], [codes.LEGAL_BASES, "LegalBasis"],
    [codes.BEST_INTERESTS_REASONS, "BestInterestsReason"], [codes.RECIPIENT_CLASSES, "RecipientClass"],
    [codes.DATA_CATEGORIES, "DataCategory"], [codes.REFERRAL_SOURCES, "ReferralSource"], [codes.REFERRAL_MANDATES, "ReferralMandate"],
    [codes.REFERRAL_URGENCIES, "ReferralUrgency"], [codes.REFERRAL_REASONS, "ReferralReason"],
    [codes.REFERRAL_AGREEMENTS, "ReferralAgreement"], [codes.GENDERS, "GenderIdentity"], [codes.MISSING_REASONS, "MissingReason"],
    [codes.GOAL_STATUSES, "GoalStatus"], [codes.TASK_DISMISSALS, "TaskDismissal"], [codes.CORRECTION_REASONS, "CorrectionReason"],
  ];
  for (const [list, name] of lists) expect([...list], name).toEqual(codesOf(name));
  // Which kinds have a roll stands in the server's code alone.
  const model = readFileSync(new URL("../../../src/sessions/model/mod.rs", import.meta.url), "utf8");
  const groups = /fn one_to_one[^[]*\[([^\]]*)\]/.exec(model)?.[1] ?? "";
  expect([...groups.matchAll(/"([a-z_]+)"/g)].map((found) => found[1])).toEqual([...codes.GROUP_TYPES]);
});

// tests/api/sync/push/operations.rs, more.rs, corrections.rs and tests/api/support/line.rs, word for word.
test("forms give what the server's tests send", () => {
  const note = { id: newId(), kind: "factual_contact", text: "Canary note: we talked about school.", about: null };
  const via = { recorded_via: "mobile_offline" };
  expect(one(sessions.buildSession(session({ startsAt: "2026-02-03T15:00:00Z", note }), desk)).set).toEqual({
    enrolment_id: ENROLMENT, kind: "individual_mentoring", mode: "in_person_community", starts_at: "2026-02-03T15:00:00Z", minutes: 60,
    attendance: "present", note: { id: note.id, kind: "factual_contact", text: "Canary note: we talked about school." }, ...via,
  });
  const attempt = { ...deeds.blankAttempt(desk, ENROLMENT, "phone_call"), at: "2026-02-03T15:00:00Z", result: "no_answer" };
  expect(one(deeds.buildAttempt(attempt, desk)).set).toEqual({ enrolment_id: ENROLMENT, attempted_at: "2026-02-03T15:00:00Z", mode: "phone_call", result: "no_answer" });
  const plan = { ...deeds.blankAppointment(desk, ENROLMENT, FIRST_USUAL), startsAt: "2026-06-20T15:00:00Z" };
  expect(one(deeds.buildAppointment(plan, desk)).set).toEqual({
    enrolment_id: ENROLMENT, kind: "individual_mentoring", mode: "in_person_community", starts_at: "2026-06-20T15:00:00Z", minutes: 60,
  });
  const roll: Roll = { ...beginRoll(desk, { programmeId: PROGRAMME, siteId: SITE }, [ENROLMENT]), kind: "group_life_skills", startsAt: "2026-06-09T15:00:00Z" };
  roll.walkIns = [{ id: newId(), nickname: "Canary Kiko", attendance: "present", minutes: null }];
  const [group, walkIn] = works(buildRoll(roll, desk));
  expect(group?.set).toEqual({
    programme_id: PROGRAMME, site_id: SITE, kind: "group_life_skills", mode: "in_person_community", starts_at: "2026-06-09T15:00:00Z",
    minutes: 60, lines: [{ id: roll.lines[0]?.id, enrolment_id: ENROLMENT }], ...via,
  });
  expect(walkIn).toMatchObject({ set: { session_id: roll.id, nickname: "Canary Kiko", attendance: "present" }, dependsOn: [group?.opId] });
  const asked = { ...people.blankReferral(desk, PERSON, { programmeId: PROGRAMME, siteId: SITE }), source: "school", organisation: "Northern school", referrer: "Canary Teacher", urgency: "urgent", reasons: ["school", "leisure"], agreed: "yes", receivedAt: "2026-06-09T23:30:00Z" };
  expect(one(people.buildReferral(asked, desk)).set).toEqual({
    person_id: PERSON, programme_id: PROGRAMME, site_id: SITE, source: "school", referrer_organisation: "Northern school",
    referrer_name: "Canary Teacher", mandate: "voluntary", urgency: "urgent", reasons: ["school", "leisure"], agreed: "yes",
    received_at: "2026-06-09T23:30:00Z", ...via,
  });
  const consent = { ...blankConsent(desk, { id: PERSON, language: "es" }), kind: "photo_video", status: "refused", textVersion: "2026-1", limitsExplained: true, at: "2026-01-01T12:00:00Z" };
  expect(one(buildConsent(consent, desk, false)).set).toEqual({
    person_id: PERSON, kind: "photo_video", status: "refused", giver: "young_person", legal_basis: "consent", text_version: "2026-1",
    language: "es", method: "oral_recorded", limits_explained: true, occurred_at: "2026-01-01T12:00:00Z", ...via,
  });
  expect(one(deeds.buildDismissal(idOf(9), "in_contact", { version: 1, epoch: "k" }))).toMatchObject({ entity: "task", kind: "dismiss", set: { reason: "in_contact" }, base: { version: 1 } });
  const review = { id: newId(), planId: idOf(6), reviewedOn: "2026-06-10", whole: true, nextReviewOn: null, goals: [{ goalId: idOf(7), status: "in_progress", gas: 1 }] };
  expect(one(deeds.buildReview(review, desk)).set).toEqual({ plan_id: idOf(6), reviewed_on: "2026-06-10", whole: true, goals: [{ goal_id: idOf(7), status: "in_progress", gas: 1 }] });
  expect(one(deeds.buildActionDone(idOf(8), "2026-06-09", desk))).toMatchObject({ entity: "plan_action", kind: "done", set: { done_on: "2026-06-09" } });
  const out = { id: newId(), siteId: SITE, backBy: "2026-06-10T18:00:00Z", withStaffId: null };
  expect(one(deeds.buildOuting(out, desk, true)).set).toEqual({ site_id: SITE, back_by: "2026-06-10T18:00:00Z" });
  expect(one(deeds.buildBack(out.id, desk))).toEqual({ entity: "outing", entityId: out.id, kind: "back", set: {} });
  const met = { ...people.blankPerson(desk, SITE, "es"), knownAs: " Canary ", genderIdentity: "woman_girl" };
  expect(one(people.buildPerson(met, desk)).set).toEqual({ home_site_id: SITE, language: "es", gender_identity: "woman_girl", taken_in_on: "2026-06-10", identity: { known_as: "Canary" }, ...via });
  expect(one(people.buildPersonCorrection(PERSON, { language: "fr" }, { version: 1, epoch: "k" }, desk))).toMatchObject({ entity: "person", kind: "patch", set: { language: "fr" }, base: { version: 1, epoch: "k" } });
});

/** Now and then something else than it should be. */
const odd = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ arbitrary: usual, weight: 40 }, { arbitrary: fc.constantFrom("", "nonsense", null) as fc.Arbitrary<T>, weight: 1 });
const code = (list: readonly string[]) => odd(fc.constantFrom(...list) as fc.Arbitrary<string>);
const moment = fc.oneof(fc.integer({ min: -600, max: 600 }).map((hours) => new Date(NOW.getTime() + hours * 3_600_000).toISOString()), fc.constant("yesterday"));
const minutes = fc.oneof(fc.integer({ min: -5, max: 1500 }), fc.constantFrom(null, 0.5));
const words = fc.oneof(fc.string({ unit: "grapheme" }), fc.constant(""));
const note = fc.record({ id: fc.constant(idOf(50)), kind: code(codes.NOTE_KINDS), text: words, about: fc.option(code(codes.CONCERN_ABOUTS)) });
// Ids are chosen, never typed.
const id = fc.constantFrom(idOf(51), idOf(51), idOf(51), "", null);
const list = (of: readonly string[]) => fc.array(fc.constantFrom(...of, "nonsense"), { maxLength: 4 });

const anySession = fc.record({ id: fc.constant(idOf(52)), enrolmentId: id, kind: code(codes.SESSION_TYPES), mode: code(codes.CONTACT_MODES), startsAt: moment, minutes, attendance: code(codes.ATTENDANCES), attendedMinutes: minutes, note: fc.option(note) });
const anyLine = fc.record({ id: fc.constant(idOf(53)), enrolmentId: fc.constantFrom(idOf(54), idOf(55)), attendance: fc.option(code(codes.ATTENDANCES)), minutes });
const anyRoll = fc.record({
  id: fc.constant(idOf(56)), programmeId: id, siteId: id, kind: code([...codes.GROUP_TYPES, "home_visit"]), mode: code(codes.CONTACT_MODES) as fc.Arbitrary<string>, startsAt: moment, minutes, title: words,
  lines: fc.array(anyLine, { maxLength: 3 }), walkIns: fc.array(fc.record({ id: fc.constant(idOf(57)), nickname: words, attendance: code(codes.ATTENDANCES), minutes }), { maxLength: 2 }), before: fc.constant([]), saving: fc.constant(false),
}) as fc.Arbitrary<Roll>;
const day = odd(fc.constantFrom("2026-06-10", "2026-06-11", "2026-05-31", "2027-01-01", "2027-12-01", "2026-02-31")) as fc.Arbitrary<string>;
const anyConsent = fc.record({
  id: fc.constant(idOf(58)), personId: id, kind: code(codes.CONSENT_KINDS), status: code([...DECISIONS, "expired"]), giver: code(codes.CONSENT_GIVERS), legalBasis: code(codes.LEGAL_BASES), textVersion: words, textId: fc.constant(null),
  language: fc.constantFrom("es", "pt-BR", "Spanish", ""), method: code(codes.CONSENT_METHODS), limitsExplained: fc.boolean(), readAloud: fc.boolean(), at: moment, expiresOn: fc.option(day), witness: fc.option(code(codes.CONSENT_WITNESSES)),
  witnessStaffId: fc.constantFrom(null, idOf(59)), capacityId: fc.constantFrom(null, idOf(60)), bestInterestsReason: fc.option(code(codes.BEST_INTERESTS_REASONS)), providerId: fc.constantFrom(null, idOf(61)), recipientClass: fc.option(code(codes.RECIPIENT_CLASSES)), categories: list(codes.DATA_CATEGORIES),
}) as fc.Arbitrary<ConsentForm>;
const anyReferral = fc.record({ id: fc.constant(idOf(62)), personId: id, programmeId: id, siteId: id, source: code(codes.REFERRAL_SOURCES), organisation: words, referrer: words, mandate: code(codes.REFERRAL_MANDATES), urgency: code(codes.REFERRAL_URGENCIES), reasons: list(codes.REFERRAL_REASONS), agreed: code(codes.REFERRAL_AGREEMENTS), receivedAt: moment });
const anyPerson = fc.record({ id: fc.constant(idOf(63)), siteId: id, language: fc.constantFrom("es", "fil", "pt-BR", "x", ""), knownAs: words, genderIdentity: fc.option(code(codes.GENDERS)), genderMissing: fc.option(code(codes.MISSING_REASONS)) });
const anyReview = fc.record({ id: fc.constant(idOf(64)), planId: id, reviewedOn: day, whole: fc.boolean(), nextReviewOn: fc.option(day), goals: fc.array(fc.record({ goalId: fc.constantFrom(idOf(65), idOf(66)), status: code(codes.GOAL_STATUSES), gas: fc.option(fc.integer({ min: -3, max: 3 })) }), { maxLength: 3 }) });
const anyAttempt = fc.record({ id: fc.constant(idOf(67)), enrolmentId: id, at: moment, mode: code(codes.CONTACT_MODES), result: code(codes.ATTEMPT_RESULTS), collateral: fc.boolean() });
const anyOuting = fc.record({ id: fc.constant(idOf(68)), siteId: id, backBy: moment, withStaffId: fc.constantFrom(null, idOf(69)) });
const part = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const anyCorrection = fc.record({ kind: part(code(codes.SESSION_TYPES)), mode: part(code(codes.CONTACT_MODES)), startsAt: part(moment), minutes: part(minutes), attendance: part(code(codes.ATTENDANCES)), attendedMinutes: part(minutes), reason: part(code(codes.CORRECTION_REASONS)) });

/** A form that is right, but for some of its fields. */
const nearly = <T extends object>(right: T, any: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.tuple(any, fc.subarray(Object.keys(right) as (keyof T)[], { maxLength: 5 })).map(([wrong, names]) => names.reduce((form, name) => ({ ...form, [name]: wrong[name] }), right));
const givenConsent = (): ConsentForm => ({ ...blankConsent(desk, { id: PERSON, language: "es" }), kind: "data_processing", status: "given", textVersion: "1" });
const beginGroup = (): Roll => ({ ...beginRoll(desk, { programmeId: PROGRAMME, siteId: SITE }, [ENROLMENT]), kind: "sport_session", startsAt: NOW.toISOString() });

test("whatever is typed, what a form lets through is of the server's shape", () => {
  const built: fc.Arbitrary<Built> = fc.oneof(
    anySession.map((form) => sessions.buildSession(form, desk)),
    nearly(beginGroup(), anyRoll).map((form) => buildRoll(form, desk)),
    fc.tuple(nearly(givenConsent(), anyConsent), fc.boolean()).map(([form, minor]) => buildConsent(form, desk, minor)),
    anyReferral.map((form) => people.buildReferral(form, desk)),
    anyPerson.map((form) => people.buildPerson(form, desk)),
    anyReview.map((form) => deeds.buildReview(form, desk)),
    anyAttempt.map((form) => deeds.buildAttempt(form, desk)),
    anySession.map((form) => deeds.buildAppointment(form, desk)),
    anyOuting.map((form) => deeds.buildOuting(form, desk, false)),
    note.map((form) => sessions.buildNote(form, idOf(70), desk)),
    anyCorrection.map((form) => sessions.buildSessionCorrection(idOf(71), form as sessions.SessionCorrection, null, desk)),
    day.map((on) => deeds.buildActionDone(idOf(72), on ?? "", desk)),
  );
  const through = new Map<string, number>();
  const look = (result: Built) => {
    if (result.ok) for (const { entity, kind } of result.works) through.set(`${entity}-${kind}`, (through.get(`${entity}-${kind}`) ?? 0) + 1);
    if (result.ok) expect(result.works.flatMap(wrongWith)).toEqual([]);
    else expect(result.problems.length).toBeGreaterThan(0);
  };
  fc.assert(fc.property(built, look), { numRuns: 8_000 });
  // It is no proof of anything that never gets through.
  expect([...through.values()].every((count) => count >= 5) ? through.size : through).toBe(13);
  const marks = (roll: Roll) => {
    if (buildRoll(roll, desk).ok) expect(rollMarks(roll).flatMap(({ body }) => mismatches(schemaOf("MarkRollLine"), body, "mark"))).toEqual([]);
  };
  fc.assert(fc.property(nearly(beginGroup(), anyRoll), marks));
});

test("what is wrong is said of its field, in a code", () => {
  expect(codesFrom(sessions.buildSession(session({ enrolmentId: null, kind: "sport_session", minutes: 0, startsAt: "2026-06-10T14:20:00Z" }), desk))).toEqual(["enrolmentId:required", "kind:is_group", "startsAt:in_future", "minutes:out_of_range"]);
  // Clocks may differ by ten minutes.
  expect(codesFrom(sessions.buildSession(session({ startsAt: "2026-06-10T14:13:00Z" }), desk))).toEqual([]);
  const concern = { id: newId(), kind: "safeguarding", text: "x".repeat(8_001), about: null };
  expect(codesFrom(sessions.buildNote(concern, idOf(9), desk))).toEqual(["note.text:too_long", "note.about:required"]);
  const plan = deeds.blankAppointment(desk, ENROLMENT, FIRST_USUAL);
  expect(codesFrom(deeds.buildAppointment({ ...plan, startsAt: "2026-06-10T13:50:00Z" }, desk))).toEqual(["startsAt:in_past"]);
  expect(codesFrom(deeds.buildAppointment({ ...plan, startsAt: "2027-08-10T13:50:00Z" }, desk))).toEqual(["startsAt:too_far"]);
  const out = { id: newId(), siteId: SITE, backBy: "2026-06-11T15:00:00Z", withStaffId: null };
  expect(codesFrom(deeds.buildOuting(out, desk, true))).toEqual(["backBy:too_far"]);
  expect(warned(deeds.buildOuting({ ...out, backBy: "2026-06-10T18:00:00Z" }, desk, false))).toEqual(["not_watched"]);
  const share = { ...blankConsent(desk, { id: PERSON, language: "es" }), kind: "share_named_recipient", status: "given", textVersion: "1" };
  expect(codesFrom(buildConsent(share, desk, false))).toEqual(["providerId:needed", "categories:needed", "limitsExplained:needed", "expiresOn:needed"]);
  const shared = { ...share, providerId: idOf(61), categories: ["contact"], limitsExplained: true };
  expect(codesFrom(buildConsent({ ...shared, expiresOn: "2027-06-11" }, desk, false))).toEqual(["expiresOn:needed"]);
  expect(warned(buildConsent({ ...shared, expiresOn: "2027-06-10" }, desk, true))).toEqual(["capacity_needed"]);
  expect(codesFrom(deeds.buildDismissal(idOf(9), "other", null))).toEqual([":required"]);
  expect(codesFrom(people.buildPersonCorrection(PERSON, { genderIdentity: "woman_girl", genderMissing: "not_asked" }, null, desk))).toEqual(["genderMissing:not_here"]);
  const early = { ...session({ startsAt: "2026-01-11T15:00:00Z" }) };
  const enrolment = { id: ENROLMENT, personId: PERSON, programmeId: PROGRAMME, siteId: SITE, strand: null, enrolledOn: "2026-01-12", firstServiceOn: null, pausedOn: null, exitedOn: null };
  expect(warned(sessions.buildSession(early, desk, enrolment))).toEqual(["outside_enrolment"]);
});

test("what was pasted and no server can read does not keep a note from arriving", () => {
  const pasted = { ...sessions.blankNote(desk), text: "We met\u0000 \ud83d at the pitch \ud83d\ude00" };
  expect(one(sessions.buildNote(pasted, idOf(9), desk)).set["note"]).toMatchObject({ text: "We met  at the pitch \ud83d\ude00" });
  expect(codesFrom(sessions.buildNote({ ...pasted, text: "\u0000" }, idOf(9), desk))).toEqual(["note.text:required"]);
});

test("a group may lie ahead, but nobody came to what has not begun", () => {
  const ahead: Roll = { ...beginGroup(), startsAt: "2026-06-17T15:00:00Z" };
  expect(codesFrom(buildRoll(ahead, desk))).toEqual([]);
  const marked = { ...ahead, lines: ahead.lines.map((one) => ({ ...one, attendance: "present" })) };
  expect(codesFrom(buildRoll(marked, desk))).toEqual(["startsAt:in_future"]);
  expect(codesFrom(buildRoll({ ...ahead, kind: "home_visit", title: "call 555 1234" }, desk))).toEqual(["kind:is_one_to_one", "title:out_of_range"]);
});

test("a withdrawal is one tap, whatever is not known", () => {
  const built = buildConsent(withdrawal(desk, { id: PERSON, language: null }, "share_named_recipient"), desk, true);
  expect([codesFrom(built), warned(built), wrongWith(one(built))]).toEqual([[], [], []]);
  expect(Date.parse(String(one(built).set["occurred_at"]))).toBeLessThanOrEqual(NOW.getTime());
});

test("forms open with what is most likely right", () => {
  const usual = { kind: "home_visit", mode: "in_person_home", minutes: 45 };
  expect(sessions.blankSession(desk, ENROLMENT, usual)).toMatchObject({ ...usual, startsAt: "2026-06-10T13:15:00.000Z", attendance: "present" });
  // In a week at the same hour by the clock of the site, though clocks have changed.
  const berlin = { ...desk, zone: "Europe/Berlin", now: new Date("2026-10-20T13:00:00Z") };
  expect(deeds.blankOuting(desk, SITE)).toMatchObject({ siteId: SITE, backBy: "2026-06-10T16:15:00.000Z" });
  expect(deeds.blankAppointment(berlin, ENROLMENT, usual).startsAt).toBe("2026-10-27T14:00:00.000Z");
});

test("what builds on something unsent waits for it", () => {
  const phone = new Phone();
  const met = phone.saves(one(people.buildPerson(people.blankPerson(desk, SITE, "es"), desk)));
  const held = desktop(worksOf(phone.contents));
  const form = withdrawal(held, { id: met.op.entity_id, language: "es" }, "contact_by_phone");
  expect(one(buildConsent(form, held, false)).dependsOn).toEqual([met.op.op_id]);
  phone.answers(met);
  expect(one(buildConsent(form, desktop(worksOf(phone.contents)), false)).dependsOn).toBeUndefined();
});
