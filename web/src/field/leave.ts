import { closeToast } from "../ui";
import { phone } from "./around";

/** What stands in the history instead: a calendar, which says nothing. */
const NEUTRAL_PAGE = "/calendar";

/** Nothing is to be seen any more, at once. */
export function cover(): void {
  document.documentElement.dataset["covered"] = "";
}

/** There is to be seen what was before. */
export function uncover(): void {
  delete document.documentElement.dataset["covered"];
}

/** Quick exit: covered, locked in every tab, and a neutral page in the place of this one. */
export async function leave(): Promise<void> {
  cover();
  closeToast();
  await phone.lockEverywhere();
  location.replace(NEUTRAL_PAGE);
}

/** Covers the screen while somebody looks elsewhere, as well as a web app can. */
export function watchCover(over: Window): void {
  const look = () => (over.document.hidden || !over.document.hasFocus() ? cover() : uncover());
  over.document.addEventListener("visibilitychange", look);
  over.addEventListener("blur", look);
  over.addEventListener("focus", look);
  over.addEventListener("pagehide", cover);
  over.addEventListener("pageshow", look);
}

/** One key, from anywhere: Escape twice within half a second. Where it closes a dialog it does that first. */
export function watchLeaveKey(over: Window): void {
  let last = Number.NEGATIVE_INFINITY;
  over.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || over.document.querySelector("dialog[open]") !== null) return;
    if (event.timeStamp - last < 500) void leave();
    last = event.timeStamp;
  });
}
