import fc from "fast-check";
import { expect, test } from "vitest";
import type { Fields, PullPage } from "../../src/api/protocol";
import { bookOf } from "../../src/field/model/book";
import { buildConsent, withdrawal } from "../../src/field/model/build/consent";
import { buildPerson, blankPerson } from "../../src/field/model/build/people";
import { rollCandidates } from "../../src/field/model/build/roll";
import { FIRST_USUAL, usualWith } from "../../src/field/model/usual";
import { caseload } from "../../src/field/model/views/caseload";
import { inbox } from "../../src/field/model/views/inbox";
import { personPage } from "../../src/field/model/views/person";
import { today } from "../../src/field/model/views/today";
import { together } from "../../src/field/model/views/together";
import { unsent } from "../../src/field/model/views/unsent";
import { takePage } from "../../src/store/page";
import { type NewWork, save } from "../../src/store/save";
import { freshPhone, idOf } from "../server/house";
import { desktop, ENROLMENT, newId, NOW, PERSON, Phone, PROGRAMME, SITE, ZONE } from "./world";

const book = (phone: Phone) => bookOf(phone.contents, ZONE);
const day = (phone: Phone, now = NOW) => today(book(phone), now);
const page = (phone: Phone) => personPage(book(phone), PERSON, NOW);
const line = (phone: Phone) => caseload(book(phone), NOW, "es")[0];
const logged = (startsAt: string, more: Fields = {}, entityId = newId()): NewWork => ({
  entity: "session", entityId, kind: "create",
  set: { enrolment_id: ENROLMENT, kind: "home_visit", mode: "in_person_home", starts_at: startsAt, minutes: 45, attendance: "present", ...more },
});
/** A session as the server sends it: a row, and her line in it. */
function met(phone: Phone, on: string, attendance = "present", more: Fields = {}): string {
  const [session, part] = [newId(), newId()];
  phone.row("session", session, { kind: "individual_mentoring", mode: "in_person_office", status: "held", starts_at: `${on}T15:00:00+00:00`, held_on: on, minutes: 60, is_group: false, ...more });
  phone.row("participation", part, { session_id: session, person_id: PERSON, enrolment_id: ENROLMENT, attendance, minutes: 60, held_on: on });
  return session;
}
const plan = (phone: Phone, startsAt: string, more: Fields = {}) =>
  phone.row("appointment", newId(), { enrolment_id: ENROLMENT, person_id: PERSON, kind: "home_visit", mode: "in_person_home", starts_at: startsAt, planned_on: startsAt.slice(0, 10), minutes: 60, settled_at: null, ...more });

test("the day: who is expected by the site's clock, who is still to be settled, and who is quiet", () => {
  const phone = new Phone().somebody();
  plan(plan(plan(phone, "2026-06-10T22:00:00Z"), "2026-06-09T15:00:00Z"), "2026-06-08T15:00:00Z", { settled_at: "2026-06-08T16:00:00Z" });
  met(phone, "2026-05-20");
  // Nobody met her then: she did not come, and her sister answered.
  met(phone, "2026-06-01", "absent_unexcused");
  phone.row("contact_attempt", newId(), { enrolment_id: ENROLMENT, person_id: PERSON, attempted_at: "2026-06-02T15:00:00Z", attempted_on: "2026-06-02", mode: "phone_call", result: "reached", collateral: true });
  const seen = day(phone);
  expect(seen.day).toBe("2026-06-10");
  expect(seen.appointments.map(({ hour, alias }) => [hour, alias])).toEqual([["17:00", "Kiko"]]);
  expect(seen.unsettled.map((one) => one.day)).toEqual(["2026-06-09"]);
  expect(seen.quiet.map(({ days, last }) => [days, last?.day])).toEqual([[21, "2026-05-20"]]);
  // Two in the morning by universal time is still the evening before at the site.
  expect(day(phone, new Date("2026-06-11T02:00:00Z")).appointments).toHaveLength(1);
  // An attempt that reached her, saved a moment ago, is a contact; and a session with her settles the day.
  phone.saves({ entity: "contact_attempt", entityId: newId(), kind: "create", set: { enrolment_id: ENROLMENT, attempted_at: "2026-06-10T13:00:00Z", mode: "phone_call", result: "reached" } });
  phone.saves(logged("2026-06-09T16:00:00Z"));
  expect([day(phone).quiet, day(phone).unsettled, day(phone).unsent]).toEqual([[], [], 2]);
  expect(line(phone)).toMatchObject({ last: { day: "2026-06-10", by: "attempt" }, next: { at: "2026-06-10T22:00:00.000Z" }, unsent: 2 });
});

