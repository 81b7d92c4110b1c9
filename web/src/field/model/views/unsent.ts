// What is on this phone only, in codes that can be said in words.
import type { Book } from "../book";
import type { Work } from "../work";

/** Something that is on this phone only. */
export interface Unsent {
  opId: string;
  /** A code of the list `sync_operation`: what it is. */
  what: string;
  entityId: string;
  /** Whom it is about; null: nobody, several, or somebody who is not on this phone any more. */
  personId: string | null;
  alias: string | null;
  at: string;
  /** The server cannot read it: it is not sent again by itself, and belongs into a rescue file. */
  unreadable: string | null;
}

/** What was not sent, oldest first. Nothing that lies in the outbox is missing here, whatever a page has brought. */
export function unsent(book: Book): Unsent[] {
  return book.works.filter(isUnsent).map((work) => {
    const personId = book.personOf(work);
    const { opId, what, entityId, at, state, why } = work;
    const alias = personId === null ? null : (book.people.get(personId)?.alias ?? null);
    return { opId, what, entityId, personId, alias, at, unreadable: state === "unreadable" ? (why ?? "invalid") : null };
  });
}

/** Is it on this phone only? */
export function isUnsent({ state }: Work): boolean {
  return state === "unsent" || state === "unreadable";
}
