import type { Clock } from "../../platform/clock";

/** After how long without a touch the phone locks, in milliseconds. */
export const LOCK_AFTER_MS = 5 * 60_000;
/** How often it is looked at. */
const LOOK_MS = 15_000;

/** Locks what nobody has touched for a while: by the clock, since timers stand still in a pocket. */
export class LockTimer {
  #touched: number;

  constructor(
    readonly clock: Clock,
    readonly lock: () => void,
    readonly afterMs: number = LOCK_AFTER_MS,
  ) {
    this.#touched = clock.now().getTime();
  }

  /** Somebody is there. */
  touched(): void {
    // A touch that comes after the time is up is not hers before she proved it.
    if (!this.check()) this.#touched = this.clock.now().getTime();
  }

  /** Locks where the time is up, or the clock was put back. Says whether it did. */
  check(): boolean {
    const since = this.clock.now().getTime() - this.#touched;
    if (since >= 0 && since < this.afterMs) return false;
    this.#touched = this.clock.now().getTime();
    this.lock();
    return true;
  }

  /** Watches a window until what it gives is called. */
  watch(over: Window): () => void {
    const [touched, check] = [() => this.touched(), () => void this.check()];
    const touches = ["pointerdown", "keydown"] as const;
    for (const touch of touches) over.addEventListener(touch, touched, { capture: true, passive: true });
    over.document.addEventListener("visibilitychange", check);
    const timer = over.setInterval(check, LOOK_MS);
    return () => {
      for (const touch of touches) over.removeEventListener(touch, touched, { capture: true });
      over.document.removeEventListener("visibilitychange", check);
      over.clearInterval(timer);
    };
  }
}
