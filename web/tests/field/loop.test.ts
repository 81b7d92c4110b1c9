import { expect, test } from "vitest";
import { LockTimer } from "../../src/field/phone/lock-timer";
import { statusOf } from "../../src/field/phone/status";
import { SyncLoop, type Timers } from "../../src/field/phone/sync-loop";
import type { Outcome } from "../../src/sync/engine";

function stand(outcomes: Outcome[]) {
  const waiting: { ms: number; work: () => void }[] = [];
  const timers: Timers = {
    after: (ms, work) => waiting.push({ ms, work }),
    cancel: (timer) => void waiting.splice(timer - 1, 1),
  };
  const seen = { goes: 0, wipes: 0, afters: 0 };
  const go = async () => {
    seen.goes += 1;
    return outcomes.shift() ?? ({ kind: "rest" } as const);
  };
  const loop = new SyncLoop(go, timers, { after: () => (seen.afters += 1), wipe: () => (seen.wipes += 1) });
  return { loop, seen, waiting };
}

test("where nobody answers it waits as long as it was told, and a new chance is taken at once", async () => {
  const { loop, seen, waiting } = stand([{ kind: "wait", ms: 4_000, why: "no_answer" }, { kind: "wait", ms: 8_000, why: "no_answer" }]);
  await loop.ask("opened");
  expect([loop.sending.value, waiting[0]?.ms]).toEqual([{ kind: "waiting", why: "no_answer" }, 4_000]);
  await loop.ask("saved");
  expect(seen.goes).toBe(1);
  await loop.ask("online");
  expect([seen.goes, waiting.length, waiting[0]?.ms]).toEqual([2, 1, 8_000]);
  await loop.ask("visible");
  expect([seen.goes, loop.sending.value.kind]).toEqual([3, "quiet"]);
});

test("what the server itself asked to wait for is waited for, but for a tap", async () => {
  const { loop, seen } = stand([{ kind: "wait", ms: 60_000, why: "rate_limited" }]);
  await loop.ask("opened");
  await loop.ask("online");
  await loop.ask("visible");
  expect(seen.goes).toBe(1);
  await loop.ask("tapped");
  expect(seen.goes).toBe(2);
});

test("what is saved while a go is under way goes with the next", async () => {
  const { loop, seen } = stand([]);
  const first = loop.ask("opened");
  await loop.ask("saved");
  await first;
  expect(seen.goes).toBe(2);
});

test("the timer goes on by itself; a locked phone does not", async () => {
  const { loop, seen, waiting } = stand([{ kind: "wait", ms: 1, why: "no_answer" }, { kind: "busy" }]);
  await loop.ask("opened");
  waiting.shift()?.work();
  await new Promise((resolve) => setTimeout(resolve));
  expect([seen.goes, waiting[0]?.ms]).toEqual([2, 5_000]);
  loop.stop();
  await loop.ask("tapped");
  expect([seen.goes, waiting.length]).toEqual([2, 0]);
});

test("a wipe is carried out, a lost sign-in is said, and a store that throws is tried again", async () => {
  const wiped = stand([{ kind: "wipe" }]);
  await wiped.loop.ask("opened");
  expect(wiped.seen.wipes).toBe(1);
  const refused = stand([{ kind: "sign_in" }]);
  await refused.loop.ask("opened");
  expect(refused.loop.sending.value.kind).toBe("sign_in");
  const broken = new SyncLoop(() => Promise.reject(new Error("closed")), stand([]).loop.timers, { after: () => undefined, wipe: () => undefined });
  await broken.ask("opened");
  expect(broken.sending.value).toEqual({ kind: "waiting", why: "store" });
});

test("it locks when nobody has touched it, by the clock, and a late touch does not save it", () => {
  let at = 0;
  let locks = 0;
  const timer = new LockTimer({ now: () => new Date(at) }, () => (locks += 1), 1_000);
  at = 900;
  timer.touched();
  at = 1_800;
  expect([timer.check(), locks]).toEqual([false, 0]);
  at = 1_900;
  timer.touched();
  expect(locks).toBe(1);
  at = 100;
  expect([timer.check(), locks]).toEqual([true, 2]);
});

test("the status says first what needs her, then what waits, then when all was sent", () => {
  const none = { unsent: 0, unreadable: 0, stranded: 0, aside: 0, held: 0, lastContact: null };
  const said = (standing: Partial<typeof none> | { lastContact: string }, kind: "quiet" | "under_way" | "sign_in" = "quiet") => {
    const { key, values } = statusOf({ ...none, ...standing }, { kind }, (at) => at.toISOString().slice(11, 16));
    return [key, ...Object.values(values)];
  };
  expect(said({})).toEqual(["status.never"]);
  expect(said({ lastContact: "2026-11-23T14:02:00Z" })).toEqual(["status.all_sent", "14:02"]);
  expect(said({ unsent: 3 })).toEqual(["status.waiting", 3]);
  expect(said({ unsent: 3 }, "under_way")).toEqual(["status.sending"]);
  expect(said({ unsent: 3, held: 1 }, "under_way")).toEqual(["status.needs_you", 1]);
  expect(said({ unsent: 3, stranded: 2 }, "sign_in")).toEqual(["status.sign_in", 5]);
  expect(said({ unreadable: 1, unsent: 1 })).toEqual(["status.needs_you", 1]);
});
