// Ends an incarnation of the app at a chosen step: whatever it awaits next fails, and what it had not committed is undone.
import "fake-indexeddb/auto";

/** The app is gone; what it kept is not. */
export class Died extends Error {}

export class Gate {
  alive = true;
  #left: number;
  readonly #open = new Set<IDBTransaction>();

  /** Dies after so many steps; never by itself where it is infinite. */
  constructor(steps: number) {
    this.#left = steps;
  }

  step(): void {
    this.#left -= 1;
    if (this.#left < 0) this.die();
    if (!this.alive) throw new Died();
  }

  die(): void {
    this.alive = false;
    for (const tx of this.#open) {
      try {
        tx.abort();
      } catch {
        // It was over.
      }
    }
  }

  opened(tx: IDBTransaction): void {
    if (tx.mode !== "readwrite") return;
    this.#open.add(tx);
    tx.addEventListener("complete", () => this.#open.delete(tx));
  }
}

let current = new Gate(Number.POSITIVE_INFINITY);

/** A new incarnation begins. */
export function incarnate(steps = Number.POSITIVE_INFINITY): Gate {
  current = new Gate(steps);
  return current;
}

export const gate = (): Gate => current;

/** Every call into the database is a step. */
function guard(prototype: object, names: string[]): void {
  const methods = prototype as Record<string, (...given: unknown[]) => unknown>;
  for (const name of names) {
    const plain = methods[name];
    if (plain === undefined) throw new Error(name);
    methods[name] = function (this: unknown, ...given: unknown[]) {
      current.step();
      const made = plain.apply(this, given);
      if (name === "transaction") current.opened(made as IDBTransaction);
      return made;
    };
  }
}

guard(IDBObjectStore.prototype, ["put", "add", "delete", "clear", "get", "getAll"]);
guard(IDBDatabase.prototype, ["transaction"]);
