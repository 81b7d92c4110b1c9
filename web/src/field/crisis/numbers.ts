import data from "./numbers.json";

/** What a number is for. */
export type NumberKind = "emergency" | "police" | "ambulance" | "crisis" | "child" | "runaway" | "home";

/** A number to call. */
export interface CrisisNumber {
  kind: NumberKind;
  /** Its own name, in its own language. */
  name: string;
  call: string;
  /** Where it takes messages too. */
  text?: string;
}

/** Numbers by country (ISO 3166-1 alpha-2), the first to be called first. */
export const NUMBERS = data as Record<string, CrisisNumber[]>;
/** The countries there are numbers for. */
export const COUNTRIES = Object.keys(NUMBERS);

const REMEMBERED = "cw.country";

/** Where this device is: as it was chosen, or else as the browser's languages say. Its place is never asked for. */
export function rememberedCountry(memory: Pick<Storage, "getItem">, languages: readonly string[]): string {
  const kept = memory.getItem(REMEMBERED);
  const said = languages.flatMap((tag) => tag.split("-").slice(1).map((part) => part.toUpperCase()));
  return [kept ?? "", ...said].find((country) => COUNTRIES.includes(country)) ?? "US";
}

/** The device remembers it. */
export function rememberCountry(memory: Pick<Storage, "setItem">, country: string): void {
  memory.setItem(REMEMBERED, country);
}

/** As a telephone takes it (RFC 3966). */
export function telephone(digits: string): string {
  return `tel:${digits.replace(/[^\d+]/g, "")}`;
}
