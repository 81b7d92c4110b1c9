import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readCatalogue } from "../../build/catalogues";
import type { Fields, PushResult } from "../../src/api/protocol";
import { bookOf } from "../../src/field/model/book";
import { CONSENT_KINDS, GENDERS, GOAL_STATUSES, MISSING_REASONS } from "../../src/field/model/codes";
import { mendable, mended } from "../../src/field/model/mend";
import { type Held, inbox, needsHer } from "../../src/field/model/views/inbox";
import { Decisions, type DecisionWay } from "../../src/field/phone/decisions";
import { FIELDS, HELD_REASONS, OPERATIONS, PURPOSES, RULES } from "../../src/field/screens/inbox/words";
import { consentKey, STANDINGS } from "../../src/field/screens/together/words";
import { readContents } from "../../src/store/contents";
import { type HeldNews, keepClashState, keepHeldNews } from "../../src/store/decided";
import type { Desk } from "../../src/store/desk";
import { save } from "../../src/store/save";
import { acknowledge } from "../../src/store/acks";
import { Door } from "../../src/sync/door";
import { NoAnswer, type Reply } from "../../src/sync/transport";
import { freshPhone, idOf } from "../server/house";
import { codesOf } from "./schema";
import { desktop, ENROLMENT, NOW, PERSON, Phone, ZONE } from "./world";

const [SESSION, HELD, CLASH] = [idOf(0x50), idOf(0x51), idOf(0x52)];
const SET: Fields = { enrolment_id: ENROLMENT, kind: "home_visit", mode: "in_person_home", starts_at: "2026-06-20T15:00:00Z", minutes: 45, attendance: "present", note: { id: idOf(0x53), kind: "factual_contact", text: "Canary" }, recorded_via: "mobile_offline" };
const held = (more: Partial<Held> = {}): Held => ({ opId: idOf(0x54), heldId: HELD, what: "session-create", entityId: SESSION, personId: PERSON, alias: "Kiko", at: NOW.toISOString(), code: "future_date", problem: "in_future", pointer: "/starts_at", set: SET, ...more });

test("what is held is put right field by field, what the server named first, and goes for the same row", () => {
  expect(mendable(held()).map(({ name, isNamed }) => [name, isNamed])).toEqual([["starts_at", true], ["kind", false], ["mode", false], ["minutes", false], ["attendance", false], ["note", false]]);
  const right = { starts_at: "2026-06-09T15:00:00Z", minutes: "50", note: "Canary, put right" };
  const anew = mended(held(), right, desktop());
  expect(anew).toMatchObject({ ok: true, work: { entity: "session", entityId: SESSION, kind: "create", set: { ...SET, starts_at: right.starts_at, minutes: 50, note: { id: idOf(0x53), kind: "factual_contact", text: "Canary, put right" } } } });
  const wrong = mended(held(), { minutes: "0", note: " ", attendance: "asleep" }, desktop());
  expect(wrong).toEqual({ ok: false, problems: [["starts_at", "in_future"], ["minutes", "out_of_range"], ["attendance", "choice"], ["note", "required"]].map(([field, code]) => ({ field, code })) });
  expect([mendable(held({ what: "person-create" })), mendable(held({ what: "outing-back" }))]).toEqual([[], []]);
  // A worry went to who answers for it, and does not go twice.
  expect(mendable(held({ set: { ...SET, note: { id: idOf(0x53), kind: "safeguarding", text: "Canary", about: "family" } } }))).toEqual([]);
});

test("what was put right waits for its turn, and only then the first one is to be set aside", () => {
  const phone = new Phone().somebody();
  const first = phone.saves({ entity: "session", entityId: SESSION, kind: "create", set: SET });
  phone.answers(first, { status: "held", v: null });
  phone.contents.held.set(first.op.op_id, { op: first.op, code: "future_date", problem: "in_future", pointer: "/starts_at", heldId: HELD });
  const seen = () => inbox(bookOf(phone.contents, ZONE));
  expect([seen().held.length, needsHer(seen())]).toEqual([1, 1]);
  const again = phone.saves({ entity: "session", entityId: SESSION, kind: "create", set: { ...SET, starts_at: "2026-06-09T15:00:00Z" } });
  expect([seen().held, seen().mended.map(({ opId, arrived }) => [opId, arrived])]).toEqual([[], [[first.op.op_id, false]]]);
  phone.answers(again);
  expect(seen().mended.map(({ arrived }) => arrived)).toEqual([true]);
});

