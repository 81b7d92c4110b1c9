import { beforeEach, expect, test } from "vitest";
import type { Json, PushResult } from "../../src/api/protocol";
import { type DecisionWay, Decisions } from "../../src/field/phone/decisions";
import { acknowledge } from "../../src/store/acks";
import { readContents } from "../../src/store/contents";
import { keepClashState, keepHeldNews } from "../../src/store/decided";
import type { Desk } from "../../src/store/desk";
import { save } from "../../src/store/save";
import { Door } from "../../src/sync/door";
import type { Reply } from "../../src/sync/transport";
import { freshPhone, idOf } from "../server/house";

const [HELD, OTHER, CLASH] = [idOf(0x801), idOf(0x802), idOf(0x700)];
const answer = (status: number, body: unknown = null): Reply => ({ status, body, retryAfter: null, date: null });

let desk: Desk;
let held: string;
let clashed: string;
/** What the server answers, by path. */
let says: Map<string, Reply>;
let decisions: Decisions;

const view = (more: object = {}) => ({ id: HELD, op_id: held, status: "held", code: "invalid_value", problem: "in_future", pointer: "/starts_at", void_reason: null, etag: '"v4"', ...more });
const clash = (more: object = {}) => ({ id: CLASH, field: "language", kept: "stood", state: "open", etag: '"v2"', values: { sent: "fr", stood: "es" }, ...more });
const list = (...items: object[]) => answer(200, { items, next_cursor: null });
const LIST = "/api/v1/sync/held?limit=200";
const DECIDE = `/api/v1/sync/held/${HELD}/decide`;
/** What lies on the disk, as another start of the phone reads it. */
const lying = () => readContents(desk.db, desk.key);

beforeEach(async () => {
  ({ desk } = await freshPhone());
  says = new Map();
  held = (await save(desk, { entity: "session", entityId: idOf(1), kind: "create", set: { minutes: 60 } })).opId;
  clashed = (await save(desk, { entity: "person", entityId: idOf(2), kind: "patch", set: { language: "fr" } })).opId;
  const results = [
    { op_id: held, status: "held", v: null, held_id: HELD, code: "future_date", problem: "in_future", pointer: "/starts_at", conflicts: [], replayed: false },
    { op_id: clashed, status: "conflict", v: 2, conflicts: [{ id: CLASH, field: "language", kept: "stood", state: "open" }], replayed: false },
  ] as unknown as PushResult[];
  await acknowledge(desk, [...desk.contents.outbox], results, { day: "2026-06-10", inStream: true });
  const tell = async (path: string) => says.get(path) ?? answer(404);
  const way: DecisionWay = { get: tell, post: tell };
  decisions = new Decisions(desk, new Door(desk, { post: async () => answer(201, { access_token: "t" }) }), way);
});

test("a portal in between that answers 200 to anything decides nothing", async () => {
  const state = async () => {
    const { held: still, acked } = await lying();
    return JSON.stringify([[...still], acked.get(held)?.result, acked.get(clashed)?.result]);
  };
  const before = await state();
  const path = `/api/v1/sync/conflicts/${CLASH}`;
  for (const body of [null, {}, { id: OTHER, status: "applied", state: "resolved" }]) {
    says.set(LIST, answer(200, body)).set("/api/v1/me/notices?limit=200", answer(200, body)).set(path, answer(200, body));
    expect([await decisions.decideHeld(held, "other"), await decisions.heldNews(), await decisions.notices(), await decisions.decideClash(clashed, CLASH, "sent")]).toEqual(["no_network", null, null, "refused"]);
    says.set(LIST, list(view())).set(DECIDE, answer(200, body)).set(path, answer(200, clash())).set(`${path}/resolve`, answer(200, body));
    expect([await decisions.decideHeld(held, "other"), await decisions.decideClash(clashed, CLASH, "sent")]).toEqual(["refused", "refused"]);
    says.set(LIST, list()).set(`/api/v1/sync/held/${HELD}`, answer(200, body));
    expect((await decisions.heldNews())?.has(held)).toBe(false);
  }
  expect(await state()).toBe(before);
});

test("the news of what is held: waiting, done, set aside, not hers any more, and not told", async () => {
  const told = async (...items: object[]) => (says.set(LIST, list(...items)), (await decisions.heldNews())?.get(held));
  expect(await told(view())).toEqual({ heldId: HELD, code: "invalid_value", problem: "in_future", pointer: "/starts_at" });
  expect(await told()).toBe("over");
  says.set(`/api/v1/sync/held/${HELD}`, answer(200, view({ status: "merged" })));
  expect(await told()).toBe("done");
  says.set(`/api/v1/sync/held/${HELD}`, answer(200, view({ void_reason: "other" })));
  expect(await told()).toBe("over");
  says.set(`/api/v1/sync/held/${HELD}`, answer(503));
  expect(await told()).toBeUndefined();
  says.set(LIST, answer(503));
  expect(await decisions.heldNews()).toBeNull();
});

test("every page of what is held is read", async () => {
  says.set(LIST, answer(200, { items: [], next_cursor: "a/b" })).set(`${LIST}&cursor=a%2Fb`, list(view()));
  expect((await decisions.heldNews())?.get(held)).toMatchObject({ heldId: HELD });
});

test("notices: only what she has not seen, and seen is said once", async () => {
  const notice = (id: string, seen_at: Json) => ({ id, seen_at, told_at: "2026-06-10T12:00:00Z" });
  says.set("/api/v1/me/notices?limit=200", list(notice(idOf(1), null), notice(idOf(2), "2026-06-10T12:01:00Z")));
  expect((await decisions.notices())?.map(({ id }) => id)).toEqual([idOf(1)]);
  says.set(`/api/v1/me/notices/${idOf(1)}/seen`, answer(204));
  expect([await decisions.seen(idOf(1)), await decisions.seen(idOf(2))]).toEqual(["done", "refused"]);
});

test("news of what this phone does not know changes nothing", async () => {
  const { turn } = desk.contents;
  await keepHeldNews(desk, new Map([[idOf(0x123), "done"]]));
  await keepClashState(desk, idOf(0x123), CLASH, "resolved");
  expect([desk.contents.turn, (await lying()).held.size]).toEqual([turn, 1]);
});
