import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { catalogues } from "./build/catalogues";
import { PAGE_HEADERS } from "./build/policy";
import { quiet } from "./build/quiet";

/** What is fetched only by who needs it: other languages, word lists, the page of all components. */
const NOT_PRECACHED = ["**/language-*", "**/words-*", "**/gallery-*"];

export default defineConfig(({ command, mode }) => ({
  appType: "spa",
  // The page of all components is in builds for development and for demonstrations only.
  define: { __GALLERY__: JSON.stringify(command === "serve" || mode === "demo") },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    // Nothing inlined: the policy allows no address that is data.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { field: "index.html", calendar: "calendar.html" },
      output: { chunkFileNames: (chunk) => `assets/${chunkName(chunk.facadeModuleId ?? "", chunk.name)}-[hash].js` },
    },
  },
  preview: { headers: PAGE_HEADERS },
  plugins: [
    catalogues(),
    quiet(),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src/sw",
      filename: "sw.ts",
      injectRegister: false,
      manifest: {
        id: "/",
        name: "Causeway",
        short_name: "Causeway",
        start_url: "/",
        display: "standalone",
        background_color: "#FAF9F5",
        theme_color: "#FAF9F5",
        icons: [
          { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
          { src: "/icon-maskable.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
        ],
      },
      injectManifest: {
        globPatterns: ["**/*.{html,js,css,svg}", "icon-192.png"],
        globIgnores: [...NOT_PRECACHED, "sw.js"],
        target: "es2022",
      },
    }),
  ],
}));

/** Chunks are named by what they are of, so that the service worker can tell which not to keep. */
function chunkName(module: string, name: string): string {
  const language = /\/src\/i18n\/([a-z]{2})\.json$/.exec(module)?.[1];
  if (language !== undefined) return `language-${language}`;
  if (/\/(wordlists|i18n\/words)\//.test(module)) return `words-${name}`;
  return module.includes("/src/gallery/") ? `gallery-${name}` : name;
}
