// Whose is what: two on one phone, somebody handed over, and what the phone is not to show any more.
import { expect, test } from "vitest";
import { say } from "./app";
import { alone, enrolled } from "./scene";

test("two people on one phone: each sees her own, and what each wrote arrives as hers", async () => {
  const { app, network, page, worker, workers, names, supervisor, since, end } = await enrolled();
  try {
    const second = workers[1];
    if (second === undefined) throw new Error("nobody else works here");
    await app.lock();
    await app.enrol(await supervisor.codeFor(second.staff), "another four words here");
    const hers = alone(await app.untilPeople(second.enrolments.length));
    await network.down();
    await app.logSession(hers[0] ?? "", "By the second");
    await app.untilUnsent(1);
    await app.lock();
    // Names would tell too much on a locked phone: they are the first and the second, always in the same order.
    const order = [worker, second].sort((one, other) => one.staff.localeCompare(other.staff));
    const choose = (who: typeof worker) => page.getByRole("radio", { name: say("unlock.person").replace("{number}", String(order.indexOf(who) + 1)) }).check({ force: true });
    await choose(worker);
    await app.type("another four words here");
    await page.getByText("9 more tries").first().waitFor();
    await app.unlock();
    expect(await app.people()).toHaveLength(worker.enrolments.length);
    await app.untilUnsent(0);
    await app.logSession(names[0] ?? "", "By the first");
    await app.untilUnsent(1);
    await network.up();
    await app.untilUnsent(0);
    await app.lock();
    await choose(second);
    await app.unlock("another four words here");
    await app.untilUnsent(0);
    expect(await supervisor.notesOf(worker.staff, worker.enrolments, since)).toEqual(["By the first"]);
    expect(await supervisor.notesOf(second.staff, second.enrolments, since)).toEqual(["By the second"]);
  } finally {
    await end();
  }
});

test("somebody handed over leaves the phone, and the note about her that was not sent is held, not lost", async () => {
  const { app, handset, network, page, worker, workers, names, supervisor, since, end } = await enrolled();
  let undo = async () => undefined as void;
  try {
    const [name = ""] = names;
    await app.logSession(name, "Seen at noon");
    await app.untilUnsent(0);
    let hers = worker.enrolments[0];
    for (const enrolment of worker.enrolments) {
      if ((await supervisor.notesOf(worker.staff, [enrolment], since)).includes("Seen at noon")) hers = enrolment;
    }
    if (hers === undefined) throw new Error("she works with nobody");
    const { id: moved, team } = hers;
    // Where nobody else works at the place, her supervisor takes the part over.
    const { staff_id: herself } = await supervisor.ask<{ staff_id: string }>("GET", "/me");
    const others = [...workers.map(({ staff }) => staff), herself].filter((staff) => team.every(({ staff_id }) => staff_id !== staff));
    await network.down();
    await app.logSession(name, "Spoke at the gate");
    await app.untilUnsent(1);
    const other = await supervisor.handOver(moved, worker.staff, others);
    undo = async () => void (await supervisor.handOver(moved, other, [worker.staff]));
    await network.up();
    await app.untilUnsent(0);
    // What waits for a decision is said as a number, and she is gone from the phone.
    await expect.poll(() => page.locator("dl.facts dd").nth(1).textContent()).toBe("1");
    expect(await app.untilPeople(worker.enrolments.length - 1)).not.toContain(name);
    const held = await supervisor.heldOf(worker.staff);
    expect(held.map(({ operation, status }) => [operation, status])).toEqual([["session-create", "held"]]);
    expect(await supervisor.notesOf(worker.staff, worker.enrolments, since)).toEqual(["Seen at noon"]);
    for (const one of held) await supervisor.apply(one);
    expect(await supervisor.notesOf(worker.staff, worker.enrolments, since)).toEqual(["Seen at noon", "Spoke at the gate"]);
    expect(handset.faults).toEqual([]);
  } finally {
    await undo().finally(end);
  }
});
