import { type ReadonlySignal, signal } from "@preact/signals";
import type { Desk } from "../../store/desk";
import { keepWords, readWords, type KeptWords, type Messages, type Words, wordsThere } from "../../store/words";
import type { Reader } from "../../sync/errands";

/** Who speaks: the app's catalogue, or a test's. */
export interface Speech {
  /** The language in use. */
  language(): string;
  /** Which version of the inside words this build was made with, in the language in use; null: it does not say. */
  version(): string | null;
  /** Adds words to a language. */
  add(language: string, messages: Messages): void;
}

/** The words of the screens behind the passphrase: read when it is given, fetched where they are missing or another version. */
export class InsideWords implements Reader {
  readonly #areThere = signal(false);
  /** What is in use. */
  #inUse: { language: string; version: string } | null = null;
  /** The language that was asked for since unlocking: whatever came is the best there is. */
  #asked: string | null = null;

  constructor(readonly speech: Speech) {}

  /** Are there words to show a screen with? */
  get areThere(): ReadonlySignal<boolean> {
    return this.#areThere;
  }

  /** The phone was opened: what lies here is used, of another language where there is none in hers. */
  async open(desk: Desk): Promise<void> {
    const wanted = this.speech.language();
    this.#asked = null;
    this.#inUse = null;
    const others = (await wordsThere(desk)).filter((language) => language !== wanted);
    for (const language of [wanted, ...others]) {
      const kept = await readWords(desk, language);
      if (kept === null) continue;
      this.#use(language, kept, wanted);
      return;
    }
    this.#areThere.value = false;
  }

  /** Another language is chosen. Are its words here? */
  async turnTo(desk: Desk, language: string): Promise<boolean> {
    const kept = await readWords(desk, language);
    if (kept !== null) this.#use(language, kept, language);
    return kept !== null;
  }

  wanted(): { language: string; version: string | null; urgent: boolean } {
    const language = this.speech.language();
    const version = this.#inUse?.language === language ? this.#inUse.version : null;
    return { language, version, urgent: this.#asked !== language && (version === null || version !== this.speech.version()) };
  }

  async take(desk: Desk, language: string, words: Words | null): Promise<void> {
    if (words !== null) this.#use(language, await keepWords(desk, language, words), language);
    this.#asked = language;
  }

  #use(language: string, { version, messages, older }: KeptWords, spoken: string): void {
    this.speech.add(spoken, { ...older, ...messages });
    this.#inUse = { language, version };
    this.#areThere.value = true;
  }
}
