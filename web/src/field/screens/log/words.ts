import { language, type MessageKey, number, t } from "../../../i18n";
import type { Problem } from "../../model/build/form";
import type { Somebody } from "../../model/views/today";
import { ATTEMPT_RESULTS, ATTENDANCES, CONCERN_ABOUTS, CONTACT_MODES, NOTE_KINDS, SESSION_TYPES } from "../../model/codes";
import { daysBetween } from "../../model/time";

/** Codes whose own name says too much for a catalogue that anybody can fetch: under which key their word stands. */
const PLAIN: { [code: string]: string } = {
  custody_visit: "visit_inside",
  case_management: "planning",
  no_session_custody: "held_elsewhere",
  safeguarding: "worry",
  young_persons_words: "their_words",
  tattoo_removal: "skin_visit",
  oc_harms_lesson: "lesson",
};

/** The codes there are words for. */
const LISTS: Record<"kind" | "mode" | "attendance" | "result" | "note_kind" | "about", readonly string[]> = { kind: SESSION_TYPES, mode: CONTACT_MODES, attendance: ATTENDANCES, result: ATTEMPT_RESULTS, note_kind: NOTE_KINDS, about: CONCERN_ABOUTS };

/** The word for a code of a list. Of a code that this app does not know: the code, which is better than nothing. */
export function word(list: keyof typeof LISTS, code: string | null): string {
  if (code === null) return t("log.unknown");
  return LISTS[list].includes(code) ? t(`log.${list}_${PLAIN[code] ?? code}` as MessageKey) : code.replaceAll("_", " ");
}

/** Codes as choices. */
export function choicesOf<C extends string>(list: Parameters<typeof word>[0], codes: readonly C[]): { value: C; label: string }[] {
  return codes.map((code) => ({ value: code, label: word(list, code) }));
}

/** What is wrong with a field, and how it is mended. */
export function problemWord({ code }: Problem): string {
  return t(`log.problem_${code}` as MessageKey);
}

/** What somebody is called here. */
export function nameOf(somebody: Pick<Somebody, "alias" | "publicCode"> | null): string {
  return somebody?.alias ?? somebody?.publicCode ?? t("log.no_name");
}

/** So many minutes, `45 min`. */
export function minutesWord(minutes: number): string {
  return new Intl.NumberFormat(language(), { style: "unit", unit: "minute", unitDisplay: "short" }).format(minutes);
}

/** A day of the site, as one says it: today, yesterday, or its name. */
export function dayWord(on: string, today: string): string {
  const ago = daysBetween(on, today);
  if (ago === 0) return t("log.today");
  if (ago === 1) return t("log.yesterday");
  if (ago === -1) return t("log.tomorrow");
  return new Intl.DateTimeFormat(language(), { weekday: "short", day: "numeric", month: "short" }).format(noon(on));
}

/** Noon, so that no zone puts it on another day. */
function noon(on: string): Date {
  return new Date(`${on}T12:00:00`);
}

/** As it stands by itself, on a button or at the head of a line. */
export function capital(words: string): string {
  const [first = "", ...rest] = words;
  return `${first.toLocaleUpperCase(language())}${rest.join("")}`;
}

/** An hour, `HH:MM`, in the digits of the language. */
export function hourWord(hour: string): string {
  const [hours, minutes] = hour.split(":").map(Number);
  const two = new Intl.NumberFormat(language(), { minimumIntegerDigits: 2 });
  return hours === undefined || minutes === undefined ? hour : `${two.format(hours)}:${two.format(minutes)}`;
}

/** Several names, with how many more there are. */
export function someNames(names: string[], most = 3): string {
  const shown = names.slice(0, most);
  const more = names.length - shown.length;
  const list = new Intl.ListFormat(language(), { style: "narrow", type: "unit" });
  return list.format(more > 0 ? [...shown, t("log.more_names", { count: number(more) })] : shown);
}
