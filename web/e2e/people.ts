import { gunzipSync } from "node:zlib";
import type { Browser, Page, Route } from "playwright-core";
import type { Look, Watched } from "./browser";
import { phone } from "./browser";
import { answer, PASSPHRASE, present, words } from "./steps";

export interface SentOperation {
  op_id: string;
  seq: number;
  entity: string;
  entity_id: string;
  kind: string;
  set: Record<string, unknown>;
}

/** A server that has rows for this phone, and keeps what it is sent. */
export interface House {
  /** What arrived, in its order. */
  ops: SentOperation[];
  /** What it said of each: a phone that never heard it asks again. */
  answers: Map<string, object>;
  /** How the lines of rolls are marked. */
  marks: Map<string, string>;
  /** What becomes of an operation; where nothing is said, it is done. */
  judge: (op: SentOperation) => object;
  /** Scopes that leave the phone with the next page. */
  removed: string[];
}

const DAY_MS = 86_400_000;
export const idOf = (number: number) => `0199a000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
const [SITE, PROGRAMME] = [idOf(0x100), idOf(0x101)];
/** What those are called who lie on the phone. */
export const ALIASES = { en: ["Kiko", "Ana", "Big D", "Lupe", "Chema", "Nadia", "Memo", "Toño"], ar: ["كيكو", "آنا", "سامي", "لولو", "حمّادة", "نادية", "ميمو", "تونيو"] };

/** A row as the server sends it. */
export interface Row {
  e: string;
  id: string;
  s: string;
  v: number;
  d: Record<string, unknown>;
}

/** Eight people in one programme: one is expected today, one was met yesterday. */
function rowsOf(language: Look["language"]): Row[] {
  const now = Date.now();
  const iso = (at: number) => new Date(at).toISOString();
  const dayOf = (at: number) => iso(at).slice(0, 10);
  const rows: Row[] = [];
  const row = (e: string, id: string, s: string, d: Record<string, unknown>) => rows.push({ e, id, s, v: 1, d });
  for (const [at, alias] of ALIASES[language].entries()) {
    const [person, enrolment, session] = [idOf(0x200 + at), idOf(0x300 + at), idOf(0x400 + at)];
    row("person", person, person, { public_code: `K${at}`, home_site_id: SITE, language: "es", minor: false, gender_identity: null, age_on_entry: 19, identity_tier: "alias" });
    row("alias", person, person, { person_id: person, known_as: alias });
    row("enrolment", enrolment, enrolment, { person_id: person, programme_id: PROGRAMME, site_id: SITE, strand: "mentoring", enrolled_on: "2026-01-12", first_service_on: null, paused_on: null, exited_on: null });
    const met = now - (at + 1) * DAY_MS;
    row("session", session, enrolment, { programme_id: PROGRAMME, site_id: SITE, kind: at % 2 === 0 ? "individual_mentoring" : "home_visit", mode: "in_person_community", status: "held", starts_at: iso(met), held_on: dayOf(met), minutes: 45, lead_staff_id: idOf(0xb), is_group: false, title: null });
    row("participation", idOf(0x500 + at), enrolment, { session_id: session, person_id: person, enrolment_id: enrolment, attendance: "present", minutes: 45, held_on: dayOf(met) });
  }
  const soon = now + 20 * 60_000;
  row("appointment", idOf(0x600), idOf(0x303), { enrolment_id: idOf(0x303), person_id: idOf(0x203), staff_id: idOf(0xb), kind: "home_visit", mode: "in_person_home", starts_at: iso(soon), planned_on: dayOf(soon), minutes: 60, settled_at: null });
  return rows;
}

/** An open phone with people on it, and the server it talks to; `more`: rows besides. */
export async function openWithPeople(browser: Browser, origin: string, look: Look, more: Row[] = []): Promise<Watched & { house: House }> {
  const watched = await phone(browser, origin, look);
  const house: House = { ops: [], answers: new Map(), marks: new Map(), judge: () => ({}), removed: [] };
  watched.page.setDefaultTimeout(15_000);
  await answer(watched);
  await watched.context.route("**/api/v1/sync", (route) => answerSync(route, house, [...rowsOf(look.language), ...more]));
  await watched.context.route("**/api/v1/group-sessions/*", (route) => answerRoll(route, house));
  await watched.context.route("**/api/v1/roll-lines/*", (route) => answerMark(route, house));
  await watched.page.goto(origin);
  await present(watched, look.language, async () => undefined);
  await watched.page.getByRole("link", { name: words(look.language)("nav.log"), exact: true }).click();
  await watched.page.getByText(ALIASES[look.language][0] ?? "").first().waitFor();
  return { ...watched, house };
}

/** Types the passphrase. */
export async function unlock(page: Page, language: Look["language"]): Promise<void> {
  const say = words(language);
  await page.getByLabel(say("passphrase"), { exact: true }).fill(PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: say("unlock.title"), exact: true }).waitFor({ state: "detached" });
}

async function answerSync(route: Route, house: House, rows: Row[]): Promise<void> {
  const sent = route.request().postDataBuffer() ?? Buffer.alloc(0);
  const isPacked = route.request().headers()["content-encoding"] === "gzip";
  const body = JSON.parse(String(isPacked ? gunzipSync(sent) : sent)) as { push: { ops: SentOperation[] }; pull?: { cursor?: string | null } };
  const results = body.push.ops.map((op) => {
    const before = house.answers.get(op.op_id);
    if (before !== undefined) return before;
    house.ops.push(op);
    const answer = { op_id: op.op_id, status: "applied", v: 1, conflicts: [], replayed: false, ...house.judge(op) };
    house.answers.set(op.op_id, answer);
    return answer;
  });
  const now = new Date().toISOString();
  const isFirst = (body.pull?.cursor ?? null) === null;
  const page = { epoch: idOf(0xc), as_of: now.slice(0, 10), removed_scopes: house.removed.splice(0), snapshot: isFirst, rows: isFirst ? rows : [], gone: [], cursor: "1", more: false, control: "none", digest_ok: null };
  await route.fulfill({ json: { server_now: now, push: { results }, pull: { server_now: now, ...page } } });
}

const lastPart = (route: Route) => new URL(route.request().url()).pathname.split("/").at(-1) ?? "";

async function answerRoll(route: Route, { ops, marks }: House): Promise<void> {
  const group = ops.find(({ entity_id }) => entity_id === lastPart(route));
  const lines = ((group?.set["lines"] ?? []) as { id: string; enrolment_id: string }[]).map(({ id }) => ({ id, public_code: "K", attendance: marks.get(id) ?? null, minutes: null, etag: '"v1"' }));
  await route.fulfill(group === undefined ? { status: 404, json: {} } : { json: { session: {}, lines, walk_ins: [], heads: [] } });
}

async function answerMark(route: Route, { marks }: House): Promise<void> {
  const { attendance } = route.request().postDataJSON() as { attendance: string };
  marks.set(lastPart(route), attendance);
  await route.fulfill({ json: { id: lastPart(route), attendance, minutes: null } });
}
