// A form that is open: where its draft lies, and how that is kept while she types.
import type { Fields } from "../../api/protocol";
import type { Lock } from "../../platform/lock";
import type { Desk } from "../../store/desk";
import { type Draft, keepDraft, newDraftId, owningDraft, readDrafts } from "../../store/drafts";
import type { Timers } from "./sync-loop";

/** How long after the last key a draft is kept, in milliseconds. */
const KEPT_AFTER_MS = 300;

/** A form as it was opened. */
export interface Opened {
  /** Of its draft. */
  id: string;
  /** What it goes on with; null: it begins anew. */
  draft: Draft | null;
  /** Another tab may have it now. */
  release: () => void;
}

/** Which draft a form goes on with, out of those of its kind, last kept first. */
export type Wanted = (drafts: Draft[]) => Draft[];

/** The draft about the person in view; about nobody yet, whichever was kept last. */
export function draftsAbout(person: string | null): Wanted {
  return (drafts) => {
    const hers = drafts.filter((draft) => draft.person === person);
    return person === null ? [...hers, ...drafts.filter((draft) => draft.person !== null)] : hers;
  };
}

/** Opens a form with the first wanted draft that no other tab has open, or with none. */
export async function openForm(desk: Desk, lock: Lock, form: string, wanted: Wanted): Promise<Opened> {
  const drafts = (await readDrafts(desk)).filter((draft) => draft.form === form);
  for (const draft of wanted(drafts)) {
    const release = await own(lock, desk, draft.id);
    if (release !== null) return { id: draft.id, draft, release };
  }
  const id = newDraftId(desk);
  return { id, draft: null, release: (await own(lock, desk, id)) ?? (() => undefined) };
}

/** Has a draft to itself until what it gives is called; null: another tab has it. */
function own(lock: Lock, desk: Desk, id: string): Promise<(() => void) | null> {
  return new Promise((resolve, reject) => {
    const work = () => new Promise<true>((end) => resolve(() => end(true)));
    owningDraft(lock, desk, id, work).then((had) => had === null && resolve(null), reject);
  });
}

/** Keeps the draft of an open form: shortly after each change, at once when asked to, and never again once it was saved. */
export class DraftKeeper {
  #latest: Omit<Draft, "at"> | null = null;
  #writing: Promise<void> = Promise.resolve();
  #timer: number | null = null;
  #isOver = false;

  constructor(
    readonly id: string,
    readonly form: string,
    readonly desk: () => Desk,
    readonly timers: Timers,
  ) {}

  /** This is what the form holds now. */
  put(person: string | null, fields: Fields): void {
    this.#latest = { id: this.id, form: this.form, person, fields };
    if (!this.#isOver) this.#soon();
  }

  /** Keeps it at once. When this resolves it is on the disk. */
  keep(desk: Desk): Promise<void> {
    this.#cancel();
    const latest = this.#latest;
    if (latest === null || this.#isOver) return this.#writing;
    this.#latest = null;
    // One after the other: an older state never comes over a newer one.
    this.#writing = this.#writing.catch(() => undefined).then(() => keepDraft(desk, latest));
    return this.#writing;
  }

  /** It is being saved, or thrown away: nothing brings the draft back any more. */
  async end(): Promise<void> {
    this.#isOver = true;
    this.#cancel();
    await this.#writing.catch(() => undefined);
  }

  /** It could not be saved: it is kept as before. */
  goOn(): void {
    this.#isOver = false;
    this.#soon();
  }

  #soon(): void {
    this.#cancel();
    this.#timer = this.timers.after(KEPT_AFTER_MS, () => void this.keep(this.desk()).catch(() => undefined));
  }

  #cancel(): void {
    if (this.#timer !== null) this.timers.cancel(this.#timer);
    this.#timer = null;
  }
}
