import { expect, test } from "vitest";
import type { Fields } from "../../src/api/protocol";
import { ROLL_MARKS_FORM } from "../../src/field/model/flow/roll";
import { keepMarks, marksDraft, readMarks, type RollWay, sendMarks, type WaitingMark } from "../../src/field/phone/roll-marks";
import { keepDraft } from "../../src/store/drafts";
import { save } from "../../src/store/save";
import { Door } from "../../src/sync/door";
import { NoAnswer } from "../../src/sync/transport";
import { freshPhone, idOf } from "../server/house";

const [ROLL, DRAFT] = [idOf(0x1), idOf(0x2)];
const mark = (number: number, attendance: string, more: Partial<WaitingMark> = {}): WaitingMark => ({ lineId: idOf(0x10 + number), enrolmentId: idOf(0x20 + number), attendance, minutes: null, stands: null, overrules: false, ...more });

/** A server with one roll, that loses answers where it is told to. */
function server(marks: { [line: string]: string | null }) {
  const lines = new Map(Object.entries(marks));
  const house = { lines, loses: false, refuses: 200, asked: 0 };
  const answer = (status: number, body: unknown = null) => ({ status, body, retryAfter: null, date: null });
  const way: RollWay = {
    async get(path) {
      expect(path).toBe(`/api/v1/group-sessions/${ROLL}`);
      house.asked += 1;
      return answer(house.refuses, { lines: [...lines].map(([id, attendance]) => ({ id, attendance, minutes: null, etag: '"v1"' })) });
    },
    async patch(path, body, _token, etag) {
      expect(etag).toBe('"v1"');
      lines.set(path.replace("/api/v1/roll-lines/", ""), String((body as Fields)["attendance"]));
      if (house.loses) throw new NoAnswer();
      return answer(200);
    },
  };
  return { house, way };
}

async function phoneWith(marks: WaitingMark[]) {
  const { desk } = await freshPhone();
  await keepDraft(desk, { id: DRAFT, form: ROLL_MARKS_FORM, person: null, fields: marksDraft({ sessionId: ROLL, marks }) });
  const answer = { status: 201, body: { access_token: "t" }, retryAfter: null, date: null };
  return { desk, door: new Door(desk, { post: async () => answer }) };
}

test("marks wait until the server has the group, then go line by line, and the draft is done", async () => {
  const { desk, door } = await phoneWith([mark(1, "present"), mark(2, "late")]);
  const { house, way } = server({ [idOf(0x11)]: null, [idOf(0x12)]: null });
  await save(desk, { entity: "group_session", entityId: ROLL, kind: "create", set: {} });
  expect([await sendMarks(desk, door, way), house.asked]).toEqual([false, 0]);
  desk.contents.outbox = [];
  expect(await sendMarks(desk, door, way)).toBe(true);
  expect([...house.lines.values()]).toEqual(["present", "late"]);
  expect([await readMarks(desk), await sendMarks(desk, door, way)]).toEqual([[], false]);
});

test("a lost answer sends nothing twice, and a server that says no loses nothing", async () => {
  const { desk, door } = await phoneWith([mark(1, "present"), mark(2, "present")]);
  const { house, way } = server({ [idOf(0x11)]: null, [idOf(0x12)]: null });
  house.loses = true;
  await sendMarks(desk, door, way);
  expect((await readMarks(desk))[0]?.marks).toHaveLength(2);
  for (const status of [401, 403, 404, 503]) {
    house.refuses = status;
    expect(await sendMarks(desk, door, way)).toBe(false);
  }
  [house.loses, house.refuses] = [false, 200];
  expect(await sendMarks(desk, door, way)).toBe(true);
  expect([[...house.lines.values()], await readMarks(desk)]).toEqual([["present", "present"], []]);
});

test("what a colleague marked otherwise stands until she has seen it and says so", async () => {
  const { desk, door } = await phoneWith([mark(1, "present"), mark(2, "present")]);
  const { house, way } = server({ [idOf(0x11)]: "absent_excused", [idOf(0x12)]: null });
  expect(await sendMarks(desk, door, way)).toBe(true);
  expect([...house.lines.values()]).toEqual(["absent_excused", "present"]);
  const [left] = await readMarks(desk);
  expect(left?.marks).toEqual([mark(1, "present", { stands: "absent_excused" })]);
  await keepMarks(desk, { draftId: DRAFT, sessionId: ROLL, marks: [mark(1, "present", { stands: "absent_excused", overrules: true })] });
  expect(await sendMarks(desk, door, way)).toBe(true);
  expect([[...house.lines.values()], await readMarks(desk)]).toEqual([["present", "present"], []]);
});
