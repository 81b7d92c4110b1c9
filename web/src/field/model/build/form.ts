// What every form has in common: it is checked field by field, in codes, and gives operations in the shape the server takes.
import type { Fields, Json } from "../../../api/protocol";
import type { NewWork } from "../../../store/save";
import { isOf } from "../codes";
import type { Work } from "../work";

/** What is wrong with a field. The rules are the server's: what passes here is not held there for its shape. */
export type ProblemCode =
  | "required" | "choice" | "out_of_range" | "too_long" | "in_future" | "in_past" | "too_far"
  | "is_group" | "is_one_to_one" | "language" | "not_here" | "needed" | "twice" | "nothing_to_change"
  /** What can only be warned of: the server may take it, or holds it for somebody to decide. */
  | "outside_enrolment" | "capacity_needed" | "not_watched";

/** What is wrong with one field. */
export interface Problem {
  /** As the form calls it. */
  field: string;
  code: ProblemCode;
}

/** What a form comes to. */
export type Built =
  | { ok: true; works: NewWork[]; warnings: Problem[] }
  | { ok: false; problems: Problem[] };

/** What a form is filled in with. */
export interface Desktop {
  now: Date;
  /** The zone of her site. */
  zone: string;
  /** What she did before (`Book.works`). */
  works: Work[];
  /** A new UUID of version 7. */
  newId(): string;
}

/** By how much a phone's clock may run ahead of the server's (`CLOCK_SLACK`, `src/sessions/model/ahead.rs`). */
export const SLACK_MS = 10 * 60_000;
/** Minutes of a day: the longest session. */
export const MOST_MINUTES = 1440;
/** By which way what is made here reaches the server (code list `recorded_via`). */
export const VIA = { recorded_via: "mobile_offline" } as const;

/** The checks of one form, collected. */
export class Check {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];

  /** Says what is wrong unless `holds`. */
  rule(field: string, code: ProblemCode, holds: boolean): this {
    if (!holds) this.problems.push({ field, code });
    return this;
  }

  /** The same of what is no reason not to save. */
  warn(field: string, code: ProblemCode, holds: boolean): this {
    if (!holds) this.warnings.push({ field, code });
    return this;
  }

  /** There has to be something. */
  required(field: string, value: string | null | undefined): this {
    return this.rule(field, "required", value !== null && value !== undefined && readable(value).trim() !== "");
  }

  /** One of a list. */
  choice<C extends string>(field: string, list: readonly C[], value: string | null): this {
    return this.rule(field, value === null ? "required" : "choice", isOf(list, value));
  }

  /** One of a list, or nothing. */
  choiceOrNone<C extends string>(field: string, list: readonly C[], value: string | null): this {
    return this.rule(field, "choice", value === null || isOf(list, value));
  }

  /** A whole number between two. */
  whole(field: string, value: number | null, from: number, to: number): this {
    if (value === null) return this.rule(field, "required", false);
    return this.rule(field, "out_of_range", Number.isInteger(value) && value >= from && value <= to);
  }

  /** Words, counted as the server counts them: by characters, not by units of UTF-16. */
  words(field: string, value: string, most: number): this {
    return this.required(field, value).rule(field, "too_long", [...value].length <= most);
  }

  /** A moment that lies behind us, as far as clocks can tell. */
  past(field: string, value: string, now: Date, slackMs: number = SLACK_MS): this {
    const at = Date.parse(value);
    if (Number.isNaN(at)) return this.rule(field, "required", false);
    return this.rule(field, "in_future", at <= now.getTime() + slackMs);
  }

  /** A language tag as the server takes it (`language_tag`, `src/people/model.rs`). */
  language(field: string, tag: string): this {
    const isTag = tag.length <= 20 && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag);
    return this.rule(field, tag === "" ? "required" : "language", isTag);
  }

  /** What it comes to. */
  built(works: () => NewWork[]): Built {
    const { problems, warnings } = this;
    return problems.length > 0 ? { ok: false, problems } : { ok: true, works: works(), warnings };
  }
}

/**
 * A form as its draft has it, over a blank one: what has another form in the draft, or is not there, stays blank. The draft may be
 * of an older app.
 */
export function resumeForm<T extends object>(blank: T, draft: Fields): T {
  const fits = ([name, empty]: [string, unknown]): [string, Json][] => {
    const value = draft[name];
    if (value === undefined) return [];
    if (Array.isArray(empty)) return Array.isArray(value) && value.every((one) => typeof one === "string") ? [[name, value]] : [];
    if (value === null) return empty === null || typeof empty === "number" ? [[name, value]] : [];
    return typeof value === (empty === null ? "string" : typeof empty) && typeof value !== "object" ? [[name, value]] : [];
  };
  return { ...blank, ...Object.fromEntries(Object.entries(blank).flatMap(fits)) };
}

/** Fields without those that are null, empty or missing: to the server they are the same, and a byte costs time. */
export function filled(fields: { [name: string]: Json | undefined }): Fields {
  const there = Object.entries(fields).map(([name, value]) => [name, typeof value === "string" ? readable(value) : value] as const);
  return Object.fromEntries(there.filter((entry): entry is [string, Json] => entry[1] !== null && entry[1] !== undefined && entry[1] !== ""));
}

/** Without what no server reads (NUL, half a character): one of them would keep a whole note from arriving. */
function readable(words: string): string {
  return words.replaceAll("\0", "").replace(/[\ud800-\udfff]/gu, "");
}

/**
 * What has to stand before something about these rows can: the operations that make them, where the server has not done them yet.
 * In the order in which they were saved; the server takes twenty.
 */
export function parents(works: Work[], ids: (string | null)[]): { dependsOn?: string[] } {
  const makes = ({ what, entityId, state }: Work) => what.endsWith("-create") && ids.includes(entityId) && state !== "sent" && state !== "conflict";
  const dependsOn = works.filter(makes).map(({ opId }) => opId).slice(0, 20);
  return dependsOn.length > 0 ? { dependsOn } : {};
}
