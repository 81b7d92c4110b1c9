import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Fields, Json } from "../src/api/protocol";
import { type Digest, digestOf } from "../src/sync/digest";
import { type FieldClass, type Merged, merge } from "../src/sync/merge";
import { guardedScope, ownScope } from "../src/sync/scope";
import { upcast } from "../src/sync/upcast";
import { openBox } from "../src/vault/box";

function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../tests/vectors/sync/${name}.json`, import.meta.url), "utf8")) as T;
}

test("merging comes out as on the server", () => {
  type Case = { name: string; class: FieldClass; changed_at: number; base: number; stands: Json; sent: Json; merged: Merged };
  const cases = vectors<Case[]>("merge");
  expect(new Set(cases.map((one) => one.class)).size).toBe(5);
  for (const one of cases) {
    expect(merge(one.class, one.changed_at, one.base, one.stands, one.sent), one.name).toBe(one.merged);
  }
});

test("digests come out as on the server, in whatever order rows lie", async () => {
  type Case = { rows: { scope: string; entity_type: number; id: string; v: number }[]; digest: Digest };
  const cases = vectors<Case[]>("digests");
  expect(cases.length).toBeGreaterThan(4);
  for (const { rows, digest } of cases) {
    const hashed = rows.map(({ scope, entity_type: entityType, id, v }) => ({ scope, entityType, id, v }));
    expect(await digestOf(hashed)).toEqual(digest);
    expect(await digestOf(hashed.toReversed())).toEqual(digest);
  }
});

test("scopes are named as on the server", async () => {
  type Case = { kind: "guarded" | "own"; id: string; other?: string; scope: string };
  for (const { kind, id, other, scope } of vectors<Case[]>("scopes")) {
    expect(await (kind === "guarded" ? guardedScope(id) : ownScope(id, other ?? ""))).toBe(scope);
  }
});

test("operations of older forms are shown in that of today", () => {
  type Case = { name: string; operation: string; from: number; set: Fields; upcast: Fields };
  for (const one of vectors<Case[]>("upcasters")) {
    expect(upcast(one.from, one.operation, one.set), one.name).toEqual(one.upcast);
  }
});

test("a cursor is opaque: what is asked with is what came, to the letter", async () => {
  const { cursors } = vectors<{ cursors: { token: string }[] }>("cursors");
  const { desk, server } = await (await import("./server/house")).freshPhone();
  for (const { token } of cursors) {
    const { keepState } = await import("../src/store/page");
    const { roundOf } = await import("../src/sync/request");
    const { readContents } = await import("../src/store/contents");
    await keepState(desk, { ...desk.contents.sync, cursor: token });
    desk.contents = await readContents(desk.db, desk.key);
    const round = await roundOf(desk, { batch: 5, kb: 4 }, server.app);
    expect(round.body.pull.cursor).toBe(token);
  }
});

test("a box to the rescue key opens here as on the server", async () => {
  const told = vectors<{ pkcs8: string; public: string; op_id: string; plain: string; box: string }>("rescue-box");
  const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
  const keys = { publicKey: bytes(told.public), privateKey: bytes(told.pkcs8) };
  const plain = await openBox(keys, "rescue", told.op_id, bytes(told.box));
  expect(new TextDecoder().decode(plain)).toBe(told.plain);
});
