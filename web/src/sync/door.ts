import type { Desk } from "../store/desk";
import { DeviceTokens } from "./token";
import { NoAnswer, type Reply, type Transport } from "./transport";

/** No answer, or none to this device: why, or what it is to do. */
export type Closed = { why: string; retryAfter: number | null } | { kind: "sign_in" | "wipe" };

/** The server, for this device: each request with its token, and with a new one where the server does not take the one there was. */
export class Door {
  readonly #tokens: DeviceTokens;

  constructor(
    readonly desk: Desk,
    readonly transport: Transport,
  ) {
    this.#tokens = new DeviceTokens(transport);
  }

  /** Asks with a token. What nobody answered comes back as `no_answer`. */
  async ask(send: (token: string) => Promise<Reply>): Promise<Reply | Closed> {
    try {
      for (const isLast of [false, true]) {
        const asked = await this.#tokens.get(this.desk);
        if (asked.kind === "wait") return { why: "no_token", retryAfter: asked.retryAfter };
        if (asked.kind !== "token") return { kind: asked.kind };
        const reply = await send(asked.token);
        if (reply.status !== 401 || isLast) return reply;
        this.#tokens.forget();
      }
      return { why: "unauthorized", retryAfter: null };
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return { why: "no_answer", retryAfter: null };
    }
  }

  /** The server does not take this token any more. */
  forget(): void {
    this.#tokens.forget();
  }

  /** Anything in between may say 410. Before anything is deleted the server is asked with what this device signs. */
  async isToWipe(): Promise<Closed> {
    this.#tokens.forget();
    try {
      const asked = await this.#tokens.get(this.desk);
      if (asked.kind === "wipe" || asked.kind === "sign_in") return { kind: asked.kind };
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
    return { why: "status_410", retryAfter: null };
  }
}
