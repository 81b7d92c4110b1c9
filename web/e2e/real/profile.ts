import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

/** How an entry of Chromium's disk cache begins, and how each of its parts ends (net/disk_cache/simple). */
const [ENTRY, PART_END] = [Buffer.from("305c72a71b6dfbfc", "hex"), Buffer.from("d8410d97456ffaf4", "hex")];
/** Bytes of the header, where the length of the key stands in it, and of what closes a part. */
const [HEADER, KEY_LENGTH_AT] = [24, 12];

/** A file of a profile, with what its packed parts say. */
export interface Lying {
  name: string;
  /** Its bytes, and what is packed in it, unpacked. */
  texts: Buffer[];
}

/** Everything that lies in a browser's profile. */
export function everything(profile: string): Lying[] {
  const files = readdirSync(profile, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const whole = readFileSync(path);
    return { name: relative(profile, path), texts: [whole, ...unpacked(whole)] };
  });
}

/** What a cache kept packed. */
function unpacked(whole: Buffer): Buffer[] {
  if (!whole.subarray(0, 8).equals(ENTRY)) return [];
  const start = HEADER + whole.readUInt32LE(KEY_LENGTH_AT);
  const end = whole.indexOf(PART_END, start);
  const body = whole.subarray(start, end < 0 ? whole.length : end);
  return [gunzipSync, brotliDecompressSync].flatMap((unpack) => {
    try {
      return [unpack(body)];
    } catch {
      return [];
    }
  });
}

/** A word as it may lie on a disk. */
interface Sought {
  word: string;
  forms: Buffer[];
}

/** Where any of these lies open, in whatever way browsers write: as it is, in UTF-8, UTF-16 and Latin-1. */
export function lyingOpen(all: Lying[], words: string[]): string[] {
  const sought: Sought[] = words.map((word) => ({ word, forms: formsOf(word) }));
  return all.flatMap(({ name, texts }) => sought.filter(({ forms }) => forms.some((form) => texts.some((text) => text.includes(form)))).map(({ word }) => `${word} in ${name}`));
}

function formsOf(word: string): Buffer[] {
  return [Buffer.from(word, "utf8"), Buffer.from(word, "utf16le"), Buffer.from(word, "utf16le").swap16(), Buffer.from(word, "latin1")].filter(
    // What Latin-1 has no letter for would be sought as something else.
    (form, at) => at < 3 || form.toString("latin1") === word,
  );
}

/** A word so short that it stands in any noise counts only in company: within so many letters, digits and signs. */
const [SHORT, COMPANY] = [4, 8];

/** Which of these begin a word somewhere: how the list of telltale words is meant. */
export function wordsBegun(all: Lying[], words: readonly string[]): string[] {
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const begun = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join("|")})`, "giu");
  const inCompany = new RegExp(`[\\p{L}\\p{N}\\p{P} ]{${COMPANY},}`, "u");
  const found = new Set<string>();
  for (const { name, texts } of all) {
    for (const text of texts.flatMap(read)) {
      for (const { 0: word, index } of text.matchAll(begun)) {
        const around = text.slice(Math.max(0, index - COMPANY), index + word.length + COMPANY);
        if (word.length > SHORT || inCompany.test(around)) found.add(`${word.toLowerCase()} in ${name}: ${JSON.stringify(around)}`);
      }
    }
  }
  return [...found];
}

/** Bytes as the texts they may be; one of two bytes a letter may begin at an odd place. */
function read(bytes: Buffer): string[] {
  return [bytes.toString("utf8"), bytes.toString("utf16le"), bytes.subarray(1).toString("utf16le")];
}
