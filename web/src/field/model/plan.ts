// Her plan: what she wants to reach, and what somebody does for it. Of several versions one is in force (domain.md §2.7).
import type { Fields } from "../../api/protocol";
import type { Seen } from "../../store/view";
import type { Waiting } from "./people";
import { dayOf, partOf, textOf, wholeOf } from "./read";

/** A version of a plan. */
export interface Plan {
  id: string;
  enrolmentId: string | null;
  version: number | null;
  /** Code list `case_plan_state`; `active`: in force. */
  state: string | null;
  nextReviewOn: string | null;
  goals: Goal[];
}

/** Something she wants to reach. */
export interface Goal {
  id: string;
  /** Code lists `goal_domain`, `goal_priority`. */
  domain: string | null;
  priority: string | null;
  dueOn: string | null;
  /** In her own words, and in those of the plan. */
  ownWords: string | null;
  description: string | null;
  /** Where it stood at the last look (code list `goal_status`); null: nobody looked yet. */
  status: string | null;
  actions: Action[];
}

/** Something that is done for a goal. */
export interface Action {
  id: string;
  /** Code list `action_who`. */
  who: string | null;
  what: string | null;
  dueOn: string | null;
  doneOn: string | null;
  waiting: Waiting;
}

/** Lays plans, goals and actions together; the newest version first. What is of no plan here is on no page. */
export function plansOf(plans: Seen[], goals: Seen[], actions: Seen[]): { personId: string | null; plan: Plan }[] {
  const actionsOf = by(actions, "goal_id");
  const goalsOf = by(goals, "plan_id");
  const all = plans.map(({ id, d }) => ({
    personId: textOf(d, "person_id"),
    plan: {
      id,
      enrolmentId: textOf(d, "enrolment_id"),
      version: wholeOf(d, "version"),
      state: textOf(d, "state"),
      nextReviewOn: dayOf(d, "next_review_on"),
      goals: (goalsOf.get(id) ?? []).map((goal) => goalOf(goal, partOf(d, "goals"), actionsOf.get(goal.id) ?? [])).sort(byDue),
    },
  }));
  return all.sort((one, other) => (other.plan.version ?? 0) - (one.plan.version ?? 0));
}

/** Those in force. */
export function inForce(plans: Plan[]): Plan[] {
  return plans.filter(({ state }) => state === "active");
}

function by(rows: Seen[], field: string): Map<string, Seen[]> {
  const groups = new Map<string, Seen[]>();
  for (const row of rows) {
    const key = textOf(row.d, field);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

function goalOf({ id, d }: Seen, statuses: Fields | null, actions: Seen[]): Goal {
  const words = wordsOf(textOf(d, "words"));
  return {
    id,
    domain: textOf(d, "domain"),
    priority: textOf(d, "priority"),
    dueOn: dayOf(d, "due_on"),
    ownWords: words === null ? null : textOf(words, "own_words"),
    description: words === null ? null : textOf(words, "description"),
    status: statuses === null ? null : textOf(statuses, id),
    actions: actions.map(actionOf).sort(byDue),
  };
}

function actionOf({ id, d, waiting }: Seen): Action {
  return { id, who: textOf(d, "who"), what: textOf(d, "what"), dueOn: dayOf(d, "due_on"), doneOn: dayOf(d, "done_on"), waiting };
}

/** The words of a goal are sealed as one text of JSON (`src/plans/model`). */
function wordsOf(text: string | null): Fields | null {
  try {
    const words: unknown = JSON.parse(text ?? "null");
    return typeof words === "object" && words !== null && !Array.isArray(words) ? (words as Fields) : null;
  } catch {
    return null;
  }
}

function byDue(one: { id: string; dueOn: string | null }, other: { id: string; dueOn: string | null }): number {
  return (one.dueOn ?? "9999").localeCompare(other.dueOn ?? "9999") || (one.id < other.id ? -1 : 1);
}
