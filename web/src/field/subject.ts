import { signal } from "@preact/signals";

/** Whom the screens are about. It is held here and in no address, which would stay in the history. */
export const subject = signal<string | null>(null);

/** Turns to somebody; null: to nobody. */
export function choose(id: string | null): void {
  subject.value = id;
}
