import type { Page } from "playwright-core";
import { expect } from "vitest";
import { words } from "../steps";

export const say = words("en");
/** What she chose. */
export const PASSPHRASE = "kettle orbit meadow violin";

/** The app on one tab, as somebody uses it: by what stands on the screen. */
export class App {
  constructor(
    readonly page: Page,
    readonly origin: string,
  ) {
    page.setDefaultTimeout(20_000);
  }

  button(key: string) {
    return this.page.getByRole("button", { name: say(key), exact: true });
  }

  /** Opens an address of the app. It is locked after it, as whenever a page begins. */
  async open(path = "/"): Promise<void> {
    await this.page.goto(`${this.origin}${path}`);
  }

  /** From the eight letters on a supervisor's screen to the open phone. */
  async enrol(code: string, passphrase = PASSPHRASE): Promise<void> {
    const { page } = this;
    await this.open("/device");
    await page.getByRole("heading", { name: say("enrol.title") }).waitFor();
    await page.getByLabel(say("enrol.code"), { exact: true }).fill(code);
    await this.button("go_on").click();
    await page.getByLabel(say("passphrase"), { exact: true }).fill(passphrase);
    await page.getByLabel(say("passphrase.again")).fill(passphrase);
    await this.button("go_on").click();
    await this.button("keeping.ask").click();
    await this.button("enrol.open").click();
    await page.getByRole("navigation").waitFor();
  }

  /** Types the passphrase on a locked phone. */
  async type(passphrase: string): Promise<void> {
    await this.page.getByLabel(say("passphrase"), { exact: true }).fill(passphrase);
    await this.button("unlock.button").click();
  }

  /** The same, and it opens. */
  async unlock(passphrase = PASSPHRASE): Promise<void> {
    await this.type(passphrase);
    await this.page.getByRole("navigation").waitFor();
  }

  /** Locks it. */
  async lock(): Promise<void> {
    await this.more();
    await this.button("more.lock").click();
    await this.page.getByRole("heading", { name: say("unlock.title") }).waitFor();
  }

  /** Turns to a screen in the bar at the lower edge. */
  async turn(key: string): Promise<void> {
    await this.page.getByRole("navigation").getByRole("link", { name: say(key), exact: true }).click();
  }

  /** What is about the phone itself. */
  async more(): Promise<void> {
    await this.turn("nav.more");
    await this.page.getByRole("heading", { name: say("sending.title") }).waitFor();
  }

  /** How many entries were not sent yet, as the screen says it. */
  async unsent(): Promise<number> {
    const said = await this.page.locator("dl.facts dd").first().textContent();
    return Number(said);
  }

  /** Waits on the screen about the phone until so many are unsent; asks for sending where that is none. */
  async untilUnsent(count: number): Promise<void> {
    await this.more();
    const end = Date.now() + 60_000;
    while ((await this.unsent()) !== count) {
      if (Date.now() > end) throw new Error(`${await this.unsent()} are unsent, not ${count}`);
      if (count === 0) await this.button("sending.now").click({ timeout: 1_000 }).catch(() => undefined);
      await this.page.waitForTimeout(250);
    }
  }

  /** Those she can log something about: what each is called, once for each. */
  async people(): Promise<string[]> {
    await this.turn("nav.log");
    await this.#rows().first().waitFor();
    return this.#rows().locator("bdi").allTextContents();
  }

  /** The same, as soon as there are so many. */
  async untilPeople(count: number): Promise<string[]> {
    await expect.poll(async () => (await this.people()).length, { timeout: 30_000, interval: 500 }).toBe(count);
    return this.people();
  }

  #rows() {
    return this.page.getByRole("list", { name: say("log.people"), exact: true }).getByRole("button");
  }

  /** Logs a session with somebody; when this resolves the screen has said that it is saved. */
  async logSession(who: string, note: string): Promise<void> {
    const { page } = this;
    await this.beginSession(who, note);
    await this.button("log.save").click();
    await page.getByRole("heading", { name: say("log.saved") }).waitFor();
  }

  /** Fills the form for a session in, and does not save it. */
  async beginSession(who: string, note: string): Promise<void> {
    const { page } = this;
    await this.turn("nav.log");
    await this.#rows().filter({ has: page.locator("bdi", { hasText: new RegExp(`^${who}$`) }) }).first().click();
    await this.button("log.kind_family_meeting").click();
    await page.getByRole("button", { name: "30 min" }).click();
    await page.getByLabel(say("note.words")).fill(note);
  }

  /** A slip becomes a session with somebody. */
  async placeSlip(who: string): Promise<void> {
    const { page } = this;
    await this.turn("nav.log");
    await page.getByText("1 note from while it was locked").click();
    await page.getByRole("button", { name: who }).first().click();
    await this.button("slip.new_session").click();
    await this.button("log.kind_family_meeting").click();
    await page.getByRole("button", { name: "30 min" }).click();
    await this.button("log.save").click();
    await page.getByRole("heading", { name: say("log.saved") }).waitFor();
  }

  /** Takes a note down on a locked phone. */
  async slip(text: string): Promise<void> {
    await this.button("slip.button").click();
    await this.page.getByLabel(say("slip.label")).fill(text);
    await this.button("slip.save").click();
    await this.page.getByText(say("slip.saved")).waitFor();
  }
}
