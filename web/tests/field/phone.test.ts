import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { expect, test } from "vitest";
import { Phone } from "../../src/field/phone/phone";
import type { Memory } from "../../src/field/phone/places";
import { rescueFile } from "../../src/field/phone/rescue-file";
import type { TabWord, Tabs } from "../../src/field/phone/tabs";
import { ownLock } from "../../src/platform/lock";
import { makeKeys } from "../../src/store/enrol";
import { openWhole, WIPE_WORDS } from "../../src/store/wipe";
import { newBoxKeys, openBox } from "../../src/vault/box";
import { FakeServer } from "../server/fake-server";
import { idOf, PASSPHRASE, ROUNDS, seeded, steppingClock, wayTo } from "../server/house";

let count = 0;

/** The tabs of one browser: one memory, one way to tell the others. */
function browser() {
  // What another test's browser keeps is not here.
  globalThis.indexedDB = new IDBFactory();
  const kept = new Map<string, string>();
  const memory: Memory = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) };
  const ears: ((word: TabWord) => void)[] = [];
  const server = new FakeServer();
  server.scopes.add(idOf(1));
  const lock = ownLock();
  const said: [string, object][] = [];
  const tab = () => {
    let own: ((word: TabWord) => void) | undefined;
    const tabs: Tabs = {
      tell: (word) => ears.filter((ear) => ear !== own).forEach((ear) => ear(word)),
      listen: (hear) => ears.push((own = hear)),
    };
    count += 1;
    const world = { clock: steppingClock(), random: seeded(`tab ${count}`) };
    const timers = { after: (ms: number, work: () => void) => Number(setTimeout(work, ms)), cancel: (timer: number) => clearTimeout(timer) };
    const speech = { language: () => "en", version: () => "w1", add: (language: string, messages: object) => void said.push([language, messages]) };
    return new Phone({ speech, world, transport: wayTo(server), lock, app: { name: "test", persisted: async () => true }, memory, timers, tabs });
  };
  return { tab, server, kept, said };
}

async function enrolled(passphrase = PASSPHRASE, rescueKey?: Uint8Array<ArrayBuffer>) {
  const house = browser();
  count += 1;
  const place = { org: idOf(0xc0000 + count), staff: idOf(0xe0000 + count) };
  const phone = house.tab();
  await phone.start();
  const keys = () => makeKeys(phone.around.world, { device: idOf(0xf0000 + (count += 1)), passphrase, rounds: ROUNDS, ...(rescueKey === undefined ? {} : { rescueKey }) });
  await phone.keep(place, await keys());
  await settled(phone);
  return { ...house, phone, place };
}

const work = (number: number) => ({ entity: "session", entityId: idOf(7_000 + number), kind: "create", set: { enrolment_id: idOf(1) } });

/** The go that is under way is over. */
async function settled(phone: Phone): Promise<void> {
  while (phone.loop.value?.sending.value.kind === "under_way") await new Promise((resolve) => setTimeout(resolve, 5));
}

test("from blank to open, saved, sent, locked, and open again", async () => {
  const { phone, server, tab } = await enrolled();
  expect(phone.state.value.kind).toBe("open");
  await phone.save(work(1));
  expect(phone.view.value.get(`session|${idOf(7_001)}`)).toBeDefined();
  await settled(phone);
  expect([phone.standing.value?.unsent, server.state.ops.size]).toEqual([0, 1]);
  await phone.lock();
  expect([phone.state.value.kind, phone.standing.value, phone.view.value.size]).toEqual(["locked", null, 0]);
  expect(() => phone.desk()).toThrow(RangeError);
  const again = tab();
  await again.start();
  expect((await again.unlock("not this one")).kind).toBe("wrong");
  expect((await again.unlock(PASSPHRASE)).kind).toBe("open");
});

test("a note taken while locked is read after unlocking, and goes with what is saved of it", async () => {
  const { phone } = await enrolled();
  await phone.lock();
  await phone.writeSlip("met at the stop");
  expect(phone.slips.value).toEqual([]);
  await phone.unlock(PASSPHRASE);
  const [slip] = phone.slips.value;
  expect(slip?.text).toBe("met at the stop");
  await phone.save({ ...work(2), slip: slip?.id ?? "" });
  expect(phone.slips.value).toEqual([]);
});

test("what one tab saves the other sees, and one locks both", async () => {
  const { phone, tab } = await enrolled();
  const other = tab();
  await other.start();
  await other.unlock(PASSPHRASE);
  await settled(other);
  await phone.save(work(3));
  await settled(phone);
  await expect.poll(() => other.view.value.has(`session|${idOf(7_003)}`)).toBe(true);
  await phone.lockEverywhere();
  expect(other.state.value.kind).toBe("locked");
});

