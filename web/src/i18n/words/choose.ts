import type { Random } from "../../platform/random";
import { language, type Language } from "../index";

/**
 * A list of words, and how many of them are as hard to guess as four of 2,048 (44 bits): with 600,000 rounds that is beyond who
 * has a phone's disk and a few machines.
 */
interface WordList {
  load: () => Promise<{ wordlist: readonly string[] }>;
  count: number;
}

const LISTS: Record<Language, WordList> = {
  en: { load: () => import("@scure/bip39/wordlists/english.js"), count: 4 },
  es: { load: () => import("@scure/bip39/wordlists/spanish.js"), count: 4 },
  fr: { load: () => import("@scure/bip39/wordlists/french.js"), count: 4 },
  pt: { load: () => import("@scure/bip39/wordlists/portuguese.js"), count: 4 },
  ar: { load: () => import("./arabic"), count: 5 },
};

/** A few words drawn at random, in the language in use; the list is loaded only here. */
export async function someWords(random: Random): Promise<string> {
  const { load, count } = LISTS[language()];
  const { wordlist } = await load();
  return Array.from({ length: count }, () => drawn(wordlist, random).normalize("NFC")).join(" ");
}

/** One of them, each as likely as any other: numbers beyond the last whole round are drawn again. */
export function drawn(words: readonly string[], random: Random): string {
  const round = 65_536 - (65_536 % words.length);
  for (;;) {
    const [high = 0, low = 0] = random.bytes(2);
    const place = high * 256 + low;
    if (place < round) return words[place % words.length] ?? "";
  }
}
