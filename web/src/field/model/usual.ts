// How sessions with somebody usually are, so that a form opens with what is most likely right.
import type { Dossier } from "./book";
import { CONTACT_MODES, GROUP_TYPES, isOf, SESSION_TYPES } from "./codes";

/** What a session is filled in with. */
export interface Usual {
  kind: string;
  mode: string;
  minutes: number;
}

/** Where nothing is known of her. */
export const FIRST_USUAL: Usual = { kind: "individual_mentoring", mode: "in_person_community", minutes: 60 };

/** As the last session with her alone was, its length to five minutes. */
export function usualWith(dossier: Pick<Dossier, "meetings"> | undefined): Usual {
  const alone = (dossier?.meetings ?? []).filter(({ session }) => !session.isGroup && session.status === "held" && !isOf(GROUP_TYPES, session.kind));
  const [last] = alone.sort(({ session: one }, { session: other }) => (other.startsAt ?? "").localeCompare(one.startsAt ?? "") || other.id.localeCompare(one.id));
  if (last === undefined) return FIRST_USUAL;
  const { kind, mode, minutes } = last.session;
  return {
    kind: isOf(SESSION_TYPES, kind) ? kind : FIRST_USUAL.kind,
    mode: isOf(CONTACT_MODES, mode) ? mode : FIRST_USUAL.mode,
    minutes: minutes === null || minutes < 1 ? FIRST_USUAL.minutes : Math.max(5, Math.round(minutes / 5) * 5),
  };
}

/** Can a form open with this? */
export function isUsable(told: { kind: string | null; mode: string | null; minutes: number | null }): told is Usual {
  const { kind, mode, minutes } = told;
  return isOf(SESSION_TYPES, kind) && !isOf(GROUP_TYPES, kind) && isOf(CONTACT_MODES, mode) && minutes !== null && minutes >= 1;
}
