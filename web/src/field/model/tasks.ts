// Tasks that are open, as far as this phone knows.
import type { Book, Dossier } from "./book";
import type { Task } from "./facts";

/** How a task stands on a day. */
export type TaskState = "overdue" | "due" | "later" | "undated";

/** A task that is to be done. */
export interface OpenTask extends Task {
  state: TaskState;
}

/** What is open about somebody: what is due first. One that was dismissed here is not, unless somebody has to decide on that. */
export function openTasks({ works }: Pick<Book, "works">, { tasks }: Dossier, today: string): OpenTask[] {
  const dismissals = works.filter(({ what, state, settled }) => what === "task-dismiss" && state !== "held" && !(state === "sent" && settled));
  const dismissed = new Set(dismissals.map(({ entityId }) => entityId));
  const open = tasks.filter(({ id, closed }) => !closed && !dismissed.has(id));
  return open.map((task) => ({ ...task, state: stateOn(task, today) })).sort(byUrgency);
}

function stateOn({ dueOn }: Task, today: string): TaskState {
  if (dueOn === null) return "undated";
  if (dueOn < today) return "overdue";
  return dueOn === today ? "due" : "later";
}

/** What is due first; what has no day last. */
export function byUrgency(one: Task, other: Task): number {
  const [day, otherDay] = [one.dueOn ?? "9999-12-31", other.dueOn ?? "9999-12-31"];
  return day.localeCompare(otherDay) || one.id.localeCompare(other.id);
}
