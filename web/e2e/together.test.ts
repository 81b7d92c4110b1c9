import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { expectClean, type Look, LOOKS, nameOf, start, type Watched } from "./browser";
import { lookAt, PICTURES } from "./look";
import { ALIASES, type House, type Row, idOf, openWithPeople, unlock } from "./people";
import { words } from "./steps";

const origin = inject("origin");
const LOOK: Look = { language: "en", scheme: "light", size: { width: 360, height: 740 } };
const WAIT = { timeout: 10_000 };
const say = words("en");
const button = (page: Page, key: string) => page.getByRole("button", { name: say(key), exact: true });
let browser: Browser;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  browser = await start();
});
afterAll(() => browser.close());

const SAID = {
  en: { health: "asthma", goal: "Finish school by summer", plan: "Lower secondary certificate", step: "Sign up at the evening school", words: "I want to be asked before anybody calls my mother." },
  ar: { health: "ربو", goal: "إنهاء المدرسة قبل الصيف", plan: "شهادة المرحلة المتوسطة", step: "التسجيل في المدرسة المسائية", words: "أريد أن أُسأل قبل أن يتصل أحد بأمي." },
};

/** What the phone has of the first of them, and what somebody thought of her that she is not to read here. */
function rowsOfHers(language: Look["language"]): Row[] {
  const [person, enrolment] = [idOf(0x200), idOf(0x300)];
  const said = SAID[language];
  const row = (e: string, id: string, d: Record<string, unknown>): Row => ({ e, id, s: person, v: 1, d: { person_id: person, ...d } });
  const decided = (number: number, kind: string, status: string, giver: string, expires: string | null) =>
    row("consent", idOf(0xa00 + number), { kind, status, giver, recipient_class: null, text_version: "3", language: "es", method: "oral_recorded", occurred_at: "2026-02-03T15:00:00Z", expires_on: expires });
  return [
    row("needs", person, { medical_needs: said.health, emergency_contact: "…", preferred_staff_id: null }),
    row("contact", idOf(0xa30), { kind: "phone", value: "+57 300 000 0000", safe_to_call: true, safe_to_text: true, safe_to_leave_message: false, only_when: null, valid_from: null, valid_to: null }),
    decided(1, "data_processing", "given", "young_person", null),
    decided(2, "contact_by_phone", "given", "young_person", "2027-02-03"),
    decided(3, "photo_video", "refused", "young_person", null),
    decided(4, "service_participation", "given", "parent", null),
    row("case_plan", idOf(0xa10), { enrolment_id: enrolment, version: 1, state: "active", active_from: "2026-02-03", next_review_on: "2027-01-10", closed_on: null, goals: { [idOf(0xa11)]: "in_progress" } }),
    row("goal", idOf(0xa11), { enrolment_id: enrolment, plan_id: idOf(0xa10), domain: "education", priority: "high", due_on: "2027-06-30", words: JSON.stringify({ own_words: said.goal, description: said.plan }) }),
    row("plan_action", idOf(0xa12), { enrolment_id: enrolment, plan_id: idOf(0xa10), goal_id: idOf(0xa11), who: "young_person", due_on: "2026-12-10", done_on: null, what: said.step }),
    row("note", idOf(0xa20), { enrolment_id: enrolment, session_id: idOf(0x400), kind: "young_persons_words", recorded_at: new Date().toISOString(), text: said.words }),
    row("note", idOf(0xa21), { enrolment_id: enrolment, session_id: idOf(0x400), kind: "professional_opinion", recorded_at: new Date().toISOString(), text: OPINION }),
  ];
}
const OPINION = "Canary opinion";

async function opened(look: Look): Promise<Watched & { house: House }> {
  return openWithPeople(browser, origin, look, rowsOfHers(look.language));
}

/** Turns the screen to the first of them, in this language. */
async function turn(page: Page, look: Look, to: string): Promise<void> {
  const speak = words(look.language);
  await page.goto(`${origin}/together`);
  await unlock(page, look.language);
  await page.getByRole("button", { name: ALIASES[look.language][0] ?? "" }).first().click();
  await page.getByLabel(speak("language"), { exact: true }).selectOption(to);
  await page.getByRole("button", { name: speak("together.turn_now") }).click();
  await page.getByRole("heading", { name: words(to)("together.title") }).waitFor();
}

