import { expect, test, vi } from "vitest";
import { databaseName, openDatabase, STORES } from "../src/store/database";
import { VaultChanged } from "../src/store/desk";
import { enrol } from "../src/store/enrol";
import { recover } from "../src/store/recover";
import { rescueCopies } from "../src/store/rescue";
import { type NewWork, save } from "../src/store/save";
import { allowTries, changePassphrase, readSlips, unlock, writeSlip } from "../src/store/unlock";
import { standingOf, viewOf } from "../src/store/view";
import { openWhole, wipe, WIPE_WORDS } from "../src/store/wipe";
import { MOST_TRIES } from "../src/vault/vault";
import { newBoxKeys, openBox } from "../src/vault/box";
import { engineOf, freshPhone, type House, idOf, PASSPHRASE, ROUNDS } from "./server/house";

const session = (number: number, minutes = 60): NewWork => ({
  entity: "session",
  entityId: idOf(5_000 + number),
  kind: "create",
  set: { enrolment_id: idOf(1), minutes },
});

/** Everything in the database as one text, bytes as latin-1. */
async function dump({ db }: Pick<House, "db">): Promise<string> {
  const all = await Promise.all(STORES.map((store) => db.getAll(store)));
  const bytes = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value);
  return JSON.stringify(all, (_name, value: unknown) => bytes(value));
}

test("saving is one strict transaction, and done before she is told", async () => {
  const { desk, db } = await freshPhone();
  const opened = vi.spyOn(IDBDatabase.prototype, "transaction");
  const { seq, opId } = await save(desk, session(1));
  const [stores, mode, options] = opened.mock.calls[0] ?? [];
  expect([stores, mode, options]).toEqual([["meta", "outbox"], "readwrite", { durability: "strict" }]);
  expect(opened).toHaveBeenCalledTimes(1);
  opened.mockRestore();
  expect((await db.get("outbox", seq))?.op_id).toBe(opId);
});

test("whatever moves or removes unsent work is strict", async () => {
  const house = await freshPhone();
  house.server.scopes.add(idOf(1));
  await save(house.desk, session(1));
  const opened = vi.spyOn(IDBDatabase.prototype, "transaction");
  await engineOf(house).sync();
  house.server.restore(house.server.backup());
  await engineOf(house).sync();
  const writes = opened.mock.calls.filter(([stores, mode]) => mode === "readwrite" && [stores].flat().includes("outbox"));
  opened.mockRestore();
  expect(writes.length).toBeGreaterThan(2);
  for (const [, , options] of writes) expect(options).toEqual({ durability: "strict" });
});

test("after a day's work nothing she typed or was told is to be read on the locked phone", async () => {
  const rescue = await newBoxKeys();
  const house = await freshPhone({ rescueKey: rescue.publicKey });
  house.server.scopes.add(idOf(1));
  house.server.write("alias", idOf(1), [idOf(1)], { known_as: "CANARY Röschen" });
  house.server.write("task", idOf(2), [idOf(1)], { kind: "CANARY-task", minutes: 1 });
  for (let number = 0; number < 7; number += 1) {
    await save(house.desk, { ...session(number), set: { ...session(number).set, note: `CANARY note ${number}` } });
    if (number % 3 === 0) await engineOf(house).sync();
  }
  await save(house.desk, { ...session(8), set: { enrolment_id: idOf(7), note: "CANARY held" } });
  await save(house.desk, { ...session(9), set: { unreadable: true, note: "CANARY unreadable" } });
  await engineOf(house).sync();
  await save(house.desk, { ...session(10), set: { note: "CANARY unsent" } });
  await writeSlip(house.db, house.world, "CANARY slip");
  const text = await dump(house);
  expect(text.length).toBeGreaterThan(3_000);
  expect(standingOf(house.desk.contents)).toMatchObject({ unsent: 2, unreadable: 1, held: 1 });
  expect(house.server.state.ops.size).toBe(8);
  // What is looked for is there, and would be found if it lay open.
  expect(JSON.stringify([...house.desk.contents.rows.values()])).toContain("CANARY");
  expect(text).toContain(house.desk.contents.outbox[0]?.op.op_id);
  for (const word of ["CANARY", "Röschen", "session", "alias", "minutes", "note", idOf(1), idOf(5_001), "2026", "token-1", "epoch", "no_access", PASSPHRASE]) {
    expect(text.includes(word), word).toBe(false);
  }
  const records = await Promise.all(STORES.map((store) => house.db.getAll(store)));
  const walk = (value: unknown): unknown[] => (typeof value === "object" && value !== null && !(value instanceof Uint8Array) ? [value, ...Object.values(value).flatMap(walk)] : []);
  expect(walk(records).some((value) => value instanceof CryptoKey)).toBe(false);
});

