import { PROTOCOL, type PullPage, type SyncAnswer, type VerifyAnswer, type VerifyRequest } from "../api/protocol";
import type { Lock } from "../platform/lock";
import { type Desk, refresh } from "../store/desk";
import { waitMs } from "./backoff";
import { digestOfRows } from "./digest";
import type { App, Round } from "./request";
import { afterAnswer, afterFailure, FIRST_SIZE, type Size } from "./size";
import { STEPS, type Steps } from "./steps";
import { DeviceTokens } from "./token";
import { NoAnswer, problemCode, type Reply, type Transport } from "./transport";

const [SYNC_PATH, VERIFY_PATH] = ["/api/v1/sync", "/api/v1/sync/verify"];
/** Most round trips of one go: a server that always says "more" does not keep a phone awake. */
const MOST_ROUNDS = 2_000;

/** How a go ended. */
export type Outcome =
  /** Everything is sent and fetched. */
  | { kind: "rest" }
  /** Somebody else is at it: another tab, another tap. */
  | { kind: "busy" }
  /** Try again after so many milliseconds; `why` is a code, or `no_answer`. */
  | { kind: "wait"; ms: number; why: string }
  /** She needs a new code from her supervisor. Nothing was deleted. */
  | { kind: "sign_in" }
  /** The server ordered it, to this device: call `wipe`. */
  | { kind: "wipe" };

/** What one step of a go comes to. */
type Next = "again" | "rest" | { why: string; retryAfter: number | null } | { kind: "sign_in" | "wipe" };

/** Sends what was saved and fetches what changed, until there is nothing more. */
export class Engine {
  readonly #tokens: DeviceTokens;
  #size: Size = FIRST_SIZE;
  #failures = 0;

  constructor(
    readonly desk: Desk,
    readonly transport: Transport,
    readonly lock: Lock,
    readonly app: App,
    readonly steps: Steps = STEPS,
  ) {
    this.#tokens = new DeviceTokens(transport);
  }

  /** One go. Alone: a second one at the same time is told `busy`. Throws only what the store throws. */
  async sync(): Promise<Outcome> {
    const name = `causeway sync ${this.desk.db.name}`;
    return (await this.lock.alone(name, () => this.#rounds())) ?? { kind: "busy" };
  }

  async #rounds(): Promise<Outcome> {
    await refresh(this.desk);
    for (let count = 0; count < MOST_ROUNDS; count += 1) {
      const next = await this.#round();
      if (next === "again") continue;
      if (next === "rest") {
        this.#failures = 0;
        return { kind: "rest" };
      }
      if ("kind" in next) return next;
      return this.#waiting(next.why, next.retryAfter);
    }
    return this.#waiting("too_many_rounds", null);
  }

  #waiting(why: string, retryAfter: number | null): Outcome {
    this.#failures += 1;
    return { kind: "wait", ms: waitMs(this.#failures, retryAfter, this.desk.world.random), why };
  }

  async #round(): Promise<Next> {
    const round = await this.steps.roundOf(this.desk, this.#size, this.app);
    const start = this.desk.world.clock.now().getTime();
    const reply = await this.#post(SYNC_PATH, round.body);
    if (!("status" in reply)) return reply;
    if (reply.status !== 200) return this.#refused(reply);
    this.#size = afterAnswer(this.#size, this.desk.world.clock.now().getTime() - start);
    return this.#take(round, reply.body as SyncAnswer);
  }

  /** Posts with a token; with a new one where the server does not take the one there was. */
  async #post(path: string, body: unknown): Promise<Reply | Exclude<Next, string>> {
    try {
      for (const isLast of [false, true]) {
        const asked = await this.#tokens.get(this.desk);
        if (asked.kind === "wait") return { why: "no_token", retryAfter: asked.retryAfter };
        if (asked.kind !== "token") return { kind: asked.kind };
        const reply = await this.transport.post(path, body, asked.token);
        if (reply.status !== 401 || isLast) return reply;
        this.#tokens.forget();
      }
      return { why: "unauthorized", retryAfter: null };
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      this.#size = afterFailure(this.#size);
      return { why: "no_answer", retryAfter: null };
    }
  }

  /** The envelope was not taken: whatever it is, everything stays where it is. */
  #refused(reply: Reply): Next {
    const code = problemCode(reply);
    // A portal may say 410 about anything; and what the device signed for is asked about before anything is deleted.
    if (reply.status === 410 || reply.status === 401) this.#tokens.forget();
    if (reply.status === 413) this.#size = afterFailure(this.#size);
    return { why: code ?? `status_${reply.status}`, retryAfter: reply.retryAfter };
  }

