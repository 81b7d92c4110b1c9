import { expect, test } from "vitest";
import { catalogueFaults, insideWords, openModule, readCatalogue } from "../../build/catalogues";
import { OUTSIDE } from "../../build/outside";
import { quietCode, TELLTALE, telltaleIn } from "../../build/quiet";
import { COUNTRIES, NUMBERS, rememberedCountry, telephone } from "../../src/field/crisis/numbers";
import { bestOf, directionOf, LANGUAGES } from "../../src/i18n/languages";
import { wordlist as arabic } from "../../src/i18n/words/arabic";
import { drawn } from "../../src/i18n/words/choose";
import { seeded } from "../server/house";

test("every catalogue has every key, with its values and its plurals", () => {
  expect(catalogueFaults(Object.fromEntries(LANGUAGES.map(({ code }) => [code, readCatalogue(code)])))).toEqual([]);
});

test("a catalogue that lacks, exceeds or garbles something is found", () => {
  const en = { one: "One", some: "{count, plural, one {# row} other {# rows}}" };
  expect(catalogueFaults({ en, fr: { one: "Un", some: "{count, plural, one {# ligne} other {# lignes}}" } })).toEqual([]);
  expect(catalogueFaults({ en, fr: { one: "Un" } })).toEqual(["fr.json lacks some"]);
  expect(catalogueFaults({ en, fr: { ...en, more: "Plus" } })).toEqual(["fr.json has more, which en.json has not"]);
  expect(catalogueFaults({ en, fr: { ...en, one: " " } })).toEqual(["fr.json: one is empty"]);
  expect(catalogueFaults({ en, fr: { ...en, one: "Un {name}" } })).toEqual(["fr.json: one names other values"]);
  expect(catalogueFaults({ en, ar: en })).toContain('ar.json: some lacks the plural "few"');
});

test("what is needed before the passphrase is served to everybody, and nothing else of it", () => {
  const written = { "unlock.title": "Locked", back: "Back", "today.title": "Today", "unlocked.more": "{name} more" };
  const [open, { version, messages }] = [openModule(written), insideWords(written)];
  expect(Object.keys(messages)).toEqual(["today.title", "unlocked.more"]);
  expect([open.includes("Locked"), open.includes("Back"), open.includes("Today"), open.includes("unlocked"), open.includes(version)]).toEqual([true, true, false, false, true]);
  expect(version).toMatch(/^[0-9a-f]{64}$/);
  expect(insideWords({ ...written, back: "To go back" }).version).toBe(version);
  expect(insideWords({ ...written, "today.title": "This day" }).version).not.toBe(version);
  // A list that names what there is not any more would let the next word of that name out.
  const begins = new Set(Object.keys(readCatalogue("en")).map((key) => key.split(".")[0]));
  expect(OUTSIDE.filter((begin) => !begins.has(begin))).toEqual([]);
});

test("the language is the first that is asked for and that there is", () => {
  expect([bestOf(["de-DE", "fr-CA", "en"]), bestOf(["AR-eg"]), bestOf(["de"]), directionOf("ar"), directionOf("pt")]).toEqual(["fr", "ar", "en", "rtl", "ltr"]);
});

test("words are drawn evenly from lists long enough", () => {
  expect(arabic.length).toBeGreaterThan(450);
  expect(new Set(arabic).size).toBe(arabic.length);
  const random = seeded("words");
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 3_000; draw += 1) {
    const word = drawn(["a", "b", "c"], random);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  for (const count of counts.values()) expect(count).toBeGreaterThan(850);
});

test("every country's first number is for a life in danger, and all can be called", () => {
  for (const country of COUNTRIES) {
    const numbers = NUMBERS[country] ?? [];
    expect(["emergency", "police"], country).toContain(numbers[0]?.kind);
    for (const { call } of numbers) expect(telephone(call)).toMatch(/^tel:\+?\d{2,12}$/);
  }
  expect(rememberedCountry({ getItem: () => null }, ["ar", "pt-BR"])).toBe("BR");
  expect(rememberedCountry({ getItem: () => "IE" }, ["pt-BR"])).toBe("IE");
  expect(rememberedCountry({ getItem: () => null }, ["de-DE"])).toBe("US");
});

test("nothing that is served to strangers tells what this is for", () => {
  const said = [...LANGUAGES.map(({ code }) => openModule(readCatalogue(code))), JSON.stringify(NUMBERS)].join("\n");
  expect(TELLTALE.length).toBeGreaterThan(50);
  expect(telltaleIn(said)).toEqual([]);
  const [first = "", second = ""] = TELLTALE;
  expect(telltaleIn(`a${first} ${second.toUpperCase()}s un-${first}`)).toEqual([second, first].sort());
});

test("codes that would tell it are said in another way, and are the same when they run", () => {
  const code = 'const all = ["home_visit", "custody_visit"]; const named = { custody_visit: 1, home_visit: 2 }; all.push(named["custody_visit"], named.home_visit); return all;';
  const quiet = quietCode(code);
  expect(telltaleIn(code)).toEqual(["custody"]);
  expect(telltaleIn(quiet)).toEqual([]);
  expect(new Function(quiet)()).toEqual(new Function(code)());
});
