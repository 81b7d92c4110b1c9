import { effect, signal, untracked } from "@preact/signals";
import { language, type Language, LANGUAGES, rememberedLanguage, speak } from "../../../i18n";
import { phone } from "../../around";

/** To whom the screen is turned; null: it is its owner's. Whatever the address says, nothing else is shown meanwhile. */
export const turned = signal<string | null>(null);

/** A language there are words in, by the tag of the one somebody speaks; null: there are none. */
export function spokenBy(tag: string | null): Language | null {
  const primary = (tag ?? "").toLowerCase().split("-")[0];
  return LANGUAGES.find(({ code }) => code === primary)?.code ?? null;
}

/** Speaks another language for as long as the screen is turned: the phone does not remember it. Throws where it cannot be had. */
export async function speakTo(next: Language): Promise<void> {
  if (next === language()) return;
  await phone.turnTo(next);
  await speak(next);
}

/** Turns the screen to somebody, in this language; no other tab shows anything. Throws where the language cannot be had. */
export async function turnTo(personId: string, next: Language): Promise<void> {
  await speakTo(next);
  phone.lockOthers();
  turned.value = personId;
}

/** It is turned back by locking, whoever does that: the next to look has to know the passphrase. */
effect(() => {
  if (phone.state.value.kind === "open" || turned.peek() === null) return;
  turned.value = null;
  const hers = rememberedLanguage();
  if (hers !== untracked(language)) void speak(hers).catch(() => undefined);
});
