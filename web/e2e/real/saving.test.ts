// What she saved is saved: without a network, through kills, lost answers, other tabs and new versions.
import { expect, test } from "vitest";
import { App, say } from "./app";
import { enrolled } from "./scene";

const numbered = (count: number, what: string) => Array.from({ length: count }, (_, at) => `${what} ${String(at + 1).padStart(2, "0")}`);

test("it starts without a network and opens, with everybody on it", async () => {
  const { app, handset, network, page, worker, end } = await enrolled();
  try {
    await page.evaluate(() => navigator.serviceWorker.ready);
    await handset.close();
    await network.down();
    const again = new App(await handset.start(), network.origin);
    await again.open("/log");
    await again.unlock();
    expect(await again.untilPeople(worker.enrolments.length)).toHaveLength(worker.enrolments.length);
    expect(handset.faults).toEqual([]);
    expect(app.origin).toBe(network.origin);
  } finally {
    await end();
  }
});

test("ten sessions without a network, the browser killed after the tenth is saved: all of them are there, and arrive once", async () => {
  const { app, handset, network, page, worker, names, supervisor, since, end } = await enrolled();
  try {
    await page.evaluate(() => navigator.serviceWorker.ready);
    await network.down();
    const notes = numbered(10, "Walked to the stop");
    for (const [at, note] of notes.entries()) await app.logSession(names[at % names.length] ?? "", note);
    await handset.kill();
    const again = new App(await handset.start(), network.origin);
    await again.open("/more");
    await again.unlock();
    await again.untilUnsent(10);
    await network.up();
    await again.untilUnsent(0);
    expect(await supervisor.notesOf(worker.staff, worker.enrolments, since)).toEqual(notes);
  } finally {
    await end();
  }
});

test("two answers are lost after the server has done its part: nothing is there twice", async () => {
  const { app, network, worker, names, supervisor, since, end } = await enrolled();
  try {
    const notes = numbered(3, "Met at the library");
    network.loseAnswers("/api/v1/sync", 2);
    for (const note of notes) await app.logSession(names[0] ?? "", note);
    await app.untilUnsent(0);
    expect(network.toLose("/api/v1/sync")).toBe(0);
    expect(await supervisor.notesOf(worker.staff, worker.enrolments, since)).toEqual(notes);
  } finally {
    await end();
  }
});

test("two tabs save side by side, see each other's work, send it once, and lock together", async () => {
  const { app, handset, network, worker, names, supervisor, since, end } = await enrolled();
  try {
    const other = new App(await handset.tab(), network.origin);
    await other.open("/more");
    await other.unlock();
    await network.down();
    await Promise.all([app.logSession(names[0] ?? "", "Tab 1"), other.logSession(names[1] ?? "", "Tab 2")]);
    await app.untilUnsent(2);
    await other.untilUnsent(2);
    await network.up();
    await Promise.all([app.untilUnsent(0), other.untilUnsent(0)]);
    expect(await supervisor.notesOf(worker.staff, worker.enrolments, since)).toEqual(["Tab 1", "Tab 2"]);
    await other.lock();
    await app.page.getByRole("heading", { name: say("unlock.title") }).waitFor();
  } finally {
    await end();
  }
});

test("a new version waits for the form that is being filled in, and nothing typed is lost", async () => {
  const { app, network, page, worker, names, supervisor, since, end } = await enrolled();
  try {
    await page.evaluate(() => navigator.serviceWorker.ready);
    // The first visit is not under the worker yet.
    await app.open("/log");
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await app.unlock();
    await app.beginSession(names[0] ?? "", "Half a sentence");
    network.rewrite("/sw.js", (text) => `${text}\n// another version`);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await page.getByText(say("update.ready")).waitFor();
    await app.button("update.now").click();
    await page.getByText(say("update.form")).waitFor();
    expect(await page.getByLabel(say("note.words")).inputValue()).toBe("Half a sentence");
    await app.button("log.save").click();
    await page.getByRole("heading", { name: say("log.saved") }).waitFor();
    const reloaded = page.waitForEvent("load");
    await app.button("update.now").click();
    await reloaded;
    await app.unlock();
    await app.untilUnsent(0);
    expect(await supervisor.notesOf(worker.staff, worker.enrolments, since)).toEqual(["Half a sentence"]);
  } finally {
    await end();
  }
});
