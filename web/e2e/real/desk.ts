import { randomBytes } from "node:crypto";
import type { Account, Server } from "./server";

/** A token is good for five minutes; roles and codes need one that is fresh. */
const FRESH_MS = 3 * 60_000;

/** An enrolment with those who work in it. */
export interface Enrolment {
  id: string;
  person_id: string;
  team: { id: string; staff_id: string; display_name: string; role: string }[];
}

/** What waits for somebody to decide on it. */
export interface Held {
  id: string;
  op_id: string;
  operation: string;
  status: string;
  code: string | null;
  recorded_by: string;
  etag: string;
}

/** Somebody at a desk, by the API: a supervisor shows codes, assigns, decides, and reads what arrived. */
export class DeskUser {
  #token: { value: string; at: number } | null = null;

  constructor(
    readonly server: Server,
    readonly account: Account,
  ) {}

  /** The supervisors of one organisation of the invented network, each a colleague. */
  static supervisors(server: Server, organisation: string): DeskUser[] {
    const found = server.accounts.filter((account) => account.role === "supervisor" && account.organisation === organisation);
    return found.map((account) => new DeskUser(server, account));
  }

  /** Asks; throws where the server refuses. */
  async ask<T>(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<T> {
    const { status, answer } = await this.tried<T>(method, path, body, more);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** The same, and says what came. */
  async tried<T>(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<{ status: number; answer: T }> {
    const headers: Record<string, string> = { authorization: `Bearer ${await this.#signedIn()}`, ...more };
    if (body !== undefined) headers["content-type"] = "application/json";
    const reply = await fetch(`${this.server.origin}/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await reply.text();
    return { status: reply.status, answer: (text === "" ? null : JSON.parse(text)) as T };
  }

  /** Every page of a list. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: T[]; next_cursor?: string | null } = await this.ask("GET", `${path}${path.includes("?") ? "&" : "?"}limit=100${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
      items.push(...page.items);
      cursor = page.next_cursor ?? null;
    } while (cursor !== null);
    return items;
  }

  /** Eight letters for a colleague's phone. */
  async codeFor(staff: string): Promise<string> {
    return (await this.ask<{ code: string }>("POST", `/staff/${staff}/field-codes`)).code;
  }

  /** The enrolments in which somebody works now, of those this desk sees. */
  async enrolments(): Promise<Enrolment[]> {
    const found: Enrolment[] = [];
    for (const { id } of await this.all<{ id: string }>("/people")) {
      const { items } = await this.ask<{ items: { id: string; person_id: string; status: string }[] }>("GET", `/people/${id}/enrolments`);
      for (const one of items.filter(({ status }) => status === "active")) found.push({ id: one.id, person_id: one.person_id, team: await this.team(one.id) });
    }
    return found;
  }

  /** Who works in an enrolment now. */
  async team(enrolment: string): Promise<Enrolment["team"]> {
    const { items } = await this.ask<{ items: (Enrolment["team"][number] & { ended_at?: string | null })[] }>("GET", `/enrolments/${enrolment}/assignments`);
    return items.filter(({ ended_at }) => ended_at == null);
  }

  /** The first of these who works at the place takes a colleague's part from now on; whoever had it has no access any more. */
  async handOver(enrolment: string, from: string, to: string[]): Promise<string> {
    const before = (await this.team(enrolment)).find(({ staff_id }) => staff_id === from);
    if (before === undefined) throw new Error("she does not work there");
    // The list of a team tells no tags; what stands was never changed.
    await this.ask("POST", `/assignments/${before.id}/end`, undefined, { "if-match": '"v1"' });
    for (const staff of to) {
      const { status } = await this.tried("POST", `/enrolments/${enrolment}/assignments`, { id: newId(), staff_id: staff, role: before.role });
      if (status === 201) return staff;
    }
    throw new Error("nobody else works there");
  }

  /** The words of every note that came with a session of somebody's since then, each as often as it is there. */
  async notesOf(staff: string, enrolments: Enrolment[], since: Date): Promise<string[]> {
    const found: string[] = [];
    for (const { id } of enrolments) {
      const sessions = await this.all<{ id: string; lead_staff_id: string; recorded_at: string }>(`/enrolments/${id}/sessions`);
      for (const one of sessions.filter(({ lead_staff_id, recorded_at }) => lead_staff_id === staff && new Date(recorded_at) >= since)) {
        const { text } = await this.ask<{ text: string | null }>("GET", `/sessions/${one.id}/note`);
        found.push(text ?? "");
      }
    }
    return found.sort();
  }

  /** What somebody's phone sent and a rule refused. */
  async heldOf(staff: string): Promise<Held[]> {
    return (await this.all<Held>("/sync/held")).filter(({ recorded_by }) => recorded_by === staff);
  }

  /** Decides that it is to stand. */
  async apply({ id, etag }: Held): Promise<void> {
    await this.ask("POST", `/sync/held/${id}/decide`, { decision: "apply" }, { "if-match": etag });
  }

  /** Ends every device of a colleague's with an order to delete everything. */
  async wipe(staff: string): Promise<void> {
    const { items } = await this.ask<{ items: { id: string }[] }>("GET", `/staff/${staff}/devices`);
    for (const { id } of items) await this.tried("POST", `/staff/${staff}/devices/${id}/wipe`);
  }

  async #signedIn(): Promise<string> {
    if (this.#token !== null && Date.now() - this.#token.at < FRESH_MS) return this.#token.value;
    const { email, password } = this.account;
    const reply = await fetch(`${this.server.origin}/api/v1/sign-ins`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ email, password }) });
    if (reply.status !== 201) throw new Error(`${email} cannot sign in: ${reply.status} ${await reply.text()}`);
    const { access_token: value } = (await reply.json()) as { access_token: string };
    this.#token = { value, at: Date.now() };
    return value;
  }
}

/** A new UUID of version 7. */
export function newId(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
