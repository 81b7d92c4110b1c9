// A call or message that was begun from here: what came of it is asked when she is back, also where the browser was killed meanwhile.
import type { Fields } from "../../../api/protocol";
import type { Draft } from "../../../store/drafts";
import type { Book } from "../book";
import { type AttemptForm, blankAttempt } from "../build/deeds";
import { type Desktop, resumeForm } from "../build/form";
import { momentOf, textOf } from "../read";
import { dayAt } from "../time";

/** What the draft's field `form` is called. */
export const CALL_FORM = "call";

/** By what she tried: `third_party` is asking somebody for her. */
export type CallMode = "phone_call" | "text_message" | "messaging_app" | "email" | "third_party";

/** A call of which nobody has said what came. */
export interface Call {
  /** Of its draft. */
  id: string;
  personId: string;
  form: AttemptForm;
}

/** The slip for a call that begins now. */
export function callNow(desk: Desktop, enrolmentId: string, mode: CallMode): AttemptForm {
  return { ...blankAttempt(desk, enrolmentId, null), mode };
}

/** What its draft holds. */
export function callFields(form: AttemptForm): Fields {
  return { ...form };
}

/** The call a draft is of; null: it is none. */
export function callOf({ id, form, person, fields }: Draft, desk: Desktop): Call | null {
  const enrolmentId = textOf(fields, "enrolmentId");
  if (form !== CALL_FORM || person === null || enrolmentId === null) return null;
  return { id, personId: person, form: resumeForm(blankAttempt(desk, enrolmentId, null), fields) };
}

/** Was it said otherwise what came of it: by an attempt, or a session of that day, that was logged since? */
export function isAnswered({ form }: Pick<Call, "form">, { works, zone }: Pick<Book, "works" | "zone">): boolean {
  const day = dayAt(zone, form.at);
  return works.some(({ what, at, set }) => {
    if (textOf(set, "enrolment_id") !== form.enrolmentId || Date.parse(at) < Date.parse(form.at)) return false;
    if (what === "contact_attempt-create") return momentOf(set, "attempted_at") !== null && dayAt(zone, momentOf(set, "attempted_at") ?? at) === day;
    const startsAt = what === "session-create" ? momentOf(set, "starts_at") : null;
    return startsAt !== null && dayAt(zone, startsAt) === day;
  });
}
