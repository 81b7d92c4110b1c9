import { openDB } from "idb";
import { expect, test } from "vitest";
import type { PushResult } from "../../src/api/protocol";
import { resumeForm } from "../../src/field/model/build/form";
import { blankReferral } from "../../src/field/model/build/people";
import { ownLock } from "../../src/platform/lock";
import { acknowledge } from "../../src/store/acks";
import { databaseName, type DraftRecord, openDatabase } from "../../src/store/database";
import { discardDraft, keepDraft, newDraftId, owningDraft, readDrafts, sealedDraft } from "../../src/store/drafts";
import { enrol } from "../../src/store/enrol";
import { recover } from "../../src/store/recover";
import { type NewWork, save, saveAll } from "../../src/store/save";
import { unlock } from "../../src/store/unlock";
import { freshPhone, idOf, PASSPHRASE, ROUNDS } from "../server/house";
import { desktop } from "./world";

const work = (number: number, more: Partial<NewWork> = {}): NewWork => ({
  entity: "session",
  entityId: idOf(number),
  kind: "create",
  set: { enrolment_id: idOf(1), minutes: 60 },
  ...more,
});
const draft = (id: string, text = "Canary half a sentence") => ({ id, form: "session", person: idOf(2), fields: { text } });

test("a draft survives a killed browser, sealed, and is listed last kept first", async () => {
  const { desk, org, staff, world } = await freshPhone();
  const [one, other] = [newDraftId(desk), newDraftId(desk)];
  await keepDraft(desk, draft(one));
  await keepDraft(desk, draft(other, "Canary other"));
  await keepDraft(desk, draft(one, "Canary whole sentence"));
  desk.db.close();
  const db = await openDatabase(org, staff);
  const lying = JSON.stringify(await db.getAll("drafts"), (_name, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value));
  expect(lying).not.toContain("Canary");
  expect(lying).not.toContain(idOf(2));
  const opened = await unlock(db, world, PASSPHRASE);
  if (opened.kind !== "open") throw new Error(opened.kind);
  const drafts = await readDrafts(opened.desk);
  expect(drafts.map(({ id, fields }) => [id, fields["text"]])).toEqual([[one, "Canary whole sentence"], [other, "Canary other"]]);
  await discardDraft(opened.desk, one);
  expect((await readDrafts(opened.desk)).map(({ id }) => id)).toEqual([other]);
});

test("a draft ends in the transaction that saves it, and in no other", async () => {
  const { desk } = await freshPhone();
  const id = newDraftId(desk);
  await keepDraft(desk, draft(id));
  await save(desk, work(1));
  // A record without a key is refused by the database at the end of the transaction.
  const broken = { keep: { k: "", c: new Uint8Array() } as unknown as DraftRecord };
  await expect(saveAll(desk, [work(2), work(3)], broken)).rejects.toThrow();
  expect([await desk.db.count("outbox"), (await readDrafts(desk)).length, desk.contents.outbox.length]).toEqual([1, 1, 1]);
  const saved = await saveAll(desk, [work(2, { opId: idOf(900) }), work(3, { dependsOn: [idOf(900)] })], { drop: id });
  expect(saved.map(({ seq }) => seq)).toEqual([2, 3]);
  expect(desk.contents.outbox.map(({ op }) => op.depends_on ?? [])).toEqual([[], [], [idOf(900)]]);
  expect([await desk.db.count("outbox"), (await readDrafts(desk)).length]).toEqual([3, 0]);
});

test("what could not be sent yet is kept as a draft in the same transaction", async () => {
  const { desk } = await freshPhone();
  const id = newDraftId(desk);
  await keepDraft(desk, draft(id));
  await saveAll(desk, [work(2)], { keep: await sealedDraft(desk, draft(id, "Canary rest")) });
  expect((await readDrafts(desk)).map(({ fields }) => fields["text"])).toEqual(["Canary rest"]);
});

