import { type Fields, type Json, OPERATION_SCHEMA } from "../api/protocol";
import { utf8 } from "../platform/bytes";
import { newId } from "../platform/ids";
import { sealTo } from "../vault/box";
import type { SealedOperation } from "./contents";
import { metaIn, type OutboxRecord, putMeta, strictly, type StoreName } from "./database";
import { addPending, type Desk, stillOurs } from "./desk";

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
  /** Operations that have to stand first. */
  dependsOn?: string[];
  /** The slip this came from: it goes in the same transaction. */
  slip?: string;
}

/** What was saved. */
export interface Saved {
  opId: string;
  seq: number;
}

/**
 * Saves an operation. When this resolves it is on the disk, in one strict transaction with its number, and she may be told
 * so; when it throws, nothing of it is. Throws `VaultChanged`.
 */
export async function save(desk: Desk, work: NewWork): Promise<Saved> {
  const op = operation(desk, work);
  const record = await sealed(desk, op);
  const stores: StoreName[] = work.slip === undefined ? ["meta", "outbox"] : ["meta", "outbox", "slips"];
  const seq = await strictly(desk.db, stores, async (tx) => {
    await stillOurs(tx, desk);
    // Numbers are given inside the transaction: two tabs never give the same.
    const next = ((await metaIn(tx, "seq")) ?? 0) + 1;
    await putMeta(tx, "seq", next);
    await tx.objectStore("outbox").add({ ...record, seq: next });
    if (work.slip !== undefined) await tx.objectStore("slips").delete(work.slip);
    return next;
  });
  addPending(desk.contents, { seq, op, unreadable: null, again: false });
  return { opId: op.op_id, seq };
}

function operation(desk: Desk, work: NewWork): SealedOperation {
  const { clock, random } = desk.world;
  const op: SealedOperation = {
    op_id: newId(clock, random),
    entity: work.entity,
    entity_id: work.entityId,
    kind: work.kind,
    schema: OPERATION_SCHEMA,
    at: clock.now().toISOString(),
    set: work.set,
  };
  if (work.dependsOn !== undefined) op.depends_on = work.dependsOn;
  if (work.kind === "create") return op;
  const base = knownVersion(desk, work);
  // Versions are a measure in one history only (docs/adr/0149): the one in which the rows here were got.
  const { epoch } = desk.contents.sync;
  if (base !== null) op.base_version = base;
  if (base !== null && epoch !== null) op.base_epoch = epoch;
  return op;
}

/** The version of the row that she looked at; null: she knew none. */
function knownVersion({ contents }: Desk, work: NewWork): number | null {
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
