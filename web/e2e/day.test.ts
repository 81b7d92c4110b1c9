import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Browser, Locator, Page } from "playwright-core";
import { expectClean, type Look, LOOKS, nameOf, start, violations, type Watched } from "./browser";
import { BESIDES, dayRows } from "./day-rows";
import { ALIASES, openWithPeople, unlock } from "./people";
import { words } from "./steps";

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

const button = (page: Page, key: string) => page.getByRole("button", { name: say(key), exact: true });
const link = (page: Page, key: string) => page.getByRole("link", { name: say(key), exact: true });
const radio = (within: Page | Locator, key: string) => within.getByRole("radio", { name: say(key), exact: true });
const heading = (page: Page, key: string) => page.getByRole("heading", { name: say(key), exact: true });
const toldSaved = (page: Page) => page.getByRole("status").filter({ hasText: say("log.saved") }).waitFor();

async function open(look: Look = LOOK) {
  const watched = await openWithPeople(browser, origin, look, dayRows(look.language));
  await watched.page.getByRole("link", { name: words(look.language)("nav.today"), exact: true }).click();
  await watched.page.getByRole("heading", { name: words(look.language)("today.expected") }).waitFor();
  return watched;
}

async function openPerson(page: Page, name: string): Promise<void> {
  await link(page, "nav.people").tap();
  await page.getByRole("list").getByRole("button", { name }).tap();
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

/** A telephone that only writes down what it was to dial. */
async function dialled(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const numbers: string[] = [];
    Object.assign(globalThis, { numbers });
    addEventListener("click", (event) => {
      const href = (event.target as Element).closest("a")?.getAttribute("href") ?? "";
      if (!/^(tel|sms):/.test(href)) return;
      event.preventDefault();
      numbers.push(href);
    });
  });
  return () => page.evaluate(() => (globalThis as unknown as { numbers: string[] }).numbers);
}

test("the day opens the app: who is expected, what became of plans, what is overdue, whom nobody reached", async () => {
  const watched = await open();
  const { page, context, house } = watched;
  await page.goto(origin);
  await unlock(page, "en");
  await heading(page, "today.title").waitFor();
  const section = (key: string) => page.locator("section").filter({ has: heading(page, key) });
  expect(await section("today.expected").getByRole("button").allInnerTexts()).toEqual([expect.stringMatching(/Lupe[\s\S]*Home visit/)]);
  expect(await section("today.settle").getByRole("button").allInnerTexts()).toEqual([expect.stringContaining("Nadia")]);
  expect(await section("today.quiet").getByRole("button").allInnerTexts()).toEqual([expect.stringMatching(/Rulo[\s\S]*no safe way[\s\S]*40 days/)]);
  expect(await section("today.due").getByRole("button").allInnerTexts()).toEqual([expect.stringContaining("Ana")]);
  await section("today.overdue").getByRole("button", { name: "Kiko" }).tap();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: say("log.save") }).tap();
  await sheet.getByText(say("log.problem_choice")).waitFor();
  await radio(sheet, "person.dismiss_review_planned").tap();
  await sheet.getByRole("button", { name: say("log.save") }).tap();
  await toldSaved(page);
  await heading(page, "today.overdue").waitFor({ state: "detached" });
  await expect.poll(() => house.ops.at(-1), WAIT).toMatchObject({ entity: "task", kind: "dismiss", set: { reason: "review_planned" }, base_version: 1 });
  expectClean(watched);
  await context.close();
});

test("a call is asked after, even where the browser was killed meanwhile, and noted in one tap", async () => {
  const watched = await open();
  const { page, context, house } = watched;
  await openPerson(page, "Kiko");
  const numbers = await dialled(page);
  // Nothing to write with: she said it is not safe.
  expect(await link(page, "call.write").count()).toBe(0);
  await page.getByText("Don’t write. They said it is not safe.").waitFor();
  await link(page, "call.call").tap();
  expect(await numbers()).toEqual(["tel:+573001112233"]);
  await heading(page, "call.what_came").waitFor();
  await page.goto(`${origin}/person`);
  await unlock(page, "en");
  await heading(page, "nav.people").waitFor();
  await page.getByText("Kiko · Call").waitFor();
  await button(page, "log.result_no_answer").tap();
  await toldSaved(page);
  await heading(page, "call.what_came").waitFor({ state: "detached" });
  await expect.poll(() => house.ops.at(-1), WAIT).toMatchObject({ entity: "contact_attempt", set: { mode: "phone_call", result: "no_answer" } });
  // Through her sister, without a number: the slip alone; a session that is logged instead answers it.
  await openPerson(page, "Ana");
  await page.getByText("her sister Marta").waitFor();
  await page.getByText("after six, never on Sundays").waitFor();
  await button(page, "call.i_called").tap();
  await button(page, "call.talked").tap();
  await page.getByRole("button", { name: say("log.as_usual") }).tap();
  await button(page, "log.save").tap();
  await page.getByRole("heading", { name: say("log.saved") }).waitFor();
  await link(page, "nav.today").tap();
  await heading(page, "today.expected").waitFor();
  await expect.poll(() => house.ops.map(({ entity }) => entity), WAIT).toEqual(["contact_attempt", "session"]);
  expect(await heading(page, "call.what_came").count()).toBe(0);
  expectClean(watched);
  await context.close();
});