test("a call in the morning answers nothing of the evening's appointment", () => {
  const phone = new Phone().somebody();
  plan(phone, "2026-06-10T22:00:00Z");
  phone.saves(logged("2026-06-10T13:00:00Z", { mode: "phone_call", minutes: 10 }));
  expect([day(phone).appointments.length, line(phone)?.next?.at]).toEqual([1, "2026-06-10T22:00:00.000Z"]);
  phone.saves(logged("2026-06-10T21:00:00Z"));
  expect(day(phone).appointments).toEqual([]);
});

test("everything a phone may hold is laid out in a moment", () => {
  const phone = new Phone();
  for (let one = 0; one < 100; one += 1) phone.somebody(idOf(0x10000 + one), idOf(0x20000 + one), `Canary ${one}`);
  for (let one = 0; one < 20_000; one += 2) {
    const enrolment = idOf(0x20000 + (one % 100));
    phone.row("session", idOf(0x30000 + one), { starts_at: "2026-06-01T15:00:00Z", held_on: "2026-06-01", status: "held", minutes: 60 }, enrolment);
    phone.row("participation", idOf(0x60000 + one), { session_id: idOf(0x30000 + one), person_id: idOf(0x10000 + (one % 100)), enrolment_id: enrolment, attendance: "present", held_on: "2026-06-01" }, enrolment);
  }
  const start = performance.now();
  const read = book(phone);
  expect([today(read, NOW).quiet.length, caseload(read, NOW, "en").length]).toEqual([50, 100]);
  // 0.24 s here, once for each change; what grows with the square of the rows takes minutes.
  expect(performance.now() - start).toBeLessThan(5_000);
});

test("tasks by urgency; one that was dismissed is gone unless somebody has to decide", () => {
  const phone = new Phone().somebody();
  const ids = [["2026-06-12", 1], ["2026-06-10", 2], ["2026-06-01", 3], ["2026-05-01", 4]].map(([on, number]) => {
    const id = idOf(0x600 + Number(number));
    phone.row("task", id, { kind: "review_due", person_id: PERSON, enrolment_id: ENROLMENT, due_on: String(on), closed_at: number === 4 ? "2026-05-02T00:00:00Z" : null });
    return id;
  });
  expect([day(phone).overdue, day(phone).due].map((list) => list.map(({ id }) => id))).toEqual([[ids[2]], [ids[1]]]);
  expect(line(phone)?.toDo).toContain("task_overdue");
  const dismissal = phone.saves({ entity: "task", entityId: ids[2] ?? "", kind: "dismiss", set: { reason: "in_contact" } });
  expect(day(phone).overdue).toEqual([]);
  phone.answers(dismissal, { status: "held", v: null });
  expect(day(phone).overdue).toHaveLength(1);
});