test("wrong passphrases are counted, end in signing in online, and delete nothing", async () => {
  const house = await freshPhone();
  await save(house.desk, session(1));
  for (let tries = 1; tries < MOST_TRIES; tries += 1) {
    expect(await unlock(house.db, house.world, "not the right one")).toEqual({ kind: "wrong", triesLeft: MOST_TRIES - tries });
  }
  expect((await unlock(house.db, house.world, "not the right one")).kind).toBe("sign_in_online");
  expect((await unlock(house.db, house.world, PASSPHRASE)).kind).toBe("sign_in_online");
  for (let more = 0; more < 5; more += 1) await unlock(house.db, house.world, "not the right one");
  expect(await house.db.count("outbox")).toBe(1);
  await allowTries(house.db);
  expect(await changePassphrase(house.db, house.world, "not the right one", "new words of hers")).toBe(false);
  expect(await changePassphrase(house.db, house.world, PASSPHRASE, "new words of hers")).toBe(true);
  const opened = await unlock(house.db, house.world, "new words of hers");
  expect(opened.kind === "open" && opened.desk.contents.outbox.length).toBe(1);
});

test("a forgotten passphrase costs what can be read, and nothing that was not sent", async () => {
  const rescue = await newBoxKeys();
  const house = await freshPhone({ rescueKey: rescue.publicKey });
  house.server.scopes.add(idOf(1));
  house.server.write("person", idOf(1), [idOf(1)], { language: "es" });
  await engineOf(house).sync();
  const { opId } = await save(house.desk, session(1));
  const { desk } = await enrol(house.db, house.world, { device: idOf(77), passphrase: "other words now", rounds: ROUNDS });
  await expect(save(house.desk, session(2))).rejects.toBeInstanceOf(VaultChanged);
  expect(standingOf(desk.contents)).toMatchObject({ unsent: 0, stranded: 1 });
  expect(desk.contents.rows.size).toBe(0);
  const [copy] = await rescueCopies(house.db);
  if (copy === undefined) throw new Error("no copy");
  const op: unknown = JSON.parse(new TextDecoder().decode(await openBox(rescue, "rescue", opId, copy.box)));
  expect(op).toMatchObject({ op_id: opId, set: { minutes: 60 } });
  await save(desk, session(3));
  expect((await engineOf({ ...house, desk }).sync()).kind).toBe("rest");
  expect(house.server.state.ops.size).toBe(1);
  expect(await house.db.count("outbox")).toBe(1);
  expect(await recover(desk, "never heard of it")).toBe(0);
  expect(await recover(desk, PASSPHRASE)).toBe(1);
  expect((await engineOf({ ...house, desk }).sync()).kind).toBe("rest");
  expect([...house.server.state.ops.keys()]).toContain(opId);
  expect(await house.db.count("outbox")).toBe(0);
});

test("a slip is written while locked, read when unlocked, and goes with what it became", async () => {
  const house = await freshPhone();
  const id = await writeSlip(house.db, house.world, "she rang at nine");
  const opened = await unlock(house.db, house.world, PASSPHRASE);
  if (opened.kind !== "open") throw new Error(opened.kind);
  expect(await readSlips(opened.desk)).toMatchObject([{ id, text: "she rang at nine" }]);
  await save(opened.desk, { ...session(1), slip: id });
  expect(await readSlips(opened.desk)).toEqual([]);
  expect(await house.db.count("outbox")).toBe(1);
});

