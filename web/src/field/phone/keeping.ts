/** What the browser says of what lies here. */
export interface Keeping {
  /** Has it promised not to delete it by itself? */
  promised: boolean;
  /** Bytes used and to be had; null: it does not say. */
  used: number | null;
  quota: number | null;
}

/** Has the browser promised to keep what lies here? */
export async function isPromised(): Promise<boolean> {
  return (await navigator.storage?.persisted?.()) ?? false;
}

/** Asks it to promise. It may ask its owner, or decide by itself. */
export async function askPromise(): Promise<boolean> {
  return (await navigator.storage?.persist?.()) ?? false;
}

/** What the browser says. */
export async function keeping(): Promise<Keeping> {
  const told = await navigator.storage?.estimate?.();
  return { promised: await isPromised(), used: told?.usage ?? null, quota: told?.quota ?? null };
}