test("out now: watched only once the server has it, and over when she says so", () => {
  const phone = new Phone().somebody();
  const id = newId();
  const out = phone.saves({ entity: "outing", entityId: id, kind: "create", set: { site_id: SITE, back_by: "2026-06-10T16:00:00Z" } });
  expect(day(phone).out).toMatchObject({ id, watched: false, late: false, backBy: "2026-06-10T16:00:00.000Z" });
  phone.answers(out, {}, true);
  expect(day(phone).out?.watched).toBe(true);
  expect(day(phone, new Date("2026-06-10T16:15:00Z")).out?.late).toBe(false);
  expect(day(phone, new Date("2026-06-10T16:15:01Z")).out?.late).toBe(true);
  // The server was restored, and may have forgotten that she is out.
  phone.contents.acked.clear();
  phone.contents.outbox.push({ ...out, again: true });
  expect(day(phone).out).toMatchObject({ id, watched: false });
  phone.saves({ entity: "outing", entityId: id, kind: "back", set: {} });
  expect(day(phone).out).toBeNull();
  // One that is held is watched by nobody, and she has to see that.
  phone.answers(phone.saves({ entity: "outing", entityId: newId(), kind: "create", set: { site_id: SITE, back_by: "2026-06-10T17:00:00Z" } }), { status: "held", v: null });
  expect(day(phone).out?.watched).toBe(false);
});

test("her page: sessions and notes of thirty days, newest first, and what she needs", () => {
  const phone = new Phone().somebody();
  const [old, recent] = [met(phone, "2026-05-01"), met(phone, "2026-06-05")];
  phone.row("note", newId(), { session_id: old, person_id: PERSON, enrolment_id: ENROLMENT, kind: "factual_contact", recorded_at: "2026-05-01T18:00:00Z", text: "Canary old" });
  phone.row("note", newId(), { session_id: recent, person_id: PERSON, enrolment_id: ENROLMENT, kind: "factual_contact", recorded_at: "2026-06-05T18:00:00Z", text: "Canary recent" });
  phone.row("needs", PERSON, { person_id: PERSON, medical_needs: "asthma", emergency_contact: "her aunt", preferred_staff_id: null });
  const late = phone.saves(logged("2026-04-01T15:00:00Z", { note: { id: newId(), kind: "factual_contact", text: "Canary late" } }));
  const about = phone.saves({ entity: "note", entityId: newId(), kind: "create", set: { session_id: recent, note: { kind: "young_persons_words", text: "Canary hers" } } });
  phone.saves({ entity: "note", entityId: newId(), kind: "create", set: { session_id: recent, note: { kind: "safeguarding", text: "Canary concern", about: "family" } } });
  const seen = page(phone);
  expect(seen?.meetings.map(({ session }) => session.id)).toEqual([recent, late.op.entity_id]);
  expect(seen?.notes.map(({ text }) => text).sort()).toEqual(["Canary hers", "Canary late", "Canary recent"]);
  expect(seen?.notes.find(({ id }) => id === about.op.entity_id)?.waiting).toBe("unsent");
  expect([seen?.needs?.medical, seen?.needs?.emergencyContact, seen?.unsent.length]).toEqual(["asthma", "her aunt", 3]);
  // A concern lies on no page; that it was not sent is said all the same.
  expect(JSON.stringify(seen)).not.toContain("Canary concern");
  expect(unsent(book(phone)).map(({ what }) => what)).toEqual(["session-create", "note-create", "note-create"]);
  expect(personPage(book(phone), idOf(99), NOW)).toBeNull();
});

test("a session is shown once, whether the server has shown it, and corrected as she corrected it", () => {
  const phone = new Phone().somebody();
  const pending = phone.saves(logged("2026-06-05T15:00:00Z", { note: { id: idOf(0x555), kind: "factual_contact", text: "Canary" } }));
  const id = pending.op.entity_id;
  phone.answers(pending);
  phone.row("session", id, { kind: "home_visit", mode: "in_person_home", status: "held", starts_at: "2026-06-05T15:00:00Z", held_on: "2026-06-05", minutes: 45, is_group: false });
  phone.row("participation", newId(), { session_id: id, person_id: PERSON, enrolment_id: ENROLMENT, attendance: "present", minutes: 45, held_on: "2026-06-05" });
  phone.row("note", idOf(0x555), { session_id: id, person_id: PERSON, kind: "factual_contact", recorded_at: "2026-06-05T18:00:00Z", text: "Canary" });
  expect([page(phone)?.meetings.length, page(phone)?.notes.length]).toEqual([1, 1]);
  phone.saves({ entity: "session", entityId: id, kind: "patch", set: { attendance: "late", starts_at: "2026-06-04T15:00:00Z" } });
  expect(page(phone)?.meetings.map(({ attendance, session }) => [attendance, session.day])).toEqual([["late", "2026-06-04"]]);
});

