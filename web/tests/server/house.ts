// A colleague, her phone and her server, for tests.
import "fake-indexeddb/auto";
import { createHash } from "node:crypto";
import type { Bytes } from "../../src/platform/bytes";
import type { Clock } from "../../src/platform/clock";
import { ownLock } from "../../src/platform/lock";
import type { Random } from "../../src/platform/random";
import type { Database } from "../../src/store/database";
import type { Desk, World } from "../../src/store/desk";
import { enrol } from "../../src/store/enrol";
import { openWhole } from "../../src/store/wipe";
import { Engine } from "../../src/sync/engine";
import type { App } from "../../src/sync/request";
import { STEPS, type Steps } from "../../src/sync/steps";
import { NoAnswer, type Transport, type Way } from "../../src/sync/transport";
import { FakeServer } from "./fake-server";

/** Few rounds: what is tested here is not how slow a passphrase is to guess. */
export const ROUNDS = 10;
export const PASSPHRASE = "four words of hers";

/** Chance that can be repeated. */
export function seeded(seed: string): Random {
  let count = 0;
  const bytes = (length: number): Bytes => {
    const parts: number[] = [];
    while (parts.length < length) {
      count += 1;
      parts.push(...createHash("sha256").update(`${seed} ${count}`).digest());
    }
    return Uint8Array.from(parts.slice(0, length));
  };
  return { bytes, fraction: () => (bytes(1)[0] ?? 0) / 256 };
}

/** A clock that goes on by a second whenever it is looked at. */
export function steppingClock(): Clock & { at: number } {
  return {
    at: Date.parse("2026-11-23T09:00:00Z"),
    now() {
      this.at += 1_000;
      return new Date(this.at);
    },
  };
}

let phones = 0;

/** An id that says what it is for: `a1…`. */
export function idOf(number: number): string {
  return `0199a000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

export interface House {
  org: string;
  staff: string;
  db: Database;
  desk: Desk;
  world: World;
  server: FakeServer & { app: App };
  transport: Way;
}

export function wayTo(server: FakeServer): Way {
  return {
    post: (path, body, token) => server.answer(path, body, token),
    postLines: (path, lines, token) => server.postLines(path, lines, token),
    // It keeps no rolls.
    patch: async () => ({ status: 404, body: null, retryAfter: null, date: null }),
    get: (path, token, known) => server.get(path, token, known),
  };
}

/** A phone that was just enrolled. */
export async function freshPhone(more: { rescueKey?: Bytes } = {}): Promise<House> {
  phones += 1;
  const [org, staff] = [idOf(0xa0000 + phones), idOf(0xb0000 + phones)];
  const world = { clock: steppingClock(), random: seeded(`phone ${phones}`) };
  const db = await openWhole(org, staff);
  const { desk } = await enrol(db, world, { device: idOf(0xd0000 + phones), passphrase: PASSPHRASE, rounds: ROUNDS, ...more });
  const server = Object.assign(new FakeServer(), { app: { name: "test", persisted: async () => true } });
  return { org, staff, db, desk, world, server, transport: wayTo(server) };
}

export function engineOf(house: Pick<House, "desk" | "server">, transport?: Transport, steps: Steps = STEPS): Engine {
  return new Engine(house.desk, transport ?? wayTo(house.server), ownLock(), house.server.app, steps);
}

export { NoAnswer };
