import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";
import { LANGUAGES } from "../src/i18n/languages";
import { isOutside } from "./outside";

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

/** Messages by their keys, compiled, so that no parser of messages reaches a phone. */
function compiled(catalogue: Catalogue, isWanted: (key: string) => boolean): Record<string, unknown> {
  const wanted = Object.entries(catalogue).filter(([key]) => isWanted(key));
  return Object.fromEntries(wanted.map(([key, message]) => [key, compileMessage(message)]));
}

/** What the server gives to a device that is signed in: the words of the screens behind the passphrase, and their version. */
export function insideWords(catalogue: Catalogue): { version: string; messages: Record<string, unknown> } {
  const messages = compiled(catalogue, (key) => !isOutside(key));
  return { version: createHash("sha256").update(JSON.stringify(messages)).digest("hex"), messages };
}

/** The module of a catalogue: what is needed before the passphrase, and which version of the rest goes with it. */
export function openModule(catalogue: Catalogue): string {
  const text = JSON.stringify(JSON.stringify(compiled(catalogue, isOutside)));
  return `export const inside = ${JSON.stringify(insideWords(catalogue).version)};\nexport default JSON.parse(${text});`;
}

/** Makes of each catalogue its open module and its file of inside words, and stops the build where one lacks or exceeds keys. */
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
      return { code: openModule(JSON.parse(code) as Catalogue), map: null, moduleType: "js" };
    },
    generateBundle() {
      for (const { code } of LANGUAGES) {
        this.emitFile({ type: "asset", fileName: `inside/${code}.json`, source: JSON.stringify(insideWords(readCatalogue(code))) });
      }
    },
  };
}
