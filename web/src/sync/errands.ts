import type { PushAnswer, SyncHello } from "../api/protocol";
import { base64url, bytesOf, type Bytes } from "../platform/bytes";
import type { Clock } from "../platform/clock";
import type { Desk } from "../store/desk";
import { type Copy, keepRescueKey, strandedCopies, takeRescued } from "../store/rescue";
import type { Words } from "../store/words";
import { isPoint } from "../vault/box";
import type { Door } from "./door";
import type { Reply, Way } from "./transport";

const [HELLO_PATH, WORDS_PATH, RESCUE_PATH] = ["/api/v1/sync/hello", "/api/v1/sync/words", "/api/v1/sync/rescue"];
/** Most lines of a file, and most of its bytes (`src/sync/http/rescue.rs`; reference/sync.md §2.15). */
const [MOST_LINES, MOST_BYTES] = [100, 900_000];
/** For how long what was asked once need not be asked again, in milliseconds. */
const FRESH_MS = 3_600_000;

/** What a phone asks beside sending and fetching. */
export interface Errands {
  /** Is something missing without which she cannot go on? Then they come first. */
  areUrgent(): boolean;
  /** Does what there is to do. Is there something to fetch after it? Throws only what the store throws. */
  run(desk: Desk, door: Door): Promise<boolean>;
}

/** None. */
export const NO_ERRANDS: Errands = { areUrgent: () => false, run: async () => false };

/** Who wants the words of the screens behind the passphrase. */
export interface Reader {
  /** The language they are wanted in, the version that is here, and whether she cannot go on without. */
  wanted(): { language: string; version: string | null; urgent: boolean };
  /** These came; null: those that are here are still right. */
  take(desk: Desk, language: string, words: Words | null): Promise<void>;
}

/** An enrolled phone's: the organisation's rescue key, the words of its screens, and what waits under a forgotten passphrase. */
export class DeviceErrands implements Errands {
  #askedAt: number | null = null;

  constructor(
    readonly way: Way,
    readonly reader: Reader,
    readonly clock: Clock,
  ) {}

  areUrgent(): boolean {
    return this.reader.wanted().urgent;
  }

  async run(desk: Desk, door: Door): Promise<boolean> {
    if (!this.#isFresh()) {
      const isKeyThere = await this.#askKey(desk, door);
      const areWordsThere = await this.askWords(desk, door);
      if (isKeyThere && areWordsThere) this.#askedAt = this.clock.now().getTime();
    } else if (this.areUrgent()) {
      await this.askWords(desk, door);
    }
    return this.#handOver(desk, door);
  }

  #isFresh(): boolean {
    const since = this.#askedAt === null ? Number.NaN : this.clock.now().getTime() - this.#askedAt;
    return since >= 0 && since < FRESH_MS;
  }

  async #askKey(desk: Desk, door: Door): Promise<boolean> {
    const reply = await door.ask((token) => this.way.get(HELLO_PATH, token));
    if (!("status" in reply) || reply.status !== 200) return false;
    const { rescue_key: told } = (reply.body ?? {}) as Partial<SyncHello>;
    const key = typeof told === "string" ? await pointOf(told) : null;
    if (key !== null) await keepRescueKey(desk, key);
    return true;
  }

  /** Asks for the words in the language they are wanted in. Are they here now? */
  async askWords(desk: Desk, door: Door): Promise<boolean> {
    const { language, version } = this.reader.wanted();
    const reply = await door.ask((token) => this.way.get(`${WORDS_PATH}/${language}`, token, version ?? undefined));
    if (!("status" in reply)) return false;
    if (reply.status === 304) await this.reader.take(desk, language, null);
    const words = reply.status === 200 ? wordsOf(reply) : null;
    if (words !== null) await this.reader.take(desk, language, words.version === version ? null : words);
    return reply.status === 304 || words !== null;
  }

  /** What waits under a forgotten passphrase is handed to the server as it is sealed to the organisation. */
  async #handOver(desk: Desk, door: Door): Promise<boolean> {
    if (desk.contents.stranded === 0) return false;
    let [moved, copies] = [0, await strandedCopies(desk)];
    while (copies.length > 0) {
      const sent = file(copies);
      const reply = await door.ask((token) => this.way.postLines(RESCUE_PATH, sent.map(line), token));
      if (!("status" in reply) || reply.status !== 200) break;
      const answer = reply.body as PushAnswer | null;
      const results = answer?.push?.results;
      // A portal in between answers 200 to anything.
      if (answer === null || !Array.isArray(results)) break;
      moved += await takeRescued(desk, sent, results, answer.server_now.slice(0, 10));
      if (results.some(({ status }) => status === "retry")) break;
      copies = copies.slice(sent.length);
    }
    return moved > 0;
  }
}

function line({ seq, op_id, box }: Copy): string {
  return JSON.stringify({ seq, op_id, box: base64url(box) });
}

/** The first lines that fit into one file; at least one. */
function file(copies: Copy[]): Copy[] {
  let bytes = 0;
  return copies.slice(0, MOST_LINES).filter((copy, at) => {
    bytes += line(copy).length + 1;
    return at === 0 || bytes <= MOST_BYTES;
  });
}

/** A public key as it is told; null: it is none, and whatever were sealed to it could not be saved. */
async function pointOf(told: string): Promise<Bytes | null> {
  const bytes = bytesOf(told);
  return bytes !== null && (await isPoint(bytes)) ? bytes : null;
}

function wordsOf({ body }: Reply): Words | null {
  const told = (body ?? {}) as { version?: unknown; messages?: unknown };
  if (typeof told.version !== "string" || typeof told.messages !== "object" || told.messages === null) return null;
  return { version: told.version, messages: told.messages as Words["messages"] };
}
