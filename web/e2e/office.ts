import type { Route } from "playwright-core";
import type { Watched } from "./browser";
import { type House, idOf, type SentOperation } from "./people";

/** What a rule keeps from counting, and what two wrote: what the server says of both when it is asked. */
export interface Office {
  /** What is held, by its operation. */
  held: Map<string, { id: string; op: SentOperation; code: string; problem: string | null; pointer: string | null }>;
  /** What was held and is not any more, by its own id: whoever sent it may still read what became of it. */
  over: Map<string, object>;
  /** What was decided, in its order. */
  decided: { path: string; body: Record<string, unknown>; match: string | null }[];
  /** Both values of the one conflict there is. */
  values: { sent: unknown; stood: unknown };
  clash: "open" | "resolved";
  notices: object[];
  /** Is what is tried again held once more? */
  isStern: boolean;
}

/** The id of the one conflict there is. */
export const CLASH = idOf(0x700);

/** Has the server hold sessions outside their programme, and keep what stood where two said who somebody is. */
export async function openOffice({ context, house }: Watched & { house: House }): Promise<Office> {
  const office: Office = { held: new Map(), over: new Map(), decided: [], values: { sent: { identity: "nonbinary", missing: null }, stood: { identity: "woman_girl", missing: null } }, clash: "open", notices: [], isStern: false };
  house.judge = (op) => judge(office, op);
  await context.route("**/api/v1/sync/held**", (route) => answerHeld(route, office));
  await context.route("**/api/v1/sync/conflicts/**", (route) => answerClash(route, office));
  await context.route("**/api/v1/me/notices**", (route) => answerNotices(route, office));
  return office;
}

function judge({ held }: Office, op: SentOperation): object {
  if (op.entity === "person") return { status: "conflict", v: 2, conflicts: [{ id: CLASH, field: "gender_identity", kept: "stood", state: "open" }] };
  // The same row once more: what was put right counts.
  if (op.entity !== "session" || [...held.values()].some((one) => one.op.entity_id === op.entity_id)) return {};
  const id = idOf(0x800 + held.size);
  const why = { code: "invalid_value", problem: "outside_enrolment", pointer: "/starts_at" };
  held.set(op.op_id, { id, op, ...why });
  return { status: "held", v: null, held_id: id, ...why };
}

const lastPart = (path: string) => path.split("/").at(-1) ?? "";

async function answerHeld(route: Route, office: Office): Promise<void> {
  const { pathname: path } = new URL(route.request().url());
  const view = ([opId, { id, code, problem, pointer }]: [string, { id: string; code: string; problem: string | null; pointer: string | null }]) => ({ id, op_id: opId, status: "held", code, problem, pointer, etag: '"v1"' });
  const all = [...office.held].map(view);
  if (path.endsWith("/held")) return route.fulfill({ json: { items: all, next_cursor: null } });
  const decides = path.endsWith("/decide");
  const id = decides ? path.split("/").at(-2) : lastPart(path);
  const found = all.find((one) => one.id === id);
  if (found === undefined) {
    const over = office.over.get(id ?? "");
    return route.fulfill(over === undefined ? { status: 404, json: {} } : { json: over });
  }
  if (!decides) return route.fulfill({ json: found });
  const body = JSON.parse(route.request().postData() ?? "{}") as Record<string, unknown>;
  office.decided.push({ path, body, match: route.request().headers()["if-match"] ?? null });
  if (body["decision"] === "apply" && office.isStern) return route.fulfill({ json: found });
  const over = body["decision"] === "apply" ? { ...found, status: "applied" } : { ...found, void_reason: body["reason"] };
  office.held.delete(found.op_id);
  office.over.set(found.id, over);
  return route.fulfill({ json: over });
}

async function answerClash(route: Route, office: Office): Promise<void> {
  const { pathname: path } = new URL(route.request().url());
  if (path.endsWith("/resolve")) {
    const body = JSON.parse(route.request().postData() ?? "{}") as Record<string, unknown>;
    office.decided.push({ path, body, match: route.request().headers()["if-match"] ?? null });
    office.clash = "resolved";
    return route.fulfill({ json: { id: CLASH, state: "resolved", etag: '"v2"' } });
  }
  return route.fulfill({ json: { id: CLASH, kept: "stood", state: office.clash, etag: '"v1"', values: office.values } });
}

async function answerNotices(route: Route, office: Office): Promise<void> {
  if (route.request().method() === "GET") return route.fulfill({ json: { items: office.notices, next_cursor: null } });
  office.notices = [];
  return route.fulfill({ status: 204 });
}
