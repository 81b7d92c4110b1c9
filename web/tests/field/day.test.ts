import { expect, test } from "vitest";
import { bookOf } from "../../src/field/model/book";
import { blankConsent, buildConsent } from "../../src/field/model/build/consent";
import { blankAttempt, buildAttempt } from "../../src/field/model/build/deeds";
import { blankSession, buildSession } from "../../src/field/model/build/session";
import { CONSENT_KINDS } from "../../src/field/model/codes";
import { callFields, callNow, callOf, isAnswered } from "../../src/field/model/flow/call";
import { consentWith, isSharing, isYes, kindsFor, needsCapacity } from "../../src/field/model/flow/consent";
import { FIRST_USUAL } from "../../src/field/model/usual";
import { spokenMost } from "../../src/field/model/views/places";
import { isSought } from "../../src/field/model/views/search";
import { idOf } from "../server/house";
import { desktop, ENROLMENT, NOW, PERSON, Phone, ZONE } from "./world";

const LATER = new Date(NOW.getTime() + 5 * 60_000);
const draftOf = (mode: "phone_call" | "third_party", form = "call", person: string | null = PERSON) => {
  const slip = callNow(desktop(), ENROLMENT, mode);
  return { id: slip.id, form, person, at: NOW.toISOString(), fields: callFields(slip) };
};

test("a call is found again in its draft as it was begun, however much later", () => {
  const draft = draftOf("third_party");
  const call = callOf(draft, desktop([], new Date("2026-06-12T09:00:00Z")));
  expect(call).toEqual({ id: draft.id, personId: PERSON, form: { id: draft.id, enrolmentId: ENROLMENT, at: "2026-06-10T14:03:00.000Z", mode: "third_party", result: null, collateral: false } });
  const built = call === null ? null : buildAttempt({ ...call.form, result: "no_answer" }, desktop([], LATER));
  expect(built).toMatchObject({ ok: true, works: [{ entity: "contact_attempt", entityId: draft.id, set: { mode: "third_party", result: "no_answer", attempted_at: "2026-06-10T14:03:00.000Z" } }] });
});

test("a draft of another form, about nobody, or of nothing it could be noted to, is no call", () => {
  const { enrolmentId: _, ...nowhere } = draftOf("phone_call").fields;
  expect([callOf(draftOf("phone_call", "attempt"), desktop()), callOf(draftOf("phone_call", "call", null), desktop()), callOf({ ...draftOf("phone_call"), fields: nowhere }, desktop())]).toEqual([null, null, null]);
});

test("what was logged since about the same day answers a call; what was logged before, of another day, or of somebody else, does not", () => {
  const call = callOf(draftOf("phone_call"), desktop());
  if (call === null) throw new Error("no call");
  const book = (phone: Phone) => bookOf(phone.contents, ZONE);
  const built = (enrolment: string, at: Date) => {
    const made = buildSession(blankSession(desktop([], at), enrolment, FIRST_USUAL), desktop([], at));
    if (!made.ok || made.works[0] === undefined) throw new Error("not built");
    return made.works[0];
  };
  const tried = buildAttempt({ ...blankAttempt(desktop(), ENROLMENT, "phone_call"), result: "reached" }, desktop([], LATER));
  if (!tried.ok || tried.works[0] === undefined) throw new Error("not built");
  const phone = () => new Phone().somebody();
  const saved = (work: Parameters<Phone["saves"]>[0], at: Date) => {
    const one = phone();
    one.saves(work, at.toISOString());
    return isAnswered(call, book(one));
  };
  expect(isAnswered(call, book(phone()))).toBe(false);
  expect(saved(built(ENROLMENT, LATER), LATER)).toBe(true);
  expect(saved(tried.works[0], LATER)).toBe(true);
  expect(saved(built(ENROLMENT, NOW), new Date(NOW.getTime() - 60 * 60_000))).toBe(false);
  expect(saved(built(ENROLMENT, new Date("2026-06-09T14:00:00Z")), LATER)).toBe(false);
  expect(saved(built(idOf(99), LATER), LATER)).toBe(false);
});