/** A phone on which one session is held, and one field was changed by two. */
async function phoneWithMail(): Promise<{ desk: Desk; opId: string; patchId: string }> {
  const { desk } = await freshPhone();
  const [logged, patched] = [await save(desk, { entity: "session", entityId: SESSION, kind: "create", set: SET }), await save(desk, { entity: "person", entityId: PERSON, kind: "patch", set: { gender_identity: "nonbinary" } })];
  const results: PushResult[] = [
    { op_id: logged.opId, status: "held", code: "future_date", problem: "in_future", pointer: "/starts_at", held_id: HELD, conflicts: [], replayed: false },
    { op_id: patched.opId, status: "conflict", v: 2, conflicts: [{ id: CLASH, field: "gender_identity", kept: "stood", state: "open" }], replayed: false },
  ];
  await acknowledge(desk, [...desk.contents.outbox], results, { day: "2026-06-10", inStream: true });
  return { desk, opId: logged.opId, patchId: patched.opId };
}

test("what the server says of a decision is kept, sealed, and found again", async () => {
  const { desk, opId, patchId } = await phoneWithMail();
  const reopened = () => readContents(desk.db, desk.key);
  await keepHeldNews(desk, new Map<string, HeldNews>([[opId, { heldId: HELD, code: "no_access", problem: null, pointer: null }], [idOf(0x99), "over"]]));
  expect((await reopened()).held.get(opId)).toMatchObject({ code: "no_access", pointer: null, op: { entity_id: SESSION } });
  await keepClashState(desk, patchId, CLASH, "resolved");
  expect((await reopened()).acked.get(patchId)?.result.clashes).toMatchObject([{ id: CLASH, state: "resolved" }]);
  expect(inbox(bookOf(await reopened(), ZONE)).conflicts).toEqual([]);
  await keepHeldNews(desk, new Map([[opId, "done" as const]]));
  const after = await reopened();
  expect([after.held.size, after.acked.get(opId)?.result.status, desk.contents.acked.get(opId)?.result.status]).toEqual([0, "applied", "applied"]);
  expect(after.turn).toBe(desk.contents.turn);
});

/** A server that holds one operation and one conflict, and does as it is told. */
function server(opId: string) {
  const house = { status: 200, isHeld: true, isStern: false, state: "open", isOffline: false, posts: [] as [string, unknown, string | undefined][] };
  const answer = (status: number, body: unknown): Reply => ({ status, body, retryAfter: null, date: null });
  const view = () => ({ id: HELD, op_id: opId, status: "held", void_reason: null, code: "future_date", problem: "in_future", pointer: "/starts_at", etag: '"v1"' });
  const clash = () => ({ id: CLASH, values: { sent: { identity: "nonbinary" }, stood: { identity: "woman_girl" } }, state: house.state, etag: '"v7"' });
  const way: DecisionWay = {
    async get(path) {
      if (house.isOffline) throw new NoAnswer();
      if (path.startsWith("/api/v1/sync/held?")) return answer(200, { items: house.isHeld ? [view()] : [], next_cursor: null });
      if (path.endsWith(HELD)) return answer(200, { ...view(), status: "applied" });
      return house.state === "gone" ? answer(404, {}) : answer(200, clash());
    },
    async post(path, body, _token, etag) {
      if (path === "/api/v1/device-tokens") return answer(201, { access_token: "token" });
      house.posts.push([path, body, etag]);
      if (house.status !== 200) return answer(house.status, {});
      if (path.startsWith("/api/v1/sync/conflicts/")) return answer(200, { ...clash(), state: "resolved" });
      const { decision } = body as { decision?: string };
      return answer(200, house.isStern ? view() : { ...view(), status: decision === "apply" ? "applied" : "held", void_reason: decision === "dismiss" ? "other" : null });
    },
  };
  return { house, way };
}

