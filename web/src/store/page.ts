import type { Json, PullPage, Row } from "../api/protocol";
import { hex } from "../platform/bytes";
import { daysBefore } from "../platform/clock";
import { kindOf } from "../sync/kinds";
import { type Acked, rowKey, type RowSet, type SyncState } from "./contents";
import { putMeta, relaxed, type WriteTx } from "./database";
import { type Desk, sealState, stillOurs } from "./desk";

/** How many days the archive of acknowledged operations reaches back (reference/sync.md §2.8). */
export const ARCHIVE_DAYS = 30;

/** What one page changes. */
export interface PageChanges {
  /** Rows and shadow as they are after it. */
  rows: RowSet;
  shadow: RowSet;
  /** Records to be written, and keys of those to be deleted. */
  puts: { store: "rows" | "shadow"; r: string; row: Row }[];
  drops: { store: "rows" | "shadow"; r: string }[];
  /** What the shadow held is thrown away first: everything comes anew. */
  begins: boolean;
  /** The shadow takes the place of the rows. */
  swaps: boolean;
  /** Acknowledged operations that rows show by now, and those too old to be kept. */
  settled: Acked[];
  expired: string[];
  sync: SyncState;
}

/**
 * Takes a page in: scopes that were removed, rows where they are not older than what is here, what is gone, the cursor and the
 * history, in one transaction. What was not sent yet is never touched. `begun`: it was asked for without a cursor.
 */
export async function takePage(desk: Desk, page: PullPage, begun: boolean): Promise<void> {
  await keepPage(desk, pageChanges(desk, page, begun));
}

/** Works out what a page changes; changes nothing itself. */
export function pageChanges(desk: Desk, page: PullPage, begun: boolean): PageChanges {
  const { contents, world } = desk;
  const begins = begun || (page.snapshot && !contents.sync.filling);
  const filling = begins || contents.sync.filling;
  const changes: PageChanges = {
    rows: new Map(contents.rows),
    shadow: begins ? new Map() : new Map(contents.shadow),
    puts: [],
    drops: [],
    begins,
    swaps: filling && !page.more,
    settled: [],
    expired: [],
    sync: {
      ...contents.sync,
      cursor: page.cursor,
      asOf: page.as_of,
      filling: filling && page.more,
      lastContact: page.server_now,
      epoch: filling && page.more ? contents.sync.epoch : page.epoch,
    },
  };
  const removed = new Set(page.removed_scopes);
  forget(changes, (row) => removed.has(row.s));
  const target = filling ? "shadow" : "rows";
  for (const row of page.rows) {
    const held = changes[target].get(rowKey(row));
    if (held !== undefined && held.row.v > row.v) continue;
    const r = held?.r ?? hex(world.random.bytes(16));
    changes[target].set(rowKey(row), { r, row });
    changes.puts.push({ store: target, r, row });
  }
  for (const row of page.gone) drop(changes, target, rowKey(row));
  forget(changes, (row) => isPast(row, page.as_of));
  settle(desk, changes, page, removed);
  if (changes.swaps) {
    changes.rows = changes.shadow;
    changes.shadow = new Map();
  }
  return changes;
}

/** Is this a fact that a phone holds no longer on this day (`days_held`, `note_days`)? */
function isPast(row: Row, asOf: string): boolean {
  const kind = kindOf(row.e);
  const day = kind?.day === undefined ? null : row.d[kind.day];
  if (kind === null || typeof day !== "string") return false;
  const held = day.length === 10 ? day : new Date(day).toISOString().slice(0, 10);
  return held < daysBefore(asOf, kind.daysHeld);
}

function forget(changes: PageChanges, isGone: (row: Row) => boolean): void {
  for (const store of ["rows", "shadow"] as const) {
    for (const [key, { row }] of changes[store]) {
      if (isGone(row)) drop(changes, store, key);
    }
  }
}

function drop(changes: PageChanges, store: "rows" | "shadow", key: string): void {
  const kept = changes[store].get(key);
  if (kept === undefined) return;
  changes[store].delete(key);
  changes.drops.push({ store, r: kept.r });
}

