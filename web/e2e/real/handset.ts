import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { CHROMIUM } from "../browser";

/** A phone with one thumb's width of screen. */
const SIZE = { width: 360, height: 740 };
/** How long the browser may take to be there, in milliseconds. */
const START_MS = 30_000;
const QUIET = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-default-browser-check",
  "--disable-background-networking", "--disable-breakpad", "--disable-component-update", "--disable-sync", "--lang=en-GB", "--remote-debugging-port=0",
];

/** A browser with a profile on the disk, as a phone has it: it can be killed, and started again. */
export class Handset {
  readonly #folder = mkdtempSync(join(tmpdir(), "causeway-handset-"));
  readonly profile = join(this.#folder, "profile");
  /** Errors on the console, what the policy stopped, and requests to anybody else. */
  readonly faults: string[] = [];
  #child: ChildProcess | null = null;
  #browser: Browser | null = null;
  #context: BrowserContext | null = null;

  constructor(readonly origin: string) {}

  /** Starts it, with one empty page. */
  async start(): Promise<Page> {
    const told = join(this.profile, "DevToolsActivePort");
    rmSync(told, { force: true });
    // What it leaves lying elsewhere when it is killed goes with it.
    const passing = join(this.#folder, "passing");
    mkdirSync(passing, { recursive: true });
    // A group of its own: killed at once, as a battery ends.
    const child = spawn(CHROMIUM, [...QUIET, `--user-data-dir=${this.profile}`, "about:blank"], { stdio: "ignore", detached: true, env: { ...process.env, TMPDIR: passing } });
    this.#child = child;
    process.once("exit", this.#over);
    const end = Date.now() + START_MS;
    while (!existsSync(told) || readFileSync(told, "utf8").split("\n").length < 2) {
      if (Date.now() > end || child.exitCode !== null) throw new Error("the browser did not start");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const [port] = readFileSync(told, "utf8").split("\n");
    this.#browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const [context] = this.#browser.contexts();
    if (context === undefined) throw new Error("the browser has no profile");
    this.#context = context;
    context.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(this.origin) && !/^(blob|about|chrome):/.test(url)) this.faults.push(`a request to ${url}`);
    });
    const [page] = context.pages();
    return this.#watched(page ?? (await context.newPage()));
  }

  /** Another tab. */
  async tab(): Promise<Page> {
    if (this.#context === null) throw new Error("the browser is off");
    return this.#watched(await this.#context.newPage());
  }

  async #watched(page: Page): Promise<Page> {
    page.on("console", (message) => message.type() === "error" && !isNetwork(message.text()) && this.faults.push(message.text()));
    page.on("pageerror", (error) => this.faults.push(String(error)));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
    });
    await page.setViewportSize(SIZE);
    return page;
  }

  /** The battery ends: nothing is closed, nothing is written any more. */
  async kill(): Promise<void> {
    await this.#ended(() => this.#over());
  }

  /** Its owner closes the browser: whatever it keeps, it writes now. */
  async close(): Promise<void> {
    const browser = this.#browser;
    await this.#ended(async () => {
      const session = await browser?.newBrowserCDPSession();
      await session?.send("Browser.close").catch(() => undefined);
    });
  }

  /** It is given back: nothing of it stays. */
  async end(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  async #ended(how: () => unknown): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    const gone = new Promise((resolve) => (child.exitCode === null && child.signalCode === null ? child.once("exit", resolve) : resolve(null)));
    await how();
    await gone;
    process.off("exit", this.#over);
    this.#child = null;
    await this.#browser?.close().catch(() => undefined);
    this.#browser = null;
    this.#context = null;
  }

  readonly #over = (): void => {
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It is gone.
    }
  };
}

/** The browser says of itself that there is no network, or that the server refused: that is what these tests do to it. */
function isNetwork(text: string): boolean {
  return text.startsWith("Failed to load resource");
}
