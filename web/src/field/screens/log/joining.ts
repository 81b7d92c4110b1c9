import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { Draft } from "../../../store/drafts";
import { textOf } from "../../model/read";
import type { Wanted } from "../../phone/open-form";

/** The slip that the form which opens next is to place; null: none. */
export const joining = signal<string | null>(null);

/** The draft in which this slip is being placed. */
export function slipDrafts(slip: string): Wanted {
  return (drafts) => drafts.filter(({ fields }) => textOf(fields, "slip") === slip);
}

/** The slip this form places. From then on no other form does. */
export function useJoined(draft: Draft | null): string | null {
  const [slip] = useState(() => textOf(draft?.fields ?? {}, "slip") ?? joining.value);
  useEffect(() => {
    joining.value = null;
  }, []);
  return slip;
}
