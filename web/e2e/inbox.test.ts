import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { expectClean, type Look, LOOKS, nameOf, start, type Watched } from "./browser";
import { lookAt, PICTURES } from "./look";
import { CLASH, type Office, openOffice } from "./office";
import { ALIASES, type House, idOf, openWithPeople, unlock } from "./people";
import { words } from "./steps";

const origin = inject("origin");
const LOOK: Look = { language: "en", scheme: "light", size: { width: 360, height: 740 } };
const WAIT = { timeout: 10_000 };
let browser: Browser;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  browser = await start();
});
afterAll(() => browser.close());

/** Logs a session with somebody, with a note. */
async function log(page: Page, language: Look["language"], name: string, note: string): Promise<void> {
  const say = words(language);
  await page.getByRole("link", { name: say("nav.log"), exact: true }).click();
  await page.getByRole("button", { name }).first().click();
  await page.getByRole("button", { name: say("log.as_usual") }).click();
  await page.getByLabel(say("note.words")).fill(note);
  await page.getByRole("button", { name: say("log.save"), exact: true }).click();
  await page.getByRole("heading", { name: say("log.saved") }).waitFor();
}

/** Turns the screen to somebody, who says how she names herself, and gives the phone back. */
async function correctTogether(page: Page, language: Look["language"], name: string): Promise<void> {
  const say = words(language);
  await page.goto(`${origin}/together`);
  await unlock(page, language);
  await page.getByRole("button", { name }).first().click();
  await page.getByLabel(say("language"), { exact: true }).selectOption(language);
  await page.getByRole("button", { name: say("together.turn_now") }).click();
  await page.getByLabel(say("together.held_gender")).selectOption("nonbinary");
  await page.getByRole("button", { name: say("together.correct_save") }).click();
  await page.getByText(say("together.corrected")).waitFor();
  await page.getByRole("button", { name: say("together.give_back") }).click();
  await page.getByRole("heading", { name: say("unlock.title") }).waitFor();
}

/** One session held, and one field that two wrote: both wait in the inbox. */
async function withMail(look: Look): Promise<Watched & { house: House; office: Office }> {
  const watched = await openWithPeople(browser, origin, look);
  const office = await openOffice(watched);
  const [kiko = "", ana = ""] = ALIASES[look.language];
  await log(watched.page, look.language, kiko, NOTE[look.language]);
  await correctTogether(watched.page, look.language, ana);
  await expect.poll(() => watched.house.ops.length, WAIT).toBe(2);
  return { ...watched, office };
}

const NOTE = { en: "We walked to the clinic and back.", ar: "مشينا إلى العيادة وعدنا." };

async function openInbox(page: Page, language: Look["language"]): Promise<void> {
  const say = words(language);
  await page.goto(`${origin}/inbox`);
  await unlock(page, language);
  await page.getByRole("heading", { name: say("nav.inbox"), level: 1 }).waitFor();
}

const say = words("en");
const button = (page: Page, key: string) => page.getByRole("button", { name: say(key), exact: true });

