import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { preview } from "vite";
import { expectClean, type Look, phone, start, type Watched } from "./browser";
import { answer, enrol, PASSPHRASE, present, toMore, words } from "./steps";

const origin = inject("origin");
const LOOK: Look = { language: "en", scheme: "light", size: { width: 360, height: 740 } };
const say = words("en");
const nothing = async () => undefined;
let browser: Browser;

beforeAll(async () => {
  browser = await start();
});
afterAll(() => browser.close());

async function enrolled(look = LOOK): Promise<Watched> {
  const watched = await phone(browser, origin, look);
  await enrol(watched, origin, look.language, nothing);
  await toMore(watched, look.language);
  return watched;
}

/** The service worker has everything. */
function kept(page: Page): Promise<unknown> {
  return page.evaluate(() => navigator.serviceWorker.ready);
}

async function unlock(page: Page, passphrase: string): Promise<void> {
  await page.getByLabel(say("passphrase"), { exact: true }).fill(passphrase);
  await page.getByRole("button", { name: say("unlock.button"), exact: true }).click();
}

test("it starts without a network, in her language, and opens", async () => {
  const look = { ...LOOK, language: "ar" } as const;
  const watched = await enrolled(look);
  const { page, context } = watched;
  await kept(page);
  await context.setOffline(true);
  await page.goto(`${origin}/more`);
  const arabic = words("ar");
  await page.getByRole("heading", { name: arabic("unlock.title") }).waitFor();
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir, document.title])).toEqual(["ar", "rtl", "Causeway"]);
  await page.getByLabel(arabic("passphrase"), { exact: true }).fill(PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: arabic("sending.title") }).waitFor();
  await page.goto(`${origin}/numbers`);
  await page.getByRole("heading", { name: arabic("crisis.title") }).waitFor();
  await page.goto(`${origin}/calendar`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  expect(watched.strangers).toEqual([]);
  await context.close();
});

test("quick exit leaves a calendar, and going back finds it locked; so does Escape twice", async () => {
  const watched = await enrolled();
  const { page, context } = watched;
  await page.getByRole("link", { name: say("wipe.open") }).click();
  await page.getByRole("button", { name: say("leave") }).click();
  await page.waitForURL("**/calendar");
  expect(await page.title()).toBe("Calendar");
  await page.goBack();
  await page.getByRole("heading", { name: say("unlock.title") }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.waitForURL("**/calendar");
  expectClean(watched);
  await context.close();
});

test("two tabs lock together, and looking away covers the screen", async () => {
  const watched = await enrolled();
  const { page, context } = watched;
  const other = await context.newPage();
  await other.goto(`${origin}/more`);
  await unlock(other, PASSPHRASE);
  await other.getByRole("button", { name: say("more.lock") }).click();
  await page.bringToFront();
  await page.getByRole("heading", { name: say("unlock.title") }).waitFor();
  await page.evaluate(() => {
    document.hasFocus = () => false;
    window.dispatchEvent(new Event("blur"));
  });
  expect(await page.getByRole("heading", { name: say("unlock.title") }).isVisible()).toBe(false);
  await page.evaluate(() => {
    document.hasFocus = () => true;
    window.dispatchEvent(new Event("focus"));
  });
  await page.getByRole("heading", { name: say("unlock.title") }).waitFor();
  await context.close();
});

test("wrong passphrases are counted in words, and after ten she signs in online or brings a new code; nothing is deleted", async () => {
  const watched = await enrolled();
  const { page, context } = watched;
  await page.getByRole("button", { name: say("more.lock") }).click();
  await unlock(page, "not the right words");
  await page.getByText("9 more tries").first().waitFor();
  for (let wrong = 1; wrong < 10; wrong += 1) {
    await unlock(page, "not the right words");
    await page.getByRole("button", { name: say("unlock.busy") }).waitFor({ state: "detached" });
  }
  await page.getByRole("heading", { name: say("online.title") }).waitFor();
  await page.getByRole("link", { name: say("online.new_code") }).click();
  await page.getByText(say("enrol.again")).waitFor();
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(1);
  await present(watched, "en", nothing);
  await toMore(watched, "en");
  expectClean(watched);
  await context.close();
});

test("a wipe takes the typed words and leaves nothing", async () => {
  const watched = await enrolled();
  const { page, context } = watched;
  await page.getByRole("link", { name: say("wipe.open") }).click();
  await page.getByRole("textbox").fill("Delete  everything ");
  await page.getByRole("button", { name: say("wipe.button"), exact: true }).click();
  await page.getByRole("heading", { name: say("enrol.title") }).waitFor();
  expect(await page.evaluate(async () => [(await indexedDB.databases()).length, localStorage.getItem("cw.places")])).toEqual([0, null]);
  await context.close();
});

test("a scanned link fills the code in, and the code leaves the address", async () => {
  const watched = await phone(browser, origin, LOOK);
  await answer(watched);
  await watched.page.goto(`${origin}/device#KFTM-RWQZ`);
  await watched.page.getByLabel(say("enrol.code"), { exact: true }).waitFor();
  expect(await watched.page.getByLabel(say("enrol.code"), { exact: true }).inputValue()).toBe("KFTM-RWQZ");
  expect(watched.page.url()).toBe(`${origin}/device`);
  await watched.context.close();
});

test("a new version waits for a form with something unsaved, then comes when she says so", async () => {
  const folder = mkdtempSync(join(tmpdir(), "causeway-versions-"));
  cpSync("dist-demo", folder, { recursive: true });
  const server = await preview({ mode: "demo", build: { outDir: folder }, preview: { port: 4183, host: "127.0.0.1" } });
  const own = server.resolvedUrls?.local[0]?.replace(/\/$/, "") ?? "";
  const watched = await phone(browser, own, LOOK);
  const { page, context } = watched;
  try {
    await enrol(watched, own, "en", nothing);
    await toMore(watched, "en");
    await page.getByRole("button", { name: say("more.lock") }).click();
    await kept(page);
    // The first visit is not under the worker yet.
    await page.reload();
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.getByRole("button", { name: say("slip.button") }).click();
    await page.getByLabel(say("slip.label")).fill("half a note");
    const worker = join(folder, "sw.js");
    rmSync(`${worker}.br`);
    rmSync(`${worker}.gz`);
    writeFileSync(worker, `${readFileSync(worker, "utf8")}\n// another version`);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await page.getByText(say("update.ready")).waitFor({ state: "attached" });
    // The form is a dialog over everything: from another tab.
    const other = await context.newPage();
    await other.goto(own);
    await other.getByRole("button", { name: say("update.now") }).click();
    await other.getByText(say("update.form")).waitFor();
    await page.bringToFront();
    expect(await page.getByLabel(say("slip.label")).inputValue()).toBe("half a note");
    await page.getByRole("button", { name: say("slip.save"), exact: true }).click();
    await page.getByText(say("slip.saved")).waitFor();
    const reloaded = page.waitForEvent("load");
    await page.getByRole("button", { name: say("update.now") }).click();
    await reloaded;
    await page.getByRole("heading", { name: say("unlock.title") }).waitFor();
    expect(await page.getByText(say("update.ready")).count()).toBe(0);
    expectClean(watched);
  } finally {
    await context.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
