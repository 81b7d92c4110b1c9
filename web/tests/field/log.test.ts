import { expect, test } from "vitest";
import { bookOf } from "../../src/field/model/book";
import { buildSession } from "../../src/field/model/build/session";
import { beginSession, expectedAt, isAhead, sessionFlow } from "../../src/field/model/flow/session";
import { enrolmentOn, holderOf, loggable, openingFor } from "../../src/field/model/views/log";
import { homeSites, rollPlaces } from "../../src/field/model/views/places";
import { DraftKeeper, draftsAbout, openForm } from "../../src/field/phone/open-form";
import type { Timers } from "../../src/field/phone/sync-loop";
import { ownLock } from "../../src/platform/lock";
import { type Draft, readDrafts } from "../../src/store/drafts";
import { saveAll } from "../../src/store/save";
import { freshPhone, idOf } from "../server/house";
import { desktop, ENROLMENT, newId, NOW, PERSON, Phone, PROGRAMME, SITE, ZONE } from "./world";

const book = (phone: Phone) => bookOf(phone.contents, ZONE);
const plan = (phone: Phone, person: string, enrolment: string, startsAt: string) =>
  phone.row("appointment", newId(), { enrolment_id: enrolment, person_id: person, kind: "home_visit", mode: "in_person_home", starts_at: startsAt, planned_on: startsAt.slice(0, 10), minutes: 30, settled_at: null });
const met = (phone: Phone, person: string, enrolment: string, on: string) => {
  const session = newId();
  phone.row("session", session, { kind: "individual_mentoring", mode: "in_person_office", status: "held", starts_at: `${on}T15:00:00Z`, held_on: on, minutes: 60, is_group: false });
  phone.row("participation", newId(), { session_id: session, person_id: person, enrolment_id: enrolment, attendance: "present", minutes: 60, held_on: on });
};

test("who was expected comes first, then who was met last; who is in no programme comes last and cannot be logged about", () => {
  const phone = new Phone();
  const who = ["Kiko", "Ana", "Lupe", "Memo"].map((alias, at) => {
    const [person, enrolment] = [idOf(0x10 + at), idOf(0x20 + at)];
    phone.somebody(person, enrolment, alias);
    return { person, enrolment };
  });
  phone.row("person", idOf(0x30), { public_code: "K9", home_site_id: SITE });
  const [kiko, ana, lupe, memo] = who as [{ person: string; enrolment: string }, ...{ person: string; enrolment: string }[]];
  met(phone, kiko.person, kiko.enrolment, "2026-06-01");
  met(phone, ana?.person ?? "", ana?.enrolment ?? "", "2026-06-08");
  plan(phone, lupe?.person ?? "", lupe?.enrolment ?? "", "2026-06-10T20:00:00Z");
  plan(phone, memo?.person ?? "", memo?.enrolment ?? "", "2026-06-09T15:00:00Z");
  const lines = loggable(book(phone), NOW, "es");
  expect(lines.map(({ alias }) => alias)).toEqual(["Lupe", "Memo", "Ana", "Kiko", null]);
  expect(lines.map(({ expected }) => expected)).toEqual([{ day: "2026-06-10", hour: "15:00" }, { day: "2026-06-09", hour: "10:00" }, null, null, null]);
  expect([lines[4]?.enrolmentId, openingFor(book(phone), idOf(0x30), NOW)]).toEqual([null, null]);
  expect([holderOf(book(phone), kiko.enrolment)?.alias, holderOf(book(phone), idOf(0x99)), holderOf(book(phone), null)]).toEqual(["Kiko", null, null]);
});

test("a form opens as it was planned where that has begun, and as usual where it has not", () => {
  const phone = new Phone().somebody();
  met(phone, PERSON, ENROLMENT, "2026-06-01");
  plan(phone, PERSON, ENROLMENT, "2026-06-10T20:00:00Z");
  expect(openingFor(book(phone), PERSON, NOW)).toMatchObject({ enrolmentId: ENROLMENT, usual: { kind: "individual_mentoring", minutes: 60 }, startsAt: null });
  const later = new Date("2026-06-10T20:40:00Z");
  const opening = openingFor(book(phone), PERSON, later);
  expect(opening).toMatchObject({ usual: { kind: "home_visit", mode: "in_person_home", minutes: 30 }, startsAt: "2026-06-10T20:00:00.000Z" });
  const desk = desktop([], later);
  const flow = expectedAt(beginSession(desk, 2, opening ?? undefined), opening?.startsAt ?? null);
  expect(flow.form.startsAt).toBe("2026-06-10T20:00:00.000Z");
  // It stays so, however long it took.
  expect(sessionFlow(flow, { type: "long", minutes: 90 }, later).form.startsAt).toBe("2026-06-10T20:00:00.000Z");
  expect(buildSession(sessionFlow(flow, { type: "how", mode: "phone_call" }, later).form, desk)).toMatchObject({ ok: true, works: [{ set: { mode: "phone_call" } }] });
  expect(["2026-06-10T14:13:20Z", "2026-06-10T14:13:21Z"].map((at) => isAhead(at, NOW))).toEqual([false, true]);
});

