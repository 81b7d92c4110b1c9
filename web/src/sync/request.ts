import { type DeviceReport, type Operation, PROTOCOL, type PullRequest, type SyncRequest } from "../api/protocol";
import { utf8 } from "../platform/bytes";
import type { Contents, Pending } from "../store/contents";
import type { Desk } from "../store/desk";
import { digestOfRows } from "./digest";
import type { Size } from "./size";

/** Most bytes of operations in one request; the server takes 1 MiB unpacked (reference/sync.md §2.15). */
const MOST_BYTES = 900_000;

/** What the app says of itself. */
export interface App {
  /** Which version of it; at most 40 characters. */
  name: string;
  /** Has the browser promised to keep what lies here? */
  persisted(): Promise<boolean>;
}

/** A request, and what it is about. */
export interface Round {
  body: SyncRequest;
  sent: Pending[];
  /** It has no cursor: the page is the first of everything. */
  begun: boolean;
}

/**
 * Makes the next request: the oldest operations that can be sent, and what is asked for. Without a cursor the server cannot say
 * that it was restored; where there is an archive that would have to go first, nothing is sent before its history is known, but
 * for `anyway`: it gives no page to this phone.
 */
export async function roundOf(desk: Desk, size: Size, app: App, anyway = false): Promise<Round> {
  const { contents, world } = desk;
  const { cursor } = contents.sync;
  const waits = cursor === null && contents.acked.size > 0 && !anyway;
  const sent = waits ? [] : batch(contents, size.batch);
  const pull: PullRequest = { protocol: PROTOCOL, max_kb: size.kb, scopes: [] };
  if (cursor === null) pull.scopes = scopesOf(contents);
  else pull.cursor = cursor;
  const digest = isToBeCompared(contents) ? await digestOfRows(rowsOf(contents)) : null;
  if (digest !== null) pull.digest = digest;
  const body: SyncRequest = {
    protocol: PROTOCOL,
    app: app.name,
    client_now: world.clock.now().toISOString(),
    device: await report(desk, app),
    push: { ops: sent.map(operation) },
    pull,
  };
  return { body, sent, begun: cursor === null };
}

/** In the order of `seq`; what the server cannot read stays behind and keeps no other from going. */
function batch(contents: Contents, most: number): Pending[] {
  const sendable = contents.outbox.filter(({ unreadable }) => unreadable === null).slice(0, most);
  let bytes = 0;
  return sendable.filter((pending, place) => {
    bytes += utf8(JSON.stringify(pending.op)).length;
    return place === 0 || bytes <= MOST_BYTES;
  });
}

function operation({ seq, op }: Pending): Operation {
  return { seq, ...op };
}

/** The scopes in which a row lies here, also of what is being filled in. */
export function scopesOf({ rows, shadow }: Contents): string[] {
  const all = [...rows.values(), ...shadow.values()].map(({ row }) => row.s);
  return [...new Set(all)].sort();
}

function* rowsOf({ rows }: Contents) {
  for (const { row } of rows.values()) yield row;
}

/** Once a day of the server's, when nothing waits and nothing is under way (reference/sync.md §2.8). */
function isToBeCompared({ outbox, sync }: Contents): boolean {
  return outbox.length === 0 && sync.cursor !== null && !sync.filling && sync.asOf !== null && sync.comparedOn !== sync.asOf;
}

/** Counts of what lies here, so that a supervisor sees work at risk. */
async function report({ contents }: Desk, app: App): Promise<DeviceReport> {
  const oldest = contents.outbox[0]?.op.at;
  return {
    outbox_depth: contents.outbox.length + contents.stranded,
    oldest_pending_at: oldest ?? null,
    max_seq: contents.seq,
    persisted: await app.persisted(),
  };
}
