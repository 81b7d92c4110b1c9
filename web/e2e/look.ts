import { expect } from "vitest";
import { type Look, nameOf, violations, type Watched } from "./browser";

/** Where pictures go. */
export const PICTURES = new URL("pictures/", import.meta.url).pathname;

/** Looks at a screen: axe, its width, and a picture as tall as it is; `isWhole` false: a sheet, as she sees it. */
export async function lookAt({ page }: Watched, look: Look, name: string, isWhole = true): Promise<void> {
  await page.locator("main h1").waitFor({ state: "attached" });
  expect(await violations(page), name).toEqual([]);
  const { width, height } = look.size;
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} is too wide`).toBeLessThanOrEqual(width);
  if (isWhole) await page.setViewportSize({ width, height: Math.max(height, await page.evaluate(() => document.documentElement.scrollHeight)) });
  await page.screenshot({ path: `${PICTURES}${name}-${nameOf(look)}.png` });
  await page.setViewportSize(look.size);
}
