import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Browser, Locator, Page, Route } from "playwright-core";
import { expectClean, type Look, LOOKS, nameOf, start, violations, type Watched } from "./browser";
import { ALIASES, openWithPeople, unlock } from "./people";
import { PASSPHRASE, words } from "./steps";

const origin = inject("origin");
const PICTURES = new URL("pictures/", import.meta.url).pathname;
const LOOK: Look = { language: "en", scheme: "light", size: { width: 360, height: 740 } };
const say = words("en");
const WAIT = { timeout: 10_000 };
let browser: Browser;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  browser = await start();
});
afterAll(() => browser.close());

const lock = (page: Page) => page.goto(`${origin}/more`).then(() => page.getByLabel(say("passphrase"), { exact: true }).waitFor());
const link = (page: Page, key: string) => page.getByRole("link", { name: say(key), exact: true });
const button = (page: Page, key: string) => page.getByRole("button", { name: say(key), exact: true });
const saved = (page: Page) => page.getByRole("heading", { name: say("log.saved") }).waitFor();

test("from the icon to a saved session it is six taps at most, besides the passphrase", async () => {
  const watched = await openWithPeople(browser, origin, LOOK);
  const { page, context, house } = watched;
  await lock(page);
  // The tap on the icon, which no browser can be told to do.
  let taps = 1;
  const tap = async (what: Locator) => {
    await what.tap();
    taps += 1;
  };
  await page.goto(origin);
  await page.getByLabel(say("passphrase"), { exact: true }).fill(PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").waitFor();
  if ((await link(page, "nav.log").getAttribute("aria-current")) === null) await tap(link(page, "nav.log"));
  else taps += 1;
  await tap(page.getByRole("button", { name: "Ana" }));
  await tap(button(page, "log.kind_family_meeting"));
  await tap(page.getByRole("button", { name: "30 min" }));
  await tap(button(page, "log.save"));
  await saved(page);
  expect(taps).toBeLessThanOrEqual(6);
  expect(await page.getByRole("status").filter({ hasText: say("log.saved") }).count()).toBe(1);
  await expect.poll(() => house.ops.length, WAIT).toBe(1);
  expect(house.ops[0]).toMatchObject({ entity: "session", kind: "create", set: { kind: "family_meeting", minutes: 30, attendance: "present", recorded_via: "mobile_offline" } });
  expectClean(watched);
  await context.close();
});

test("a killed tab loses nothing: the form that was begun is found again, with every word", async () => {
  const watched = await openWithPeople(browser, origin, LOOK);
  const { page, context, house } = watched;
  await page.getByRole("button", { name: "Kiko" }).tap();
  await page.getByRole("button", { name: say("log.as_usual") }).tap();
  await page.getByLabel(say("note.words")).fill("Half a sentence about the");
  await page.getByRole("radio", { name: say("log.attendance_late"), exact: true }).tap();
  // Longer than it takes to keep it: a killed process runs nothing more.
  await page.waitForTimeout(1_000);
  const died = page.waitForEvent("crash");
  // It answers nothing any more.
  void (await context.newCDPSession(page)).send("Page.crash").catch(() => undefined);
  await died;
  const again = await context.newPage();
  await again.goto(`${origin}/log`);
  await unlock(again, "en");
  await again.getByText(say("log.not_finished").replace("{what}", say("log.session"))).tap();
  await again.getByRole("heading", { name: say("log.went") }).waitFor();
  expect(await again.getByLabel(say("note.words")).inputValue()).toBe("Half a sentence about the");
  expect(await again.getByRole("radio", { name: say("log.attendance_late") }).isChecked()).toBe(true);
  await button(again, "log.save").tap();
  await saved(again);
  await expect.poll(() => house.ops.length, WAIT).toBe(1);
  expect(house.ops[0]?.set).toMatchObject({ attendance: "late", note: { text: "Half a sentence about the" } });
  await again.goto(`${origin}/log`);
  await unlock(again, "en");
  await again.getByRole("heading", { name: say("log.who") }).waitFor();
  await again.getByText("Kiko").first().waitFor();
  expect(await again.getByText(say("log.not_finished").replace("{what}", say("log.session"))).count()).toBe(0);
  await context.close();
});

test("without a network it is saved too, late or ahead: a time to come becomes a plan", async () => {
  const watched = await openWithPeople(browser, origin, LOOK);
  const { page, context, house } = watched;
  const nobody = (route: Route) => route.abort();
  await context.route("**/api/**", nobody);
  await page.getByRole("button", { name: "Ana" }).tap();
  await page.getByRole("button", { name: say("log.as_usual") }).tap();
  await page.getByText(say("log.change"), { exact: true }).tap();
  await page.getByRole("radio", { name: "Yesterday", exact: true }).tap();
  await button(page, "log.save").tap();
  await saved(page);
  await button(page, "log.done").tap();
  await page.getByRole("button", { name: "Kiko" }).first().tap();
  await page.getByRole("button", { name: say("log.as_usual") }).tap();
  await page.getByText(say("log.change"), { exact: true }).tap();
  await page.getByRole("radio", { name: "Another day", exact: true }).tap();
  const ahead = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel(say("log.date")).fill(ahead);
  await page.getByText(say("log.ahead")).waitFor();
  await button(page, "log.save_plan").tap();
  await saved(page);
  expect(house.ops).toEqual([]);
  await context.unroute("**/api/**", nobody);
  watched.faults.length = 0;
  await lock(page);
  await unlock(page, "en");
  await expect.poll(() => house.ops.map(({ entity, kind }) => [entity, kind]), WAIT).toEqual([["session", "create"], ["appointment", "create"]]);
  await context.close();
});

test("a roll starts unmarked; one tap marks, one gives a reason, one marks the rest, two put a walk-in on", async () => {
  const watched = await openWithPeople(browser, origin, LOOK);
  const { page, context, house } = watched;
  await link(page, "roll.title").tap();
  await button(page, "log.kind_sport_session").tap();
  await page.getByRole("heading", { name: say("roll.who") }).waitFor();
  expect(await page.locator("[aria-pressed=true]").count()).toBe(0);
  await page.getByRole("button", { name: "Ana: there" }).tap();
  await page.getByRole("button", { name: "Memo: Other…" }).tap();
  await button(page, "log.attendance_absent_excused").tap();
  await button(page, "roll.walk_in").tap();
  await page.getByLabel(say("roll.nickname")).fill("Flaco");
  await button(page, "roll.came").tap();
  await page.getByRole("button", { name: "Mark the rest there (6)" }).tap();
  await page.getByText("8 there · 1 away · 0 not marked").waitFor();
  await button(page, "log.save").tap();
  await saved(page);
  await expect.poll(() => house.ops.map(({ entity }) => entity), WAIT).toEqual(["group_session", "walk_in"]);
  expect(house.ops[1]?.set).toMatchObject({ nickname: "Flaco", attendance: "present" });
  // Marks go line by line once the server has the group.
  await expect.poll(() => [...house.marks.values()].sort(), WAIT).toEqual(["absent_excused", ...Array.from({ length: 7 }, () => "present")]);
  await button(page, "log.done").tap();
  await page.getByRole("heading", { name: say("log.who") }).waitFor();
  await expect.poll(() => page.getByText(say("roll.marks")).count(), WAIT).toBe(0);
  expectClean(watched);
  await context.close();
});

test("an attempt, a plan, a note, a correction, and out and back", async () => {
  const watched = await openWithPeople(browser, origin, LOOK);
  const { page, context, house } = watched;
  const sent = (count: number) => expect.poll(() => house.ops.length, WAIT).toBe(count);
  await link(page, "attempt.title").tap();
  await page.getByRole("button", { name: "Ana" }).tap();
  await page.getByRole("radio", { name: say("log.result_no_answer"), exact: true }).tap();
  await button(page, "log.save").tap();
  await saved(page);
  await sent(1);
  await button(page, "log.done").tap();
  await link(page, "plan.title").tap();
  await page.getByRole("button", { name: "Ana" }).tap();
  await button(page, "log.save_plan").tap();
  await saved(page);
  await sent(2);
  await button(page, "log.done").tap();
  await link(page, "note.title").tap();
  await page.getByRole("button", { name: "Ana" }).tap();
  await page.getByLabel(say("note.write")).fill("Slept badly, asked for the number of the school.");
  await button(page, "log.save").tap();
  await saved(page);
  await sent(3);
  await button(page, "log.done").tap();
  // What she only looked at is no form that was begun.
  await link(page, "note.title").tap();
  await page.getByRole("button", { name: "Ana" }).tap();
  await page.getByText(say("note.earlier")).waitFor();
  await page.waitForTimeout(600);
  await page.goBack();
  await page.getByRole("heading", { name: say("log.else") }).waitFor();
  await page.waitForTimeout(300);
  expect(await page.getByText(say("log.not_finished").replace("{what}", say("note.title"))).count()).toBe(0);
  await page.getByRole("button", { name: "Kiko" }).tap();
  await page.getByRole("button", { name: say("log.as_usual") }).tap();
  await button(page, "log.save").tap();
  await saved(page);
  await link(page, "log.correct").tap();
  await page.getByLabel(say("log.long")).fill("90");
  await button(page, "log.save").tap();
  await saved(page);
  await sent(5);
  await button(page, "log.done").tap();
  await link(page, "outing.title").tap();
  await page.getByRole("radio", { name: "3 hours", exact: true }).tap();
  await button(page, "outing.go").tap();
  await page.getByText(say("outing.watched"), { exact: true }).waitFor();
  await button(page, "outing.back").tap();
  await button(page, "outing.go").waitFor();
  await sent(7);
  expect(house.ops.map(({ entity, kind }) => `${entity} ${kind}`)).toEqual(["contact_attempt create", "appointment create", "note create", "session create", "session patch", "outing create", "outing back"]);
  expect(house.ops[4]?.set).toEqual({ minutes: 90 });
  expectClean(watched);
  await context.close();
});

test("a note taken while it was locked is placed with somebody, and gone from the slips", async () => {
  const watched = await openWithPeople(browser, origin, LOOK);
  const { page, context, house } = watched;
  await lock(page);
  await button(page, "slip.button").tap();
  await page.getByLabel(say("slip.label")).fill("Saw her at the stop, all well.");
  await button(page, "slip.save").tap();
  await page.getByText(say("slip.saved")).waitFor();
  await page.goto(`${origin}/log`);
  await unlock(page, "en");
  await page.getByText("1 note from while it was locked").tap();
  await page.getByRole("button", { name: "Lupe" }).tap();
  await button(page, "slip.new_session").tap();
  await page.getByRole("button", { name: say("log.as_usual") }).tap();
  expect(await page.getByLabel(say("note.words")).inputValue()).toBe("Saw her at the stop, all well.");
  await button(page, "log.save").tap();
  await saved(page);
  await expect.poll(() => house.ops[0]?.set, WAIT).toMatchObject({ note: { text: "Saw her at the stop, all well." } });
  await button(page, "log.done").tap();
  await page.getByRole("heading", { name: say("log.who") }).waitFor();
  expect(await page.getByText("1 note from while it was locked").count()).toBe(0);
  expectClean(watched);
  await context.close();
});

test("a session is logged by keyboard alone, and the focus goes where the next question is", async () => {
  const watched = await openWithPeople(browser, origin, LOOK);
  const { page, context, house } = watched;
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  /** Tab after tab until what is meant has the focus. */
  const tabTo = async (what: Locator) => {
    for (let tabs = 0; tabs < 60; tabs += 1) {
      await page.keyboard.press("Tab");
      if (await what.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error("it is never reached");
  };
  // Past the last link the browser itself has the focus, and the screen is covered: from the heading on.
  await page.locator("main h1").focus();
  const chain = [page.getByRole("button", { name: "Ana" }), button(page, "log.kind_family_meeting"), page.getByRole("button", { name: "30 min" })];
  for (const [at, what] of chain.entries()) {
    await tabTo(what);
    await page.keyboard.press("Enter");
    await expect.poll(focused).toBe(say(["log.what", "log.long", "log.went"][at] ?? ""));
  }
  await tabTo(page.getByRole("radio", { name: say("log.attendance_present") }));
  await page.keyboard.press("ArrowRight");
  await tabTo(button(page, "log.save"));
  await page.keyboard.press("Enter");
  await expect.poll(focused).toBe(say("log.saved"));
  await expect.poll(() => house.ops[0]?.set, WAIT).toMatchObject({ kind: "family_meeting", minutes: 30, attendance: "late" });
  expectClean(watched);
  await context.close();
});

for (const look of LOOKS) {
  test(`every screen for logging, ${nameOf(look)}`, async () => {
    const speak = words(look.language);
    const watched = await openWithPeople(browser, origin, look);
    const { page, context } = watched;
    const [kiko = "", ana = ""] = ALIASES[look.language];
    const shoot = (name: string, isWhole = true) => lookAt(watched, look, name, isWhole);
    const press = (key: string) => page.getByRole("button", { name: speak(key), exact: true }).click();
    const follow = (key: string) => page.getByRole("link", { name: speak(key), exact: true }).click();
    await shoot("log");
    await page.getByRole("button", { name: kiko }).click();
    await shoot("log-what");
    await press("log.kind_family_meeting");
    await shoot("log-long");
    await page.locator("button.tile").nth(2).click();
    await page.getByLabel(speak("note.words")).fill("…");
    await shoot("log-went");
    await press("log.save");
    await page.getByRole("heading", { name: speak("log.saved") }).waitFor();
    await shoot("log-saved");
    await follow("log.correct");
    await shoot("log-correct");
    await page.getByRole("button", { name: speak("back") }).click();
    await follow("roll.title");
    await shoot("log-roll-about");
    await press("log.kind_sport_session");
    await page.locator(".mark").first().click();
    await page.locator(".roll-line").nth(1).locator(".mark").nth(1).click();
    await shoot("log-roll-reason", false);
    await press("log.attendance_late");
    await press("roll.walk_in");
    await page.getByLabel(speak("roll.nickname")).fill(kiko);
    await shoot("log-roll-walk-in", false);
    await press("roll.came");
    await shoot("log-roll");
    await press("log.save");
    await press("log.done");
    await follow("attempt.title");
    await page.getByRole("button", { name: ana }).click();
    await press("log.save");
    await shoot("log-attempt-error");
    await page.getByRole("radio", { name: speak("log.result_reached"), exact: true }).click();
    await shoot("log-attempt");
    await page.goBack();
    await follow("plan.title");
    await page.getByRole("button", { name: ana }).first().click();
    await shoot("log-plan");
    await page.goBack();
    await follow("note.title");
    await page.getByRole("button", { name: kiko }).first().click();
    await page.locator("button.list-row").first().click();
    await shoot("log-note");
    await page.goBack();
    await follow("outing.title");
    await shoot("outing");
    await press("outing.go");
    await page.getByText(speak("outing.watched"), { exact: true }).waitFor();
    await shoot("outing-out");
    await page.goto(`${origin}/more`);
    await page.getByRole("button", { name: speak("slip.button") }).click();
    await page.getByLabel(speak("slip.label")).fill("…");
    await press("slip.save");
    await page.getByText(speak("slip.saved")).waitFor();
    await page.goto(`${origin}/log`);
    await unlock(page, look.language);
    await page.getByRole("heading", { name: speak("log.latest") }).waitFor();
    await shoot("log-begun");
    await page.getByText(speak("slip.place"), { exact: true }).click();
    await page.getByRole("button", { name: ana }).first().click();
    await shoot("log-slip");
    expectClean(watched);
    await context.close();
  });
}

/** Looks at a screen as a whole: as tall as it is, so that the bars at its lower edge lie where they belong; a sheet as she sees it. */
async function lookAt({ page }: Watched, look: Look, name: string, isWhole: boolean): Promise<void> {
  await page.locator("main h1").waitFor();
  expect(await violations(page), name).toEqual([]);
  const { width, height } = look.size;
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} is too wide`).toBeLessThanOrEqual(width);
  if (isWhole) await page.setViewportSize({ width, height: Math.max(height, await page.evaluate(() => document.documentElement.scrollHeight)) });
  await page.screenshot({ path: `${PICTURES}${name}-${nameOf(look)}.png` });
  await page.setViewportSize(look.size);
}
