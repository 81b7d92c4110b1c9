import { readFileSync } from "node:fs";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";
import { LANGUAGES } from "../src/i18n/languages";

/** A catalogue as it is written: key and ICU message. */
export type Catalogue = Record<string, string>;

/** The catalogue all others are measured by. */
const MEASURE = "en";
const FOLDER = new URL("../src/i18n/", import.meta.url);

/** Reads a catalogue as it is written. */
export function readCatalogue(language: string): Catalogue {
  return JSON.parse(readFileSync(new URL(`${language}.json`, FOLDER), "utf8")) as Catalogue;
}

/** What is wrong with the catalogues, one sentence each; none: nothing. */
export function catalogueFaults(catalogues: Record<string, Catalogue>): string[] {
  const measure = catalogues[MEASURE] ?? {};
  const faults: string[] = [];
  for (const [language, catalogue] of Object.entries(catalogues)) {
    for (const key of Object.keys(measure)) if (!(key in catalogue)) faults.push(`${language}.json lacks ${key}`);
    for (const [key, message] of Object.entries(catalogue)) {
      const meant = measure[key];
      if (meant === undefined) faults.push(`${language}.json has ${key}, which ${MEASURE}.json has not`);
      else faults.push(...messageFaults(language, key, message, meant));
    }
  }
  return faults;
}

function messageFaults(language: string, key: string, message: string, meant: string): string[] {
  const where = `${language}.json: ${key}`;
  if (message.trim() === "") return [`${where} is empty`];
  const faults: string[] = [];
  if (placeholders(message).join() !== placeholders(meant).join()) faults.push(`${where} names other values`);
  for (const rules of plurals(message)) {
    for (const category of neededPlurals(language)) {
      if (!(category in rules)) faults.push(`${where} lacks the plural "${category}"`);
    }
  }
  return faults;
}

/** The plural forms a whole number below a million takes in this language. */
function neededPlurals(language: string): string[] {
  const rules = new Intl.PluralRules(language);
  return [...new Set(Array.from({ length: 201 }, (_, count) => rules.select(count)))];
}

type Token = string | [string, string?, (Record<string, unknown> | string)?];

function tokensOf(message: string): Token[] {
  const compiled = compileMessage(message) as unknown;
  return Array.isArray(compiled) ? (compiled as Token[]) : [compiled as Token];
}

function placeholders(message: string): string[] {
  const names = tokensOf(message).flatMap((token) => (Array.isArray(token) ? [token[0]] : []));
  return [...new Set(names)].sort();
}

function plurals(message: string): Record<string, unknown>[] {
  return tokensOf(message).flatMap((token) => {
    const [, kind, rules] = Array.isArray(token) ? token : [];
    return kind === "plural" && typeof rules === "object" ? [rules] : [];
  });
}

/** Compiles catalogues, so that no parser of messages reaches a phone, and stops the build where one lacks or exceeds keys. */
export function catalogues(): Plugin {
  return {
    name: "causeway-catalogues",
    enforce: "pre",
    buildStart() {
      const read = Object.fromEntries(LANGUAGES.map(({ code }) => [code, readCatalogue(code)]));
      const faults = catalogueFaults(read);
      if (faults.length > 0) this.error(`The catalogues do not match:\n${faults.join("\n")}`);
    },
    transform(code, id) {
      const isCatalogue = /\/src\/i18n\/[a-z]{2}\.json$/.test(id.split("?")[0] ?? "");
      if (!isCatalogue) return null;
      const written = JSON.parse(code) as Catalogue;
      const compiled = Object.entries(written).map(([key, message]) => [key, compileMessage(message)]);
      const text = JSON.stringify(JSON.stringify(Object.fromEntries(compiled)));
      return { code: `export default JSON.parse(${text})`, map: null, moduleType: "js" };
    },
  };
}
