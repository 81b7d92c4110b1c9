import { beforeEach, expect, test } from "vitest";
import { InsideWords } from "../src/field/phone/inside-words";
import { readContents } from "../src/store/contents";
import { STORES } from "../src/store/database";
import { discardDraft, keepDraft, newDraftId, readDrafts } from "../src/store/drafts";
import { enrol } from "../src/store/enrol";
import { recover } from "../src/store/recover";
import { keepRescueKey, rescueCopies } from "../src/store/rescue";
import { type NewWork, save } from "../src/store/save";
import { readSlips, unlock, writeSlip } from "../src/store/unlock";
import { standingOf } from "../src/store/view";
import { Engine } from "../src/sync/engine";
import { DeviceErrands } from "../src/sync/errands";
import { STEPS } from "../src/sync/steps";
import { NoAnswer, type Way } from "../src/sync/transport";
import { type BoxKeys, newBoxKeys, openBox } from "../src/vault/box";
import { ownLock } from "../src/platform/lock";
import { freshPhone, type House, idOf, PASSPHRASE, ROUNDS, wayTo } from "./server/house";

const [FIRST, HOUR] = ["en", 3_600_000];
let rescue: BoxKeys;

beforeEach(async () => {
  rescue = await newBoxKeys();
});

const session = (number: number): NewWork => ({ entity: "session", entityId: idOf(5_000 + number), kind: "create", set: { enrolment_id: idOf(1), minutes: 60 } });

/** A colleague's phone whose organisation has a rescue key. */
async function phone(): Promise<House> {
  const house = await freshPhone();
  house.server.scopes.add(idOf(1));
  house.server.rescueKeys = rescue;
  return house;
}

/** As the app runs it, from one unlocking to the next. */
function running(house: House, spoken = { language: FIRST, version: "w1" as string | null }, way: Way = wayTo(house.server)) {
  const said: Record<string, object> = {};
  const words = new InsideWords({ language: () => spoken.language, version: () => spoken.version, add: (language, messages) => (said[language] = { ...said[language], ...messages }) });
  const errands = new DeviceErrands(way, words, house.world.clock);
  const engine = new Engine(house.desk, way, ownLock(), house.server.app, STEPS, errands);
  return { engine, words, said, go: async () => (await engine.sync()).kind };
}

/** Ten notes unsent, the passphrase forgotten, and enrolled again. */
async function forgotten(house: House, count = 10): Promise<string[]> {
  const { go } = running(house);
  await go();
  const saved: string[] = [];
  for (let number = 0; number < count; number += 1) saved.push((await save(house.desk, session(number))).opId);
  const { desk } = await enrol(house.db, house.world, { device: idOf(0x77), passphrase: "other words of hers", rounds: ROUNDS });
  house.desk = desk;
  expect(standingOf(desk.contents)).toMatchObject({ unsent: 0, stranded: count });
  return saved;
}

test("the organisation's key is asked for, and what was saved before it was known has its second copy too", async () => {
  const house = await phone();
  const { opId } = await save(house.desk, session(1));
  expect(await rescueCopies(house.db)).toEqual([]);
  await keepRescueKey(house.desk, rescue.publicKey);
  const [copy] = await rescueCopies(house.db);
  expect(JSON.parse(new TextDecoder().decode(await openBox(rescue, "rescue", opId, copy?.box ?? new Uint8Array())))).toMatchObject({ op_id: opId });
  // Another tab that does not know it yet saves without one.
  delete house.desk.device.rescueKey;
  await save(house.desk, session(2));
  expect(await rescueCopies(house.db)).toHaveLength(1);
  await keepRescueKey(house.desk, rescue.publicKey);
  expect(await rescueCopies(house.db)).toHaveLength(2);
  const opened = await unlock(house.db, house.world, PASSPHRASE);
  expect(opened.kind === "open" && opened.desk.device.rescueKey).toEqual(rescue.publicKey);
});

test("another key of the organisation seals everything anew, and what is no key is not kept", async () => {
  const house = await phone();
  const { go } = running(house);
  await go();
  expect(house.desk.device.rescueKey).toEqual(rescue.publicKey);
  const { opId } = await save(house.desk, session(1));
  const next = await newBoxKeys();
  await keepRescueKey(house.desk, next.publicKey);
  const [copy] = await rescueCopies(house.db);
  await expect(openBox(next, "rescue", opId, copy?.box ?? new Uint8Array())).resolves.toBeDefined();
  house.server.rescueKeys = { ...rescue, publicKey: new Uint8Array(65).fill(4) };
  expect(await running(house).go()).toBe("rest");
  expect(house.desk.device.rescueKey).toEqual(next.publicKey);
  expect(house.server.got).toContain("/api/v1/sync/hello");
});