test("somebody who was met here is in the caseload at once, with what is missing", () => {
  const phone = new Phone();
  const built = buildPerson({ ...blankPerson({ newId }, SITE, "es"), knownAs: "Canary" }, desktop());
  const work = built.ok ? built.works[0] : undefined;
  const pending = phone.saves(work as NewWork);
  expect(line(phone)).toMatchObject({ personId: work?.entityId, alias: "Canary", state: "none", face: ["no_safe_way"], waiting: "unsent", toDo: ["finish_record"], consent: null });
  expect(personPage(book(phone), work?.entityId ?? "", NOW)?.missing).toEqual(["gender", "age", "way_to_reach"]);
  expect(unsent(book(phone))).toMatchObject([{ what: "person-create", alias: "Canary", opId: pending.op.op_id }]);
});

test("consent: the last word on each question, a withdrawal even while it is held", () => {
  const phone = new Phone().somebody();
  const says = (status: string, at: string) => phone.saves({ entity: "consent", entityId: newId(), kind: "create", set: { person_id: PERSON, kind: "service_participation", status, giver: "young_person", occurred_at: at } });
  expect(line(phone)?.consent).toBeNull();
  says("given", "2026-06-01T10:00:00Z");
  expect(line(phone)?.consent).toBe("given");
  phone.answers(says("withdrawn", "2026-06-02T10:00:00Z"), { status: "held", v: null });
  expect([line(phone)?.consent, page(phone)?.decisions.length]).toEqual(["withdrawn", 1]);
});

test("consent: what others took down counts like one's own, and nothing twice", () => {
  const phone = new Phone().somebody();
  const row = (id: string, status: string, at: string) => phone.row("consent", id, { person_id: PERSON, kind: "service_participation", status, giver: "guardian", occurred_at: at, expires_on: null });
  row(newId(), "given", "2026-06-01T10:00:00Z");
  expect(line(phone)?.consent).toBe("given");
  const own = newId();
  phone.answers(phone.saves({ entity: "consent", entityId: own, kind: "create", set: { person_id: PERSON, kind: "service_participation", status: "withdrawn", giver: "young_person", occurred_at: "2026-06-03T10:00:00Z" } }), {}, true);
  row(own, "withdrawn", "2026-06-03T10:00:00Z");
  row(newId(), "given", "2026-06-02T10:00:00Z");
  expect(page(phone)?.decisions).toMatchObject([{ id: own, status: "withdrawn", giver: "young_person" }]);
});

test("her plan: the goals of the version in force, in her words, and where they stood at the last look", () => {
  const phone = new Phone().somebody();
  const [before, now, school, home] = [newId(), newId(), newId(), newId()];
  const plan = (id: string, version: number, state: string) => phone.row("case_plan", id, { person_id: PERSON, enrolment_id: ENROLMENT, version, state, next_review_on: "2026-07-01", goals: { [school]: "on_track" } });
  const goal = (id: string, planId: string, dueOn: string, words: string) => phone.row("goal", id, { person_id: PERSON, plan_id: planId, domain: "education", priority: "high", due_on: dueOn, words });
  plan(before, 1, "closed");
  plan(now, 2, "active");
  goal(newId(), before, "2026-05-01", JSON.stringify({ own_words: "Canary old", description: "…" }));
  goal(home, now, "2026-09-01", "not what the server sends");
  goal(school, now, "2026-08-01", JSON.stringify({ own_words: "Canary back to class", description: "Enrols again" }));
  phone.row("plan_action", newId(), { goal_id: school, who: "staff", what: "Canary calls the school", due_on: "2026-06-20", done_on: null });
  const goals = [
    { id: school, ownWords: "Canary back to class", description: "Enrols again", status: "on_track", actions: [{ what: "Canary calls the school", doneOn: null }] },
    { id: home, ownWords: null, status: null, actions: [] },
  ];
  expect(page(phone)?.plans).toMatchObject([{ id: now, nextReviewOn: "2026-07-01", goals }]);
  expect(together(book(phone), PERSON, NOW)?.goals).toMatchObject(goals);
});

