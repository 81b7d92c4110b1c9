import { type Fields, type Json, OPERATION_SCHEMA } from "../api/protocol";
import { utf8 } from "../platform/bytes";
import { newId } from "../platform/ids";
import { sealTo } from "../vault/box";
import type { Contents, SealedOperation } from "./contents";
import { type DraftRecord, metaIn, type OutboxRecord, putMeta, strictly, type StoreName, type WriteTx } from "./database";
import { addPending, type Desk, stillOurs } from "./desk";

/** The version of a row, and the history of the database in which it was known. */
export interface Base {
  version: number;
  epoch: string | null;
}

/** What she did, as a form gives it. */
export interface NewWork {
  /** What kind of row. */
  entity: string;
  /** Made when the form opens. */
  entityId: string;
  /** `create`, `patch` or what else the kind knows (code list `sync_operation`). */
  kind: string;
  /** The fields. */
  set: Fields;
  /** Its own id, where something saved with it builds on it. */
  opId?: string;
  /** Operations that have to stand first. */
  dependsOn?: string[];
  /** The row as it was when the form opened: a page that came meanwhile is nothing she has seen. */
  base?: Base;
  /** The slip this came from: it goes in the same transaction. */
  slip?: string;
}

/** What was saved. */
export interface Saved {
  opId: string;
  seq: number;
}

/** What becomes of the draft the form had, in the same transaction. */
export type DraftEnd = { drop: string } | { keep: DraftRecord };

/**
 * Saves an operation. When this resolves it is on the disk, in one strict transaction with its number, and she may be told
 * so; when it throws, nothing of it is. Throws `VaultChanged`.
 */
export async function save(desk: Desk, work: NewWork): Promise<Saved> {
  const [saved] = await saveAll(desk, [work]);
  if (saved === undefined) throw new RangeError("nothing was saved");
  return saved;
}

/** The same for several that belong together, in their order: all of them or none. The draft they came from ends with it. */
export async function saveAll(desk: Desk, works: NewWork[], draft?: DraftEnd): Promise<Saved[]> {
  const ops = works.map((work) => operation(desk, work));
  const records = await Promise.all(ops.map((op) => sealed(desk, op)));
  const slips = works.flatMap(({ slip }) => (slip === undefined ? [] : [slip]));
  const stores: StoreName[] = ["meta", "outbox"];
  if (slips.length > 0) stores.push("slips");
  if (draft !== undefined) stores.push("drafts");
  const first = await strictly(desk.db, stores, async (tx) => {
    await stillOurs(tx, desk);
    // Numbers are given inside the transaction: two tabs never give the same.
    const next = ((await metaIn(tx, "seq")) ?? 0) + 1;
    await putMeta(tx, "seq", next + records.length - 1);
    for (const [at, record] of records.entries()) await tx.objectStore("outbox").add({ ...record, seq: next + at });
    for (const slip of slips) await tx.objectStore("slips").delete(slip);
    if (draft !== undefined) await endDraft(tx, draft);
    return next;
  });
  return ops.map((op, at) => {
    addPending(desk.contents, { seq: first + at, op, unreadable: null, again: false });
    return { opId: op.op_id, seq: first + at };
  });
}

async function endDraft(tx: WriteTx, draft: DraftEnd): Promise<void> {
  if ("drop" in draft) await tx.objectStore("drafts").delete(draft.drop);
  else await tx.objectStore("drafts").put(draft.keep);
}

function operation(desk: Desk, work: NewWork): SealedOperation {
  const { clock, random } = desk.world;
  const op: SealedOperation = {
    op_id: work.opId ?? newId(clock, random),
    entity: work.entity,
    entity_id: work.entityId,
    kind: work.kind,
    schema: OPERATION_SCHEMA,
    at: clock.now().toISOString(),
    set: work.set,
  };
  if (work.dependsOn !== undefined) op.depends_on = work.dependsOn;
  if (work.kind === "create") return op;
  const base = work.base ?? knownBase(desk.contents, work.entity, work.entityId);
  if (base === null) return op;
  op.base_version = base.version;
  if (base.epoch !== null) op.base_epoch = base.epoch;
  return op;
}

/** The row as it is known here; null: she knows none. Asked for when a form opens, and where none did at saving. */
export function knownBase(contents: Contents, entity: string, id: string): Base | null {
  const version = knownVersion(contents, { entity, entityId: id });
  // Versions are a measure in one history only (docs/adr/0149): the one in which the rows here were got.
  return version === null ? null : { version, epoch: contents.sync.epoch };
}

function knownVersion(contents: Contents, work: Pick<NewWork, "entity" | "entityId">): number | null {
  for (const { row } of contents.rows.values()) {
    if (row.e === work.entity && row.id === work.entityId) return row.v;
  }
  const sent = [...contents.acked.values()].filter(({ op }) => op.entity_id === work.entityId && op.entity === work.entity);
  const versions = sent.map(({ result }) => result.v ?? 0);
  if (versions.length > 0) return Math.max(...versions);
  const own = contents.outbox.some(({ op }) => op.entity_id === work.entityId && op.kind === "create");
  return own ? 1 : null;
}

/** The record of an operation, with a second copy for the organisation where it has a rescue key. */
export async function sealed(desk: Pick<Desk, "key" | "device" | "world">, op: SealedOperation): Promise<Omit<OutboxRecord, "seq">> {
  const c = await desk.key.seal("op", op.op_id, op as unknown as Json);
  const record = { op_id: op.op_id, k: desk.key.vault, c };
  const { rescueKey } = desk.device;
  if (rescueKey === undefined) return record;
  const plain = utf8(JSON.stringify(op));
  return { ...record, rescue: await sealTo(rescueKey, "rescue", op.op_id, plain, desk.world.random) };
}
