// What is done besides sessions: an attempt, an appointment, going out, a task, a look at a plan.
import type { Base } from "../../../store/save";
import { ATTEMPT_RESULTS, CONTACT_MODES, GOAL_STATUSES, GROUP_TYPES, isOf, SESSION_TYPES, TASK_DISMISSALS } from "../codes";
import { DAY_MS } from "../../../platform/clock";
import { isDay } from "../read";
import { dayAfter, dayAt, hourAt, minutesAfter, momentAt, rounded } from "../time";
import type { Usual } from "../usual";
import { type Built, Check, type Desktop, filled, MOST_MINUTES, parents, SLACK_MS } from "./form";

/** Farthest that is planned ahead, in days (`FARTHEST`, `src/sessions/model/ahead.rs`). */
const FARTHEST_DAYS = 400;
/** Most goals of one look (`src/plans/http/reviews.rs`). */
const MOST_GOALS = 50;

/** Somebody tried to reach her (domain.md §2.8): failed attempts are work. */
export interface AttemptForm {
  id: string;
  enrolmentId: string | null;
  at: string;
  mode: string | null;
  result: string | null;
  collateral: boolean;
}

/** The slip after a call or message: only what came of it is to be tapped. */
export function blankAttempt(desk: Desktop, enrolmentId: string | null, mode: "phone_call" | "text_message" | null): AttemptForm {
  return { id: desk.newId(), enrolmentId, at: rounded(desk.now, 1), mode, result: null, collateral: false };
}

/** Records an attempt. A talk of five minutes or more is a session. */
export function buildAttempt(form: AttemptForm, desk: Desktop): Built {
  const check = new Check().required("enrolmentId", form.enrolmentId).past("at", form.at, desk.now);
  check.choice("mode", CONTACT_MODES, form.mode).choice("result", ATTEMPT_RESULTS, form.result);
  const { enrolmentId, at, mode, result, collateral } = form;
  const set = filled({ enrolment_id: enrolmentId, attempted_at: at, mode, result, collateral: collateral ? true : null });
  return check.built(() => [{ entity: "contact_attempt", entityId: form.id, kind: "create", set }]);
}

/** A session with her that lies ahead. */
export interface AppointmentForm {
  id: string;
  enrolmentId: string | null;
  kind: string | null;
  mode: string | null;
  startsAt: string;
  minutes: number | null;
}

/** In a week, at this hour by the clock of the site, which stays the same when clocks change. */
export function blankAppointment(desk: Desktop, enrolmentId: string | null, usual: Usual): AppointmentForm {
  const local = rounded(desk.now, 15);
  const startsAt = momentAt(desk.zone, dayAfter(dayAt(desk.zone, local), 7), hourAt(desk.zone, local));
  return { id: desk.newId(), enrolmentId, ...usual, startsAt };
}

/** Plans a session. */
export function buildAppointment(form: AppointmentForm, { now }: Desktop): Built {
  const { enrolmentId, kind, mode, startsAt, minutes } = form;
  const at = Date.parse(startsAt);
  const check = new Check().required("enrolmentId", enrolmentId).choice("mode", CONTACT_MODES, mode);
  check.choice("kind", SESSION_TYPES, kind).rule("kind", "is_group", !isOf(GROUP_TYPES, kind)).whole("minutes", minutes, 1, MOST_MINUTES);
  check.rule("startsAt", "required", !Number.isNaN(at)).rule("startsAt", "in_past", !(at < now.getTime() - SLACK_MS));
  check.rule("startsAt", "too_far", !(at > now.getTime() + FARTHEST_DAYS * DAY_MS));
  const set = filled({ enrolment_id: enrolmentId, kind, mode, starts_at: startsAt, minutes });
  return check.built(() => [{ entity: "appointment", entityId: form.id, kind: "create", set }]);
}

/** Out now, back by. Where is not asked. */
export interface OutingForm {
  id: string;
  /** The site whose rota is called. */
  siteId: string | null;
  backBy: string;
  withStaffId: string | null;
}

