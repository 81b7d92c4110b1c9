import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { discardDraft, keepDraft, readDrafts } from "../../../store/drafts";
import { phone } from "../../around";
import { buildAttempt } from "../../model/build/deeds";
import { type Call, CALL_FORM, callFields, type CallMode, callNow, callOf, isAnswered } from "../../model/flow/call";
import { book, desktop } from "../log/desk";

/** Counts what was begun and ended here: who shows calls reads them again. */
const turn = signal(0);

/** The calls of which nobody has said what came, last first. They are read while they are shown, and held by nothing else. */
export function useCalls(): Call[] {
  const [calls, setCalls] = useState<Call[]>([]);
  const [read, count] = [book.value, turn.value];
  useEffect(() => {
    if (read === null) return;
    let isGone = false;
    void readDrafts(phone.desk()).then((drafts) => {
      const found = drafts.flatMap((draft) => callOf(draft, desktop()) ?? []);
      if (!isGone) setCalls(found.filter((call) => !isAnswered(call, read)));
    });
    return () => {
      isGone = true;
    };
  }, [read, count]);
  return calls;
}

/** She goes to the telephone, which may cost the browser its life: the slip lies on the disk before she is back. */
export async function beginCall(personId: string, enrolmentId: string, mode: CallMode): Promise<void> {
  const form = callNow(desktop(), enrolmentId, mode);
  await keepDraft(phone.desk(), { id: form.id, form: CALL_FORM, person: personId, fields: callFields(form) });
  turn.value += 1;
}

/** Says what came of it. False: it could not be saved, and is asked as before. */
export async function endCall({ id, form }: Call, result: string): Promise<boolean> {
  const built = buildAttempt({ ...form, result }, desktop());
  if (!built.ok) return false;
  try {
    await phone.saveAll(built.works, { drop: id });
  } catch {
    return false;
  }
  turn.value += 1;
  return true;
}

/** There was no call, or nothing to say of it. */
export async function dropCall({ id }: Call): Promise<void> {
  await discardDraft(phone.desk(), id);
  turn.value += 1;
}
