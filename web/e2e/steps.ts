import { gunzipSync } from "node:zlib";
import { insideWords, readCatalogue } from "../build/catalogues";
import type { Watched } from "./browser";

/** What she chose. */
export const PASSPHRASE = "kettle orbit meadow violin";

/** Where a device gets the words of the screens behind the passphrase. */
const WORDS = "/api/v1/sync/words/";

/** The messages of a language, as they are written. */
export function words(language: string): (key: string) => string {
  const catalogue = readCatalogue(language);
  return (key) => catalogue[key] ?? key;
}

/** Answers in the server's place: a colleague of an invented organisation, and no sync yet. */
export async function answer({ context }: Watched): Promise<void> {
  await context.route("**/api/**", async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/api/v1/device-tokens") return route.fulfill({ status: 201, json: { access_token: "token" } });
    if (pathname === "/api/v1/sync/hello") return route.fulfill({ json: { rescue_key: null } });
    if (pathname.startsWith(WORDS)) return route.fulfill({ json: insideWords(readCatalogue(pathname.slice(WORDS.length))) });
    if (pathname === "/api/v1/sync") return route.fulfill({ json: nothingNew() });
    const sent = route.request().postDataBuffer() ?? Buffer.alloc(0);
    const isPacked = route.request().headers()["content-encoding"] === "gzip";
    const { id } = JSON.parse(String(isPacked ? gunzipSync(sent) : sent)) as { id: string };
    const enrolled = { id, organisation_id: "0199a000-0000-7000-8000-00000000000a", organisation: "Harbour House", staff_id: "0199a000-0000-7000-8000-00000000000b", display_name: "Ana" };
    return route.fulfill({ status: 201, json: enrolled });
  });
}

/** What a server says that has nothing for this phone. */
function nothingNew() {
  const now = new Date().toISOString();
  const page = { epoch: "0199a000-0000-7000-8000-00000000000c", as_of: now.slice(0, 10), removed_scopes: [], snapshot: true, rows: [], gone: [], cursor: "1", more: false, control: "none", digest_ok: null };
  return { server_now: now, push: { results: [] }, pull: { server_now: now, ...page } };
}

/** From the first page to the open phone; `look` is called on each step. */
export async function enrol(watched: Watched, origin: string, language: string, look: (name: string) => Promise<void>): Promise<void> {
  await answer(watched);
  await watched.page.goto(origin);
  await present(watched, language, look);
}

/** From the question for the code to the open phone. */
export async function present({ page }: Watched, language: string, look: (name: string) => Promise<void>): Promise<void> {
  const say = words(language);
  const goOn = () => page.getByRole("button", { name: say("go_on") }).click();
  await page.getByRole("heading", { name: say("enrol.title") }).waitFor();
  await look("enrol-code");
  await goOn();
  await look("enrol-code-error");
  await page.getByLabel(say("enrol.code"), { exact: true }).fill("kftm rwqz");
  await goOn();
  await page.getByRole("button", { name: say("passphrase.offer") }).click();
  await page.getByText(say("passphrase.offered")).waitFor();
  await look("enrol-passphrase");
  await page.getByLabel(say("passphrase"), { exact: true }).fill(PASSPHRASE);
  await page.getByLabel(say("passphrase.again")).fill(PASSPHRASE);
  await goOn();
  await page.getByRole("button", { name: say("keeping.ask") }).click();
  await look("enrol-done");
  await page.getByRole("button", { name: say("enrol.open"), exact: true }).click();
}

/** To the screen about the phone itself, wherever the app opened. */
export async function toMore({ page }: Pick<Watched, "page">, language: string): Promise<void> {
  const say = words(language);
  await page.getByRole("link", { name: say("nav.more"), exact: true }).click();
  await page.getByRole("heading", { name: say("sending.title") }).waitFor();
}
