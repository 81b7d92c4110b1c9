import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Browser } from "playwright-core";
import { expectClean, LOOKS, nameOf, phone, start, violations, type Watched } from "./browser";
import { enrol, PASSPHRASE, toMore, words } from "./steps";

const origin = inject("origin");
const PICTURES = new URL("pictures/", import.meta.url).pathname;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  browser = await start();
});
afterAll(() => browser.close());

for (const look of LOOKS) {
  const shoot = async (watched: Watched, name: string) => {
    expect(await violations(watched.page), name).toEqual([]);
    const [page, width] = [watched.page, look.size.width];
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} is too wide`).toBeLessThanOrEqual(width);
    await page.screenshot({ path: `${PICTURES}${name}-${nameOf(look)}.png`, fullPage: true });
  };

  test(`every component in every state, ${nameOf(look)}`, async () => {
    const watched = await phone(browser, origin, look);
    const { page } = watched;
    await page.goto(`${origin}/ui`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await shoot(watched, "ui");
    await page.getByRole("button", { name: "Open a dialog" }).click();
    await shoot(watched, "ui-dialog");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Open a sheet" }).click();
    await shoot(watched, "ui-sheet");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Show a toast" }).click();
    await shoot(watched, "ui-toast");
    expectClean(watched);
    await watched.context.close();
  });

  test(`from the code to the open phone and back, ${nameOf(look)}`, async () => {
    const watched = await phone(browser, origin, look);
    const { page } = watched;
    const say = words(look.language);
    await enrol(watched, origin, look.language, (name) => shoot(watched, name));
    await toMore(watched, look.language);
    await shoot(watched, "more");
    await page.getByRole("link", { name: say("wipe.open") }).click();
    await page.getByRole("button", { name: say("wipe.button"), exact: true }).click();
    await shoot(watched, "wipe");
    await page.goBack();
    await page.getByRole("button", { name: say("more.lock") }).click();
    await page.getByRole("heading", { name: say("unlock.title") }).waitFor();
    await shoot(watched, "locked");
    await page.getByRole("button", { name: say("unlock.button"), exact: true }).click();
    await shoot(watched, "locked-error");
    await page.getByRole("button", { name: say("slip.button") }).click();
    await page.getByLabel(say("slip.label")).fill("…");
    await shoot(watched, "slip");
    await page.getByRole("button", { name: say("slip.save"), exact: true }).click();
    await page.getByText(say("slip.saved")).waitFor();
    await page.getByLabel(say("passphrase"), { exact: true }).fill(PASSPHRASE);
    await page.getByRole("button", { name: say("unlock.button"), exact: true }).click();
    await page.getByRole("heading", { name: say("sending.title") }).waitFor();
    await page.getByText("…", { exact: true }).waitFor();
    expectClean(watched);
    await watched.context.close();
  });

  test(`numbers to call, open to everybody, ${nameOf(look)}`, async () => {
    const watched = await phone(browser, origin, look);
    await watched.page.goto(`${origin}/numbers`);
    await watched.page.getByRole("heading", { level: 1 }).waitFor();
    await shoot(watched, "numbers");
    expectClean(watched);
    await watched.context.close();
  });
}
