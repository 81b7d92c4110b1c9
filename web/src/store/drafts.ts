import type { Fields, Json } from "../api/protocol";
import type { Lock } from "../platform/lock";
import { newId } from "../platform/ids";
import { NotOurs } from "../vault/seal";
import { type DraftRecord, strictly } from "./database";
import { type Desk, stillOurs } from "./desk";

/** A form that was begun: it survives a browser that is killed, and is no operation yet. */
export interface Draft {
  /** Drawn; says nothing of what it is about. */
  id: string;
  /** Which form. */
  form: string;
  /** Whom it is about; null: nobody yet. */
  person: string | null;
  /** When it was last kept, by the phone's clock (RFC 3339). */
  at: string;
  /** What the form holds. */
  fields: Fields;
}

/** A new id for a draft. */
export function newDraftId({ world }: Pick<Desk, "world">): string {
  return newId(world.clock, world.random);
}

/** Keeps a draft as it is now: when this resolves it is on the disk, sealed. Throws `VaultChanged`. */
export async function keepDraft(desk: Desk, draft: Omit<Draft, "at">): Promise<void> {
  const record = await sealedDraft(desk, draft);
  await strictly(desk.db, ["meta", "drafts"], async (tx) => {
    await stillOurs(tx, desk);
    await tx.objectStore("drafts").put(record);
  });
}

/** The record of a draft, for who keeps it in a transaction of something else (`DraftEnd`). */
export async function sealedDraft(desk: Desk, draft: Omit<Draft, "at">): Promise<DraftRecord> {
  const whole: Draft = { ...draft, at: desk.world.clock.now().toISOString() };
  return { id: draft.id, k: desk.key.vault, c: await desk.key.seal("draft", draft.id, whole as unknown as Json) };
}

/** The drafts this phone can open, last kept first. One that is damaged or of a forgotten passphrase stays where it is. */
export async function readDrafts(desk: Desk): Promise<Draft[]> {
  const records = (await desk.db.getAll("drafts")).filter(({ k }) => k === desk.key.vault);
  const open = async ({ id, c }: DraftRecord): Promise<Draft[]> => {
    try {
      return [(await desk.key.open("draft", id, c)) as unknown as Draft];
    } catch (error) {
      if (error instanceof NotOurs) return [];
      throw error;
    }
  };
  const drafts = (await Promise.all(records.map(open))).flat();
  return drafts.sort((one, other) => other.at.localeCompare(one.at) || one.id.localeCompare(other.id));
}

/** Throws a draft away because its owner said so. One that is saved goes with the save (`saveAll`). */
export async function discardDraft(desk: Desk, id: string): Promise<void> {
  await strictly(desk.db, ["meta", "drafts"], async (tx) => {
    await stillOurs(tx, desk);
    await tx.objectStore("drafts").delete(id);
  });
}

/**
 * Runs `work`, which lasts as long as the form is open, as the one tab that writes this draft; null: another tab has it open
 * (reference/sync.md §4.4). The lock ends with its tab, whatever ends that.
 */
export function owningDraft<T>(lock: Lock, { db }: Pick<Desk, "db">, id: string, work: () => Promise<T>): Promise<T | null> {
  return lock.alone(`causeway draft ${db.name} ${id}`, work);
}
