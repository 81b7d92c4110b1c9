import { type Signal, signal } from "@preact/signals";
import type { Outcome } from "../../sync/engine";

/** Why a go is asked for. What she saved waits for its turn; all others come before it. */
export type Reason = "opened" | "saved" | "online" | "visible" | "tapped" | "turn";

/** How sending stands. */
export type Sending =
  | { kind: "quiet" }
  | { kind: "under_way" }
  /** No way to the server just now; it is tried again by itself. */
  | { kind: "waiting"; why: string }
  /** She needs a new code. */
  | { kind: "sign_in" };

/** Timers, handed in for tests. */
export interface Timers {
  after(ms: number, work: () => void): number;
  cancel(timer: number): void;
}

/** The browser's. */
export const browserTimers: Timers = {
  after: (ms, work) => window.setTimeout(work, ms),
  cancel: (timer) => window.clearTimeout(timer),
};

/** How long to wait where another tab is at it, in milliseconds. */
const BUSY_MS = 5_000;
/** Answers of nobody: a new chance is worth a try at once. Whatever the server itself said is waited for. */
const UNANSWERED = new Set(["no_answer", "no_token"]);

/**
 * Runs a go of sending and fetching whenever there is reason to, one at a time; waits longer and longer where nobody answers.
 * The browser's word on being online is a reason to try, never one not to.
 */
export class SyncLoop {
  readonly sending: Signal<Sending> = signal({ kind: "quiet" });
  #timer: number | null = null;
  #isRunning = false;
  #isWantedAgain = false;
  #isOver = false;

  constructor(
    readonly go: () => Promise<Outcome>,
    readonly timers: Timers,
    readonly hooks: { after: () => void; wipe: () => void },
  ) {}

  /** There is reason for a go. Resolves when none is under way any more. */
  async ask(reason: Reason): Promise<void> {
    if (this.#isOver) return;
    if (this.#isRunning) {
      this.#isWantedAgain = true;
      return;
    }
    if (this.#timer !== null && !this.#mayBeEarly(reason)) return;
    this.#cancel();
    this.#isRunning = true;
    this.sending.value = { kind: "under_way" };
    const outcome = await this.#outcome();
    this.#isRunning = false;
    if (!this.#isOver) await this.#take(outcome);
  }

  /** The phone was locked: nothing goes on. */
  stop(): void {
    this.#isOver = true;
    this.#cancel();
    this.sending.value = { kind: "quiet" };
  }

  async #outcome(): Promise<Outcome> {
    try {
      return await this.go();
    } catch {
      // What the store throws: another tab wiped it or has it. It is looked at again.
      return { kind: "wait", ms: BUSY_MS, why: "store" };
    }
  }

  async #take(outcome: Outcome): Promise<void> {
    this.hooks.after();
    const isWantedAgain = this.#isWantedAgain;
    this.#isWantedAgain = false;
    if (outcome.kind === "wipe") return this.hooks.wipe();
    if (outcome.kind === "sign_in") {
      this.sending.value = { kind: "sign_in" };
      return undefined;
    }
    if (outcome.kind === "rest") {
      this.sending.value = { kind: "quiet" };
      if (isWantedAgain) await this.ask("turn");
      return undefined;
    }
    const [ms, why] = outcome.kind === "busy" ? [BUSY_MS, "busy"] : [outcome.ms, outcome.why];
    this.sending.value = { kind: "waiting", why };
    this.#timer = this.timers.after(ms, () => {
      this.#timer = null;
      void this.ask("turn");
    });
    return undefined;
  }

  #mayBeEarly(reason: Reason): boolean {
    if (reason === "tapped") return true;
    const { value } = this.sending;
    const isUnanswered = value.kind === "waiting" && UNANSWERED.has(value.why);
    return isUnanswered && (reason === "online" || reason === "visible");
  }

  #cancel(): void {
    if (this.#timer !== null) this.timers.cancel(this.#timer);
    this.#timer = null;
  }
}
