// Marks on rolls. No operation of a phone carries them: they wait as a draft until the server has the group, and go line by line.
import type { components } from "../../api/schema";
import type { Fields, Json } from "../../api/protocol";
import type { Desk } from "../../store/desk";
import { discardDraft, type Draft, keepDraft, readDrafts } from "../../store/drafts";
import type { Door } from "../../sync/door";
import type { Way } from "../../sync/transport";
import { ROLL_MARKS_FORM } from "../model/flow/roll";
import { flagOf, partsOf, textOf, wholeOf } from "../model/read";

type RollView = components["schemas"]["RollView"];
type Line = RollView["lines"][number];

/** A mark that has not arrived. */
export interface WaitingMark {
  lineId: string;
  enrolmentId: string | null;
  attendance: string;
  minutes: number | null;
  /** What a colleague marked meanwhile; null: nothing that this phone knows of. */
  stands: string | null;
  /** She saw what stands, and says hers is right. */
  overrules: boolean;
}

/** Marks of one roll. */
export interface WaitingMarks {
  draftId: string;
  sessionId: string;
  marks: WaitingMark[];
}

/** The marks that wait, roll by roll. */
export async function readMarks(desk: Desk): Promise<WaitingMarks[]> {
  return (await readDrafts(desk)).filter(({ form }) => form === ROLL_MARKS_FORM).flatMap(marksOf);
}

function marksOf({ id, fields }: Draft): WaitingMarks[] {
  const sessionId = textOf(fields, "sessionId");
  const marks = partsOf(fields, "marks").flatMap((one): WaitingMark[] => {
    const [lineId, attendance] = [textOf(one, "lineId"), textOf(one, "attendance")];
    if (lineId === null || attendance === null) return [];
    return [{ lineId, attendance, enrolmentId: textOf(one, "enrolmentId"), minutes: wholeOf(one, "minutes"), stands: textOf(one, "stands"), overrules: flagOf(one, "overrules") === true }];
  });
  return sessionId === null ? [] : [{ draftId: id, sessionId, marks }];
}

/** What the draft of waiting marks holds. */
export function marksDraft({ sessionId, marks }: Omit<WaitingMarks, "draftId">): Fields {
  return { sessionId, marks: marks as unknown as Json };
}

/** Keeps what is left to be sent; where nothing is, the draft is done. */
export async function keepMarks(desk: Desk, waiting: WaitingMarks): Promise<void> {
  const { draftId: id, marks } = waiting;
  if (marks.length === 0) await discardDraft(desk, id);
  else await keepDraft(desk, { id, form: ROLL_MARKS_FORM, person: null, fields: marksDraft(waiting) });
}

/** The way to rolls. */
export type RollWay = Pick<Way, "get" | "patch">;

/** Sends what may be sent, and says whether anything is different now. What a colleague marked otherwise is not overwritten unseen. */
export async function sendMarks(desk: Desk, door: Door, way: RollWay): Promise<boolean> {
  let isDifferent = false;
  for (const waiting of await readMarks(desk)) {
    if (!isOnServer(desk, waiting.sessionId)) continue;
    const left = await sendRoll(waiting, door, way);
    if (JSON.stringify(left) === JSON.stringify(waiting.marks)) continue;
    await keepMarks(desk, { ...waiting, marks: left });
    isDifferent = true;
  }
  return isDifferent;
}

/** Does the server have the group? Not while its operation waits here, or there for somebody to decide. */
function isOnServer({ contents }: Desk, sessionId: string): boolean {
  const isHeld = [...contents.held.values()].some(({ op }) => op.entity_id === sessionId);
  return !isHeld && !contents.outbox.some(({ op }) => op.entity_id === sessionId);
}

/** The marks that are left. */
async function sendRoll({ sessionId, marks }: WaitingMarks, door: Door, way: RollWay): Promise<WaitingMark[]> {
  const reply = await door.ask((token) => way.get(`/api/v1/group-sessions/${sessionId}`, token));
  if (!("status" in reply) || reply.status !== 200) return marks;
  const lines = new Map((reply.body as RollView).lines.map((line) => [line.id as string, line]));
  const left: WaitingMark[] = [];
  for (const mark of marks) {
    const rest = await sendMark(mark, lines.get(mark.lineId), door, way);
    if (rest !== null) left.push(rest);
  }
  return left;
}

async function sendMark(mark: WaitingMark, line: Line | undefined, door: Door, way: RollWay): Promise<WaitingMark | null> {
  if (line === undefined) return mark;
  const stands = line.attendance ?? null;
  // It stands already: the answer to an earlier try was lost.
  if (stands === mark.attendance && (mark.minutes === null || line.minutes === mark.minutes)) return null;
  const isHers = stands === null || stands === mark.attendance;
  if (!isHers && !mark.overrules) return { ...mark, stands };
  const body = { attendance: mark.attendance, ...(mark.minutes === null ? {} : { minutes: mark.minutes }) };
  const reply = await door.ask((token) => way.patch(`/api/v1/roll-lines/${mark.lineId}`, body, token, line.etag));
  return "status" in reply && reply.status === 200 ? null : mark;
}