test("turned, there is nothing of anybody else and no way to it; the passphrase turns it back", async () => {
  const watched = await opened(LOOK);
  const { page, context } = watched;
  const other = await context.newPage();
  await other.goto(`${origin}/log`);
  await unlock(other, "en");
  await other.getByText("Kiko").first().waitFor();
  await page.bringToFront();
  await turn(page, LOOK, "es");
  const text = await page.locator("body").innerText();
  for (const theirs of [...ALIASES.en.slice(1), OPINION]) expect(text).not.toContain(theirs);
  expect(await page.getByRole("navigation").count()).toBe(0);
  expect(await page.evaluate(() => [document.documentElement.lang, localStorage.getItem("cw.language"), document.title])).toEqual(["es", null, "Causeway"]);
  // Neither back nor another address leads out of it, and no other tab is open any more.
  for (const path of ["/log", "/inbox", "/more"]) {
    await page.evaluate((to) => {
      history.pushState(null, "", to);
      dispatchEvent(new PopStateEvent("popstate"));
    }, path);
    await page.getByRole("heading", { name: words("es")("together.title") }).waitFor();
  }
  await page.evaluate(() => history.back());
  await page.getByRole("heading", { name: words("es")("together.title") }).waitFor();
  await other.bringToFront();
  await other.getByRole("heading", { name: say("unlock.title") }).waitFor();
  await page.bringToFront();
  await page.getByRole("button", { name: words("es")("together.give_back") }).tap();
  await page.getByRole("heading", { name: say("unlock.title") }).waitFor();
  expect(await page.evaluate(() => [document.documentElement.lang, location.pathname])).toEqual(["en", "/"]);
  await unlock(page, "en");
  await page.getByRole("navigation").waitFor();
  expectClean(watched);
  await context.close();
});

test("what she agreed to is taken back with two taps, from that moment", async () => {
  const watched = await opened(LOOK);
  const { page, context, house } = watched;
  await turn(page, LOOK, "en");
  expect(await button(page, "together.take_back").count()).toBe(2);
  const calls = page.getByRole("listitem").filter({ hasText: say("together.consent_contact_by_phone") });
  await calls.getByRole("button").tap();
  await page.getByRole("dialog").getByRole("button", { name: say("together.take_back_yes") }).tap();
  await page.getByText(say("together.taken_back")).waitFor();
  await expect.poll(() => calls.getByText(say("together.standing_withdrawn")).count(), WAIT).toBe(1);
  expect(await calls.getByRole("button").count()).toBe(0);
  await expect.poll(() => house.ops, WAIT).toMatchObject([{ entity: "consent", kind: "create", set: { person_id: idOf(0x200), kind: "contact_by_phone", status: "withdrawn", giver: "young_person", text_version: "none" } }]);
  expectClean(watched);
  await context.close();
});

test("what she puts right is an operation, and what she says is kept through a killed tab and lies with the slips", async () => {
  const watched = await opened(LOOK);
  const { page, context, house } = watched;
  await turn(page, LOOK, "en");
  await page.getByLabel(say("together.held_language")).selectOption("fr");
  await button(page, "together.correct_save").tap();
  await page.getByText(say("together.corrected")).waitFor();
  await expect.poll(() => house.ops, WAIT).toMatchObject([{ entity: "person", kind: "patch", entity_id: idOf(0x200), set: { language: "fr" } }]);
  await button(page, "together.say_save").tap();
  await page.getByText(say("together.say_empty")).waitFor();
  await page.getByLabel(say("together.say_label")).fill("That is not how it was");
  await page.waitForTimeout(800);
  await page.goto(origin);
  await turn(page, LOOK, "en");
  expect(await page.getByLabel(say("together.say_label")).inputValue()).toBe("That is not how it was");
  await button(page, "together.say_save").tap();
  await page.getByText(say("together.said")).waitFor();
  expect(await page.getByLabel(say("together.say_label")).inputValue()).toBe("");
  await button(page, "together.give_back").tap();
  await page.getByRole("heading", { name: say("unlock.title") }).waitFor();
  await page.goto(`${origin}/more`);
  await unlock(page, "en");
  await page.getByText("That is not how it was").waitFor();
  expectClean(watched);
  await context.close();
});

test("in a language that cannot be had it is not turned, and that is said", async () => {
  const watched = await opened(LOOK);
  const { page, context } = watched;
  await page.goto(`${origin}/together`);
  await unlock(page, "en");
  await page.getByRole("button", { name: "Kiko" }).first().tap();
  await context.setOffline(true);
  await page.getByLabel(say("language"), { exact: true }).selectOption("pt");
  await button(page, "together.turn_now").tap();
  await page.getByText(say("language.not_there")).waitFor();
  await page.getByLabel(say("language"), { exact: true }).selectOption("en");
  await button(page, "together.turn_now").tap();
  await page.getByRole("heading", { name: say("together.title") }).waitFor();
  expect(watched.strangers).toEqual([]);
  await context.close();
});

for (const look of LOOKS) {
  test(`the turned screen, ${nameOf(look)}`, async () => {
    const watched = await opened(look);
    const { page, context } = watched;
    const speak = words(look.language);
    await page.goto(`${origin}/together`);
    await unlock(page, look.language);
    await lookAt(watched, look, "together-whom");
    await page.getByRole("button", { name: ALIASES[look.language][0] ?? "" }).first().click();
    await page.getByLabel(speak("language"), { exact: true }).selectOption(look.language);
    await lookAt(watched, look, "together-turn");
    await page.getByRole("button", { name: speak("together.turn_now") }).click();
    await page.getByRole("heading", { name: speak("together.title") }).waitFor();
    await page.getByRole("button", { name: speak("together.say_save") }).click();
    await lookAt(watched, look, "together");
    await page.getByRole("button", { name: speak("together.take_back") }).first().click();
    await lookAt(watched, look, "together-take-back", false);
    expectClean(watched);
    await context.close();
  });
}
