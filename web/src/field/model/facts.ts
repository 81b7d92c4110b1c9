// Rows about what was done and is to be done, as phones hold them, and operations laid over them.
import type { Seen } from "../../store/view";
import type { Waiting } from "./people";
import { dayOf, flagOf, momentOf, partOf, textOf, wholeOf } from "./read";
import { dayAt } from "./time";

/** A session; of one that was logged here and has not come back yet, what the form said. */
export interface Session {
  id: string;
  /** Of one that was logged on this phone; a row says whom it was with by its participations. */
  enrolmentId: string | null;
  programmeId: string | null;
  siteId: string | null;
  kind: string | null;
  mode: string | null;
  /** `planned`, `held`, or called off (code list `session_status`). */
  status: string;
  startsAt: string | null;
  day: string | null;
  minutes: number | null;
  leadStaffId: string | null;
  isGroup: boolean;
  title: string | null;
  /** Said on this phone and not shown by the server yet. */
  attendance: string | null;
  waiting: Waiting;
}

/** Reads a row of kind `session`, or a group that was opened on this phone. */
export function sessionOf({ e, id, d, waiting }: Seen, zone: string): Session {
  const startsAt = momentOf(d, "starts_at");
  return {
    id,
    enrolmentId: textOf(d, "enrolment_id"),
    programmeId: textOf(d, "programme_id"),
    siteId: textOf(d, "site_id"),
    kind: textOf(d, "kind"),
    mode: textOf(d, "mode"),
    status: textOf(d, "status") ?? "held",
    startsAt,
    // A time that was corrected here moves the day, which only the server writes.
    day: startsAt === null ? dayOf(d, "held_on") : dayAt(zone, startsAt),
    minutes: wholeOf(d, "minutes"),
    leadStaffId: textOf(d, "lead_staff_id"),
    isGroup: e === "group_session" || flagOf(d, "is_group") === true,
    title: textOf(d, "title"),
    attendance: textOf(d, "attendance"),
    waiting,
  };
}

/** How somebody took part in a session. */
export interface Participation {
  sessionId: string | null;
  personId: string | null;
  enrolmentId: string | null;
  /** Null: nobody has marked her, and she counts nowhere. */
  attendance: string | null;
  minutes: number | null;
}

/** Reads a row of kind `participation`. */
export function participationOf({ d }: Seen): Participation {
  return {
    sessionId: textOf(d, "session_id"),
    personId: textOf(d, "person_id"),
    enrolmentId: textOf(d, "enrolment_id"),
    attendance: textOf(d, "attendance"),
    minutes: wholeOf(d, "minutes"),
  };
}

/** Somebody tried to reach her. */
export interface Attempt {
  id: string;
  enrolmentId: string | null;
  at: string | null;
  day: string | null;
  mode: string | null;
  result: string | null;
  /** It was family, school, employer or court who was to be reached. */
  collateral: boolean;
  waiting: Waiting;
}

/** Reads a row of kind `contact_attempt`. */
export function attemptOf({ id, d, waiting }: Seen, zone: string): Attempt {
  const at = momentOf(d, "attempted_at");
  return {
    id,
    enrolmentId: textOf(d, "enrolment_id"),
    at,
    day: dayOf(d, "attempted_on") ?? (at === null ? null : dayAt(zone, at)),
    mode: textOf(d, "mode"),
    result: textOf(d, "result"),
    collateral: flagOf(d, "collateral") === true,
    waiting,
  };
}

/** A session with one person that lies ahead, or of which it was said what became. */
export interface Appointment {
  id: string;
  enrolmentId: string | null;
  staffId: string | null;
  kind: string | null;
  mode: string | null;
  startsAt: string | null;
  day: string | null;
  minutes: number | null;
  settled: boolean;
  waiting: Waiting;
}

/** Reads a row of kind `appointment`. */
export function appointmentOf({ id, d, waiting }: Seen, zone: string): Appointment {
  const startsAt = momentOf(d, "starts_at");
  return {
    id,
    enrolmentId: textOf(d, "enrolment_id"),
    staffId: textOf(d, "staff_id"),
    kind: textOf(d, "kind"),
    mode: textOf(d, "mode"),
    startsAt,
    day: dayOf(d, "planned_on") ?? (startsAt === null ? null : dayAt(zone, startsAt)),
    minutes: wholeOf(d, "minutes"),
    settled: momentOf(d, "settled_at") !== null,
    waiting,
  };
}

/** What a clock of the programme asks. */
export interface Task {
  id: string;
  kind: string | null;
  personId: string | null;
  enrolmentId: string | null;
  aboutOn: string | null;
  dueOn: string | null;
  closed: boolean;
  waiting: Waiting;
}

/** Reads a row of kind `task`. */
export function taskOf({ id, d, waiting }: Seen): Task {
  return {
    id,
    kind: textOf(d, "kind"),
    personId: textOf(d, "person_id"),
    enrolmentId: textOf(d, "enrolment_id"),
    aboutOn: dayOf(d, "about_on"),
    dueOn: dayOf(d, "due_on"),
    closed: momentOf(d, "closed_at") !== null,
    waiting,
  };
}

/** What she wrote herself about a session. */
export interface Note {
  id: string;
  sessionId: string | null;
  /** Null: it came with a session, which says whose it is. */
  personId: string | null;
  kind: string | null;
  /** Null: it cannot be read any more. */
  text: string | null;
  at: string | null;
  waiting: Waiting;
}

/** Reads a row of kind `note`, or one that was written on this phone by itself. */
export function noteOf({ id, d, waiting }: Seen): Note {
  const written = partOf(d, "note") ?? d;
  return {
    id,
    sessionId: textOf(d, "session_id"),
    personId: textOf(d, "person_id"),
    kind: textOf(written, "kind"),
    text: textOf(written, "text"),
    at: momentOf(d, "recorded_at"),
    waiting,
  };
}

/** The note that came with a session, where that has not come back yet. */
export function noteWith({ id, d, waiting }: Seen): Note | null {
  const written = partOf(d, "note");
  if (written === null) return null;
  const own = textOf(written, "id") ?? `${id}-note`;
  const [kind, text] = [textOf(written, "kind"), textOf(written, "text")];
  return { id: own, sessionId: id, personId: null, kind, text, at: null, waiting };
}
