import { PROTOCOL, type Row, type SyncAnswer, type VerifyAnswer, type VerifyRequest } from "../api/protocol";
import type { Lock } from "../platform/lock";
import type { Taken } from "../store/acks";
import { type Desk, refresh } from "../store/desk";
import { waitMs } from "./backoff";
import { digestOfRows } from "./digest";
import { type Closed, Door } from "./door";
import { type Errands, NO_ERRANDS } from "./errands";
import type { App, Round } from "./request";
import { afterAnswer, afterFailure, FIRST_SIZE, type Size } from "./size";
import { STEPS, type Steps } from "./steps";
import { problemCode, type Reply, type Transport } from "./transport";

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
type Next = "again" | "rest" | Closed;

/** Sends what was saved and fetches what changed, until there is nothing more. */
export class Engine {
  readonly #door: Door;
  #size: Size = FIRST_SIZE;
  #failures = 0;
  /** This phone gets no page: it sends without knowing the server's history. */
  #onlySends = false;

  constructor(
    readonly desk: Desk,
    readonly transport: Transport,
    readonly lock: Lock,
    readonly app: App,
    readonly steps: Steps = STEPS,
    readonly errands: Errands = NO_ERRANDS,
  ) {
    this.#door = new Door(desk, transport);
  }

  /** One go. Alone: a second one at the same time is told `busy`. Throws only what the store throws. */
  async sync(): Promise<Outcome> {
    const name = `causeway sync ${this.desk.db.name}`;
    return (await this.lock.alone(name, () => this.#go())) ?? { kind: "busy" };
  }

  /** What she saved goes first; but for errands without which she cannot go on. */
  async #go(): Promise<Outcome> {
    const [{ desk, errands }, door] = [this, this.#door];
    if (errands.areUrgent()) await errands.run(desk, door);
    const outcome = await this.#rounds();
    if (outcome.kind !== "rest") return outcome;
    return (await errands.run(desk, door)) ? this.#rounds() : outcome;
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
    const round = await this.steps.roundOf(this.desk, this.#size, this.app, this.#onlySends);
    const start = this.desk.world.clock.now().getTime();
    const reply = await this.#post(SYNC_PATH, round.body);
    if (!("status" in reply)) return reply;
    if (reply.status !== 200) return this.#refused(reply);
    this.#size = afterAnswer(this.#size, this.desk.world.clock.now().getTime() - start);
    return this.#take(round, reply.body as SyncAnswer);
  }

  async #post(path: string, body: unknown): Promise<Reply | Closed> {
    const reply = await this.#door.ask((token) => this.transport.post(path, body, token));
    if ("why" in reply && reply.why === "no_answer") this.#size = afterFailure(this.#size);
    return reply;
  }

  /** The envelope was not taken: whatever it is, everything stays where it is. */
  async #refused(reply: Reply): Promise<Next> {
    if (reply.status === 410) return this.#door.isToWipe();
    if (reply.status === 401) this.#door.forget();
    if (reply.status === 413) this.#size = afterFailure(this.#size);
    return { why: problemCode(reply) ?? `status_${reply.status}`, retryAfter: reply.retryAfter };
  }

  /** What became of the operations first, then the page: each in one transaction. */
  async #take(round: Round, answer: SyncAnswer): Promise<Next> {
    const { desk, steps } = this;
    if (await this.#isElsewhere(round, answer)) return "again";
    const day = answer.server_now.slice(0, 10);
    // Of the first page of everything it is not known whether its history is that of the rows here.
    const inStream = !round.begun && !desk.contents.sync.filling;
    const taken = await steps.acknowledge(desk, round.sent, answer.push.results, { day, inStream });
    const page = answer.pull;
    if ("code" in page) return this.#noPage(round, page.code, taken);
    this.#onlySends = false;
    await steps.takePage(desk, page, round.begun);
    if (taken.stopped) return { why: "retry", retryAfter: null };
    const resent = page.digest_ok === false && (await this.#compare(page.as_of));
    if (page.digest_ok === true) await steps.keepState(desk, { ...desk.contents.sync, comparedOn: page.as_of });
    if (page.more || resent) return "again";
    if (!this.#hasToSend()) return "rest";
    return taken.moved > 0 || round.sent.length === 0 ? "again" : { why: "not_taken", retryAfter: null };
  }

  #hasToSend(): boolean {
    return this.desk.contents.outbox.some(({ unreadable }) => unreadable === null);
  }

  /**
   * Does the first page of everything come from a history in which the archive was not acknowledged? Then that is sent again,
   * before anything else. What this request sent stays in the outbox and is answered as before.
   */
  async #isElsewhere({ begun }: Round, { pull: page }: SyncAnswer): Promise<boolean> {
    const { desk, steps } = this;
    const { sync, acked } = desk.contents;
    if (!begun || "code" in page || page.epoch === sync.history) return false;
    if (acked.size > 0) {
      await steps.beginAgain(desk, page.epoch);
      return true;
    }
    await steps.keepState(desk, { ...sync, history: page.epoch });
    return false;
  }

  async #noPage(round: Round, code: string, taken: Taken): Promise<Next> {
    const { desk, steps } = this;
    if (code === "epoch_changed") {
      await steps.beginAgain(desk, null);
      return "again";
    }
    if (code === "view_unknown" || code === "cursor_expired") {
      await steps.keepState(desk, { ...desk.contents.sync, cursor: null });
      return "again";
    }
    // No page, and still something to send: that does not wait for one.
    const isFirst = round.begun && !this.#onlySends;
    this.#onlySends = true;
    if (!taken.stopped && (taken.moved > 0 || isFirst) && this.#hasToSend()) return "again";
    return { why: code, retryAfter: null };
  }

  /** What lies here differs from what should: which scopes come again is asked, scope by scope. Do any? */
  async #compare(day: string): Promise<boolean> {
    const { desk, steps } = this;
    const body = await claimOf(desk);
    if (body === null) return false;
    const reply = await this.#post(VERIFY_PATH, body);
    if (!("status" in reply) || reply.status !== 200) return false;
    const found = reply.body as VerifyAnswer;
    await steps.dropScopes(desk, [...found.resend, ...found.removed_scopes], found.cursor);
    if (!found.pending) await steps.keepState(desk, { ...desk.contents.sync, comparedOn: day });
    return found.resend.length > 0;
  }
}

/** What the phone holds, scope by scope; null: it cannot say. */
async function claimOf({ contents }: Desk): Promise<VerifyRequest | null> {
  const { cursor, asOf } = contents.sync;
  if (cursor === null || asOf === null) return null;
  const byScope = new Map<string, Row[]>();
  for (const { row } of contents.rows.values()) byScope.set(row.s, [...(byScope.get(row.s) ?? []), row]);
  const scopes: VerifyRequest["scopes"] = [];
  for (const [id, rows] of byScope) {
    const digest = await digestOfRows(rows);
    if (digest === null) return null;
    scopes.push({ id, ...digest });
  }
  return { protocol: PROTOCOL, cursor, as_of: asOf, scopes };
}