test("of two values one tap says which stands, for the version she saw", async () => {
  const watched = await withMail(LOOK);
  const { page, context, office } = watched;
  await openInbox(page, "en");
  await page.getByRole("button", { name: say("together.gender_nonbinary") }).waitFor();
  // How much needs her stands beside the word, and is read out.
  expect(await page.getByRole("link", { name: "Inbox 2 need you" }).count()).toBe(1);
  // By keyboard alone: it is a button, in the order in which it is read.
  await page.getByRole("button", { name: say("together.gender_nonbinary") }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Decided: Girl or woman").waitFor();
  expect(office.decided).toEqual([{ path: `/api/v1/sync/conflicts/${CLASH}/resolve`, body: { take: "stood" }, match: '"v1"' }]);
  expect(await page.getByText(say("inbox.you_wrote")).count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  // It stays decided when the phone is opened again.
  await openInbox(page, "en");
  await page.getByRole("heading", { name: say("inbox.held") }).waitFor();
  expect(await page.getByText(say("inbox.you_wrote")).count()).toBe(0);
  expectClean(watched);
  await context.close();
});

test("what is held says why, and is mended: sent for the same row, and the first one set aside", async () => {
  const watched = await withMail(LOOK);
  const { page, context, house, office } = watched;
  await openInbox(page, "en");
  await page.getByText(say("inbox.rule_outside_enrolment")).waitFor();
  await page.getByText("It is about: When it was").waitFor();
  await page.getByRole("link", { name: say("inbox.mend"), exact: true }).tap();
  await page.getByRole("heading", { name: say("inbox.mend_title"), level: 1 }).waitFor();
  await page.getByLabel(say("inbox.field_minutes")).fill("0");
  await button(page, "inbox.mend_send").tap();
  await page.getByRole("link", { name: say("log.problem_out_of_range") }).waitFor();
  await page.getByLabel(say("inbox.field_minutes")).fill("35");
  // Longer than it takes to keep it: nothing she put right is lost when the tab dies.
  await page.waitForTimeout(800);
  await page.goto(`${origin}/inbox`);
  await unlock(page, "en");
  await page.getByRole("link", { name: say("inbox.mend"), exact: true }).tap();
  expect(await page.getByLabel(say("inbox.field_minutes")).inputValue()).toBe("35");
  await button(page, "inbox.mend_send").tap();
  await page.getByRole("heading", { name: say("nav.inbox"), level: 1 }).waitFor();
  await expect.poll(() => house.ops.length, WAIT).toBe(3);
  const [first, , again] = house.ops;
  expect(again).toMatchObject({ entity: "session", kind: "create", entity_id: first?.entity_id, set: { ...first?.set, minutes: 35 } });
  expect(again?.op_id).not.toBe(first?.op_id);
  await expect.poll(() => office.decided, WAIT).toMatchObject([{ body: { decision: "dismiss", reason: "entered_in_error" }, match: '"v1"' }]);
  await page.getByText(say("inbox.rule_outside_enrolment")).waitFor({ state: "detached" });
  expectClean(watched);
  await context.close();
});

test("without a network nothing is decided and she is told so; with one it is tried again, or set aside for a reason", async () => {
  const watched = await withMail(LOOK);
  const { page, context, office } = watched;
  // Both values are read before the network goes: what fails then is the decision.
  const read = page.waitForResponse("**/sync/conflicts/**");
  await openInbox(page, "en");
  await read;
  const nobody = (route: { abort: () => Promise<void> }) => route.abort();
  await context.route("**/api/**", nobody);
  await button(page, "inbox.again").tap();
  await page.getByText(say("inbox.no_network")).waitFor();
  await page.getByRole("button", { name: say("together.gender_nonbinary") }).tap();
  await expect.poll(() => page.getByText(say("inbox.no_network")).count(), WAIT).toBe(2);
  expect(office.decided).toEqual([]);
  await context.unroute("**/api/**", nobody);
  office.isStern = true;
  await button(page, "inbox.again").tap();
  await page.getByText(say("inbox.held_still")).waitFor();
  await button(page, "inbox.aside").tap();
  await page.getByRole("dialog").getByRole("button", { name: say("inbox.aside") }).tap();
  await page.getByText(say("inbox.aside_why")).waitFor();
  await page.getByRole("radio", { name: say("inbox.reason_wrong_person") }).tap();
  await page.getByRole("dialog").getByRole("button", { name: say("inbox.aside") }).tap();
  await page.getByText(say("inbox.aside_done")).waitFor();
  expect(office.decided.map(({ body }) => body)).toEqual([{ decision: "apply" }, { decision: "dismiss", reason: "wrong_person" }]);
  expect(await page.getByRole("heading", { name: say("inbox.held") }).count()).toBe(0);
  // The browser itself says of each request that nobody answered; nothing else went wrong.
  expect(watched.faults.filter((fault) => !fault.includes("ERR_FAILED"))).toEqual([]);
  await context.close();
});

test("what somebody decided at a desk is learnt when the inbox is opened", async () => {
  const watched = await withMail(LOOK);
  const { page, context, office } = watched;
  office.held.clear();
  office.clash = "resolved";
  await openInbox(page, "en");
  await page.getByText(say("inbox.empty")).waitFor();
  expect(await page.getByRole("link", { name: "Inbox", exact: true }).count()).toBe(1);
  expect(watched.faults.filter((fault) => !fault.includes("404"))).toEqual([]);
  await context.close();
});

for (const look of LOOKS) {
  test(`the inbox, ${nameOf(look)}`, async () => {
    const speak = words(look.language);
    const watched = await openWithPeople(browser, origin, look);
    const office = await openOffice(watched);
    const { page, context, house } = watched;
    await page.getByRole("link", { name: speak("nav.inbox"), exact: true }).click();
    await page.getByText(speak("inbox.empty")).waitFor();
    await lookAt(watched, look, "inbox-empty");
    const [kiko = "", ana = "", , lupe = ""] = ALIASES[look.language];
    await log(page, look.language, kiko, NOTE[look.language]);
    await expect.poll(() => office.held.size, WAIT).toBe(1);
    house.judge = () => ({});
    await log(page, look.language, lupe, NOTE[look.language]);
    await expect.poll(() => house.ops.length, WAIT).toBe(2);
    house.removed = [idOf(0x203), idOf(0x303)];
    await openOffice(watched).then((other) => Object.assign(other, { held: office.held, notices: [notice()] }));
    await correctTogether(page, look.language, ana);
    await expect.poll(() => house.ops.length, WAIT).toBe(3);
    await openInbox(page, look.language);
    await page.getByText(speak("inbox.seen")).waitFor();
    await page.getByText(speak("inbox.somebody"), { exact: true }).waitFor();
    await page.getByRole("button", { name: speak("together.gender_woman_girl") }).waitFor();
    await lookAt(watched, look, "inbox");
    await page.getByRole("button", { name: speak("inbox.aside"), exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: speak("inbox.aside") }).click();
    await lookAt(watched, look, "inbox-aside", false);
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: speak("inbox.mend"), exact: true }).click();
    await page.getByLabel(speak("inbox.field_minutes")).fill("0");
    await page.getByRole("button", { name: speak("inbox.mend_send"), exact: true }).click();
    await page.getByRole("alert").waitFor();
    await lookAt(watched, look, "inbox-mend");
    expectClean(watched);
    await context.close();
  });
}

/** Somebody opened a file in a hurry. */
function notice() {
  const at = new Date().toISOString();
  return { id: idOf(0x900), told_at: at, seen_at: null, break_glass_id: idOf(0x901), person_id: idOf(0x201), staff_id: idOf(0x902), staff_name: "Marta", purpose: "life_at_risk", needs_second: false };
}
