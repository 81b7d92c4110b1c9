import { computed } from "@preact/signals";
import { type Book, bookOf } from "../../model/book";
import type { Desktop } from "../../model/build/form";
import { newId } from "../../../platform/ids";
import { phone } from "../../around";

/** The zone days are counted in. What lies on a phone does not name that of her site: it is the phone's own. */
export const zone: string = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Everything on the phone, laid out by whom it is about; null: it is locked. */
export const book = computed<Book | null>(() => (phone.standing.value === null ? null : bookOf(phone.desk().contents, zone)));

/** This moment. */
export function now(): Date {
  return phone.around.world.clock.now();
}

/** What a form is filled in at. */
export function desktop(): Desktop {
  const { clock, random } = phone.around.world;
  return { now: now(), zone, works: book.value?.works ?? [], newId: () => newId(clock, random) };
}