/** Which acknowledged operations need not be laid over the rows any more, and which are too old to be sent again. */
function settle({ contents }: Desk, changes: PageChanges, page: PullPage, removed: Set<string>): void {
  const shown = new Map(page.rows.map((row) => [row.id, row.v]));
  const gone = new Set(page.gone.map(({ id }) => id));
  for (const acked of contents.acked.values()) {
    const { op, result } = acked;
    if (result.on < daysBefore(page.as_of, ARCHIVE_DAYS)) {
      changes.expired.push(op.op_id);
      continue;
    }
    const names = [op.entity_id, ...Object.values(op.set)];
    const isShown = (shown.get(op.entity_id) ?? -1) >= (result.v ?? 0) || gone.has(op.entity_id);
    // Where no row ever shows it (a note of somebody whose scope left), the next day ends it.
    const isOver = result.on < daysBefore(page.as_of, 1);
    const left = names.some((name) => typeof name === "string" && removed.has(name));
    if (!acked.settled && (isShown || isOver || left)) changes.settled.push(acked);
  }
  for (const [id, on] of contents.rescued) if (on < daysBefore(page.as_of, ARCHIVE_DAYS)) changes.expired.push(id);
}

/** Keeps what a page changes, in one transaction, and then in memory. */
export async function keepPage(desk: Desk, changes: PageChanges): Promise<void> {
  // Sealing waits for something else than the database, and would end the transaction: it comes first.
  const seal = async ({ store, r, row }: PageChanges["puts"][number]) => ({ store, r, c: await desk.key.seal("row", r, row as unknown as Json) });
  const puts = await Promise.all(changes.puts.map(seal));
  const state = await sealState(desk, changes.sync);
  const turn = desk.contents.turn + 1;
  await relaxed(desk.db, ["meta", "rows", "shadow", "acked"], async (tx) => {
    await stillOurs(tx, desk);
    if (changes.begins) await tx.objectStore("shadow").clear();
    for (const { store, r, c } of puts) await tx.objectStore(store).put({ r, c });
    for (const { store, r } of changes.drops) await tx.objectStore(store).delete(r);
    if (changes.swaps) await swap(tx);
    await keepArchive(tx, changes);
    await putMeta(tx, "sync", state);
    await putMeta(tx, "turn", turn);
  });
  const { contents } = desk;
  Object.assign(contents, { rows: changes.rows, shadow: changes.shadow, sync: changes.sync, turn });
  for (const acked of changes.settled) acked.settled = true;
  for (const id of changes.expired) {
    contents.acked.delete(id);
    contents.rescued.delete(id);
  }
}

/** The shadow takes the place of the rows; both are sealed as the same kind, so nothing has to be opened. */
async function swap(tx: WriteTx): Promise<void> {
  const shadow = await tx.objectStore("shadow").getAll();
  await tx.objectStore("rows").clear();
  for (const record of shadow) await tx.objectStore("rows").put(record);
  await tx.objectStore("shadow").clear();
}

async function keepArchive(tx: WriteTx, changes: PageChanges): Promise<void> {
  const archive = tx.objectStore("acked");
  for (const { op } of changes.settled) {
    const record = await archive.get(op.op_id);
    if (record !== undefined) await archive.put({ ...record, settled: true });
  }
  for (const id of changes.expired) await archive.delete(id);
}

/** Drops whole scopes, and goes on from another cursor: what a comparison with the server asks for (`verifyDevice`). */
export async function dropScopes(desk: Desk, scopes: string[], cursor: string): Promise<void> {
  const wanted = new Set(scopes);
  const { contents } = desk;
  const changes: PageChanges = {
    rows: new Map(contents.rows),
    shadow: new Map(contents.shadow),
    puts: [],
    drops: [],
    begins: false,
    swaps: false,
    settled: [],
    expired: [],
    sync: { ...contents.sync, cursor },
  };
  forget(changes, (row) => wanted.has(row.s));
  await keepPage(desk, changes);
}

/** Keeps how far the phone has come, and nothing else. */
export async function keepState(desk: Desk, sync: SyncState): Promise<void> {
  const state = await sealState(desk, sync);
  await relaxed(desk.db, ["meta"], async (tx) => {
    await stillOurs(tx, desk);
    await putMeta(tx, "sync", state);
  });
  desk.contents.sync = sync;
}