test("the inbox: held, two who changed the same, whose work went elsewhere, and what cannot be read", () => {
  const phone = new Phone().somebody();
  const theirs = phone.saves({ entity: "person", entityId: PERSON, kind: "patch", set: { gender_identity: "nonbinary" } });
  phone.answers(theirs, { status: "conflict", v: 2, stood: ["gender_identity"], clashes: [{ id: idOf(70), field: "gender_identity", kept: "stood", state: "open" }] }, true);
  const mine = phone.saves({ entity: "person", entityId: PERSON, kind: "patch", set: { language: "fr" } });
  phone.answers(mine, { status: "conflict", v: 3, clashes: [{ id: idOf(71), field: "language", kept: "sent", state: "auto" }] }, true);
  const gone = phone.saves({ ...logged("2026-06-01T15:00:00Z"), set: { enrolment_id: idOf(80), minutes: 5 } });
  const held = phone.saves(logged("2026-06-20T15:00:00Z"));
  phone.answers(held, { status: "held", v: null });
  phone.contents.held.set(held.op.op_id, { op: held.op, code: "future_date", problem: "in_future", pointer: "/starts_at", heldId: idOf(72) });
  const broken = phone.saves(logged("2026-06-03T15:00:00Z"));
  broken.unreadable = "too_large";
  const seen = inbox(book(phone));
  expect(seen.conflicts).toMatchObject([
    { conflictId: idOf(70), field: "gender_identity", yours: "nonbinary", theirs: "woman_girl", open: true },
    { conflictId: idOf(71), field: "language", yours: "fr", kept: "sent", open: false },
  ]);
  expect(seen.held).toMatchObject([{ heldId: idOf(72), code: "future_date", pointer: "/starts_at", personId: PERSON, alias: "Kiko", what: "session-create" }]);
  expect(seen.handedOver).toMatchObject([{ personId: null, enrolmentId: idOf(80), unsent: 1, held: 0 }]);
  expect(seen.notices).toEqual([{ code: "unreadable", count: 1 }]);
  expect(unsent(book(phone)).map(({ opId, unreadable }) => [opId, unreadable])).toEqual([[gone.op.op_id, null], [broken.op.op_id, "too_large"]]);
  // Somebody decided for what she wrote: there is nothing left to show.
  phone.row("person", PERSON, { gender_identity: "nonbinary", language: "fr" }, PERSON, 4);
  expect(inbox(book(phone)).conflicts.map(({ field }) => field)).toEqual(["language"]);
  phone.contents.sync.filling = true;
  expect(inbox(book(phone)).handedOver).toEqual([]);
});

test("together: what is held of her and nothing of others; no opinion, no task, no text of a colleague", () => {
  const phone = new Phone().somebody();
  const session = met(phone, "2026-06-05");
  for (const [kind, text] of [["professional_opinion", "Canary opinion"], ["young_persons_words", "Canary hers"], ["third_party_info", "Canary aunt"]]) {
    phone.row("note", newId(), { session_id: session, person_id: PERSON, kind: kind ?? "", recorded_at: "2026-06-05T18:00:00Z", text: text ?? "" });
  }
  phone.row("task", newId(), { kind: "lost_contact", person_id: PERSON, due_on: "2026-06-01", closed_at: null });
  phone.somebody(idOf(0x31), idOf(0x32), "Canary other");
  const shown = JSON.stringify(together(book(phone), PERSON, NOW));
  for (const word of ["Canary opinion", "Canary aunt", "Canary other", "lost_contact", "mentoring"]) expect(shown).not.toContain(word);
  expect(together(book(phone), PERSON, NOW)).toMatchObject({ alias: "Kiko", herWords: [{ text: "Canary hers" }], language: "es" });
  expect(together(book(phone), PERSON, NOW)?.held).toContainEqual({ what: "notes", value: 3 });
});

