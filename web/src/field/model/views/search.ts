// Finding somebody by what she is called, however that is typed on a small keyboard.
import type { Somebody } from "./today";

/** Is this whom she seeks? By name or code, without regard to accents, vowel marks and case. */
export function isSought({ alias, publicCode }: Pick<Somebody, "alias" | "publicCode">, sought: string): boolean {
  const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  return plain(`${alias ?? ""} ${publicCode ?? ""}`).includes(plain(sought.trim()));
}
