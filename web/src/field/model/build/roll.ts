// A group session with its roll, as the server takes it (domain.md §2.8, `src/sessions/flow/rolls.rs`).
import type { components } from "../../../api/schema";
import { DAY_MS } from "../../../platform/clock";
import type { Book } from "../book";
import { ATTENDANCES, attended, CONTACT_MODES, GROUP_TYPES, isOf, SESSION_TYPES } from "../codes";
import type { Roll } from "../flow/roll";
import type { Enrolment } from "../people";
import { type Built, Check, type Desktop, filled, MOST_MINUTES, SLACK_MS, VIA } from "./form";

/** Most lines of a roll (`MOST_LINES`), characters of its title (`GroupTitle`) and of a nickname. */
const [MOST_LINES, MOST_TITLE, MOST_NICKNAME] = [200, 60, 60];
/** Fewest digits that could be a telephone's. */
const NUMBER_DIGITS = 6;
/** Farthest that is planned ahead, in days (`FARTHEST`). */
const FARTHEST_DAYS = 400;

/** A mark on a line, as the API takes it (`PATCH /api/v1/roll-lines/{id}`): no operation of a phone carries one. */
export interface RollMark {
  lineId: string;
  /** Of a line that was put on with the roll. */
  ifMatch: string;
  body: components["schemas"]["MarkRollLine"];
}

/**
 * Opens the group with who is on its roll, and writes down who came besides. Who is marked how is in `rollMarks`: it is kept as a
 * draft in the same transaction (`saveAll`, `keep`) until the API has taken it.
 */
export function buildRoll(roll: Roll, desk: Desktop): Built {
  const { programmeId, siteId, kind, mode, startsAt, minutes, lines, walkIns } = roll;
  const [title, at] = [roll.title.trim(), Date.parse(startsAt)];
  const check = new Check().required("programmeId", programmeId).required("siteId", siteId).choice("mode", CONTACT_MODES, mode);
  check.choice("kind", SESSION_TYPES, kind).rule("kind", "is_one_to_one", !isOf(SESSION_TYPES, kind) || isOf(GROUP_TYPES, kind));
  check.whole("minutes", minutes, 1, MOST_MINUTES).rule("title", "too_long", [...title].length <= MOST_TITLE);
  const isTitle = (title.match(/[0-9]/g)?.length ?? 0) < NUMBER_DIGITS && !title.includes("@") && !/\p{Cc}/u.test(title);
  check.rule("title", "out_of_range", isTitle).rule("lines", "too_long", lines.length <= MOST_LINES);
  check.rule("lines", "twice", new Set(lines.map(({ enrolmentId }) => enrolmentId)).size === lines.length);
  check.rule("startsAt", "required", !Number.isNaN(at)).rule("startsAt", "too_far", !(at > desk.now.getTime() + FARTHEST_DAYS * DAY_MS));
  // Who came to what has not begun?
  const isMarked = walkIns.length > 0 || lines.some(({ attendance }) => attendance !== null);
  check.rule("startsAt", "in_future", !isMarked || !(at > desk.now.getTime() + SLACK_MS));
  for (const [place, one] of lines.entries()) if (one.attendance !== null) checkMark(check, `lines.${place}`, one);
  for (const [place, one] of walkIns.entries()) {
    checkMark(check, `walkIns.${place}`, one);
    check.words(`walkIns.${place}.nickname`, one.nickname, MOST_NICKNAME);
  }
  const set = filled({
    programme_id: programmeId,
    site_id: siteId,
    kind,
    mode,
    starts_at: startsAt,
    minutes,
    title: title || null,
    lines: lines.map(({ id, enrolmentId }) => ({ id, enrolment_id: enrolmentId })),
    ...VIA,
  });
  return check.built(() => {
    const opId = desk.newId();
    const came = walkIns.map(({ id, nickname, attendance, minutes: told }) => ({
      entity: "walk_in",
      entityId: id,
      kind: "create",
      set: filled({ session_id: roll.id, nickname, attendance, minutes: attended(attendance) ? told : null }),
      dependsOn: [opId],
    }));
    return [{ entity: "group_session", entityId: roll.id, kind: "create", set, opId }, ...came];
  });
}

function checkMark(check: Check, field: string, { attendance, minutes }: { attendance: string | null; minutes: number | null }): void {
  check.choice(`${field}.attendance`, ATTENDANCES, attendance);
  if (minutes !== null) check.whole(`${field}.minutes`, minutes, 0, MOST_MINUTES);
}

/** Every mark of the roll, line by line. */
export function rollMarks({ lines }: Pick<Roll, "lines">): RollMark[] {
  return lines.flatMap(({ id, attendance, minutes }) => {
    if (!isOf(ATTENDANCES, attendance)) return [];
    const told = attended(attendance) && minutes !== null ? { minutes } : {};
    return [{ lineId: id, ifMatch: '"v1"', body: { attendance, ...told } }];
  });
}

/** Somebody who may be put on a roll. */
export interface Candidate {
  enrolmentId: string;
  personId: string;
  alias: string | null;
}

/** Who may be put on a roll: who is in this programme at this site on that day, in the order of the reader's alphabet. */
export function rollCandidates({ people }: Book, place: { programmeId: string; siteId: string }, day: string, language: string): Candidate[] {
  const covers = ({ programmeId, siteId, enrolledOn, exitedOn }: Enrolment) =>
    programmeId === place.programmeId && siteId === place.siteId && (enrolledOn === null || enrolledOn <= day) && (exitedOn === null || exitedOn >= day);
  const found = [...people.values()].flatMap(({ person, alias, enrolments }) =>
    enrolments.filter(covers).map(({ id }): Candidate => ({ enrolmentId: id, personId: person.id, alias })),
  );
  const order = new Intl.Collator(language, { sensitivity: "base", numeric: true });
  return found.sort((one, other) => order.compare(one.alias ?? "", other.alias ?? "") || one.enrolmentId.localeCompare(other.enrolmentId));
}
