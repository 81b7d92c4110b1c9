import { expect, test } from "vitest";
import { gunzipSync } from "node:zlib";
import { save } from "../src/store/save";
import { ownLock } from "../src/platform/lock";
import { waitMs } from "../src/sync/backoff";
import { Engine } from "../src/sync/engine";
import { fetchTransport } from "../src/sync/fetch-transport";
import { afterAnswer, afterFailure, FIRST_SIZE } from "../src/sync/size";
import type { Reply, Transport } from "../src/sync/transport";
import { engineOf, freshPhone, idOf, NoAnswer, seeded, wayTo } from "./server/house";

const session = (number: number) => ({ entity: "session", entityId: idOf(5_000 + number), kind: "create", set: { enrolment_id: idOf(1) } });
const bare = (status: number, body: unknown = null): Reply => ({ status, body, retryAfter: null, date: null });

async function phoneWithWork() {
  const house = await freshPhone();
  house.server.scopes.add(idOf(1));
  await save(house.desk, session(1));
  return house;
}

test("a token that ran out is made anew, and nothing is deleted", async () => {
  const house = await phoneWithWork();
  const engine = engineOf(house);
  expect((await engine.sync()).kind).toBe("rest");
  house.server.token = "token-2";
  await save(house.desk, session(2));
  expect((await engine.sync()).kind).toBe("rest");
  expect([house.server.tokensMade, house.server.state.ops.size]).toEqual([2, 2]);
});

test("who is not known any more signs in, and keeps what is unsent", async () => {
  const house = await phoneWithWork();
  const way: Transport = { post: async () => bare(401, { code: "device_refused" }) };
  expect(await engineOf(house, way).sync()).toEqual({ kind: "sign_in" });
  expect(await house.db.count("outbox")).toBe(1);
});

test("410 wipes only by the server's own word to what this device signed", async () => {
  const house = await phoneWithWork();
  const portal: Transport = { post: async () => bare(410) };
  expect((await engineOf(house, portal).sync()).kind).toBe("wait");
  const between: Transport = { post: (path, body, token) => (path.endsWith("/sync") ? Promise.resolve(bare(410, { code: "device_wiped" })) : wayTo(house.server).post(path, body, token)) };
  expect((await engineOf(house, between).sync()).kind).toBe("wait");
  house.server.wiped = true;
  expect(await engineOf(house).sync()).toEqual({ kind: "wipe" });
  expect(await house.db.count("outbox")).toBe(1);
});

test("a clock that is off is told the time once", async () => {
  const house = await phoneWithWork();
  const asked: string[] = [];
  const way: Transport = {
    async post(path, body, token) {
      if (!path.endsWith("device-tokens")) return wayTo(house.server).post(path, body, token);
      asked.push((body as { signed_at: string }).signed_at);
      const date = new Date("2027-01-01T00:00:00Z");
      return asked.length === 1 ? { ...bare(401, { code: "clock_off" }), date } : wayTo(house.server).post(path, body, token);
    },
  };
  expect((await engineOf(house, way).sync()).kind).toBe("rest");
  expect(asked[1]).toBe("2027-01-01T00:00:00.000Z");
});

test("one at a time, whoever taps", async () => {
  const house = await phoneWithWork();
  const lock = ownLock();
  const [one, other] = [1, 2].map(() => new Engine(house.desk, house.transport, lock, house.server.app));
  const outcomes = await Promise.all([one?.sync(), other?.sync()]);
  expect(outcomes.map((outcome) => outcome?.kind).sort()).toEqual(["busy", "rest"]);
  expect(house.server.received).toHaveLength(1);
});

test("what the server cannot judge stops the batch; what it cannot read keeps nothing back", async () => {
  const house = await phoneWithWork();
  await save(house.desk, { ...session(2), set: { unreadable: true } });
  await save(house.desk, session(3));
  house.server.retryAfter = 2;
  expect((await engineOf(house).sync()).kind).toBe("wait");
  expect(house.desk.contents.outbox.map(({ seq, unreadable }) => [seq, unreadable])).toEqual([[2, "unknown_schema"], [3, null]]);
  expect((await engineOf(house).sync()).kind).toBe("rest");
  expect(house.server.bodies.at(-1)?.push.ops.map(({ seq }) => seq)).not.toContain(2);
  expect(await house.db.count("outbox")).toBe(1);
});

