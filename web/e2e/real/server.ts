import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The server as it was built; a test run says which. */
const BINARY = process.env["CAUSEWAY_BINARY"] ?? new URL("../../../target/debug/causeway", import.meta.url).pathname;
/** About how many young people are invented: enough for a caseload, few enough to be there in seconds. */
const PEOPLE = "80";
/** How long it may take until it is ready, and to stop, in milliseconds. */
const [READY_MS, STOP_MS] = [120_000, 30_000];

/** Somebody who signs in at a desk of the invented network. */
export interface Account {
  email: string;
  password: string;
  role: string;
  organisation: string;
}

/** The real server with a real database of its own. */
export interface Server {
  origin: string;
  port: number;
  accounts: Account[];
  stop(): Promise<void>;
}

/** Starts a server with an invented network in a new folder; both are gone when it is stopped. */
export async function startServer(): Promise<Server> {
  if (!existsSync(BINARY)) throw new Error(`no server at ${BINARY}: build it first, or name it in CAUSEWAY_BINARY`);
  const folder = mkdtempSync(join(tmpdir(), "causeway-real-"));
  // As root the database runs as another user, who has to pass through it.
  chmodSync(folder, 0o711);
  const port = await freePort();
  const log = join(folder, "server.log");
  const out = openSync(log, "w");
  const child = spawn(BINARY, ["demo", "--port", String(port), "--data-dir", join(folder, "data"), "--people", PEOPLE], { stdio: ["ignore", out, out] });
  closeSync(out);
  const over = () => child.kill("SIGINT");
  process.once("exit", over);
  const origin = `http://127.0.0.1:${port}`;
  try {
    await ready(origin, child);
  } catch (error) {
    const said = readFileSync(log, "utf8").split("\n").slice(-20).join("\n");
    await stopped(child);
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`${String(error)}\n${said}`);
  }
  return {
    origin,
    port,
    accounts: JSON.parse(readFileSync(join(folder, "data", "accounts.json"), "utf8")) as Account[],
    async stop() {
      process.off("exit", over);
      await stopped(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port of this machine that nobody uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

async function ready(origin: string, child: ChildProcess): Promise<void> {
  const end = Date.now() + READY_MS;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const isReady = await fetch(`${origin}/readyz`).then(({ ok }) => ok, () => false);
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("the server is not ready");
}

/** It stops its database before it ends. */
async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGINT");
  const patience = setTimeout(() => child.kill("SIGTERM"), STOP_MS);
  await ended;
  clearTimeout(patience);
}