test("drafts are sealed before the key goes, and locking waits for no draft that hangs", async () => {
  const { phone } = await enrolled();
  const sealed: string[] = [];
  phone.beforeLock(async (desk) => void sealed.push(desk.device.id));
  phone.beforeLock(() => new Promise(() => undefined));
  const forget = phone.beforeLock(async () => void sealed.push("taken back"));
  forget();
  await phone.lock();
  expect(sealed).toHaveLength(1);
});

test("a forgotten passphrase: enrolled again, what was unsent waits and comes back", async () => {
  const { phone, place, server } = await enrolled();
  phone.loop.value?.stop();
  await phone.save(work(4));
  await phone.lock();
  const keys = await makeKeys(phone.around.world, { device: idOf(0xabc), passphrase: "another one of hers", rounds: ROUNDS });
  await phone.keep(place, keys);
  await settled(phone);
  expect(phone.standing.value).toMatchObject({ unsent: 0, stranded: 1 });
  expect(await phone.recover("no such passphrase")).toBe(0);
  expect(await phone.recover(PASSPHRASE)).toBe(1);
  await settled(phone);
  expect(server.state.ops.size).toBe(1);
});

test("a wipe takes her own words, forgets her, and reaches the other tab", async () => {
  const { phone, tab, kept } = await enrolled();
  const other = tab();
  await other.start();
  await expect(phone.wipe("yes")).rejects.toBeInstanceOf(RangeError);
  await phone.wipe(WIPE_WORDS);
  expect(phone.state.value).toEqual({ kind: "blank", cleared: false });
  expect(kept.size).toBe(0);
  await expect.poll(() => other.state.value.kind).toBe("blank");
});

test("where the browser lets nothing be opened it says so, and another try may do", async () => {
  const { tab, kept } = browser();
  kept.set("cw.places", JSON.stringify([{ org: idOf(0xdd3), staff: idOf(0xdd4) }]));
  const { open } = indexedDB;
  indexedDB.open = () => {
    throw new DOMException("no", "SecurityError");
  };
  const phone = tab();
  await phone.start();
  expect(phone.state.value.kind).toBe("unusable");
  indexedDB.open = open;
  await phone.start();
  expect(phone.state.value.kind).toBe("blank");
});

test("killed before the browser had written down who is enrolled, she is found by her database", async () => {
  const { phone, place, kept, tab } = await enrolled();
  phone.loop.value?.stop();
  await phone.save(work(11));
  kept.clear();
  const again = tab();
  await again.start();
  expect(again.state.value.kind).toBe("locked");
  expect(again.everybody()).toContainEqual(place);
  await again.choose(place);
  expect((await again.unlock(PASSPHRASE)).kind).toBe("open");
  expect(again.view.value.has(`session|${idOf(7_011)}`)).toBe(true);
});

test("a database in which nobody was enrolled yet is nobody's", async () => {
  const { tab } = browser();
  const place = { org: idOf(0xdd5), staff: idOf(0xdd6) };
  (await openWhole(place.org, place.staff)).close();
  const phone = tab();
  await phone.start();
  expect(phone.everybody()).not.toContainEqual(place);
});

test("what the browser has deleted is noticed", async () => {
  const { tab, kept } = browser();
  kept.set("cw.places", JSON.stringify([{ org: idOf(0xdd1), staff: idOf(0xdd2) }]));
  const phone = tab();
  await phone.start();
  expect(phone.state.value).toEqual({ kind: "blank", cleared: true });
});

test("a rescue file opens for the organisation only, and there is none without its key", async () => {
  const organisation = await newBoxKeys();
  const { phone } = await enrolled(PASSPHRASE, organisation.publicKey);
  phone.loop.value?.stop();
  await phone.save(work(5));
  const file = await rescueFile(phone.desk().db, "2026-11-23");
  const [line = ""] = ((await file?.text()) ?? "").split("\n");
  const { op_id, box } = JSON.parse(line) as { op_id: string; box: string };
  const opened = await openBox(organisation, "rescue", op_id, Uint8Array.from(Buffer.from(box, "base64url")));
  expect(JSON.parse(new TextDecoder().decode(opened))).toMatchObject({ entity: "session" });
  const without = await enrolled();
  without.phone.loop.value?.stop();
  await without.phone.save(work(6));
  expect(await rescueFile(without.phone.desk().db, "2026-11-23")).toBeNull();
});
