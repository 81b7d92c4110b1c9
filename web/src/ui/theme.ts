import { signal } from "@preact/signals";

/** What its owner chose. */
export type Theme = "auto" | "light" | "dark";

const REMEMBERED = "cw.theme";
const chosen = signal<Theme>("auto");

/** What its owner chose. */
export function theme(): Theme {
  return chosen.value;
}

/** Uses what was chosen before, and follows the device where nothing was. */
export function startTheme(): void {
  const kept = localStorage.getItem(REMEMBERED);
  chosen.value = kept === "light" || kept === "dark" ? kept : "auto";
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
}

/** Chooses, and the device remembers it. */
export function chooseTheme(next: Theme): void {
  chosen.value = next;
  if (next === "auto") localStorage.removeItem(REMEMBERED);
  else localStorage.setItem(REMEMBERED, next);
  show();
}

function show(): void {
  const isDark = chosen.value === "dark" || (chosen.value === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
}
