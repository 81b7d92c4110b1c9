import { signal } from "@preact/signals";
import { whenClean } from "./phone/dirty";

/** The name of the Trusted Types policy under which the service worker is registered; listed in the header. */
const POLICY = "causeway-worker";
const WORKER = "/sw.js";

interface TypesFactory {
  createPolicy(name: string, rules: { createScriptURL: (address: string) => string }): { createScriptURL(address: string): unknown };
}

/** Is a new version ready, and did its owner say "later"? */
export const newVersion = signal<"none" | "ready" | "later" | "held_by_form">("none");

let waiting: ServiceWorker | null = null;
let isAskedFor = false;

/** Registers the service worker, and notices when a new version is ready. It is used only when she says so. */
export async function watchVersions(): Promise<void> {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const registration = await navigator.serviceWorker.register(workerAddress(), { updateViaCache: "none" });
  const ready = (worker: ServiceWorker | null) => {
    if (worker === null || navigator.serviceWorker.controller === null) return;
    waiting = worker;
    newVersion.value = "ready";
  };
  ready(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed") ready(installing);
    });
  });
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (isAskedFor) location.reload();
  });
}

/** Uses the new version now, if no tab has a form with something unsaved. */
export async function useNewVersion(): Promise<void> {
  const done = await whenClean(() => {
    isAskedFor = true;
    waiting?.postMessage("use-new-version");
  });
  if (!done) newVersion.value = "held_by_form";
}

/** Not now: she is asked again the next time the app is opened. */
export function laterVersion(): void {
  newVersion.value = "later";
}

function workerAddress(): string {
  const factory = (globalThis as { trustedTypes?: TypesFactory }).trustedTypes;
  if (factory === undefined) return WORKER;
  const only = (address: string) => {
    if (address !== WORKER) throw new TypeError("no script of ours");
    return address;
  };
  return factory.createPolicy(POLICY, { createScriptURL: only }).createScriptURL(WORKER) as string;
}
