import type { Fields } from "../api/protocol";
import { NoAnswer, type Reply } from "./transport";

/** How long a request for a roll may take, in milliseconds. */
const PATIENCE_MS = 30_000;

/** The way to rolls on the server. Both throw `NoAnswer`. */
export interface RollWay {
  read(sessionId: string, token: string): Promise<Reply>;
  mark(lineId: string, etag: string, body: Fields, token: string): Promise<Reply>;
}

/** `fetch` to one origin, for rolls: a token instead of cookies, and nothing kept. */
export function fetchRolls(origin: string, fetcher: typeof fetch = fetch): RollWay {
  const ask = async (path: string, init: RequestInit & { headers: { [name: string]: string } }): Promise<Reply> => {
    try {
      const response = await fetcher(`${origin}${path}`, { ...init, signal: AbortSignal.timeout(PATIENCE_MS), credentials: "omit", cache: "no-store", redirect: "error", referrerPolicy: "no-referrer" });
      const body = (await response.json().catch(() => null)) as unknown;
      return { status: response.status, body, retryAfter: null, date: null };
    } catch {
      throw new NoAnswer();
    }
  };
  const bearer = (token: string) => ({ authorization: `Bearer ${token}`, accept: "application/json" });
  return {
    read: (sessionId, token) => ask(`/api/v1/group-sessions/${sessionId}`, { method: "GET", headers: bearer(token) }),
    mark: (lineId, etag, body, token) =>
      ask(`/api/v1/roll-lines/${lineId}`, { method: "PATCH", headers: { ...bearer(token), "content-type": "application/json", "if-match": etag }, body: JSON.stringify(body) }),
  };
}