test("views are the same in whatever order rows lie, and whatever else a newer server sends", () => {
  const anyFields = fc.dictionary(fc.constantFrom("person_id", "enrolment_id", "session_id", "starts_at", "due_on", "kind", "attendance", "status", "note", "minutes", "novelty"), fc.oneof(fc.jsonValue(), fc.constantFrom(PERSON, ENROLMENT, "2026-06-10T15:00:00Z", "2026-06-10"))) as fc.Arbitrary<Fields>;
  const kinds = fc.constantFrom("person", "alias", "needs", "contact", "enrolment", "session", "participation", "contact_attempt", "appointment", "task", "note", "novelty");
  const anyRow = fc.record({ e: kinds, id: fc.constantFrom(PERSON, ENROLMENT, idOf(40), idOf(41), idOf(42)), d: anyFields });
  const looked = (rows: { e: string; id: string; d: Fields }[]) => {
    const phone = new Phone();
    for (const { e, id, d } of rows) phone.row(e, id, d);
    const read = book(phone);
    const pages = [...read.people.keys()].sort().map((id) => [personPage(read, id, NOW), together(read, id, NOW)]);
    return JSON.stringify([today(read, NOW), caseload(read, NOW, "ar"), inbox(read), unsent(read), pages]);
  };
  fc.assert(
    fc.property(fc.uniqueArray(anyRow, { maxLength: 12, selector: ({ e, id }) => `${e}|${id}` }), (rows) => {
      expect(looked([...rows].reverse())).toBe(looked(rows));
    }),
    { numRuns: 400 },
  );
});

test("whatever a page brings or takes away, what was not sent is shown", async () => {
  const rows = fc.record({ e: fc.constantFrom("person", "enrolment", "session", "participation", "appointment"), id: fc.constantFrom(PERSON, ENROLMENT, idOf(0x5001), idOf(0x5002)), v: fc.integer({ min: 1, max: 9 }) });
  const works = fc.constantFrom<NewWork[]>(
    logged("2026-06-05T15:00:00Z", {}, idOf(0x5001)),
    { entity: "session", entityId: idOf(0x5001), kind: "patch", set: { minutes: 30 } },
    { entity: "person", entityId: PERSON, kind: "patch", set: { language: "fr" } },
    { entity: "appointment", entityId: idOf(0x5002), kind: "create", set: { enrolment_id: ENROLMENT, starts_at: "2026-06-12T15:00:00Z", minutes: 60 } },
    { entity: "outing", entityId: idOf(0x5003), kind: "create", set: { site_id: SITE, back_by: "2026-06-10T16:00:00Z" } },
  );
  const bodies: { [e: string]: Fields } = {
    person: { language: "pt" },
    enrolment: { person_id: PERSON, programme_id: PROGRAMME, site_id: SITE, enrolled_on: "2026-01-12" },
    session: { minutes: 90, held_on: "2026-06-05", status: "held" },
    participation: { session_id: idOf(0x5001), person_id: PERSON, enrolment_id: ENROLMENT, held_on: "2026-06-05" },
    appointment: { enrolment_id: ENROLMENT, planned_on: "2026-06-12" },
  };
  const pages = fc.record({ rows: fc.array(rows, { maxLength: 4 }), gone: fc.array(rows, { maxLength: 2 }), removed: fc.boolean(), more: fc.boolean(), snapshot: fc.boolean() });
  const step = fc.oneof(works.map((work) => ({ work })), pages.map((sent) => ({ sent })));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const { desk } = await freshPhone();
      for (const one of steps) {
        if ("work" in one) await save(desk, one.work);
        else await takePage(desk, pageOf(one.sent, bodies), false);
        const shown = unsent(bookOf(desk.contents, ZONE));
        expect(shown.map(({ opId }) => opId)).toEqual(desk.contents.outbox.map(({ op }) => op.op_id));
        const read = bookOf(desk.contents, ZONE);
        const hers = personPage(read, PERSON, NOW);
        const logs = desk.contents.outbox.some(({ op }) => op.entity === "session" && op.kind === "create");
        // As long as it is known whose enrolment it is, her session is on her page.
        const isKnown = [...desk.contents.rows.values()].some(({ row }) => row.e === "enrolment" && row.id === ENROLMENT);
        if (logs && isKnown) expect(hers?.meetings.some(({ session }) => session.id === idOf(0x5001))).toBe(true);
        if (logs && !isKnown && read.isWhole && hers === null) expect(inbox(read).handedOver.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 40 },
  );
});