  /** What became of the operations first, then the page: each in one transaction. */
  async #take(round: Round, answer: SyncAnswer): Promise<Next> {
    const { desk, steps } = this;
    const day = answer.server_now.slice(0, 10);
    // Of the first page of everything it is not known whether its history is that of the rows here.
    const inStream = !round.begun && !desk.contents.sync.filling;
    const taken = await steps.acknowledge(desk, round.sent, answer.push.results, { day, inStream });
    const page = answer.pull;
    if ("code" in page) return this.#noPage(page.code, taken.stopped, taken.acknowledged);
    await steps.takePage(desk, page, round.begun);
    if (taken.stopped) return { why: "retry", retryAfter: null };
    if (round.body.pull.digest !== undefined) await this.#compared(page);
    return page.more || this.#hasToSend() || desk.contents.sync.comparedOn === null ? this.#on(page, taken.acknowledged) : "rest";
  }

  /** There is more to do; or what is left does not move. */
  #on(page: PullPage, acknowledged: number): Next {
    if (page.more || acknowledged > 0) return "again";
    return this.#hasToSend() ? "again" : "rest";
  }

  #hasToSend(): boolean {
    return this.desk.contents.outbox.some(({ unreadable }) => unreadable === null);
  }

  async #noPage(code: string, stopped: boolean, acknowledged: number): Promise<Next> {
    const { desk, steps } = this;
    if (code === "epoch_changed") {
      await steps.beginAgain(desk);
      return "again";
    }
    if (code === "view_unknown" || code === "cursor_expired") {
      await steps.keepState(desk, { ...desk.contents.sync, cursor: null });
      return "again";
    }
    // A device that only sends goes on sending.
    if (code === "device_draining" && !stopped && acknowledged > 0 && this.#hasToSend()) return "again";
    return { why: code, retryAfter: null };
  }

  /** The answer to a digest: where it differs, scope by scope. */
  async #compared(page: PullPage): Promise<void> {
    const { desk, steps } = this;
    if (page.digest_ok === true) await steps.keepState(desk, { ...desk.contents.sync, comparedOn: page.as_of });
    if (page.digest_ok !== false) return;
    const body = await claimOf(desk);
    if (body === null) return;
    const reply = await this.#post(VERIFY_PATH, body);
    if (!("status" in reply) || reply.status !== 200) return;
    const found = reply.body as VerifyAnswer;
    await steps.dropScopes(desk, [...found.resend, ...found.removed_scopes], found.cursor);
    if (!found.pending) await steps.keepState(desk, { ...desk.contents.sync, comparedOn: page.as_of });
  }
}

/** What the phone holds, scope by scope; null: it cannot say. */
async function claimOf({ contents }: Desk): Promise<VerifyRequest | null> {
  const { cursor, asOf } = contents.sync;
  if (cursor === null || asOf === null) return null;
  const byScope = Map.groupBy(Array.from(contents.rows.values(), ({ row }) => row), (row) => row.s);
  const scopes: VerifyRequest["scopes"] = [];
  for (const [id, rows] of byScope) {
    const digest = await digestOfRows(rows);
    if (digest === null) return null;
    scopes.push({ id, ...digest });
  }
  return { protocol: PROTOCOL, cursor, as_of: asOf, scopes };
}
