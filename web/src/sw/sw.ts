import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

/** As in `src/i18n/speech.ts`, which a worker cannot import without its page. */
const [LANGUAGE_CACHE, LANGUAGE_ADDRESS] = ["causeway-language", "/language"];
/** Catalogues and other parts that are kept once they were asked for. */
const KEPT = "causeway-kept";
/** Which catalogues this version has, by language (`scripts/finish-build.mjs`). */
const CATALOGUES = "/catalogues.json";
/** Of these parts, which: their names carry a digest, so that what was kept never grows old. */
const KEPT_PARTS = /^\/assets\/language-[a-z]{2}-[\w-]+\.js$/;
/** What no page of ours answers: it goes to the server or nowhere. */
const SERVERS = [/^\/api\//, /^\/api-docs/, /^\/account\//, /^\/demo$/, /^\/metrics/];

precacheAndRoute(self.__WB_MANIFEST, { cleanURLs: false });
cleanupOutdatedCaches();

registerRoute(
  new NavigationRoute(async ({ url }) => {
    const page = url.pathname === "/calendar" ? "/calendar.html" : "/index.html";
    return (await matchPrecache(page)) ?? fetch(page);
  }, { denylist: [...SERVERS, /\.html$/] }),
);

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && KEPT_PARTS.test(url.pathname),
  async ({ request }) => {
    const cache = await caches.open(KEPT);
    const kept = await cache.match(request);
    if (kept !== undefined) return kept;
    const fetched = await fetch(request);
    if (fetched.ok) await cache.put(request, fetched.clone());
    return fetched;
  },
);

self.addEventListener("install", (event) => event.waitUntil(keepLanguage()));
self.addEventListener("activate", (event) => event.waitUntil(dropOldCatalogues()));

/** The catalogue in use comes with each version, so that the app starts without a network in her language. */
async function keepLanguage(): Promise<void> {
  const told = await (await caches.open(LANGUAGE_CACHE)).match(LANGUAGE_ADDRESS);
  const language = (await told?.text()) ?? "en";
  const response = await fetch(CATALOGUES, { cache: "no-store" });
  const parts = (await response.clone().json()) as Record<string, string>;
  const kept = await caches.open(KEPT);
  const address = parts[language] ?? parts["en"];
  if (address !== undefined) await kept.add(address);
  await kept.put(CATALOGUES, response);
}

/** Those of versions that are gone. */
async function dropOldCatalogues(): Promise<void> {
  const kept = await caches.open(KEPT);
  const parts = (await (await kept.match(CATALOGUES))?.json()) as Record<string, string> | undefined;
  if (parts === undefined) return;
  const current = new Set([CATALOGUES, ...Object.values(parts)]);
  for (const request of await kept.keys()) {
    if (!current.has(new URL(request.url).pathname)) await kept.delete(request);
  }
}

// Only when its owner says so: a new version never takes over by itself (design §10).
self.addEventListener("message", (event) => {
  if (event.data === "use-new-version") event.waitUntil(self.skipWaiting());
});
