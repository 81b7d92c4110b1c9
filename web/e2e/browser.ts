import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

/** Debian's Chromium, or whichever is named. */
export const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** How a screen is looked at. */
export interface Look {
  language: "en" | "ar";
  scheme: "light" | "dark";
  size: { width: number; height: number };
}

const SIZES = [{ width: 360, height: 740 }, { width: 1280, height: 800 }] as const;
/** Every way a screen can be looked at. */
const ALL: Look[] = (["en", "ar"] as const).flatMap((language) =>
  (["light", "dark"] as const).flatMap((scheme) => SIZES.map((size) => ({ language, scheme, size }))),
);

/** The ways each screen is looked at: both directions in light and dark, on a phone and a desk in turn; `LOOKS=all`: every one. */
export const LOOKS: Look[] = ALL.filter(({ language, scheme, size }) => process.env["LOOKS"] === "all" || ((language === "en") === (scheme === "light")) === (size.width === 360));

/** What a look is called, in names of pictures. */
export function nameOf({ language, scheme, size }: Look): string {
  return `${language}-${scheme}-${size.width}`;
}

/** Starts the browser. */
export function start(): Promise<Browser> {
  const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath: CHROMIUM, args: quiet });
}

/** A phone as one finds it: what goes wrong on it is written down. */
export interface Watched {
  context: BrowserContext;
  page: Page;
  /** Errors on the console, and what the policy stopped. */
  faults: string[];
  /** Requests to anybody else. */
  strangers: string[];
}

/** A new phone with this look, watched. */
export async function phone(browser: Browser, origin: string, { language, scheme, size }: Look): Promise<Watched> {
  const context = await browser.newContext({ locale: language === "ar" ? "ar-EG" : "en-GB", colorScheme: scheme, viewport: size, hasTouch: size.width < 600 });
  const page = await context.newPage();
  const watched: Watched = { context, page, faults: [], strangers: [] };
  page.on("console", (message) => message.type() === "error" && watched.faults.push(message.text()));
  page.on("pageerror", (error) => watched.faults.push(String(error)));
  context.on("request", (request) => !request.url().startsWith(origin) && !request.url().startsWith("blob:") && watched.strangers.push(request.url()));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  return watched;
}

/** What axe finds on the page as it stands; over the debugger's wire, since the policy lets no page do it. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.map((v) => v.id + ' ' + v.nodes.map((n) => n.target.join(' ')).join(', ')))")) as string[];
  return found;
}

/** Nothing went wrong on it. */
export function expectClean({ faults, strangers }: Watched): void {
  expect(faults).toEqual([]);
  expect(strangers).toEqual([]);
}
