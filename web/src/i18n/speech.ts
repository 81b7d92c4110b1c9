import { setupI18n } from "@lingui/core";
import { signal } from "@preact/signals";
import { bestOf, directionOf, LANGUAGES, type Language } from "./languages";
import type en from "./en.json";

/** The key of a message: those of `en.json`. */
export type MessageKey = keyof typeof en;
/** What is put into a message. */
export type Values = Record<string, string | number>;

/** Where the device remembers the language; it is no secret. */
const REMEMBERED = "cw.language";
/** Where the service worker reads it, which has no `localStorage`. */
export const LANGUAGE_CACHE = "causeway-language";
/** The address under which it lies there. */
export const LANGUAGE_ADDRESS = "/language";

/** A catalogue as the build leaves it: what is needed before the passphrase, and which version of the rest it was made with. */
interface OpenCatalogue {
  default: unknown;
  inside?: string;
}

type Compiled = Parameters<ReturnType<typeof setupI18n>["load"]>[1];
const LOADERS: Record<Language, () => Promise<OpenCatalogue>> = {
  en: () => import("./en.json"),
  es: () => import("./es.json"),
  fr: () => import("./fr.json"),
  pt: () => import("./pt.json"),
  ar: () => import("./ar.json"),
};

const catalogue = setupI18n({
  missing(_language, key) {
    // A key is no word, and names nobody: whoever tests a screen is to see it.
    console.error(`no words for ${key}`);
    return key;
  },
});
const current = signal<Language>("en");
/** Which version of the inside words each catalogue in memory was made with. */
const versions = new Map<string, string>();
/** Counts the words that came: texts are drawn anew. */
const additions = signal(0);

/** The language in use. Reading it in a component draws that anew when it changes. */
export function language(): Language {
  return current.value;
}

/** A message in the language in use. */
export function t(key: MessageKey, values: Values = {}): string {
  void current.value;
  void additions.value;
  return catalogue._(key, values);
}

/** The language this device was set to, or else the best of those the browser asks for. */
export function rememberedLanguage(): Language {
  const kept = localStorage.getItem(REMEMBERED);
  return bestOf(kept === null ? navigator.languages : [kept]);
}

/** Loads a catalogue and uses it. Where it cannot be had, the language stays as it was and this throws. */
export async function speak(next: Language): Promise<void> {
  const loaded = await LOADERS[next]();
  if (loaded.inside !== undefined) versions.set(next, loaded.inside);
  catalogue.load(next, loaded.default as Compiled);
  catalogue.activate(next);
  document.documentElement.lang = next;
  document.documentElement.dir = directionOf(next);
  current.value = next;
}

/** Adds the words of the screens behind the passphrase to a language. */
export function addWords(language: string, messages: Record<string, unknown>): void {
  catalogue.load(language, messages as Compiled);
  additions.value += 1;
}

/** Which version of them this build was made with, in the language in use; null: it does not say. */
export function insideVersion(): string | null {
  return versions.get(current.value) ?? null;
}

/** The same, and the device remembers it. */
export async function chooseLanguage(next: Language): Promise<void> {
  await speak(next);
  localStorage.setItem(REMEMBERED, next);
  await tellWorker(next);
}

/** Tells the service worker which catalogue it is to keep for use without a network. */
export async function tellWorker(next: Language): Promise<void> {
  if (!("caches" in globalThis)) return;
  const cache = await caches.open(LANGUAGE_CACHE);
  await cache.put(LANGUAGE_ADDRESS, new Response(next));
}

export { LANGUAGES, type Language };