test("ten unsent notes of a forgotten passphrase arrive once, whatever becomes of the answers", async () => {
  const house = await phone();
  const saved = await forgotten(house);
  const way = wayTo(house.server);
  let lost = 2;
  const losing: Way = {
    ...way,
    async postLines(...asked) {
      const reply = await way.postLines(...asked);
      if (lost-- > 0) throw new NoAnswer();
      return reply;
    },
  };
  const { go } = running(house, undefined, losing);
  for (let turn = 0; turn < 4; turn += 1) expect(await go()).toBe("rest");
  expect([...house.server.state.ops.keys()]).toEqual(saved);
  expect([...house.server.state.effects.values()]).toEqual(saved.map(() => 1));
  expect(house.server.files.map((file) => file.length)).toEqual([10, 10, 10]);
  expect(await house.db.count("outbox")).toBe(0);
  expect(standingOf(house.desk.contents)).toMatchObject({ unsent: 0, stranded: 0 });
  // What came of them is fetched in the same go.
  expect(house.desk.contents.rows.size).toBe(10);
});

test("a server restored to before they came gets them again from the second copies", async () => {
  const house = await phone();
  const saved = await forgotten(house, 3);
  const before = house.server.backup();
  const { go } = running(house);
  await go();
  expect(house.server.state.ops.size).toBe(3);
  house.server.restore(before);
  await go();
  expect([...house.server.state.ops.keys()].sort()).toEqual([...saved].sort());
  expect(standingOf(house.desk.contents).stranded).toBe(0);
});

test("after thirty days they leave the archive like all others", async () => {
  const house = await phone();
  await forgotten(house, 2);
  const { go } = running(house);
  await go();
  expect(await house.db.count("acked")).toBe(2);
  house.server.day = "2026-12-20";
  await go();
  expect(await house.db.count("acked")).toBe(2);
  house.server.day = "2026-12-25";
  await go();
  expect([await house.db.count("acked"), house.desk.contents.rescued.size]).toEqual([0, 0]);
});

test("a copy that does not open stays, is said, and keeps no other from going", async () => {
  const house = await phone();
  const [damaged, ...whole] = await forgotten(house, 3);
  const [record] = await house.db.getAll("outbox");
  if (record?.rescue === undefined) throw new Error("no copy");
  record.rescue[100] = (record.rescue[100] ?? 0) ^ 1;
  await house.db.put("outbox", record);
  const { go } = running(house);
  await go();
  await go();
  expect([...house.server.state.ops.keys()]).toEqual(whole);
  expect((await house.db.getAll("outbox")).map(({ op_id }) => op_id)).toEqual([damaged]);
  expect(standingOf(house.desk.contents).stranded).toBe(1);
  expect(house.server.files).toHaveLength(1);
  // The passphrase comes back to mind: it is sent as any other.
  expect(await recover(house.desk, PASSPHRASE)).toBe(1);
  await go();
  expect(house.server.state.ops.has(damaged ?? "")).toBe(true);
});

test("where the server stops in the middle the rest goes the next time, and a portal's answer is none", async () => {
  const house = await phone();
  const saved = await forgotten(house, 4);
  const portal: Way = { ...wayTo(house.server), postLines: async () => ({ status: 200, body: "<html>", retryAfter: null, date: null }) };
  await running(house, undefined, portal).go();
  expect(await house.db.count("outbox")).toBe(4);
  house.server.retryAfter = 2;
  const { go, words } = running(house);
  await words.open(house.desk);
  await go();
  expect([house.server.state.ops.size, standingOf(house.desk.contents).stranded]).toEqual([2, 2]);
  await go();
  expect([...house.server.state.ops.keys()]).toEqual(saved);
});

test("a file has at most a hundred lines", async () => {
  const house = await phone();
  await forgotten(house, 130);
  await running(house).go();
  expect(house.server.files.map((file) => file.length)).toEqual([100, 30]);
  expect(house.server.state.ops.size).toBe(130);
});