test("somebody new with the minimum, finished later; the draft survives a killed tab", async () => {
  const watched = await open();
  const { page, context, house } = watched;
  await link(page, "nav.people").tap();
  await link(page, "new_person.title").tap();
  await page.getByLabel(say("new_person.known_as")).fill("Flaco");
  await page.waitForTimeout(600);
  await page.goto(`${origin}/people/new`);
  await unlock(page, "en");
  await heading(page, "new_person.title").waitFor();
  expect(await page.getByLabel(say("new_person.known_as")).inputValue()).toBe("Flaco");
  expect(await page.getByLabel(say("new_person.language")).inputValue()).toBe("es");
  await button(page, "log.save").tap();
  await page.getByRole("heading", { name: say("log.saved") }).waitFor();
  await button(page, "log.done").tap();
  await page.getByRole("heading", { level: 1, name: "Flaco" }).waitFor();
  await page.getByText(say("person.missing_way_to_reach"), { exact: true }).waitFor();
  await radio(page, "person.gender_man_boy").tap();
  await button(page, "log.save").tap();
  await toldSaved(page);
  await expect.poll(() => house.ops.map(({ entity, kind }) => `${entity} ${kind}`), WAIT).toEqual(["person create", "person patch"]);
  expect(house.ops[0]?.set).toMatchObject({ language: "es", identity: { known_as: "Flaco" }, recorded_via: "mobile_offline" });
  expect(house.ops[1]?.set).toEqual({ gender_identity: "man_boy" });
  expectClean(watched);
  await context.close();
});

test("who takes back being called is not called any more, from that moment", async () => {
  const watched = await open();
  const { page, context, house } = watched;
  await openPerson(page, "Kiko");
  await link(page, "consent.title").tap();
  await radio(page, "consent.status_withdrawn").tap();
  await page.getByLabel(say("consent.about")).selectOption("contact_by_phone");
  await button(page, "log.save").tap();
  await page.getByRole("heading", { name: say("log.saved") }).waitFor();
  await button(page, "log.done").tap();
  await page.getByRole("heading", { level: 1, name: "Kiko" }).waitFor();
  await page.getByText("Don’t call. They took back their yes.").waitFor();
  expect(await link(page, "call.call").count()).toBe(0);
  expect(await page.getByText("+57 300 111 2233").count()).toBe(0);
  await expect.poll(() => house.ops.at(-1), WAIT).toMatchObject({ entity: "consent", set: { kind: "contact_by_phone", status: "withdrawn", giver: "young_person", text_version: "none" } });
  // A yes that lets others know says who, what, until when, and that the limits were told.
  await link(page, "consent.title").tap();
  await radio(page, "consent.status_given").tap();
  await page.getByLabel(say("consent.about")).selectOption("share_recipient_class");
  await button(page, "log.save").tap();
  const wrong = await page.getByRole("alert").getByRole("link").count();
  expect(wrong).toBe(5);
  expectClean(watched);
  await context.close();
});

for (const look of LOOKS) {
  test(`every screen of the day, ${nameOf(look)}`, async () => {
    const watched = await open(look);
    const { page, context } = watched;
    const speak = words(look.language);
    const [kiko = "", ana = ""] = ALIASES[look.language];
    const shoot = (name: string) => lookAt(watched, look, name, name !== "today-task");
    const follow = (key: string) => page.getByRole("link", { name: speak(key), exact: true }).click();
    const person = async (name: string) => {
      await follow("nav.people");
      await page.getByRole("list").getByRole("button", { name }).click();
      await page.getByRole("heading", { level: 1, name }).waitFor();
    };
    await page.getByText(BESIDES[look.language][0] ?? "").first().waitFor();
    await shoot("today");
    await page.getByRole("button", { name: kiko }).first().click();
    await shoot("today-task");
    await page.keyboard.press("Escape");
    await follow("nav.people");
    await shoot("people");
    await person(kiko);
    await shoot("person");
    await person(ana);
    await page.getByRole("button", { name: speak("call.i_called"), exact: true }).click();
    await page.getByRole("heading", { name: speak("call.what_came") }).waitFor();
    await shoot("person-call");
    await page.getByRole("button", { name: speak("log.result_reached"), exact: true }).click();
    await page.getByRole("heading", { name: speak("call.what_came") }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: speak("close"), exact: true }).click();
    await follow("consent.title");
    await page.getByRole("button", { name: speak("log.save"), exact: true }).click();
    await shoot("person-consent-error");
    await page.getByRole("radio", { name: speak("consent.status_given"), exact: true }).check({ force: true });
    await page.getByLabel(speak("consent.about")).selectOption("share_recipient_class");
    await shoot("person-consent");
    await follow("nav.people");
    await follow("new_person.title");
    await shoot("people-new");
    await page.getByRole("button", { name: speak("log.save"), exact: true }).click();
    await page.getByRole("heading", { name: speak("log.saved") }).waitFor();
    await shoot("people-new-saved");
    expectClean(watched);
    await context.close();
  });
}

async function lookAt({ page }: Watched, look: Look, name: string, isWhole = true): Promise<void> {
  await page.locator("main h1").waitFor();
  expect(await violations(page), name).toEqual([]);
  const { width, height } = look.size;
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} is too wide`).toBeLessThanOrEqual(width);
  // As tall as it is: bars at the lower edge stand below everything, and not in the middle of it.
  if (isWhole) await page.setViewportSize({ width, height: Math.max(height, await page.evaluate(() => document.documentElement.scrollHeight)) });
  await page.screenshot({ path: `${PICTURES}${name}-${nameOf(look)}.png` });
  await page.setViewportSize(look.size);
}
