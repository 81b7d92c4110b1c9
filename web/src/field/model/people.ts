// Rows about who she is and how she is reached, as phones hold them (`src/sync/sql/body_*.sql`). Total: whatever a newer server
// sends, something can be shown.
import type { Seen } from "../../store/view";
import { dayOf, flagOf, partOf, textOf, wholeOf } from "./read";

/** Is some of it on this phone only, or sent and not yet shown by the server? Null: it is as the server has it. */
export type Waiting = Seen["waiting"];

/** A pseudonymous record. */
export interface Person {
  id: string;
  /** Null: she was met on this phone, and the server has given her no code yet. */
  publicCode: string | null;
  siteId: string | null;
  ageOnEntry: number | null;
  /** Counts as a minor where it is not known (design §5). */
  minor: boolean;
  genderIdentity: string | null;
  genderMissing: string | null;
  language: string | null;
  waiting: Waiting;
}

/** Reads a row of kind `person`. */
export function personOf({ id, d, waiting }: Seen): Person {
  return {
    id,
    publicCode: textOf(d, "public_code"),
    siteId: textOf(d, "home_site_id"),
    ageOnEntry: wholeOf(d, "age_on_entry"),
    minor: flagOf(d, "minor") ?? true,
    genderIdentity: textOf(d, "gender_identity"),
    // One thing in two fields: who says how she names herself takes back why it was not known.
    genderMissing: textOf(d, "gender_identity") === null ? textOf(d, "gender_missing") : null,
    language: textOf(d, "language"),
    waiting,
  };
}

/** What she is called: of the row `alias`, or of a person met on this phone. */
export function knownAs({ e, d }: Seen): string | null {
  if (e === "alias") return textOf(d, "known_as");
  const identity = partOf(d, "identity");
  return identity === null ? null : textOf(identity, "known_as");
}

/** Her place in a programme, under the strand everybody may know. */
export interface Enrolment {
  id: string;
  personId: string | null;
  programmeId: string | null;
  siteId: string | null;
  strand: string | null;
  enrolledOn: string | null;
  firstServiceOn: string | null;
  pausedOn: string | null;
  exitedOn: string | null;
}

/** Reads a row of kind `enrolment`. */
export function enrolmentOf({ id, d }: Seen): Enrolment {
  return {
    id,
    personId: textOf(d, "person_id"),
    programmeId: textOf(d, "programme_id"),
    siteId: textOf(d, "site_id"),
    strand: textOf(d, "strand"),
    enrolledOn: dayOf(d, "enrolled_on"),
    firstServiceOn: dayOf(d, "first_service_on"),
    pausedOn: dayOf(d, "paused_on"),
    exitedOn: dayOf(d, "exited_on"),
  };
}

/** What whoever meets her must know (design §7). */
export interface Needs {
  medical: string | null;
  emergencyContact: string | null;
  preferredStaffId: string | null;
}

/** Reads a row of kind `needs`. */
export function needsOf({ d }: Seen): Needs {
  return {
    medical: textOf(d, "medical_needs"),
    emergencyContact: textOf(d, "emergency_contact"),
    preferredStaffId: textOf(d, "preferred_staff_id"),
  };
}

/** A way to reach her. */
export interface Contact {
  id: string;
  /** `phone`, `messenger`, `mail`, `other_person`, or what a newer server knows. */
  kind: string | null;
  /** The number, name or person to ask; null: it cannot be read any more. */
  value: string | null;
  safeToCall: boolean;
  safeToText: boolean;
  safeToLeaveMessage: boolean;
  /** Only when, in her own words. */
  onlyWhen: string | null;
  validFrom: string | null;
  validTo: string | null;
}

/** Reads a row of kind `contact`. What is not said to be safe is not. */
export function contactOf({ id, d }: Seen): Contact {
  return {
    id,
    kind: textOf(d, "kind"),
    value: textOf(d, "value"),
    safeToCall: flagOf(d, "safe_to_call") === true,
    safeToText: flagOf(d, "safe_to_text") === true,
    safeToLeaveMessage: flagOf(d, "safe_to_leave_message") === true,
    onlyWhen: textOf(d, "only_when"),
    validFrom: dayOf(d, "valid_from"),
    validTo: dayOf(d, "valid_to"),
  };
}
