/** Lets one at a time in, across the tabs of one browser. */
export interface Lock {
  /** Runs `work` alone; `null` and nothing run, where somebody else is at it. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T | null>;
}

/** The browser's own (`navigator.locks`): ends by itself with its tab. */
export const tabLock: Lock = {
  alone: async (name, work) =>
    navigator.locks.request(name, { ifAvailable: true }, async (lock) => (lock === null ? null : work())),
};

/** For one tab alone, and for tests. */
export function ownLock(): Lock {
  const held = new Set<string>();
  return {
    async alone(name, work) {
      if (held.has(name)) return null;
      held.add(name);
      try {
        return await work();
      } finally {
        held.delete(name);
      }
    },
  };
}
