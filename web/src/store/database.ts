import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from "idb";
import type { Bytes } from "../platform/bytes";
import type { Vault } from "../vault/slots";

/** A row: its key is drawn, all the rest is sealed. */
export interface RowRecord {
  r: string;
  c: Bytes;
}

/** An operation that was not sent yet, or whose answer never came. */
export interface OutboxRecord {
  seq: number;
  op_id: string;
  /** The vault whose key it is sealed with. */
  k: string;
  c: Bytes;
  /** The same, sealed to the organisation's rescue key. */
  rescue?: Bytes;
  /** Sealed: why the server cannot read it. Such a one is kept, and not sent. */
  mark?: Bytes;
  /** It was acknowledged in another history of the database, and is sent again. */
  again?: true;
}

/** An operation the server acknowledged, for thirty days, in case it is restored from a backup. */
export interface AckedRecord {
  op_id: string;
  seq: number;
  k: string;
  c: Bytes;
  rescue?: Bytes;
  /** Sealed: what became of it. */
  result: Bytes;
  /** A page has shown what came of it: it is not laid over the rows any more. */
  settled?: true;
  /** Sent as its second copy, under this vault, whose key `result` is sealed with; `k` is the one that was forgotten. */
  by?: string;
}

/** What waits for somebody to decide on it, for its author to see. */
export interface HeldRecord {
  op_id: string;
  k: string;
  c: Bytes;
}

/** A note taken while the phone was locked. */
export interface SlipRecord {
  id: string;
  k: string;
  c: Bytes;
}

/** A form that was begun and not saved: its key is drawn, all the rest is sealed. */
export interface DraftRecord {
  id: string;
  /** The vault whose key it is sealed with. */
  k: string;
  c: Bytes;
}

/** The words of the screens behind the passphrase, sealed. */
export interface WordsRecord {
  language: string;
  c: Bytes;
}

/** Of this device. */
export interface DeviceRecord {
  /** As `enrolDevice` was told. */
  id: string;
  /** Sealed PKCS #8: what it signs with. */
  signing: Bytes;
  /** What slips are sealed to (raw P-256). */
  slipPublic: Bytes;
  /** Sealed PKCS #8: what opens them. */
  slipPrivate: Bytes;
  /** What a second copy of each operation is sealed to (raw P-256). */
  rescueKey?: Bytes;
}

/** A vault whose passphrase was forgotten: what is sealed with it waits for the passphrase or the rescue key. */
export interface RetiredVault {
  vault: Vault;
  device: DeviceRecord;
}

/** What lies in `meta`, by name. */
export interface MetaValues {
  vault: Vault;
  device: DeviceRecord;
  retired: RetiredVault[];
  /** Wrong passphrases in a row. */
  tries: number;
  /** The number of the last operation made. It only grows. */
  seq: number;
  /** Counts what synced: a tab whose number is another one reads everything anew. */
  turn: number;
  /** Sealed: cursor, history, days. */
  sync: Bytes;
  /** The keys are gone and the rest is to follow. */
  wiped: true;
}

interface Stores extends DBSchema {
  meta: { key: string; value: { name: string; value: unknown } };
  rows: { key: string; value: RowRecord };
  shadow: { key: string; value: RowRecord };
  outbox: { key: number; value: OutboxRecord };
  acked: { key: string; value: AckedRecord };
  held: { key: string; value: HeldRecord };
  slips: { key: string; value: SlipRecord };
  drafts: { key: string; value: DraftRecord };
  words: { key: string; value: WordsRecord };
}

/** The name of a store. */
export type StoreName = StoreNames<Stores>;
/** Every store. */
export const STORES: StoreName[] = ["meta", "rows", "shadow", "outbox", "acked", "held", "slips", "drafts", "words"];
/** The database of one colleague on one phone. */
export type Database = IDBPDatabase<Stores>;
/** A transaction that may write. */
export type WriteTx = IDBPTransaction<Stores, StoreName[], "readwrite">;

/** The name of somebody's database: two on one phone never share one. */
export function databaseName(org: string, staff: string): string {
  return `cw:${org}:${staff}`;
}

/** Whose databases are here; none where the browser does not say. */
export async function databasesHere(): Promise<{ org: string; staff: string }[]> {
  const all = (await indexedDB.databases?.()) ?? [];
  return all.flatMap(({ name }) => {
    const [, org, staff] = /^cw:([\w-]+):([\w-]+)$/.exec(name ?? "") ?? [];
    return org === undefined || staff === undefined ? [] : [{ org, staff }];
  });
}

/** 2: forms that were begun; 3: words of the screens. */
const VERSION = 3;

/** Opens it, or makes it. Later versions only ever add to it. */
export function openDatabase(org: string, staff: string): Promise<Database> {
  return openDB<Stores>(databaseName(org, staff), VERSION, {
    upgrade(db, from) {
      if (from < 1) {
        db.createObjectStore("meta", { keyPath: "name" });
        db.createObjectStore("rows", { keyPath: "r" });
        db.createObjectStore("shadow", { keyPath: "r" });
        db.createObjectStore("outbox", { keyPath: "seq" });
        db.createObjectStore("acked", { keyPath: "op_id" });
        db.createObjectStore("held", { keyPath: "op_id" });
        db.createObjectStore("slips", { keyPath: "id" });
      }
      if (from < 2) db.createObjectStore("drafts", { keyPath: "id" });
      if (from < 3) db.createObjectStore("words", { keyPath: "language" });
    },
    // Another tab deletes or upgrades: stand in nobody's way.
    blocking(_now, _wanted, event) {
      (event.target as IDBDatabase).close();
    },
  });
}

/**
 * One transaction that is on the disk when this resolves: browsers may otherwise say "done" before it is, and a phone whose
 * power goes would lose what its owner was told is saved (reference/sync.md F13). Inside it only the database may be waited
 * for: seal before.
 */
export async function strictly<T>(db: Database, stores: StoreName[], work: (tx: WriteTx) => Promise<T>): Promise<T> {
  const tx = db.transaction(stores, "readwrite", { durability: "strict" });
  return finished(tx, work);
}

/** One transaction of what can be fetched again: whole or not at all, on the disk soon. */
export async function relaxed<T>(db: Database, stores: StoreName[], work: (tx: WriteTx) => Promise<T>): Promise<T> {
  return finished(db.transaction(stores, "readwrite", { durability: "relaxed" }), work);
}

async function finished<T>(tx: WriteTx, work: (tx: WriteTx) => Promise<T>): Promise<T> {
  const done = tx.done;
  // Whoever waits for it hears of it; that nobody does yet is no error of its own.
  done.catch(() => undefined);
  try {
    const value = await work(tx);
    await done;
    return value;
  } catch (error) {
    try {
      tx.abort();
    } catch {
      // It ended by itself.
    }
    throw error;
  }
}

/** Reads one value of `meta`. */
export async function readMeta<N extends keyof MetaValues>(db: Database, name: N): Promise<MetaValues[N] | undefined> {
  return (await db.get("meta", name))?.value as MetaValues[N] | undefined;
}

/** The same inside a transaction. */
export async function metaIn<N extends keyof MetaValues>(tx: WriteTx, name: N): Promise<MetaValues[N] | undefined> {
  return (await tx.objectStore("meta").get(name))?.value as MetaValues[N] | undefined;
}

/** Writes one value of `meta`. */
export async function putMeta<N extends keyof MetaValues>(tx: WriteTx, name: N, value: MetaValues[N]): Promise<void> {
  await tx.objectStore("meta").put({ name, value });
}