test("begun forms and slips of an old passphrase come back with it, and are counted until then", async () => {
  const house = await phone();
  const id = newDraftId(house);
  await keepDraft(house.desk, { id, form: "note", person: null, fields: { text: "half a note" } });
  await writeSlip(house.db, house.world, "she rang at nine");
  const { desk } = await enrol(house.db, house.world, { device: idOf(0x78), passphrase: "other words of hers", rounds: ROUNDS });
  expect(standingOf(desk.contents)).toMatchObject({ stranded: 0, aside: 2 });
  expect([await readDrafts(desk), await readSlips(desk)]).toEqual([[], []]);
  expect(await recover(desk, "never heard of it")).toBe(0);
  expect(await recover(desk, PASSPHRASE)).toBe(2);
  expect(standingOf(desk.contents).aside).toBe(0);
  expect([await readDrafts(desk), await readSlips(desk)]).toMatchObject([[{ id, fields: { text: "half a note" } }], [{ text: "she rang at nine" }]]);
  await discardDraft(desk, id);
  expect((await readContents(house.db, desk.key)).aside).toBe(0);
});

test("the words of her screens come before anything is sent, and lie sealed", async () => {
  const house = await phone();
  house.server.words["en"] = { version: "w1", messages: { "inside.hello": "CANARY hello" } };
  await save(house.desk, session(1));
  const { go, words, said } = running(house);
  await words.open(house.desk);
  expect(words.areThere.value).toBe(false);
  const order: string[] = [];
  const { answer, get } = house.server;
  house.server.answer = (path, ...more) => (order.push(path), answer.call(house.server, path, ...more));
  house.server.get = (path, ...more) => (order.push(path), get.call(house.server, path, ...more));
  await go();
  expect(order.slice(0, 4).map((path) => path.replace("/api/v1/", ""))).toEqual(["device-tokens", "sync/hello", "sync/words/en", "sync"]);
  expect([words.areThere.value, said]).toEqual([true, { en: { "inside.hello": "CANARY hello" } }]);
  const all = await Promise.all(STORES.map((store) => house.db.getAll(store)));
  const text = JSON.stringify(all, (_name, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value));
  expect([text.includes("CANARY"), await house.db.getAllKeys("words")]).toEqual([false, ["en"]]);
});

test("without a network she has the words that lie here; a newer version is fetched, and both versions' pages have their words", async () => {
  const house = await phone();
  await running(house).go();
  const offline: Way = { post: () => Promise.reject(new NoAnswer()), postLines: () => Promise.reject(new NoAnswer()), get: () => Promise.reject(new NoAnswer()), patch: () => Promise.reject(new NoAnswer()) };
  const without = running(house, undefined, offline);
  await without.words.open(house.desk);
  expect([without.words.areThere.value, without.said, await without.go()]).toEqual([true, { en: { "inside.hello": "Hello" } }, "wait"]);
  house.server.words["en"] = { version: "w2", messages: { "inside.bye": "Goodbye" } };
  const later = running(house);
  await later.words.open(house.desk);
  expect(later.words.wanted().urgent).toBe(false);
  await later.go();
  expect(later.said).toEqual({ en: { "inside.hello": "Hello", "inside.bye": "Goodbye" } });
  // The build of the next version finds its own, and asks first where it does not.
  const next = running(house, { language: "en", version: "w3" });
  await next.words.open(house.desk);
  expect(next.words.wanted()).toEqual({ language: "en", version: "w2", urgent: true });
  await next.go();
  expect(next.words.wanted().urgent).toBe(false);
});

test("they are asked for once an hour, and not sent again where they are the same", async () => {
  const house = await phone();
  const { go, words } = running(house);
  await words.open(house.desk);
  for (let turn = 0; turn < 3; turn += 1) await go();
  expect(house.server.got).toHaveLength(2);
  house.world.clock.now = () => new Date(Date.parse("2026-11-23T09:00:00Z") + 2 * HOUR);
  await go();
  expect(house.server.got).toHaveLength(4);
  expect(words.wanted()).toEqual({ language: "en", version: "w1", urgent: false });
});

test("another language: its own words once they are there, those that are here until then", async () => {
  const house = await phone();
  await running(house).go();
  house.server.words["ar"] = { version: "a1", messages: { "inside.hello": "أهلًا" } };
  const { words, said, go } = running(house, { language: "ar", version: "a1" });
  await words.open(house.desk);
  expect([words.areThere.value, said, words.wanted().urgent]).toEqual([true, { ar: { "inside.hello": "Hello" } }, true]);
  await go();
  expect(said).toEqual({ ar: { "inside.hello": "أهلًا" } });
  expect(await words.turnTo(house.desk, "fr")).toBe(false);
  expect(await words.turnTo(house.desk, "en")).toBe(true);
});

test("a new passphrase knows no words of the old one", async () => {
  const house = await phone();
  await running(house).go();
  await forgotten(house, 1);
  const { words } = running(house);
  await words.open(house.desk);
  expect(words.areThere.value).toBe(false);
});
