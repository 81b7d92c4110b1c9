// Decisions that no operation carries: each is a request of its own, and needs a network.
import type { components } from "../../api/schema";
import type { Json } from "../../api/protocol";
import { keepClashState, keepHeldNews, type HeldNews } from "../../store/decided";
import type { Desk } from "../../store/desk";
import type { Closed, Door } from "../../sync/door";
import type { Reply, Way } from "../../sync/transport";

type HeldView = components["schemas"]["HeldView"];
type ConflictView = components["schemas"]["ConflictView"];
/** Why something is set aside (code list `void_reason`). */
export type SetAsideReason = components["schemas"]["VoidReason"];
/** Somebody had to open a file in a hurry (`NoticeView`). */
export type Notice = components["schemas"]["NoticeView"];
/** What the way to the server has to know. */
export type DecisionWay = Pick<Way, "get" | "post">;

/** What came of a decision. */
export type Decided =
  /** It is as she said. */
  | "done"
  /** It was tried, and is held still. */
  | "held_still"
  /** Somebody else decided before her, or it is not hers to decide any more. */
  | "over"
  | "no_network"
  /** The phone needs a new code. */
  | "sign_in"
  | "refused";

/** Both values of a field that two changed, and which entry they are of. */
export interface ClashValues {
  sent: Json;
  stood: Json;
  state: string;
  etag: string;
}

const [HELD_PATH, CLASH_PATH, NOTICE_PATH] = ["/api/v1/sync/held", "/api/v1/sync/conflicts", "/api/v1/me/notices"];
/** Most rows of a page. */
const MOST = 200;
/** It was changed, decided or is not there for her: it is looked at anew. */
const ELSEWHERE: readonly number[] = [404, 409, 412];

/** Decisions of an open phone. */
export class Decisions {
  constructor(
    readonly desk: Desk,
    readonly door: Door,
    readonly way: DecisionWay,
  ) {}

  /** What became of what is held, where somebody else decided meanwhile. Null: nobody said. */
  async heldNews(): Promise<Map<string, HeldNews> | null> {
    const views = await this.#listHeld();
    if (views === null) return null;
    const news = new Map<string, HeldNews>();
    for (const [opId, { heldId }] of this.desk.contents.held) {
      const view = views.get(opId);
      const said = view === undefined ? await this.#readHeld(heldId) : newsOf(view);
      if (said !== null) news.set(opId, said);
    }
    return news;
  }

  /** Has it judged again as it is; or, for a reason, set aside. */
  async decideHeld(opId: string, reason: SetAsideReason | null): Promise<Decided> {
    const views = await this.#listHeld();
    if (views === null) return "no_network";
    const view = views.get(opId);
    if (view === undefined) return this.#lookAgain(opId);
    const body = reason === null ? { decision: "apply" } : { decision: "dismiss", reason };
    const reply = await this.door.ask((token) => this.way.post(`${HELD_PATH}/${view.id}/decide`, body, token, view.etag));
    if ("status" in reply && ELSEWHERE.includes(reply.status)) return this.#lookAgain(opId);
    if (!isOf(reply, view.id)) return whyNot(reply);
    const said = newsOf(reply.body as HeldView);
    await keepHeldNews(this.desk, new Map([[opId, said]]));
    return typeof said === "string" ? "done" : "held_still";
  }

  /** Reads both values. A string: why not. */
  async readClash(clashId: string): Promise<ClashValues | Decided> {
    const reply = await this.door.ask((token) => this.way.get(`${CLASH_PATH}/${clashId}`, token));
    if ("status" in reply && reply.status === 404) return "over";
    if (!isOf(reply, clashId)) return whyNot(reply);
    const { values, state, etag } = reply.body as ConflictView;
    if (values === null || values === undefined) return "over";
    return { sent: values.sent as Json, stood: values.stood as Json, state, etag };
  }

