// Decisions about consent: those the server sent, and those that were taken down on this phone.
import type { Seen } from "../../store/view";
import { dayOf, momentOf, textOf } from "./read";
import type { Waiting } from "./people";
import type { Work } from "./work";

/** A decision. */
export interface Decision {
  id: string;
  /** Code lists `consent_kind`, `consent_status`, `consent_giver`. */
  kind: string;
  status: string;
  giver: string | null;
  at: string;
  /** The last day it holds. */
  expiresOn: string | null;
  waiting: Waiting;
}

/** Reads a decision out of what she did; null: it is none, or somebody has to decide first whether it stands. */
export function decisionOf({ what, entityId, at, set, state }: Work): Decision | null {
  if (what !== "consent-create") return null;
  const [kind, status] = [textOf(set, "kind"), textOf(set, "status")];
  if (kind === null || status === null) return null;
  // A withdrawal holds from its moment, whatever becomes of the paper (domain.md §2.6).
  if (state === "held" && status !== "withdrawn" && status !== "refused") return null;
  return {
    id: entityId,
    kind,
    status,
    giver: textOf(set, "giver"),
    at: momentOf(set, "occurred_at") ?? at,
    expiresOn: dayOf(set, "expires_on"),
    waiting: state === "unsent" || state === "unreadable" ? "unsent" : null,
  };
}

/** Reads a row; null: it is of a form this app does not know, or was taken down here and nobody has judged it. */
export function decisionOfRow({ id, d, waiting }: Seen): Decision | null {
  const [kind, status, at] = [textOf(d, "kind"), textOf(d, "status"), momentOf(d, "occurred_at")];
  if (kind === null || status === null || at === null || waiting !== null) return null;
  return { id, kind, status, giver: textOf(d, "giver"), at, expiresOn: dayOf(d, "expires_on"), waiting };
}

/** Where she stands on one question: `given`, `refused`, `withdrawn`, `expired`, …; null: not known on this phone. */
export function standingOn(decisions: Decision[], kind: string, today: string): string | null {
  const last = decisions.filter((one) => one.kind === kind).sort(inTime).at(-1);
  if (last === undefined) return null;
  const isOver = last.expiresOn !== null && last.expiresOn < today && last.status === "given";
  return isOver ? "expired" : last.status;
}

/** The last decision on each question, by question. */
export function latest(decisions: Decision[]): Decision[] {
  const last = new Map([...decisions].sort(inTime).map((one) => [one.kind, one]));
  return [...last.values()].sort((one, other) => one.kind.localeCompare(other.kind, "en"));
}

function inTime(one: Decision, other: Decision): number {
  return Date.parse(one.at) - Date.parse(other.at) || (one.id < other.id ? -1 : 1);
}
