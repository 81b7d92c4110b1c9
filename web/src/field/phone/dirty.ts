import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** The lock that each tab with an unsaved form shares; a new version needs it alone. */
const DIRTY_LOCK = "causeway form";

const forms = signal<ReadonlySet<symbol>>(new Set());

/** Is there a form on this tab with something that is not saved? */
export const isDirty = computed(() => forms.value.size > 0);

/** Says of a form that it has something unsaved; what it gives takes that back. */
export function markDirty(): () => void {
  const form = Symbol("form");
  let release: () => void = () => undefined;
  const until = new Promise<void>((resolve) => (release = resolve));
  forms.value = new Set([...forms.value, form]);
  if ("locks" in navigator) void navigator.locks.request(DIRTY_LOCK, { mode: "shared" }, () => until);
  return () => {
    forms.value = new Set([...forms.value].filter((other) => other !== form));
    release();
  };
}

/** For a form: while `unsaved` is true no new version takes over, in no tab. */
export function useDirty(unsaved: boolean): void {
  useEffect(() => (unsaved ? markDirty() : undefined), [unsaved]);
}

/** Runs `work` if no tab has an unsaved form; says whether it did. */
export async function whenClean(work: () => void): Promise<boolean> {
  if (isDirty.value) return false;
  if (!("locks" in navigator)) {
    work();
    return true;
  }
  return navigator.locks.request(DIRTY_LOCK, { mode: "exclusive", ifAvailable: true }, (lock) => {
    if (lock === null) return false;
    work();
    return true;
  });
}
