/** An answer of the server, whatever its status. */
export interface Reply {
  status: number;
  /** Its JSON; null where it is none (a portal that stands in between). */
  body: unknown;
  /** `Retry-After`, in seconds. */
  retryAfter: number | null;
  /** The server's clock (`Date`), where it said it. */
  date: Date | null;
}

/** No answer came: nobody knows whether the request arrived. */
export class NoAnswer extends Error {
  constructor() {
    super("no answer came");
  }
}

/** The way to the server. Injected: tests have one that loses and doubles. */
export interface Transport {
  /** Posts JSON; throws `NoAnswer`. `token`: of the device, where there is one; `etag`: only if it has this tag still. */
  post(path: string, body: unknown, token: string | null, etag?: string): Promise<Reply>;
}

/** The same with what an open phone asks beside sending and fetching. */
export interface Way extends Transport {
  /** Posts lines of JSON; throws `NoAnswer`. */
  postLines(path: string, lines: string[], token: string): Promise<Reply>;
  /** Gets JSON; throws `NoAnswer`. `known`: the tag of what is here; 304 says that it is still that. */
  get(path: string, token: string, known?: string): Promise<Reply>;
  /** Changes what has this tag still; throws `NoAnswer`. */
  patch(path: string, body: unknown, token: string, etag: string): Promise<Reply>;
}

/** The code of a problem (RFC 9457, `application/problem+json`); null: the body is none of ours. */
export function problemCode(reply: Reply): string | null {
  const { body } = reply;
  if (typeof body !== "object" || body === null || !("code" in body)) return null;
  return typeof body.code === "string" ? body.code : null;
}