function pageOf(sent: { rows: { e: string; id: string; v: number }[]; gone: { e: string; id: string }[]; removed: boolean; more: boolean; snapshot: boolean }, bodies: { [e: string]: Fields }): PullPage {
  return {
    server_now: "2026-06-10T14:00:00Z", epoch: "e", as_of: "2026-06-10", cursor: "c", control: "none", digest_ok: null,
    snapshot: sent.snapshot, more: sent.more, removed_scopes: sent.removed ? [ENROLMENT] : [],
    rows: sent.rows.map(({ e, id, v }) => ({ e, id, v, s: ENROLMENT, d: bodies[e] ?? {} })),
    gone: sent.gone.map(({ e, id }) => ({ e, id, s: ENROLMENT })),
  };
}

test("a form knows how sessions with her usually are, and a roll who may be on it", () => {
  const phone = new Phone().somebody();
  expect(usualWith(book(phone).people.get(PERSON))).toEqual(FIRST_USUAL);
  met(phone, "2026-05-01", "present", { kind: "home_visit", minutes: 43 });
  met(phone, "2026-06-02", "present", { kind: "sport_session", is_group: true });
  expect(usualWith(book(phone).people.get(PERSON))).toEqual({ kind: "home_visit", mode: "in_person_office", minutes: 45 });
  phone.somebody(idOf(0x31), idOf(0x32), "Ana").row("enrolment", idOf(0x33), { person_id: PERSON, programme_id: idOf(0x34), site_id: SITE }, idOf(0x33));
  const place = { programmeId: PROGRAMME, siteId: SITE };
  expect(rollCandidates(book(phone), place, "2026-06-10", "es").map(({ alias, enrolmentId }) => [alias, enrolmentId])).toEqual([["Ana", idOf(0x32)], ["Kiko", ENROLMENT]]);
  expect(rollCandidates(book(phone), place, "2026-01-11", "es")).toEqual([]);
});

test("a withdrawal closes the way at once", () => {
  const phone = new Phone().somebody();
  phone.row("contact", newId(), { person_id: PERSON, kind: "phone", value: "+57 300 123", safe_to_call: true, safe_to_text: true, safe_to_leave_message: false, valid_from: "2026-01-01" });
  expect(line(phone)?.face).toEqual(["no_voicemail"]);
  const built = buildConsent(withdrawal(desktop(), { id: PERSON, language: "es" }, "contact_by_phone"), desktop(), false);
  phone.saves((built.ok ? built.works[0] : undefined) as NewWork);
  expect(page(phone)?.ways[0]).toMatchObject({ call: { allowed: false, why: "consent_withdrawn", href: null }, write: { allowed: true, href: "sms:+57300123" } });
  expect(line(phone)?.face).toEqual(["only_write"]);
});
