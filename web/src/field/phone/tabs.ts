/** What one tab tells the others of somebody's database: nothing of what is in it. */
export interface TabWord {
  /** `changed`: saved or synced; `lock`: lock too; `gone`: wiped or enrolled anew. */
  what: "changed" | "lock" | "gone";
  db: string;
}

/** The way to the other tabs of this browser. */
export interface Tabs {
  tell(word: TabWord): void;
  listen(hear: (word: TabWord) => void): void;
}

/** The browser's own. */
export function browserTabs(): Tabs {
  const channel = new BroadcastChannel("causeway");
  return {
    tell: (word) => channel.postMessage(word),
    listen: (hear) => channel.addEventListener("message", ({ data }) => hear(data as TabWord)),
  };
}