test("one tab writes a draft at a time", async () => {
  const { desk } = await freshPhone();
  const lock = ownLock();
  const id = newDraftId(desk);
  await owningDraft(lock, desk, id, async () => {
    expect(await owningDraft(lock, desk, id, async () => "mine")).toBeNull();
    expect(await owningDraft(lock, desk, newDraftId(desk), async () => "mine")).toBe("mine");
  });
  expect(await owningDraft(lock, desk, id, async () => "mine")).toBe("mine");
});

test("a forgotten passphrase puts drafts aside, and brings them back when it is remembered", async () => {
  const house = await freshPhone();
  await keepDraft(house.desk, draft(newDraftId(house.desk)));
  const { desk } = await enrol(house.db, house.world, { device: idOf(77), passphrase: "another one of hers", rounds: ROUNDS });
  expect(await readDrafts(desk)).toEqual([]);
  expect(await desk.db.count("drafts")).toBe(1);
  await recover(desk, PASSPHRASE);
  expect((await readDrafts(desk)).map(({ fields }) => fields["text"])).toEqual(["Canary half a sentence"]);
});

test("the version a form knew is sent, not that of a page that came meanwhile", async () => {
  const { desk } = await freshPhone();
  await save(desk, { entity: "person", entityId: idOf(5), kind: "patch", set: { language: "fr" }, base: { version: 3, epoch: "k3f9" } });
  expect(desk.contents.outbox[0]?.op).toMatchObject({ base_version: 3, base_epoch: "k3f9" });
});

test("which fields two had changed is remembered with the answer, for who decides", async () => {
  const { desk, db, world } = await freshPhone();
  const { opId } = await save(desk, { entity: "person", entityId: idOf(5), kind: "patch", set: { gender_identity: "nonbinary" } });
  const clash = { id: idOf(70), field: "gender_identity", kept: "stood" as const, state: "open" };
  const answer: PushResult = { op_id: opId, status: "conflict", v: 4, conflicts: [clash], replayed: false };
  await acknowledge(desk, [...desk.contents.outbox], [answer], { day: "2026-06-10", inStream: true });
  expect(desk.contents.acked.get(opId)?.result).toMatchObject({ stood: ["gender_identity"], clashes: [clash] });
  const opened = await unlock(db, world, PASSPHRASE);
  expect(opened.kind === "open" && opened.desk.contents.acked.get(opId)?.result.clashes).toEqual([clash]);
});

test("a form of an older app is resumed as far as it is one", () => {
  const blank = { ...blankReferral(desktop(), null, { programmeId: null, siteId: null }) };
  const draft = { ...blank, source: "school", reasons: ["school"], organisation: "Northern school", gone: 1 };
  expect(resumeForm(blank, draft as never)).toEqual({ ...blank, source: "school", reasons: ["school"], organisation: "Northern school" });
  expect(resumeForm(blank, { source: 7, reasons: "school", organisation: null, receivedAt: {}, agreed: null } as never)).toEqual(blank);
});

test("a phone of before drafts keeps everything when it opens", async () => {
  const [org, staff] = [idOf(0xfe), idOf(0xff)];
  const stores = { meta: "name", rows: "r", shadow: "r", outbox: "seq", acked: "op_id", held: "op_id", slips: "id" };
  const old = await openDB(databaseName(org, staff), 1, {
    upgrade(db) {
      for (const [name, keyPath] of Object.entries(stores)) db.createObjectStore(name, { keyPath });
    },
  });
  const record = (keyPath: string) => ({ [keyPath]: keyPath === "seq" ? 7 : "one", c: Uint8Array.of(1, 2) });
  for (const [name, keyPath] of Object.entries(stores)) await old.put(name, record(keyPath));
  old.close();
  const db = await openDatabase(org, staff);
  const names = Object.keys(stores) as (keyof typeof stores)[];
  for (const name of names) expect(await db.getAll(name)).toEqual([record(stores[name])]);
  expect(await db.getAll("drafts")).toEqual([]);
});
