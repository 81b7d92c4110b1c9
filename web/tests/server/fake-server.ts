// A server in memory that keeps the protocol of reference/sync.md §2: operations once, scopes, views, pages, histories.
import type { Fields, Operation, PushResult, Row, SyncAnswer, SyncRequest, VerifyRequest } from "../../src/api/protocol";
import { base64url, text } from "../../src/platform/bytes";
import type { Words } from "../../src/store/words";
import { digestOfRows } from "../../src/sync/digest";
import type { Reply } from "../../src/sync/transport";
import { type BoxKeys, openBox } from "../../src/vault/box";

interface Entry {
  row: Row;
  xid: number;
  gone: boolean;
}

interface View {
  scopes: string[];
  whole: string[];
}

interface Cursor {
  epoch: string;
  view: number;
  at: number;
  /** How far filling in has come; null: the main stream. */
  join: string | null;
}

interface Kept {
  text: string;
  result: PushResult;
}

/** Everything that a backup holds. */
interface State {
  entries: Map<string, Entry>;
  ops: Map<string, Kept>;
  /** How often each operation took effect. */
  effects: Map<string, number>;
  revisions: Map<string, number>;
  xid: number;
}

const key = (row: { s: string; e: string; id: string }) => `${row.s}|${row.e}|${row.id}`;

export class FakeServer {
  state: State = { entries: new Map(), ops: new Map(), effects: new Map(), revisions: new Map(), xid: 1 };
  epoch = "00000001";
  scopes = new Set<string>();
  views: View[] = [];
  token = "token-1";
  wiped = false;
  draining = false;
  /** Rows of a page. */
  pageRows = 3;
  /** Answers `retry` to the operation after so many. */
  retryAfter: number | null = null;
  received: Operation[] = [];
  bodies: SyncRequest[] = [];
  tokensMade = 0;
  /** The organisation's rescue key. */
  rescueKeys: BoxKeys | null = null;
  /** The words of the screens behind the passphrase, by language. */
  words: Record<string, Words> = { en: { version: "w1", messages: { "inside.hello": "Hello" } } };
  /** What was got, and the lines of each file that came. */
  got: string[] = [];
  files: string[][] = [];
  day = "2026-11-23";