test("held work is tried again or set aside for the version that was seen, and nothing changes where nobody says so", async () => {
  const { desk, opId } = await phoneWithMail();
  const { house, way } = server(opId);
  const decisions = new Decisions(desk, new Door(desk, way), way);
  house.isOffline = true;
  expect([await decisions.decideHeld(opId, null), await decisions.heldNews()]).toEqual(["no_network", null]);
  house.isOffline = false;
  for (const [status, said] of [[403, "refused"], [503, "no_network"], [429, "no_network"]] as const) {
    house.status = status;
    expect(await decisions.decideHeld(opId, null)).toBe(said);
  }
  expect(desk.contents.held.size).toBe(1);
  house.status = 200;
  house.isStern = true;
  expect(await decisions.decideHeld(opId, null)).toBe("held_still");
  expect(desk.contents.held.size).toBe(1);
  house.isStern = false;
  expect(await decisions.decideHeld(opId, "wrong_person")).toBe("done");
  expect(house.posts.at(-1)).toEqual([`/api/v1/sync/held/${HELD}/decide`, { decision: "dismiss", reason: "wrong_person" }, '"v1"']);
  // It was not done: it is held no more, and no row shows it.
  expect([desk.contents.held.size, desk.contents.acked.get(opId)?.result.status]).toEqual([0, "held"]);
});

test("what somebody else decided is learnt, of both", async () => {
  const { desk, opId, patchId } = await phoneWithMail();
  const { house, way } = server(opId);
  const decisions = new Decisions(desk, new Door(desk, way), way);
  expect(await decisions.heldNews()).toEqual(new Map([[opId, { heldId: HELD, code: "future_date", problem: "in_future", pointer: "/starts_at" }]]));
  house.isHeld = false;
  expect(await decisions.heldNews()).toEqual(new Map([[opId, "done"]]));
  expect(await decisions.decideHeld(opId, null)).toBe("over");
  expect([desk.contents.held.size, house.posts]).toEqual([0, []]);
  house.state = "gone";
  expect(await decisions.decideClash(patchId, CLASH, "sent")).toBe("over");
  expect([desk.contents.acked.get(patchId)?.result.clashes?.[0]?.state, house.posts]).toEqual(["gone", []]);
});

test("of two values the one she says stands, for the version she saw", async () => {
  const { desk, opId, patchId } = await phoneWithMail();
  const { house, way } = server(opId);
  const decisions = new Decisions(desk, new Door(desk, way), way);
  house.status = 422;
  expect(await decisions.decideClash(patchId, CLASH, "sent")).toBe("refused");
  expect(desk.contents.acked.get(patchId)?.result.clashes?.[0]?.state).toBe("open");
  house.status = 200;
  expect(await decisions.decideClash(patchId, CLASH, "sent")).toBe("done");
  expect(house.posts.at(-1)).toEqual([`/api/v1/sync/conflicts/${CLASH}/resolve`, { take: "sent" }, '"v7"']);
  expect(desk.contents.acked.get(patchId)?.result.clashes?.[0]?.state).toBe("resolved");
});

test("whatever codes the server has, there are words for them", () => {
  const said = readCatalogue("en");
  const lacks = (prefix: string, codes: readonly string[]) => codes.map((code) => `${prefix}${code.replaceAll("-", "_")}`).filter((key) => !(key in said));
  expect([OPERATIONS, PURPOSES, STANDINGS].map((list) => [...list].sort())).toEqual(["SyncOperation", "BreakGlassPurpose", "ConsentStatus"].map((name) => codesOf(name).sort()));
  const wanted: [string, readonly string[]][] = [
    ["inbox.what_", OPERATIONS], ["inbox.why_", HELD_REASONS], ["inbox.rule_", RULES], ["inbox.field_", FIELDS], ["inbox.purpose_", PURPOSES],
    ["together.standing_", STANDINGS], ["together.goal_", GOAL_STATUSES], ["together.gender_", GENDERS], ["together.missing_", MISSING_REASONS],
  ];
  expect(wanted.flatMap(([prefix, codes]) => lacks(prefix, codes))).toEqual([]);
  expect(CONSENT_KINDS.map(consentKey).filter((key) => !(key in said))).toEqual([]);
  const migrations = ["2026-11-24-020201_sync_operations", "2026-11-24-040103_rescue"].map((name) => readFileSync(new URL(`../../../migrations/${name}/up.sql`, import.meta.url), "utf8"));
  expect([...HELD_REASONS].sort()).toEqual([...migrations.join().matchAll(/\('held_reason', '([a-z_]+)'/g)].map(([, code]) => code ?? "").sort());
});
