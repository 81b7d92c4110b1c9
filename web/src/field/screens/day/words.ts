import { language, t } from "../../../i18n";
import { CONSENT_KINDS, CONTACT_KINDS, isOf, TASK_DISMISSALS, TASK_KINDS } from "../../model/codes";
import type { Flag } from "../../model/face";
import type { CaseloadLine, ToDo } from "../../model/views/caseload";
import { dayAt, hourAt } from "../../model/time";
import { now, zone } from "../log/desk";
import { capital, dayWord, hourWord } from "../log/words";

/** Where somebody may stand: what was decided, and what time made of it. */
const STATUSES = ["given", "refused", "withdrawn", "best_interests_decision", "expired"] as const;

/** A flag beside a name. */
export function flagWord(flag: Flag): string {
  return t(`person.flag_${flag}`);
}

/** What a task asks. Of a code that this app does not know: the code, which is better than nothing. */
export function taskWord(kind: string | null): string {
  if (kind === null) return t("log.unknown");
  return isOf(TASK_KINDS, kind) ? t(`person.task_${kind}`) : kind.replaceAll("_", " ");
}

/** Why a task is not to be done, as choices. */
export function dismissalChoices(): { value: (typeof TASK_DISMISSALS)[number]; label: string }[] {
  return TASK_DISMISSALS.map((code) => ({ value: code, label: t(`person.dismiss_${code}`) }));
}

/** What is to be done about somebody. */
export function toDoWord(toDo: ToDo): string {
  return t(`people.todo_${toDo}`);
}

/** How her place in a programme stands. */
export function stateWord(state: CaseloadLine["state"]): string {
  return t(`people.state_${state}`);
}

/** For how many days nobody has reached somebody. */
export function quietWord(days: number): string {
  return t("today.quiet_days", { count: days });
}

/** A day as it stands by itself: `Today`, `Tue 3 Nov`. */
export function dayTitle(on: string): string {
  return capital(dayWord(on, dayAt(zone, now())));
}

/** A day that may be long ago, or far ahead: with its year. */
export function dateWord(on: string): string {
  return new Intl.DateTimeFormat(language(), { day: "numeric", month: "short", year: "numeric" }).format(new Date(`${on}T12:00:00`));
}

/** A moment by the clock at the site: only the hour where it is today. */
export function whenWord(at: string): string {
  const [on, today, hour] = [dayAt(zone, at), dayAt(zone, now()), hourWord(hourAt(zone, at))];
  return on === today ? hour : t("today.day_hour", { day: dayWord(on, today), hour });
}

/** A language in the reader's own; null where the tag is none. */
export function languageWord(tag: string): string | null {
  try {
    return new Intl.DisplayNames([language()], { type: "language", fallback: "none" }).of(tag) ?? null;
  } catch {
    return null;
  }
}

/** What a way to reach somebody is. */
export function contactKindWord(kind: string | null): string {
  return isOf(CONTACT_KINDS, kind) ? t(`person.contact_${kind}`) : (kind ?? t("log.unknown"));
}

/** What is agreed to. */
export function consentKindWord(kind: string): string {
  return isOf(CONSENT_KINDS, kind) ? t(`consent.kind_${kind}`) : kind.replaceAll("_", " ");
}

/** Where somebody stands on it. */
export function consentStatusWord(status: string): string {
  return isOf(STATUSES, status) ? t(`consent.status_${status}`) : status.replaceAll("_", " ");
}