  /** Says which of two values stands. */
  async decideClash(opId: string, clashId: string, take: "sent" | "stood"): Promise<Decided> {
    const known = await this.readClash(clashId);
    const state = typeof known === "string" ? null : known.state;
    if (known === "over" || state === "resolved") {
      await keepClashState(this.desk, opId, clashId, known === "over" ? "gone" : "resolved");
      return "over";
    }
    if (typeof known === "string") return known;
    const reply = await this.door.ask((token) => this.way.post(`${CLASH_PATH}/${clashId}/resolve`, { take }, token, known.etag));
    if (!isOf(reply, clashId)) return whyNot(reply);
    await keepClashState(this.desk, opId, clashId, "resolved");
    return "done";
  }

  /** What she was told and has not seen. Null: nobody said. */
  async notices(): Promise<Notice[] | null> {
    const reply = await this.door.ask((token) => this.way.get(`${NOTICE_PATH}?limit=${MOST}`, token));
    return itemsOf<Notice>(reply)?.filter(({ seen_at }) => seen_at === null || seen_at === undefined) ?? null;
  }

  /** She has seen it. */
  async seen(noticeId: string): Promise<Decided> {
    const reply = await this.door.ask((token) => this.way.post(`${NOTICE_PATH}/${noticeId}/seen`, {}, token));
    return "status" in reply && reply.status === 204 ? "done" : whyNot(reply);
  }

  /** Somebody decided meanwhile: what it came to is kept. */
  async #lookAgain(opId: string): Promise<Decided> {
    const heldId = this.desk.contents.held.get(opId)?.heldId ?? null;
    const said = await this.#readHeld(heldId);
    if (said === null) return "refused";
    await keepHeldNews(this.desk, new Map([[opId, said]]));
    return typeof said === "string" ? "over" : "refused";
  }

  /** Everything of hers that is held, by its operation; null: nobody said, or there is more than a page. */
  async #listHeld(): Promise<Map<string, HeldView> | null> {
    const found = new Map<string, HeldView>();
    let cursor: string | null = null;
    do {
      const page: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const reply = await this.door.ask((token) => this.way.get(`${HELD_PATH}?limit=${MOST}${page}`, token));
      const items = itemsOf<HeldView>(reply);
      if (!isAnswer(reply) || items === null) return null;
      for (const view of items) found.set(view.op_id, view);
      cursor = (reply.body as { next_cursor?: string | null }).next_cursor ?? null;
    } while (cursor !== null);
    return found;
  }

  /** What became of one that is in no list any more; null: nobody said. */
  async #readHeld(heldId: string | null): Promise<HeldNews | null> {
    if (heldId === null) return null;
    const reply = await this.door.ask((token) => this.way.get(`${HELD_PATH}/${heldId}`, token));
    if ("status" in reply && reply.status === 404) return "over";
    return isOf(reply, heldId) ? newsOf(reply.body as HeldView) : null;
  }
}

function newsOf({ id, status, void_reason, code, problem, pointer }: HeldView): HeldNews {
  if (status !== "held") return "done";
  if (void_reason !== null && void_reason !== undefined) return "over";
  return { heldId: id, code: code ?? null, problem: problem ?? null, pointer: pointer ?? null };
}

/** An answer with something in it. */
function isAnswer(reply: Reply | Closed): reply is Reply {
  return "status" in reply && reply.status === 200 && typeof reply.body === "object" && reply.body !== null;
}

/** Is it about what was asked? A portal in between answers 200 to anything. */
function isOf(reply: Reply | Closed, id: string): reply is Reply {
  return isAnswer(reply) && (reply.body as { id?: unknown }).id === id;
}

/** The items of a list; null: it is none of ours. */
function itemsOf<T>(reply: Reply | Closed): T[] | null {
  const { items } = isAnswer(reply) ? (reply.body as { items?: unknown }) : {};
  return Array.isArray(items) ? (items as T[]) : null;
}

function whyNot(reply: Reply | Closed): Decided {
  if ("kind" in reply) return "sign_in";
  if ("why" in reply) return "no_network";
  return reply.status === 429 || reply.status >= 500 ? "no_network" : "refused";
}
