// The roll of a group: rows start unmarked, one tap marks, the rest is marked at once, who came without being on it is written
// down by what she calls herself, and everything can be taken back (issue 6, domain.md §2.8). Pure.
import type { Fields, Json } from "../../../api/protocol";
import { attended } from "../codes";
import { momentOf, partsOf, textOf, wholeOf } from "../read";
import type { Desktop } from "../build/form";
import { rounded } from "../time";

/** What the draft's field `form` is called; and that of marks which are not sent yet (`rollMarks`). */
export const [ROLL_FORM, ROLL_MARKS_FORM] = ["roll", "roll_marks"];
/** How many steps can be taken back. */
const MOST_BACK = 50;

/** A row of the roll. */
export interface RollLine {
  id: string;
  enrolmentId: string;
  /** Null: nobody has marked her, and she counts nowhere. */
  attendance: string | null;
  /** How long she was there, if not all of it. */
  minutes: number | null;
}

/** Somebody who came without being on it. */
export interface WalkIn {
  id: string;
  nickname: string;
  attendance: string;
  minutes: number | null;
}

interface Marks {
  lines: RollLine[];
  walkIns: WalkIn[];
}

/** A group as its roll is kept. */
export interface Roll extends Marks {
  id: string;
  programmeId: string | null;
  siteId: string | null;
  kind: string | null;
  mode: string;
  startsAt: string;
  minutes: number | null;
  /** What is done: no names, addresses or numbers. */
  title: string;
  /** What can be taken back, the last step last. */
  before: Marks[];
  saving: boolean;
}

/** What she does. */
export type RollEvent =
  | { type: "about"; fields: Partial<Pick<Roll, "programmeId" | "siteId" | "kind" | "mode" | "startsAt" | "minutes" | "title">> }
  | { type: "put_on"; id: string; enrolmentId: string }
  /** Only who is not marked. */
  | { type: "take_off"; id: string }
  | { type: "mark"; id: string; attendance: string; minutes?: number }
  /** She was marked by mistake. */
  | { type: "unmark"; id: string }
  /** Everybody nobody has marked; who is marked stays so. */
  | { type: "mark_rest"; attendance: string }
  | { type: "walk_in"; id: string; nickname: string; attendance?: string }
  | { type: "walk_in_off"; id: string }
  | { type: "undo" }
  | { type: "save" }
  | { type: "failed" };

/** A roll with nobody marked. */
export function beginRoll(desk: Desktop, place: { programmeId: string | null; siteId: string | null }, enrolments: string[]): Roll {
  const lines = enrolments.map((enrolmentId) => ({ id: desk.newId(), enrolmentId, attendance: null, minutes: null }));
  const about = { kind: null, mode: "in_person_community", startsAt: rounded(desk.now, 15), minutes: 60, title: "" };
  return { id: desk.newId(), ...place, ...about, lines, walkIns: [], before: [], saving: false };
}

/** What comes of it. A mark is never lost but by taking it back. */
export function rollFlow(roll: Roll, event: RollEvent): Roll {
  if (roll.saving) return event.type === "failed" ? { ...roll, saving: false } : roll;
  if (event.type === "about") return { ...roll, ...event.fields };
  if (event.type === "save") return { ...roll, saving: true };
  if (event.type === "undo") {
    const last = roll.before.at(-1);
    return last === undefined ? roll : { ...roll, ...last, before: roll.before.slice(0, -1) };
  }
  const marks = marked(roll, event);
  if (marks === null) return roll;
  const { lines, walkIns } = roll;
  return { ...roll, ...marks, before: [...roll.before, { lines, walkIns }].slice(-MOST_BACK) };
}

/** What is marked after it; null: nothing changes. */
function marked({ lines, walkIns }: Marks, event: RollEvent): Marks | null {
  const change = (id: string, to: (line: RollLine) => RollLine): Marks | null => {
    const isThere = lines.some((line) => line.id === id);
    return isThere ? { lines: lines.map((line) => (line.id === id ? to(line) : line)), walkIns } : null;
  };
  switch (event.type) {
    case "put_on": {
      const isOn = lines.some(({ id, enrolmentId }) => id === event.id || enrolmentId === event.enrolmentId);
      const line = { id: event.id, enrolmentId: event.enrolmentId, attendance: null, minutes: null };
      return isOn ? null : { lines: [...lines, line], walkIns };
    }
    case "take_off": {
      const left = lines.filter(({ id, attendance }) => id !== event.id || attendance !== null);
      return left.length === lines.length ? null : { lines: left, walkIns };
    }
    case "mark":
      return change(event.id, (line) => ({ ...line, attendance: event.attendance, minutes: event.minutes ?? null }));
    case "unmark":
      return change(event.id, (line) => ({ ...line, attendance: null, minutes: null }));
    case "mark_rest": {
      if (lines.every(({ attendance }) => attendance !== null)) return null;
      const rest = (line: RollLine) => (line.attendance === null ? { ...line, attendance: event.attendance, minutes: null } : line);
      return { lines: lines.map(rest), walkIns };
    }
    case "walk_in": {
      const nickname = event.nickname.trim();
      if (nickname === "" || walkIns.some(({ id }) => id === event.id)) return null;
      return { lines, walkIns: [...walkIns, { id: event.id, nickname, attendance: event.attendance ?? "present", minutes: null }] };
    }
    case "walk_in_off": {
      const left = walkIns.filter(({ id }) => id !== event.id);
      return left.length === walkIns.length ? null : { lines, walkIns: left };
    }
    default:
      return null;
  }
}

/** How the roll stands, for its head. */
export function rollCount({ lines, walkIns }: Marks): { there: number; away: number; unmarked: number; walkIns: number } {
  const there = lines.filter(({ attendance }) => attended(attendance)).length;
  const unmarked = lines.filter(({ attendance }) => attendance === null).length;
  return { there, away: lines.length - there - unmarked, unmarked, walkIns: walkIns.length };
}

/** What its draft holds. */
export function rollDraft(roll: Roll): Fields {
  return roll as unknown as { [name: string]: Json };
}

/** Goes on with a draft; null: it is none. */
export function resumeRoll(fields: Fields): Roll | null {
  const [id, startsAt] = [textOf(fields, "id"), momentOf(fields, "startsAt")];
  if (id === null || startsAt === null) return null;
  return {
    id,
    programmeId: textOf(fields, "programmeId"),
    siteId: textOf(fields, "siteId"),
    kind: textOf(fields, "kind"),
    mode: textOf(fields, "mode") ?? "in_person_community",
    startsAt,
    minutes: wholeOf(fields, "minutes"),
    title: textOf(fields, "title") ?? "",
    ...marksOfDraft(fields),
    before: partsOf(fields, "before").map(marksOfDraft),
    saving: false,
  };
}

function marksOfDraft(fields: Fields): Marks {
  const lines = partsOf(fields, "lines").flatMap((line): RollLine[] => {
    const [id, enrolmentId] = [textOf(line, "id"), textOf(line, "enrolmentId")];
    return id === null || enrolmentId === null ? [] : [{ id, enrolmentId, attendance: textOf(line, "attendance"), minutes: wholeOf(line, "minutes") }];
  });
  const walkIns = partsOf(fields, "walkIns").flatMap((one): WalkIn[] => {
    const [id, nickname] = [textOf(one, "id"), textOf(one, "nickname")];
    return id === null || nickname === null ? [] : [{ id, nickname, attendance: textOf(one, "attendance") ?? "present", minutes: wholeOf(one, "minutes") }];
  });
  return { lines, walkIns };
}
