import fc from "fast-check";
import { expect, test } from "vitest";
import { buildSession } from "../../src/field/model/build/session";
import { ATTENDANCES } from "../../src/field/model/codes";
import { beginRoll, type Roll, type RollEvent, resumeRoll, rollCount, rollDraft, rollFlow } from "../../src/field/model/flow/roll";
import { beginSession, resumeSession, sessionDraft, type SessionEvent, type SessionFlow, sessionFlow } from "../../src/field/model/flow/session";
import { idOf } from "../server/house";
import { desktop, ENROLMENT, NOW, PROGRAMME, SITE } from "./world";

const desk = desktop();
const usual = { kind: "home_visit", mode: "in_person_home", minutes: 45 };
const does = (flow: SessionFlow, ...events: SessionEvent[]) => events.reduce((now, event) => sessionFlow(now, event, NOW), flow);
const person: SessionEvent = { type: "person", enrolmentId: ENROLMENT, usual };

test("from the cold tap to saved it is six taps at most, whichever way she takes", () => {
  // The icon, and "log a session".
  const asked = does(beginSession(desk, 2), person, { type: "what", kind: "home_visit" }, { type: "long", minutes: 60 }, { type: "save" }, { type: "saved" });
  expect([asked.step, asked.taps]).toEqual(["saved", 6]);
  const asUsual = does(beginSession(desk, 2), person, { type: "as_usual" }, { type: "save" }, { type: "saved" });
  expect([asUsual.step, asUsual.taps]).toEqual(["saved", 5]);
  // The icon, and "log" beside her name: there is room to say that she came late.
  const beside = does(beginSession(desk, 2, { enrolmentId: ENROLMENT, usual }), { type: "what", kind: "home_visit" }, { type: "long", minutes: 30 }, { type: "went", attendance: "late" }, { type: "save" }, { type: "saved" });
  expect([beside.step, beside.taps]).toEqual(["saved", 6]);
  for (const { form } of [asked, asUsual, beside]) expect(buildSession(form, desk).ok).toBe(true);
  expect(asUsual.form).toMatchObject({ ...usual, startsAt: "2026-06-10T13:15:00.000Z", attendance: "present" });
});

test("a second tap on save is none, and what could not be saved is all there", () => {
  const typed = does(beginSession(desk, 1), person, { type: "as_usual" }, { type: "note", note: { text: "Canary words" } }, { type: "save" });
  expect(does(typed, { type: "save" }, { type: "back" }, person)).toBe(typed);
  const failed = does(typed, { type: "failed" });
  expect([failed.step, failed.form]).toEqual(["went", typed.form]);
  expect(does(failed, { type: "save" }, { type: "saved" }, { type: "back" }).step).toBe("saved");
});

test("what she chose and wrote stays when she takes another person", () => {
  const other = { kind: "case_management", mode: "phone_call", minutes: 20 };
  const flow = does(beginSession(desk, 1), person, { type: "long", minutes: 90 }, { type: "started", at: "2026-06-09T15:00:00Z" }, { type: "note", note: { text: "Canary words" } });
  const moved = does(flow, { type: "back" }, { type: "back" }, { type: "back" }, { type: "person", enrolmentId: idOf(8), usual: other });
  expect(moved.form).toMatchObject({ enrolmentId: idOf(8), kind: "case_management", minutes: 90, startsAt: "2026-06-09T15:00:00Z", note: { text: "Canary words" } });
});

const anyEvent: fc.Arbitrary<SessionEvent> = fc.oneof(
  fc.constantFrom<SessionEvent[]>(person, { type: "as_usual" }, { type: "back" }, { type: "save" }, { type: "failed" }),
  fc.constantFrom("home_visit", "other").map((kind) => ({ type: "what" as const, kind })),
  fc.integer({ min: 1, max: 240 }).map((minutes) => ({ type: "long" as const, minutes })),
  fc.constantFrom(...ATTENDANCES).map((attendance) => ({ type: "went" as const, attendance })),
  fc.string().map((text) => ({ type: "note" as const, note: { text } })),
);

