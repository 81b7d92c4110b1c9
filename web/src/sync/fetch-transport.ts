import { type Bytes, joined, text, utf8 } from "../platform/bytes";
import { NoAnswer, type Reply, type Way } from "./transport";

/** How long nothing may arrive before a request is given up, in milliseconds (reference/sync.md §2.11). */
const SILENCE_MS = 90_000;
/** From how many bytes on packing is worth it. */
const PACKED_FROM = 200;
/** Where packed bodies are taken (`src/platform/http/packed.rs` of the server); anywhere else they are refused. */
const UNPACKING = ["/api/v1/sync", "/api/v1/sync/push", "/api/v1/sync/rescue"];

/** `fetch` to one origin: a token instead of cookies, packed bodies, no redirects, and no time limit while bytes arrive. */
export function fetchTransport(origin: string, fetcher: typeof fetch = fetch, silenceMs: number = SILENCE_MS): Way {
  async function ask(path: string, token: string | null, made: () => Promise<Asked>): Promise<Reply> {
    const silence = new Silence(silenceMs);
    try {
      const { headers, ...request } = await made();
      if (token !== null) headers.set("authorization", `Bearer ${token}`);
      const response = await fetcher(`${origin}${path}`, {
        ...request,
        headers,
        signal: silence.signal,
        credentials: "omit",
        cache: "no-store",
        redirect: "error",
        referrerPolicy: "no-referrer",
      });
      return await read(response, silence);
    } catch {
      throw new NoAnswer();
    } finally {
      silence.end();
    }
  }
  return {
    post: (path, body, token, etag) =>
      ask(path, token, async () => {
        const request = await posted(path, "application/json", utf8(JSON.stringify(body)));
        if (etag !== undefined) request.headers.set("if-match", etag);
        return request;
      }),
    postLines: (path, lines, token) => ask(path, token, () => posted(path, "application/x-ndjson", utf8(lines.join("\n")))),
    async get(path, token, known) {
      const headers = new Headers({ accept: "application/json" });
      if (known !== undefined) headers.set("if-none-match", `"${known}"`);
      return ask(path, token, async () => ({ method: "GET", headers }));
    },
    patch: (path, body, token, etag) =>
      ask(path, token, async () => {
        const request = await posted(path, "application/json", utf8(JSON.stringify(body)));
        request.headers.set("if-match", etag);
        return { ...request, method: "PATCH" };
      }),
  };
}

/** A request without what all have in common. */
interface Asked {
  method: "GET" | "POST" | "PATCH";
  headers: Headers;
  body?: Bytes;
}

async function posted(path: string, type: string, plain: Bytes): Promise<Asked> {
  const headers = new Headers({ "content-type": type, accept: "application/json" });
  if (!UNPACKING.includes(path) || plain.length < PACKED_FROM || typeof CompressionStream === "undefined") return { method: "POST", headers, body: plain };
  const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip"));
  headers.set("content-encoding", "gzip");
  return { method: "POST", headers, body: new Uint8Array(await new Response(stream).arrayBuffer()) };
}

async function read(response: Response, silence: Silence): Promise<Reply> {
  const parts: Uint8Array[] = [];
  const reader = response.body?.getReader();
  for (;;) {
    silence.broken();
    const next = await reader?.read();
    if (next?.value === undefined) break;
    parts.push(next.value);
  }
  const after = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  const date = Date.parse(response.headers.get("date") ?? "");
  return {
    status: response.status,
    body: parsed(joined(...parts)),
    retryAfter: Number.isNaN(after) ? null : after,
    date: Number.isNaN(date) ? null : new Date(date),
  };
}

function parsed(bytes: Bytes): unknown {
  try {
    return JSON.parse(text(bytes));
  } catch {
    return null;
  }
}

/** Gives a request up after so long without a byte. */
class Silence {
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly ms: number) {
    this.broken();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something arrived. */
  broken(): void {
    this.end();
    this.#timer = setTimeout(() => this.#controller.abort(), this.ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