test("what no longer fits a decision falls away, and comes back to nothing by itself", () => {
  const blank = blankConsent(desktop(), { id: PERSON, language: "es" });
  const sharing = consentWith({ ...blank, status: "given", kind: "share_recipient_class" }, { recipientClass: "school", categories: ["attendance"], textVersion: "3", limitsExplained: true, expiresOn: "2026-12-01" });
  expect(buildConsent(sharing, desktop(), false).ok).toBe(true);
  expect(consentWith(sharing, { kind: "photo_video" })).toMatchObject({ recipientClass: null, categories: [], textVersion: "3", limitsExplained: true });
  const taken = consentWith(sharing, { status: "withdrawn" });
  expect(taken).toMatchObject({ recipientClass: null, categories: [], textVersion: "", limitsExplained: false, expiresOn: null, kind: "share_recipient_class" });
  expect(buildConsent(taken, desktop(), true)).toMatchObject({ ok: true, warnings: [] });
  const forHer = consentWith(blank, { status: "best_interests_decision", bestInterestsReason: "life_at_risk" });
  expect(forHer).toMatchObject({ giver: "agency_best_interests", bestInterestsReason: "life_at_risk" });
  expect(consentWith(forHer, { status: "given" })).toMatchObject({ giver: "young_person", bestInterestsReason: null });
  expect(consentWith({ ...blank, giver: "parent" }, { kind: "assent_service" }).giver).toBe("young_person");
  expect(consentWith({ ...blank, status: "given", giver: "parent" }, { status: "refused" }).giver).toBe("parent");
});

test("a yes to a named service is taken down at a desk; a no to it, and taking it back, anywhere", () => {
  expect(kindsFor({ status: "given" })).not.toContain("share_named_recipient");
  for (const status of ["refused", "withdrawn", null]) expect(kindsFor({ status })).toEqual(CONSENT_KINDS);
  // Nobody agrees in her place to what is her own yes.
  expect(kindsFor({ status: "best_interests_decision" })).not.toContain("assent_service");
  expect(consentWith({ ...blankConsent(desktop(), null), status: "refused", kind: "share_named_recipient" }, { status: "given" }).kind).toBeNull();
});

test("every decision that the form lets her take down can be built, once it is filled in", () => {
  for (const status of ["given", "refused", "withdrawn", "best_interests_decision"]) {
    for (const kind of kindsFor({ status })) {
      const asked = consentWith(consentWith(blankConsent(desktop(), { id: PERSON, language: "es" }), { status }), { kind });
      const yes = isYes(asked) ? { textVersion: "3", limitsExplained: true } : {};
      const who = isYes(asked) && isSharing(asked) ? { recipientClass: "school", categories: ["attendance"], expiresOn: "2026-12-01" } : {};
      const why = status === "best_interests_decision" ? { bestInterestsReason: "life_at_risk" } : {};
      const built = buildConsent(consentWith(asked, { ...yes, ...who, ...why }), desktop(), false);
      expect(built, `${status} ${kind}`).toMatchObject({ ok: true });
    }
  }
});

test("a minor's own yes warns where nobody has noted how she understood it", () => {
  const yes = { ...blankConsent(desktop(), null), status: "given", kind: "photo_video" };
  expect([needsCapacity(yes, true), needsCapacity(yes, false), needsCapacity({ ...yes, giver: "parent" }, true), needsCapacity({ ...yes, kind: "assent_service" }, true), needsCapacity({ ...yes, status: "refused" }, true)]).toEqual([true, false, false, false, false]);
});

test("somebody is found without accents, vowel marks and capitals, by name or code", () => {
  const tono = { alias: "Toño", publicCode: "K7" };
  expect(["tono", "  TOÑ", "k7", "ñ"].map((sought) => isSought(tono, sought))).toEqual([true, true, true, true]);
  expect([isSought({ alias: "حمّادة", publicCode: null }, "حماد"), isSought(tono, "kiko"), isSought({ alias: null, publicCode: null }, "a")]).toEqual([true, false, false]);
});

test("somebody new is spoken to as most are here", () => {
  expect(spokenMost(bookOf(new Phone().contents, ZONE))).toBeNull();
  const phone = new Phone().somebody().somebody(idOf(21), idOf(22), "Ana");
  phone.row("person", idOf(23), { public_code: "K9", language: "en" }, idOf(23));
  expect(spokenMost(bookOf(phone.contents, ZONE))).toBe("es");
});
