import { language, LANGUAGES } from "../../../i18n";
import { capital } from "../log/words";
import { languageWord } from "./words";

/** Languages that are spoken where this is used, besides those of the app (BCP 47). */
const SPOKEN = [
  "ht", "qu", "ay", "gn", "nah", "de", "it", "nl", "pl", "ro", "ru", "uk", "sq", "tr", "ku", "fa", "ps", "ur", "hi", "bn",
  "so", "am", "ti", "sw", "ln", "wo", "ha", "yo", "ig", "zh", "vi", "tl",
] as const;

/** Languages as choices, by their names in the reader's own; `first`: one that has to be among them. */
export function languageChoices(first: string): { value: string; label: string }[] {
  const order = new Intl.Collator(language());
  const codes = new Set<string>([...LANGUAGES.map(({ code }) => code), ...SPOKEN, ...(first === "" ? [] : [first])]);
  const named = [...codes].map((value) => ({ value, label: capital(languageWord(value) ?? value) }));
  return named.sort((one, other) => order.compare(one.label, other.label));
}