test("a wipe needs an order, ends the keys first, and is finished if it ended half-way", async () => {
  const house = await freshPhone();
  await save(house.desk, session(1));
  const { db, org, staff } = house;
  await expect(wipe(db, org, staff, { by: "owner", typed: "yes" })).rejects.toBeInstanceOf(RangeError);
  expect(await db.count("outbox")).toBe(1);
  const clear = vi.spyOn(IDBObjectStore.prototype, "clear");
  clear.mockImplementationOnce(function (this: IDBObjectStore) {
    clear.mockImplementation(() => {
      throw new Error("the battery is empty");
    });
    return this.delete(IDBKeyRange.lowerBound(""));
  });
  await expect(wipe(db, org, staff, { by: "owner", typed: WIPE_WORDS })).rejects.toThrow("battery");
  clear.mockRestore();
  expect(await db.getAllKeys("meta")).toEqual(["wiped"]);
  expect(await db.count("outbox")).toBe(1);
  db.close();
  const anew = await openWhole(org, staff);
  expect(await anew.count("outbox")).toBe(0);
  expect((await unlock(anew, house.world, PASSPHRASE)).kind).toBe("not_enrolled");
});

test("two colleagues on one phone have two databases", async () => {
  const [one, other] = [await freshPhone(), await freshPhone()];
  expect(databaseName(one.org, one.staff)).not.toBe(databaseName(other.org, other.staff));
  await save(one.desk, session(1));
  expect(await (await openDatabase(other.org, other.staff)).count("outbox")).toBe(0);
});

test("two tabs save and sync side by side", async () => {
  const house = await freshPhone();
  house.server.scopes.add(idOf(1));
  house.server.write("person", idOf(1), [idOf(1)], { language: "es" });
  const opened = await unlock(await openDatabase(house.org, house.staff), house.world, PASSPHRASE);
  if (opened.kind !== "open") throw new Error(opened.kind);
  const other = { ...house, desk: opened.desk };
  const saved = await Promise.all([save(house.desk, session(1)), save(other.desk, session(2)), save(house.desk, session(3)), save(other.desk, session(4))]);
  expect(saved.map(({ seq }) => seq).sort()).toEqual([1, 2, 3, 4]);
  await engineOf(house).sync();
  expect(house.server.state.ops.size).toBe(4);
  await engineOf(other).sync();
  expect(other.desk.contents.outbox).toEqual([]);
  expect([...other.desk.contents.rows.keys()].sort()).toEqual([...house.desk.contents.rows.keys()].sort());
  expect(await house.db.count("rows")).toBe(5);
});

test("what she corrected and what was sent stay on the screen until a page shows them", async () => {
  const house = await freshPhone();
  house.server.scopes.add(idOf(1));
  house.server.write("person", idOf(1), [idOf(1)], { language: "es" });
  await engineOf(house).sync();
  await save(house.desk, { entity: "person", entityId: idOf(1), kind: "patch", set: { language: "fr" } });
  const { op } = house.desk.contents.outbox[0] ?? {};
  expect(op).toMatchObject({ base_version: 1, base_epoch: "00000001" });
  expect(viewOf(house.desk.contents).get(`person|${idOf(1)}`)).toMatchObject({ d: { language: "fr" }, waiting: "unsent" });
  house.server.draining = true;
  await save(house.desk, session(1));
  await engineOf(house).sync();
  expect(house.desk.contents.outbox).toEqual([]);
  expect(viewOf(house.desk.contents).get(`session|${idOf(5_001)}`)).toMatchObject({ waiting: "sent" });
  house.server.draining = false;
  await engineOf(house).sync();
  expect(viewOf(house.desk.contents).get(`session|${idOf(5_001)}`)).toMatchObject({ waiting: null, scopes: [idOf(1)] });
});
