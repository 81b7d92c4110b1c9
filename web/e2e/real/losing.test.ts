// What is lost and what is not: passphrases, phones, and what a browser keeps.
import { expect, test } from "vitest";
import { App, say } from "./app";
import { DeskUser } from "./desk";
import { enrolled, type Scene } from "./scene";

/** How many databases lie in the browser. */
const databases = (app: App) => app.page.evaluate(async () => (await indexedDB.databases()).length);

/** The account with which somebody of the field signs in at a desk. */
async function deskOf({ server }: Scene, staff: string): Promise<DeskUser> {
  for (const account of server.accounts.filter(({ role }) => role === "mentor" || role === "outreach_worker")) {
    const user = new DeskUser(server, account);
    if ((await user.ask<{ staff_id: string }>("GET", "/me")).staff_id === staff) return user;
  }
  throw new Error("she has no account");
}

test("after ten wrong passphrases she signs in online; nothing was deleted, and her own opens it", async () => {
  const begun = await enrolled();
  const { app, network, page, worker, names, end } = begun;
  try {
    await network.down();
    await app.logSession(names[0] ?? "", "Before it was locked");
    await app.lock();
    for (let wrong = 1; wrong <= 10; wrong += 1) {
      await app.type("not the right words");
      await page.getByRole("button", { name: say("unlock.busy") }).waitFor({ state: "detached" });
    }
    await page.getByRole("heading", { name: say("online.title") }).waitFor();
    await network.up();
    const { account } = await deskOf(begun, worker.staff);
    if (await app.button("online.with_mail").isVisible()) await app.button("online.with_mail").click();
    await page.getByLabel(say("online.email")).fill(account.email);
    await page.getByLabel(say("online.password")).fill("not her password");
    await app.button("online.button").click();
    await page.getByText(say("online.refused")).first().waitFor();
    await page.getByLabel(say("online.password")).fill(account.password);
    await app.button("online.button").click();
    await page.getByText(say("online.allowed")).waitFor();
    await app.unlock();
    await app.untilUnsent(0);
  } finally {
    await end();
  }
});

test("ten notes unsent, the passphrase forgotten, enrolled again by her supervisor: all ten arrive once", async () => {
  const { app, handset, network, page, worker, names, supervisor, since, end } = await enrolled();
  try {
    await network.down();
    const notes = Array.from({ length: 10 }, (_, at) => `Under the old words ${at}`);
    for (const [at, note] of notes.entries()) await app.logSession(names[at % names.length] ?? "", note);
    await app.untilUnsent(10);
    await app.lock();
    await network.up();
    // Twice the answer is lost after the server has taken them in.
    network.loseAnswers("/api/v1/sync/rescue", 2);
    await page.getByRole("link", { name: say("unlock.forgotten") }).click();
    await app.enrol(await supervisor.codeFor(worker.staff), "quite different words now");
    await app.untilPeople(worker.enrolments.length);
    await app.more();
    const old = page.getByRole("link", { name: say("recover.open") });
    await expect
      .poll(
        async () => {
          await app.button("sending.now").click({ timeout: 1_000 }).catch(() => undefined);
          return [network.toLose("/api/v1/sync/rescue"), await old.count()];
        },
        { timeout: 60_000, interval: 500 },
      )
      .toEqual([0, 0]);
    expect(await supervisor.notesOf(worker.staff, worker.enrolments, since)).toEqual(notes);
    expect(handset.faults).toEqual([]);
  } finally {
    await end();
  }
});

test("a note taken down while it is locked is read after unlocking, and becomes a session", async () => {
  const { app, handset, network, worker, names, supervisor, since, end } = await enrolled();
  try {
    await app.page.evaluate(() => navigator.serviceWorker.ready);
    await app.lock();
    await network.down();
    await app.slip("Saw her at the stop, all well.");
    await handset.kill();
    const again = new App(await handset.start(), network.origin);
    await again.open("/log");
    expect(await again.page.getByText("Saw her at the stop").count()).toBe(0);
    await again.unlock();
    await again.placeSlip(names[0] ?? "");
    await network.up();
    await again.untilUnsent(0);
    expect(await supervisor.notesOf(worker.staff, worker.enrolments, since)).toEqual(["Saw her at the stop, all well."]);
  } finally {
    await end();
  }
});

test("a wipe by her supervisor takes everything, also what was not sent; her own takes her words", async () => {
  const { app, network, page, worker, names, supervisor, since, end } = await enrolled();
  try {
    await network.down();
    await app.logSession(names[0] ?? "", "Gone with the phone");
    await supervisor.wipe(worker.staff);
    await app.more();
    await network.up();
    await app.button("sending.now").click();
    await page.getByRole("heading", { name: say("enrol.title") }).waitFor();
    expect([await databases(app), await page.evaluate(() => localStorage.getItem("cw.places"))]).toEqual([0, null]);
    await app.enrol(await supervisor.codeFor(worker.staff));
    await app.untilPeople(worker.enrolments.length);
    await app.more();
    await page.getByRole("link", { name: say("wipe.open") }).click();
    await page.getByRole("textbox").fill(say("wipe.words"));
    await app.button("wipe.button").click();
    await page.getByRole("heading", { name: say("enrol.title") }).waitFor();
    expect(await databases(app)).toBe(0);
    expect(await supervisor.notesOf(worker.staff, worker.enrolments, since)).toEqual([]);
  } finally {
    await end();
  }
});

test("what the browser has deleted is said; enrolled again, everything that was sent comes back", async () => {
  const { app, network, page, worker, names, supervisor, since, end } = await enrolled();
  try {
    await app.logSession(names[0] ?? "", "Sent before");
    await app.untilUnsent(0);
    const before = await app.people();
    const session = await page.context().newCDPSession(page);
    await page.goto("about:blank");
    // As when space runs out: its databases go. Then as when somebody tidies up: everything.
    for (const storageTypes of ["indexeddb", "all"]) {
      await session.send("Storage.clearDataForOrigin", { origin: network.origin, storageTypes });
      await app.open();
      await page.getByRole("heading", { name: say("enrol.title") }).waitFor();
      expect(await page.getByText(say("enrol.cleared")).count()).toBe(storageTypes === "indexeddb" ? 1 : 0);
      await app.enrol(await supervisor.codeFor(worker.staff));
      expect((await app.untilPeople(before.length)).toSorted()).toEqual(before.toSorted());
    }
    expect(await supervisor.notesOf(worker.staff, worker.enrolments, since)).toEqual(["Sent before"]);
  } finally {
    await end();
  }
});