test("a draft brings back the form, wherever the browser was killed; and anything else is no draft", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 12 }), (events) => {
      const flow = does(beginSession(desk, 1), ...events);
      const back = resumeSession(JSON.parse(JSON.stringify(sessionDraft(flow))));
      expect(back).toEqual({ ...flow, step: flow.step === "saving" ? "went" : flow.step });
      const words = events.filter((event) => event.type === "note" && flow.step !== "saved");
      if (words.length === 0) expect(flow.form.note?.text).toBe("");
    }),
  );
  expect(resumeSession({})).toBeNull();
  fc.assert(fc.property(fc.jsonValue(), (form) => resumeSession({ form: form as never }) === null));
});

const ids = [1, 2, 3, 4].map((number) => idOf(0x700 + number));
const begun = (): Roll => beginRoll(desk, { programmeId: PROGRAMME, siteId: SITE }, ids);
const roll = (start: Roll, ...events: RollEvent[]) => events.reduce(rollFlow, start);

test("rows start unmarked, the rest is marked at once, and every step can be taken back", () => {
  const start = begun();
  const [first, second] = [start.lines[0]?.id ?? "", start.lines[1]?.id ?? ""];
  expect(rollCount(start)).toEqual({ there: 0, away: 0, unmarked: 4, walkIns: 0 });
  const marked = roll(start, { type: "mark", id: first, attendance: "absent_excused" }, { type: "mark", id: second, attendance: "late", minutes: 20 }, { type: "mark_rest", attendance: "present" });
  expect(marked.lines.map(({ attendance }) => attendance)).toEqual(["absent_excused", "late", "present", "present"]);
  const withHer = roll(marked, { type: "walk_in", id: idOf(0x790), nickname: " Canary Kika " });
  expect([withHer.walkIns[0]?.nickname, rollCount(withHer)]).toEqual(["Canary Kika", { there: 3, away: 1, unmarked: 0, walkIns: 1 }]);
  expect(roll(withHer, { type: "undo" }, { type: "undo" }).lines.map(({ attendance }) => attendance)).toEqual(["absent_excused", "late", null, null]);
  expect(roll(withHer, { type: "undo" }, { type: "undo" }, { type: "undo" }, { type: "undo" }, { type: "undo" })).toEqual(start);
  expect(roll(withHer, { type: "take_off", id: second })).toBe(withHer);
  expect(roll(withHer, { type: "save" }, { type: "undo" }, { type: "failed" })).toEqual(withHer);
});

const lineIds = begun().lines.map(({ id }) => id);
const code = fc.constantFrom(...ATTENDANCES);
const place = fc.integer({ min: 0, max: 3 });
/** By place, since each roll draws its own ids. */
const step = fc.oneof(
  fc.tuple(place, code).map(([at, attendance]) => ({ type: "mark" as const, at, attendance })),
  code.map((attendance) => ({ type: "mark_rest" as const, attendance })),
  place.map((at) => ({ type: "take_off" as const, at })),
  fc.constant({ type: "undo" as const }),
  fc.tuple(place, fc.string()).map(([at, nickname]) => ({ type: "walk_in" as const, at, nickname })),
  fc.constant({ type: "save" as const }),
  fc.constant({ type: "failed" as const }),
);
const eventOf = (start: Roll, one: { type: string; at?: number }): RollEvent => {
  const { at, ...rest } = one;
  const id = one.type === "walk_in" ? idOf(0x7a0 + (at ?? 0)) : (start.lines[at ?? 0]?.id ?? "");
  return (at === undefined ? rest : { ...rest, id }) as RollEvent;
};

test("no mark is ever lost but by taking it back, and a draft brings all of them back", () => {
  expect(new Set(lineIds).size).toBe(4);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const start = begun();
      let now = start;
      for (const one of steps) {
        const event = eventOf(start, one);
        const next = rollFlow(now, event);
        if (event.type !== "undo") {
          for (const line of now.lines.filter(({ attendance }) => attendance !== null)) {
            const then = next.lines.find(({ id }) => id === line.id);
            const isHers = event.type === "mark" && event.id === line.id;
            if (isHers && !now.saving) expect(then?.attendance).toBe(event.attendance);
            else expect(then).toEqual(line);
          }
          expect(next.walkIns.slice(0, now.walkIns.length)).toEqual(now.walkIns);
        }
        if (event.type === "undo" && !now.saving && now.before.length > 0) expect({ lines: next.lines, walkIns: next.walkIns }).toEqual(now.before.at(-1));
        now = next;
        expect(resumeRoll(JSON.parse(JSON.stringify(rollDraft(now))))).toEqual({ ...now, saving: false, startsAt: now.startsAt });
      }
    }),
  );
});
