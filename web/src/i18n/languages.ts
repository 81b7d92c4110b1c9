/** The languages there are catalogues for, each by its own name. */
export const LANGUAGES = [
  { code: "en", name: "English", dir: "ltr" },
  { code: "es", name: "Español", dir: "ltr" },
  { code: "fr", name: "Français", dir: "ltr" },
  { code: "pt", name: "Português", dir: "ltr" },
  { code: "ar", name: "العربية", dir: "rtl" },
] as const;

/** The code of one of them. */
export type Language = (typeof LANGUAGES)[number]["code"];

/** The first of the languages somebody asks for that there is a catalogue for; English where there is none. */
export function bestOf(asked: readonly string[]): Language {
  for (const tag of asked) {
    const primary = tag.toLowerCase().split("-")[0];
    const found = LANGUAGES.find(({ code }) => code === primary);
    if (found !== undefined) return found.code;
  }
  return "en";
}

/** In which direction it is written. */
export function directionOf(language: Language): "ltr" | "rtl" {
  return LANGUAGES.find(({ code }) => code === language)?.dir ?? "ltr";
}
