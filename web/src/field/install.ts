import { signal } from "@preact/signals";

interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

/** The browser offers to put the app on the home screen. */
export const offered = signal<InstallEvent | null>(null);

/** Notices the offer. */
export function watchInstall(over: Window): void {
  over.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered.value = event as InstallEvent;
  });
  over.addEventListener("appinstalled", () => (offered.value = null));
}

/** Puts it there. */
export async function install(): Promise<void> {
  await offered.value?.prompt();
  offered.value = null;
}

/**
 * A phone of Apple's that shows the app as a page: what lies here is deleted after seven days without a visit, so that nothing
 * may lie here before it is on the home screen (reference/sync.md §4.4).
 */
export function mustInstallFirst(over: Window): boolean {
  const { userAgent, maxTouchPoints } = over.navigator;
  const isApple = /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes("Macintosh") && maxTouchPoints > 1);
  return isApple && !over.matchMedia("(display-mode: standalone)").matches;
}
