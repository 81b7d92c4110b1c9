// Out now, back by: of her own outings, as this phone knows them. Who else is out is not on it.
import type { Book } from "./book";
import { momentOf, textOf } from "./read";
import { minutesAfter } from "./time";

/** How long after she meant to be back somebody is called (`GRACE`, `src/outings/model.rs`). */
const GRACE_MINUTES = 15;
/** Longest outing, however often it takes longer (`LONGEST_OUT`). */
const LONGEST_MINUTES = 7 * 24 * 60;

/** She is out. */
export interface Outing {
  id: string;
  siteId: string | null;
  withStaffId: string | null;
  wentAt: string;
  backBy: string;
  /** Is she later than she said, and the time of grace over? */
  late: boolean;
  /** Does the server know, and will call somebody? One that was not sent, is held, or is to be sent again, is watched by nobody. */
  watched: boolean;
}

/** Her outing, if she is out; null: she is not, or said that she is back. */
export function outNow({ works }: Book, now: Date): Outing | null {
  const went = works.filter(({ what }) => what === "outing-create").at(-1);
  if (went === undefined || works.some(({ what, entityId }) => what === "outing-back" && entityId === went.entityId)) return null;
  const [backBy, at] = [momentOf(went.set, "back_by"), now.toISOString()];
  if (backBy === null || minutesAfter(went.at, LONGEST_MINUTES) < at) return null;
  return {
    id: went.entityId,
    siteId: textOf(went.set, "site_id"),
    withStaffId: textOf(went.set, "with_staff_id"),
    wentAt: new Date(went.at).toISOString(),
    backBy,
    late: minutesAfter(backBy, GRACE_MINUTES) < at,
    watched: went.state === "sent",
  };
}