  /** Writes a row at a desk. */
  write(e: string, id: string, scopes: string[], d: Fields): void {
    for (const s of scopes) {
      const before = this.state.entries.get(key({ s, e, id }));
      const v = (before?.row.v ?? 0) + 1;
      for (const field of Object.keys(d)) this.state.revisions.set(`${id}|${field}`, v);
      this.state.entries.set(key({ s, e, id }), { row: { e, id, s, v, d: { ...before?.row.d, ...d } }, xid: this.#next(), gone: false });
    }
  }

  /** Voids a row at a desk. */
  void(e: string, id: string): void {
    for (const entry of this.state.entries.values()) {
      if (entry.row.e === e && entry.row.id === id) Object.assign(entry, { gone: true, xid: this.#next() });
    }
  }

  #next(): number {
    this.state.xid += 1;
    return this.state.xid;
  }

  backup(): State {
    return structuredClone(this.state);
  }

  /** Another history begins, from a backup. Numbers of transactions begin anew, too. */
  restore(state: State): void {
    this.state = structuredClone(state);
    this.epoch = String(Number.parseInt(this.epoch, 10) + 1).padStart(8, "0");
  }

  /** The rows somebody with these scopes is to hold. */
  rows(): Row[] {
    return [...this.state.entries.values()].filter(({ row, gone }) => !gone && this.scopes.has(row.s)).map(({ row }) => row);
  }

  async answer(path: string, sent: unknown, token: string | null): Promise<Reply> {
    const body = structuredClone(sent);
    if (path === "/api/v1/device-tokens") return this.#makeToken();
    if (token !== this.token || this.wiped) return reply(401, { code: "unauthenticated" });
    if (path === "/api/v1/sync/verify") return this.#verify(body as VerifyRequest);
    const request = body as SyncRequest;
    this.bodies.push(request);
    const cursor = request.pull.cursor === undefined ? null : (JSON.parse(request.pull.cursor ?? "null") as Cursor);
    const elsewhere = cursor !== null && cursor.epoch !== this.epoch;
    const results = elsewhere ? [] : this.#push(request.push.ops);
    const pull = elsewhere ? { code: "epoch_changed" } : this.draining ? { code: "device_draining" } : await this.#pull(request, cursor);
    const answer = { server_now: `${this.day}T10:00:00Z`, skew_ms: 0, push: { results }, pull } as SyncAnswer;
    return reply(200, structuredClone(answer));
  }

  async get(path: string, token: string, known?: string): Promise<Reply> {
    this.got.push(path);
    if (token !== this.token || this.wiped) return reply(401, { code: "unauthenticated" });
    const key = this.rescueKeys?.publicKey;
    if (path === "/api/v1/sync/hello") return reply(200, { rescue_key: key === undefined ? null : base64url(key) });
    const words = this.words[path.replace("/api/v1/sync/words/", "")];
    if (words === undefined) return reply(404, { code: "not_found" });
    return words.version === known ? reply(304, null) : reply(200, structuredClone(words));
  }

  /** A file of second copies (`rescueOperations`). */
  async postLines(_path: string, lines: string[], token: string): Promise<Reply> {
    if (token !== this.token || this.wiped) return reply(401, { code: "unauthenticated" });
    this.files.push(lines);
    const results: PushResult[] = [];
    for (const line of lines) {
      const op = await this.#opened(line);
      const { op_id } = JSON.parse(line) as { op_id: string };
      if (op === null) results.push({ op_id, status: "invalid", code: "cannot_be_opened", replayed: false });
      else this.#push([op], results);
    }
    return reply(200, { server_now: `${this.day}T10:00:00Z`, skew_ms: 0, push: { results } });
  }

  async #opened(line: string): Promise<Operation | null> {
    const { seq, op_id, box } = JSON.parse(line) as { seq: number; op_id: string; box: string };
    if (this.rescueKeys === null) return null;
    try {
      const plain = await openBox(this.rescueKeys, "rescue", op_id, new Uint8Array(Buffer.from(box, "base64url")));
      return { ...(JSON.parse(text(plain)) as Omit<Operation, "seq">), seq };
    } catch {
      return null;
    }
  }

  #makeToken(): Reply {
    this.tokensMade += 1;
    if (this.wiped) return reply(410, { code: "device_wiped" });
    return reply(201, { access_token: this.token });
  }

  #push(ops: Operation[], results: PushResult[] = []): PushResult[] {
    for (const op of ops) {
      this.received.push(op);
      const stopped = results.at(-1)?.status === "retry";
      if (stopped || (this.retryAfter !== null && this.retryAfter-- <= 0)) {
        this.retryAfter = null;
        results.push({ op_id: op.op_id, status: "retry", replayed: false });
        continue;
      }
      results.push(this.#once(op));
    }
    return results;
  }

  #once(op: Operation): PushResult {
    if (op.schema > 2 || op.set["unreadable"] === true) return { op_id: op.op_id, status: "invalid", code: "unknown_schema", replayed: false };
    const before = this.state.ops.get(op.op_id);
    const text = JSON.stringify(op);
    if (before !== undefined) {
      if (before.text !== text) return { op_id: op.op_id, status: "held", code: "op_id_reuse", replayed: false };
      return { ...before.result, replayed: true };
    }
    const result: PushResult = { op_id: op.op_id, replayed: false, ...this.#judge(op) };
    this.state.ops.set(op.op_id, { text, result });
    return result;
  }

  #judge(op: Operation): { status: string; v?: number; code?: string } {
    const scope = op.kind === "create" ? String(op.set["enrolment_id"]) : op.entity_id;
    if (!this.scopes.has(scope)) return { status: "held", code: "no_access" };
    const entry = this.state.entries.get(key({ s: scope, e: op.entity, id: op.entity_id }));
    if (op.kind !== "create" && entry === undefined) return { status: "held", code: "missing_parent" };
    const fields = Object.keys(op.set);
    const clashes = op.kind === "patch" && fields.some((field) => (this.state.revisions.get(`${op.entity_id}|${field}`) ?? 0) > (op.base_version ?? 0));
    this.write(op.entity, op.entity_id, [scope], op.set);
    this.state.effects.set(op.op_id, (this.state.effects.get(op.op_id) ?? 0) + 1);
    return { status: clashes ? "conflict" : "applied", v: this.state.entries.get(key({ s: scope, e: op.entity, id: op.entity_id }))?.row.v ?? 1 };
  }

