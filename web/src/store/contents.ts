import type { Fields, Operation, Row } from "../api/protocol";
import { type AckedRecord, type Database, type HeldRecord, type OutboxRecord, readMeta, type RowRecord } from "./database";
import type { DataKey } from "../vault/seal";

/** An operation without its number, which stands beside it. */
export type SealedOperation = Omit<Operation, "seq">;

/** A row with the key of its record. */
export interface KeptRow {
  r: string;
  row: Row;
}

/** Rows by scope, kind and id. */
export type RowSet = Map<string, KeptRow>;

/** An operation that is to be sent. */
export interface Pending {
  seq: number;
  op: SealedOperation;
  /** Why the server cannot read it, if so. */
  unreadable: string | null;
  /** It is sent again after a restore. */
  again: boolean;
}

/** What became of an operation. */
export interface AckResult {
  status: "applied" | "merged" | "conflict" | "held";
  /** The version of the row then. */
  v: number | null;
  /** The server's day when it was acknowledged. */
  on: string;
  /** Fields in which what stood was kept. */
  stood: string[];
  /** Every field that somebody else had changed too; missing in what was acknowledged before they were kept. */
  clashes?: Clash[];
}

/** A field that two changed (`ClashView`). */
export interface Clash {
  /** For `/sync/conflicts`. */
  id: string;
  field: string;
  kept: "sent" | "stood";
  /** `auto`, `open` or `resolved` (code list `conflict_state`). */
  state: string;
}

/** An acknowledged operation. */
export interface Acked {
  seq: number;
  op: SealedOperation;
  result: AckResult;
  settled: boolean;
}

/** What is held on the server. */
export interface HeldWork {
  op: SealedOperation;
  code: string | null;
  problem: string | null;
  pointer: string | null;
  heldId: string | null;
}

/** How far the phone has come. */
export interface SyncState {
  /** Opaque; null: it begins anew. */
  cursor: string | null;
  /** The history of the database in which `rows` were got. */
  epoch: string | null;
  /** The history in which everything in the archive was acknowledged; null: not known, and the archive is empty. */
  history: string | null;
  /** The server's day at the last page. */
  asOf: string | null;
  /** Everything is coming anew, into the shadow. */
  filling: boolean;
  /** When a page last came, by the server's clock (RFC 3339). */
  lastContact: string | null;
  /** The server's day on which what lies here was last compared. */
  comparedOn: string | null;
}

/** Everything on the phone, opened, in memory. */
export interface Contents {
  rows: RowSet;
  shadow: RowSet;
  /** In the order of `seq`. */
  outbox: Pending[];
  acked: Map<string, Acked>;
  held: Map<string, HeldWork>;
  /** What was sent as its second copy, since its passphrase is forgotten: on which of the server's days it was acknowledged. */
  rescued: Map<string, string>;
  /** Operations of a vault whose passphrase was forgotten: kept, and not readable here. */
  stranded: number;
  /** Forms that were begun, and slips, of such a vault. */
  aside: number;
  sync: SyncState;
  turn: number;
  /** The number of the last operation that is known of. */
  seq: number;
}

/** Of a phone that has never synced. */
export const NEVER_SYNCED: SyncState = {
  cursor: null,
  epoch: null,
  history: null,
  asOf: null,
  filling: false,
  lastContact: null,
  comparedOn: null,
};

/** Where a row lies among others. */
export function rowKey(row: { s: string; e: string; id: string }): string {
  return `${row.s}|${row.e}|${row.id}`;
}

/** Reads and opens everything, as it was at one moment. */
export async function readContents(db: Database, key: DataKey): Promise<Contents> {
  const tx = db.transaction(["meta", "rows", "shadow", "outbox", "acked", "held", "drafts", "slips"], "readonly");
  const [rows, shadow, outbox, acked, held, drafts, slips, sync, turn, seq] = await Promise.all([
    tx.objectStore("rows").getAll(),
    tx.objectStore("shadow").getAll(),
    tx.objectStore("outbox").getAll(),
    tx.objectStore("acked").getAll(),
    tx.objectStore("held").getAll(),
    tx.objectStore("drafts").getAll(),
    tx.objectStore("slips").getAll(),
    tx.objectStore("meta").get("sync"),
    tx.objectStore("meta").get("turn"),
    tx.objectStore("meta").get("seq"),
    tx.done,
  ]);
  const own = <T extends { k: string }>(records: T[]) => records.filter((record) => record.k === key.vault);
  const ackedOps = await Promise.all(own(acked).map((record) => openAcked(key, record)));
  const rescued = await Promise.all(acked.filter(({ by }) => by === key.vault).map((record) => openRescued(key, record)));
  const heldOps = await Promise.all(own(held).map((record) => openHeld(key, record)));
  return {
    rows: await openRows(key, rows),
    shadow: await openRows(key, shadow),
    outbox: await Promise.all(own(outbox).map((record) => openPending(key, record))),
    acked: new Map(ackedOps.map((one) => [one.op.op_id, one])),
    held: new Map(heldOps.map((one) => [one.op.op_id, one])),
    rescued: new Map(rescued),
    stranded: outbox.length - own(outbox).length,
    aside: drafts.length - own(drafts).length + slips.length - own(slips).length,
    sync: sync === undefined ? { ...NEVER_SYNCED } : await openState(key, sync.value as Uint8Array),
    turn: (turn?.value as number | undefined) ?? 0,
    seq: (seq?.value as number | undefined) ?? 0,
  };
}

/** Has another tab synced or saved since these contents were read? */
export async function isStale(db: Database, contents: Contents): Promise<boolean> {
  const [turn, seq] = await Promise.all([readMeta(db, "turn"), readMeta(db, "seq")]);
  return (turn ?? 0) !== contents.turn || (seq ?? 0) !== contents.seq;
}

async function openRows(key: DataKey, records: RowRecord[]): Promise<RowSet> {
  const open = async ({ r, c }: RowRecord): Promise<KeptRow> => ({ r, row: (await key.open("row", r, c)) as unknown as Row });
  const opened = await Promise.all(records.map(open));
  return new Map(opened.map((kept) => [rowKey(kept.row), kept]));
}

async function openOperation(key: DataKey, record: { op_id: string; c: Uint8Array }): Promise<SealedOperation> {
  return (await key.open("op", record.op_id, record.c)) as unknown as SealedOperation;
}

async function openPending(key: DataKey, record: OutboxRecord): Promise<Pending> {
  const mark = record.mark === undefined ? null : await key.open("mark", record.op_id, record.mark);
  return {
    seq: record.seq,
    op: await openOperation(key, record),
    unreadable: mark as string | null,
    again: record.again === true,
  };
}

async function openAcked(key: DataKey, record: AckedRecord): Promise<Acked> {
  const result = (await key.open("result", record.op_id, record.result)) as unknown as AckResult;
  return { seq: record.seq, op: await openOperation(key, record), result, settled: record.settled === true };
}

async function openRescued(key: DataKey, { op_id, result }: AckedRecord): Promise<[string, string]> {
  return [op_id, ((await key.open("result", op_id, result)) as unknown as AckResult).on];
}

async function openHeld(key: DataKey, record: HeldRecord): Promise<HeldWork> {
  return (await key.open("held", record.op_id, record.c)) as unknown as HeldWork;
}

async function openState(key: DataKey, sealed: Uint8Array): Promise<SyncState> {
  return { ...NEVER_SYNCED, ...((await key.open("meta", "sync", sealed)) as Fields) };
}