/** Back in two hours, to the quarter. */
export function blankOuting(desk: Desktop, siteId: string | null): OutingForm {
  return { id: desk.newId(), siteId, backBy: rounded(minutesAfter(desk.now.toISOString(), 134), 15), withStaffId: null };
}

/** She goes out. As long as it is not sent nobody will call: that is a warning. */
export function buildOuting(form: OutingForm, { now }: Desktop, online: boolean): Built {
  const at = Date.parse(form.backBy);
  const check = new Check().required("siteId", form.siteId).rule("backBy", "required", !Number.isNaN(at));
  check.rule("backBy", "in_past", !(at <= now.getTime())).rule("backBy", "too_far", !(at > now.getTime() + DAY_MS));
  check.warn("backBy", "not_watched", online);
  const set = filled({ site_id: form.siteId, back_by: form.backBy, with_staff_id: form.withStaffId });
  return check.built(() => [{ entity: "outing", entityId: form.id, kind: "create", set }]);
}

/** She is back. */
export function buildBack(outingId: string, { works }: Pick<Desktop, "works">): Built {
  return new Check().built(() => [{ entity: "outing", entityId: outingId, kind: "back", set: {}, ...parents(works, [outingId]) }]);
}

/** Says why a task is not done. It is done by doing what it asks. `base`: the task as she saw it, without which it is held. */
export function buildDismissal(taskId: string, reason: string | null, base: Base | null): Built {
  const check = new Check().choice("reason", TASK_DISMISSALS, reason).rule("", "required", base !== null);
  const known = base === null ? {} : { base };
  return check.built(() => [{ entity: "task", entityId: taskId, kind: "dismiss", set: filled({ reason }), ...known }]);
}

/** Says that a step of a plan was done. */
export function buildActionDone(actionId: string, doneOn: string, desk: Desktop): Built {
  const check = new Check();
  checkDay(check, "doneOn", doneOn, desk);
  return check.built(() => [{ entity: "plan_action", entityId: actionId, kind: "done", set: { done_on: doneOn } }]);
}

/** A look at a plan (domain.md §2.7). Plans are not on a phone: they are read through the API first. */
export interface ReviewForm {
  id: string;
  planId: string | null;
  reviewedOn: string;
  /** At the whole plan, with every goal that is open: its clock starts anew. */
  whole: boolean;
  nextReviewOn: string | null;
  /** `gas`: goal attainment, -2 to +2, if it is used. */
  goals: { goalId: string; status: string | null; gas: number | null }[];
}

/** Looks at goals. */
export function buildReview(form: ReviewForm, desk: Desktop): Built {
  const { planId, reviewedOn, whole, nextReviewOn, goals } = form;
  const check = new Check().required("planId", planId);
  checkDay(check, "reviewedOn", reviewedOn, desk);
  check.rule("nextReviewOn", "not_here", whole || nextReviewOn === null);
  check.rule("nextReviewOn", "out_of_range", nextReviewOn === null || (isDay(nextReviewOn) && nextReviewOn > reviewedOn));
  check.rule("goals", "needed", whole || goals.length > 0).rule("goals", "too_long", goals.length <= MOST_GOALS);
  check.rule("goals", "twice", new Set(goals.map(({ goalId }) => goalId)).size === goals.length);
  for (const [at, { status, gas }] of goals.entries()) {
    check.choice(`goals.${at}.status`, GOAL_STATUSES, status);
    if (gas !== null) check.whole(`goals.${at}.gas`, gas, -2, 2);
  }
  const seen = goals.map(({ goalId, status, gas }) => filled({ goal_id: goalId, status, gas }));
  const set = filled({ plan_id: planId, reviewed_on: reviewedOn, whole, next_review_on: nextReviewOn, goals: seen });
  return check.built(() => [{ entity: "goal_review", entityId: form.id, kind: "create", set }]);
}

function checkDay(check: Check, field: string, day: string, { now, zone }: Desktop): void {
  check.rule(field, "required", isDay(day)).rule(field, "in_future", day <= dayAt(zone, now));
}
