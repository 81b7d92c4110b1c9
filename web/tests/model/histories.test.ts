import fc from "fast-check";
import { expect, test } from "vitest";
import { mutants } from "./mutants";
import { steps, violationsOf } from "./history";

/** Histories of each run; `HISTORIES=5000` for a long one. */
const HISTORIES = Number(process.env["HISTORIES"] ?? 150);

test("whatever network, battery and server do, nothing saved is lost and nothing else is held", async () => {
  const property = fc.asyncProperty(steps, async (plan) => {
    expect(await violationsOf(plan)).toEqual([]);
  });
  await fc.assert(property, { numRuns: HISTORIES });
}, 60_000 + HISTORIES * 200);

test.each(Object.entries(mutants))("a phone that %s is caught", async (_name, program) => {
  const property = fc.asyncProperty(steps, async (plan) => (await violationsOf(plan, program)).length === 0);
  const run = await fc.check(property, { numRuns: 400, endOnFailure: true, seed: 20261123 });
  expect(run.failed).toBe(true);
});