test("a deed goes to the enrolment of its day, and late ones to the one she left", () => {
  const one = (id: string, enrolledOn: string, exitedOn: string | null) => ({ id, personId: PERSON, programmeId: PROGRAMME, siteId: SITE, strand: null, enrolledOn, firstServiceOn: null, pausedOn: null, exitedOn });
  const enrolments = [one("old", "2025-01-01", "2025-12-31"), one("new", "2026-02-01", "2026-05-31")];
  expect(["2025-06-01", "2026-03-01", "2026-06-10"].map((day) => enrolmentOn({ enrolments }, day)?.id)).toEqual(["old", "new", "new"]);
  expect(enrolmentOn({ enrolments: [] }, "2026-06-10")).toBeNull();
});

test("places are known by the people in them, the fullest first", () => {
  const phone = new Phone().somebody().somebody(idOf(0x11), idOf(0x12), "Ana").somebody(idOf(0x13), idOf(0x14), "Zoe");
  phone.row("person", idOf(0x13), { home_site_id: idOf(0x15) }, idOf(0x13));
  phone.row("enrolment", idOf(0x14), { person_id: idOf(0x13), programme_id: idOf(0x16), site_id: idOf(0x15), enrolled_on: "2026-01-12" }, idOf(0x14));
  expect(rollPlaces(book(phone), "2026-06-10", "es").map(({ siteId, candidates }) => [siteId, candidates.map(({ alias }) => alias)])).toEqual([[SITE, ["Ana", "Kiko"]], [idOf(0x15), ["Zoe"]]]);
  expect(homeSites(book(phone), "es")).toEqual([{ siteId: SITE, aliases: ["Ana", "Kiko"] }, { siteId: idOf(0x15), aliases: ["Zoe"] }]);
  expect(rollPlaces(book(phone), "2025-06-10", "es")).toEqual([]);
});

const FORM = "session";
/** Timers that go off when told to. */
function clockwork(): Timers & { ring: () => void } {
  const waiting = new Map<number, () => void>();
  let last = 0;
  return {
    after: (_ms, work) => (waiting.set((last += 1), work), last),
    cancel: (timer) => void waiting.delete(timer),
    ring: () => {
      const works = [...waiting.values()];
      waiting.clear();
      works.forEach((work) => work());
    },
  };
}
const texts = (drafts: Draft[]) => drafts.map(({ person, fields }) => [person, fields["text"]]);

test("a draft is kept after a pause, the newest words last, and never again once the form was saved", async () => {
  const { desk } = await freshPhone();
  const timers = clockwork();
  const keeper = new DraftKeeper(newId(), FORM, () => desk, timers);
  await keeper.keep(desk);
  expect(await readDrafts(desk)).toEqual([]);
  keeper.put(PERSON, { text: "Canary" });
  keeper.put(PERSON, { text: "Canary words" });
  timers.ring();
  const first = keeper.keep(desk);
  keeper.put(PERSON, { text: "Canary words, all" });
  await Promise.all([first, keeper.keep(desk)]);
  expect(texts(await readDrafts(desk))).toEqual([[PERSON, "Canary words, all"]]);
  keeper.put(PERSON, { text: "late" });
  await keeper.end();
  await saveAll(desk, [{ entity: "session", entityId: newId(), kind: "create", set: {} }], { drop: keeper.id });
  timers.ring();
  keeper.put(PERSON, { text: "later" });
  await keeper.keep(desk);
  timers.ring();
  expect(await readDrafts(desk)).toEqual([]);
});

test("what could not be saved is kept as before", async () => {
  const { desk } = await freshPhone();
  const timers = clockwork();
  const keeper = new DraftKeeper(newId(), FORM, () => desk, timers);
  keeper.put(null, { text: "Canary" });
  await keeper.end();
  timers.ring();
  expect(await readDrafts(desk)).toEqual([]);
  keeper.goOn();
  timers.ring();
  await keeper.keep(desk);
  expect(texts(await readDrafts(desk))).toEqual([[null, "Canary"]]);
});

test("a form goes on with the draft about her, unless another tab has it", async () => {
  const { desk } = await freshPhone();
  const lock = ownLock();
  for (const [person, text] of [[PERSON, "hers"], [null, "nobody's"]] as const) {
    const keeper = new DraftKeeper(newId(), FORM, () => desk, clockwork());
    keeper.put(person, { text });
    await keeper.keep(desk);
  }
  const hers = await openForm(desk, lock, FORM, draftsAbout(PERSON));
  expect(hers.draft?.fields["text"]).toBe("hers");
  expect((await openForm(desk, lock, FORM, draftsAbout(PERSON))).draft).toBeNull();
  expect((await openForm(desk, lock, FORM, draftsAbout(idOf(0x77)))).draft).toBeNull();
  expect((await openForm(desk, lock, "note", draftsAbout(PERSON))).draft).toBeNull();
  const nobodys = await openForm(desk, lock, FORM, draftsAbout(null));
  expect(nobodys.draft?.fields["text"]).toBe("nobody's");
  hers.release();
  await Promise.resolve();
  expect((await openForm(desk, lock, FORM, draftsAbout(PERSON))).draft?.fields["text"]).toBe("hers");
});