  async #pull({ pull }: SyncRequest, cursor: Cursor | null) {
    const now = [...this.scopes].sort();
    const known = cursor === null ? { scopes: pull.scopes ?? [], whole: [] } : this.views[cursor.view];
    if (known === undefined) return { code: "view_unknown" };
    const same = cursor !== null && known.scopes.join() === now.join();
    const isWhole = cursor?.join === null;
    const whole = same ? known.whole : (isWhole ? known.scopes : known.whole).filter((s) => this.scopes.has(s));
    const view = same ? (cursor?.view ?? 0) : this.views.push({ scopes: now, whole }) - 1;
    const at = cursor?.at ?? this.state.xid;
    const joining = now.filter((s) => !whole.includes(s));
    const from = same ? (cursor?.join ?? null) : joining.length > 0 ? "" : null;
    const page = from === null ? this.#stream(now, at) : this.#filling(joining, from);
    const next: Cursor = { epoch: this.epoch, view, at: from === null ? page.at : at, join: page.join };
    return {
      server_now: `${this.day}T10:00:00Z`, epoch: this.epoch, as_of: this.day,
      removed_scopes: same ? [] : known.scopes.filter((s) => !this.scopes.has(s)),
      snapshot: from !== null && whole.length === 0,
      rows: page.sent.filter(({ gone }) => !gone).map(({ row }) => row),
      gone: page.sent.filter(({ gone }) => gone).map(({ row: { e, id, s } }) => ({ e, id, s })),
      cursor: JSON.stringify(next), more: page.more, control: "none" as const,
      digest_ok: pull.digest == null || page.sent.length > 0 ? null : isSame(await digestOfRows(this.rows()), pull.digest),
    };
  }

  #stream(scopes: string[], at: number) {
    const changed = [...this.state.entries.values()].filter(({ row, xid }) => xid > at && scopes.includes(row.s)).sort((a, b) => a.xid - b.xid);
    const sent = changed.slice(0, this.pageRows);
    const more = changed.length > sent.length;
    return { sent, more, at: more ? (sent.at(-1)?.xid ?? at) : Math.max(at, this.state.xid), join: null };
  }

  #filling(joining: string[], after: string) {
    const order = (entry: Entry) => key(entry.row);
    const all = [...this.state.entries.values()].filter((entry) => !entry.gone && joining.includes(entry.row.s) && order(entry) > after);
    all.sort((a, b) => (order(a) < order(b) ? -1 : 1));
    const sent = all.slice(0, this.pageRows);
    // The main stream goes on where it was: what was written meanwhile comes there.
    return { sent, more: true, at: 0, join: all.length > sent.length ? order(sent.at(-1) as Entry) : null };
  }

  async #verify({ cursor, scopes }: VerifyRequest): Promise<Reply> {
    const resend: string[] = [];
    for (const s of this.scopes) {
      const claimed = scopes.find(({ id }) => id === s) ?? { rows: 0, x: "0".repeat(16) };
      const true_ = await digestOfRows(this.rows().filter((row) => row.s === s));
      if (!isSame(true_, claimed)) resend.push(s);
    }
    const next = JSON.parse(cursor) as Cursor;
    next.view = this.views.push({ scopes: [...this.scopes].sort(), whole: [...this.scopes].filter((s) => !resend.includes(s)) }) - 1;
    if (resend.length > 0) next.join = "";
    const removed = scopes.map(({ id }) => id).filter((id) => !this.scopes.has(id));
    return reply(200, { pending: false, resend, removed_scopes: removed, cursor: JSON.stringify(next) });
  }
}

function isSame(one: { rows: number; x: string } | null, other: { rows: number; x: string }): boolean {
  return one !== null && one.rows === other.rows && one.x === other.x;
}

function reply(status: number, body: unknown): Reply {
  return { status, body, retryAfter: null, date: null };
}
