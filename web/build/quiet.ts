import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

/** Words that would tell a stranger what this is, each at the start of a word (`tests/telltale-words.txt`). */
export const TELLTALE: readonly string[] = readFileSync(new URL("../../tests/telltale-words.txt", import.meta.url), "utf8")
  .split("\n")
  .map((line) => line.trim())
  .filter((line) => line !== "" && !line.startsWith("#"));

const BEGUN = new RegExp(`(?<![\\p{L}\\p{N}])(?:${TELLTALE.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "giu");

/** Which of them a text holds. */
export function telltaleIn(text: string): string[] {
  return [...new Set([...text.normalize("NFC").matchAll(BEGUN)].map(([word]) => word.toLowerCase()))];
}

/** As a program writes it: not to be read by who searches a file, nor in what a browser keeps of a program it has run. */
function turned(code: string): string {
  return `atob(${JSON.stringify(btoa(code))})`;
}

/** Some codes of the API's lists are such words. A module that names them says them in another way. */
export function quietCode(code: string): string {
  const isTold = (word: string) => /^[a-z_]+$/.test(word) && telltaleIn(word).length > 0;
  return code
    .replace(/(["'`])([a-z_]+)\1/g, (whole, _quote, word: string) => (isTold(word) ? turned(word) : whole))
    .replace(/([{,]\s*)([a-z_]+)(\s*:)/g, (whole, before: string, word: string, after: string) => (isTold(word) ? `${before}[${turned(word)}]${after}` : whole));
}

/** A list of words to make a passphrase of says nothing of us, but nobody who searches for these words can know that. */
function quietList(code: string): string {
  return code.replace(/`[^`]*`/, (list) => `\`${list.slice(1, -1).split("\n").filter((word) => telltaleIn(word).length === 0).join("\n")}\``);
}

/** Keeps such words out of everything that is served to strangers, and stops the build where one is left. */
export function quiet(): Plugin {
  return {
    name: "causeway-quiet",
    enforce: "post",
    transform(code, id) {
      const path = id.split("?")[0] ?? "";
      const changed = /\/bip39\/wordlists\//.test(path) ? quietList(code) : /\/src\/.*\.tsx?$/.test(path) ? quietCode(code) : code;
      return changed === code ? null : { code: changed, map: null };
    },
    generateBundle(_options, bundle) {
      for (const [name, file] of Object.entries(bundle)) {
        if (name.startsWith("inside/")) continue;
        const told = telltaleIn(file.type === "chunk" ? file.code : Buffer.from(file.source).toString("utf8"));
        if (told.length > 0) this.error(`${name} would tell a stranger what this is: ${told.join(", ")}`);
      }
    },
  };
}
