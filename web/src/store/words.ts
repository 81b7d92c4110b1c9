import type { Json } from "../api/protocol";
import { NotOurs } from "../vault/seal";
import { relaxed } from "./database";
import { type Desk, stillOurs } from "./desk";

/** Messages by their keys, compiled. */
export type Messages = Record<string, Json>;

/** The words of the screens behind the passphrase, in one language, as the server gives them. */
export interface Words {
  version: string;
  messages: Messages;
}

/** The same with what the version before had beside: pages of either version have all their words. */
export interface KeptWords extends Words {
  older: Messages;
}

/** Those of a language; null: they are not here, or are of a forgotten passphrase. */
export async function readWords({ db, key }: Pick<Desk, "db" | "key">, language: string): Promise<KeptWords | null> {
  const record = await db.get("words", language);
  if (record === undefined) return null;
  try {
    return (await key.open("words", language, record.c)) as unknown as KeptWords;
  } catch (error) {
    if (error instanceof NotOurs) return null;
    throw error;
  }
}

/** The languages whose words are here. */
export function wordsThere({ db }: Pick<Desk, "db">): Promise<string[]> {
  return db.getAllKeys("words");
}

/** Keeps the words of a language, sealed. Throws `VaultChanged`. */
export async function keepWords(desk: Desk, language: string, { version, messages }: Words): Promise<KeptWords> {
  const before = await readWords(desk, language);
  const older = Object.fromEntries(Object.entries(before?.messages ?? {}).filter(([key]) => !(key in messages)));
  const kept: KeptWords = { version, messages, older };
  const c = await desk.key.seal("words", language, kept as unknown as Json);
  await relaxed(desk.db, ["meta", "words"], async (tx) => {
    await stillOurs(tx, desk);
    await tx.objectStore("words").put({ language, c });
  });
  return kept;
}
