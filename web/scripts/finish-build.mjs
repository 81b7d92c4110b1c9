// After `vite build`: names the catalogues for the service worker, measures what a phone keeps, packs every file.
// Usage: node scripts/finish-build.mjs [dist]
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Most bytes, packed by gzip, of what a phone fetches before it works without a network. */
const BUDGET = 130_000;
const PACKED = /\.(html|js|css|svg|json|webmanifest)$/;

const dist = resolve(process.argv[2] ?? "dist");
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(dist, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
  .filter((name) => !/\.(br|gz)$/.test(name));

const catalogues = Object.fromEntries(
  files.flatMap((name) => {
    const language = /^assets\/language-([a-z]{2})-.*\.js$/.exec(name)?.[1];
    return language === undefined ? [] : [[language, `/${name}`]];
  }),
);
writeFileSync(join(dist, "catalogues.json"), JSON.stringify(catalogues));

const packedSize = (name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
const worker = readFileSync(join(dist, "sw.js"), "utf8");
const kept = files.filter((name) => /\.(js|css|html)$/.test(name) && worker.includes(`"${name}"`));
const largestOf = (names) => Math.max(...names.map(packedSize));
const largest = largestOf(Object.values(catalogues).map((name) => name.slice(1)));
// Given to a device that is signed in, and sealed there: no part of what is served to everybody.
const inside = largestOf(files.filter((name) => name.startsWith("inside/")));
const sizes = kept.map((name) => [name, packedSize(name)]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0) + largest + inside + packedSize("sw.js");
if (kept.length === 0 || Object.keys(catalogues).length === 0) throw new Error("nothing is precached: the build is not whole");
for (const [name, size] of sizes) console.log(`${String(size).padStart(8)}  ${name}`);
console.log(`${String(largest).padStart(8)}  the largest catalogue\n${String(inside).padStart(8)}  the largest file of inside words\n${String(packedSize("sw.js")).padStart(8)}  sw.js`);
console.log(`${String(total).padStart(8)}  bytes in all, packed; the budget is ${BUDGET}`);
if (total > BUDGET) {
  console.error("What a phone keeps is too large.");
  process.exit(1);
}

for (const name of [...files, "catalogues.json"].filter((name) => PACKED.test(name))) {
  const whole = readFileSync(join(dist, name));
  writeFileSync(join(dist, `${name}.gz`), gzipSync(whole, { level: 9 }));
  writeFileSync(join(dist, `${name}.br`), brotliCompressSync(whole, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: whole.length } }));
}