test("no answer: longer and longer, from two seconds to a quarter of an hour, never less than asked for", async () => {
  const house = await phoneWithWork();
  const silent = engineOf(house, { post: () => Promise.reject(new NoAnswer()) });
  expect(await silent.sync()).toMatchObject({ kind: "wait", why: "no_answer" });
  const most = { ...seeded("wait"), fraction: () => 1 };
  expect([1, 2, 3, 10, 50].map((failures) => waitMs(failures, null, most))).toEqual([2_000, 4_000, 8_000, 900_000, 900_000]);
  expect(waitMs(1, 30, { ...most, fraction: () => 0 })).toBe(30_000);
  expect(afterAnswer(FIRST_SIZE, 1_999)).toEqual({ batch: 40, kb: 32 });
  expect(afterAnswer({ batch: 100, kb: 256 }, 10)).toEqual({ batch: 100, kb: 256 });
  expect(afterFailure({ batch: 5, kb: 4 })).toEqual({ batch: 5, kb: 4 });
});

test("what differs from the server is found by its digest once a day, and comes anew", async () => {
  const house = await phoneWithWork();
  for (let row = 0; row < 5; row += 1) house.server.write("task", idOf(100 + row), [idOf(1)], { kind: "visit" });
  await engineOf(house).sync();
  await engineOf(house).sync();
  const compared = house.server.bodies.filter(({ pull }) => pull.digest !== undefined).length;
  await engineOf(house).sync();
  expect(house.server.bodies.filter(({ pull }) => pull.digest !== undefined).length).toBe(compared);
  // A row is lost here, by whatever defect.
  const [key] = house.desk.contents.rows.keys();
  house.desk.contents.rows.delete(key ?? "");
  house.server.day = "2026-11-24";
  await engineOf(house).sync();
  await engineOf(house).sync();
  expect(house.desk.contents.rows.size).toBe(house.server.rows().length);
});

test("facts that are too old leave the phone by themselves", async () => {
  const house = await phoneWithWork();
  house.server.write("note", idOf(300), [idOf(1)], { recorded_at: "2026-11-01T09:00:00Z" });
  house.server.write("session", idOf(301), [idOf(1)], { held_on: "2026-11-01" });
  await engineOf(house).sync();
  expect([...house.desk.contents.rows.values()].map(({ row }) => row.e)).toContain("note");
  house.server.day = "2026-12-02";
  await engineOf(house).sync();
  expect([...house.desk.contents.rows.values()].map(({ row }) => row.e)).not.toContain("note");
  expect(await house.db.count("rows")).toBe(house.desk.contents.rows.size);
  house.server.day = "2027-06-02";
  await engineOf(house).sync();
  expect([...house.desk.contents.rows.values()].map(({ row }) => row.id)).not.toContain(idOf(301));
});

test("requests are packed, carry a token and no cookie, and end where nothing arrives", async () => {
  const seen: { url: string; init: RequestInit }[] = [];
  const fetcher = (async (url: string, init: RequestInit) => {
    seen.push({ url, init });
    return new Response('{"code":"x"}', { status: 429, headers: { "retry-after": "20" } });
  }) as unknown as typeof fetch;
  const reply = await fetchTransport("https://cw.example", fetcher).post("/api/v1/sync", { text: "x".repeat(900) }, "t");
  expect(reply).toMatchObject({ status: 429, body: { code: "x" }, retryAfter: 20 });
  const [{ url, init } = { url: "", init: {} }] = seen;
  const headers = init.headers as Headers;
  expect([url, headers.get("authorization"), headers.get("content-encoding")]).toEqual(["https://cw.example/api/v1/sync", "Bearer t", "gzip"]);
  expect([init.credentials, init.redirect, init.cache]).toEqual(["omit", "error", "no-store"]);
  expect(gunzipSync(init.body as Uint8Array).length).toBe(911);
  await fetchTransport("https://cw.example", fetcher).post("/api/v1/devices", { text: "x".repeat(900) }, null);
  const plain = seen[1]?.init ?? {};
  expect([(plain.headers as Headers).get("content-encoding"), (plain.headers as Headers).get("authorization"), (plain.body as Uint8Array).length]).toEqual([null, null, 911]);
  await fetchTransport("https://cw.example", fetcher).postLines("/api/v1/sync/rescue", ["{}", "{}"], "t");
  expect([new TextDecoder().decode(seen[2]?.init.body as Uint8Array), (seen[2]?.init.headers as Headers).get("content-type")]).toEqual(["{}\n{}", "application/x-ndjson"]);
  await fetchTransport("https://cw.example", fetcher).get("/api/v1/sync/words/en", "t", "v1");
  expect([seen[3]?.init.method, (seen[3]?.init.headers as Headers).get("if-none-match")]).toEqual(["GET", '"v1"']);
  const silent = ((_url: string, { signal }: RequestInit) => new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("gone"))))) as unknown as typeof fetch;
  await expect(fetchTransport("https://cw.example", silent, 20).post("/x", {}, null)).rejects.toBeInstanceOf(NoAnswer);
});
