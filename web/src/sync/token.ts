import type { DeviceToken } from "../api/protocol";
import type { Desk } from "../store/desk";
import { tokenRequest } from "../vault/device-key";
import { problemCode, type Transport } from "./transport";

/** Where a device gets its tokens. */
const TOKEN_PATH = "/api/v1/device-tokens";

/** What came of asking for a token. */
export type Asked =
  | { kind: "token"; token: string }
  /** The device is not known any more, or its sign-in ended: she needs a new code. Nothing is deleted. */
  | { kind: "sign_in" }
  /** Signed for by this device's own key: it is to delete everything. */
  | { kind: "wipe" }
  | { kind: "wait"; retryAfter: number | null };

/** The device's token, in memory. Nothing rotates: if an answer is lost, it is asked for again. */
export class DeviceTokens {
  #token: string | null = null;
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The token there is, or a new one. Throws `NoAnswer`. */
  async get(desk: Desk): Promise<Asked> {
    return this.#token === null ? this.#ask(desk, desk.world.clock.now(), true) : { kind: "token", token: this.#token };
  }

  /** The server does not take this one any more. */
  forget(): void {
    this.#token = null;
  }

  async #ask(desk: Desk, at: Date, isFirst: boolean): Promise<Asked> {
    const body = await tokenRequest(desk.signing, desk.device.id, at, desk.world.random);
    const reply = await this.#transport.post(TOKEN_PATH, body, null);
    const code = problemCode(reply);
    if (reply.status === 201) {
      this.#token = (reply.body as DeviceToken).access_token;
      return { kind: "token", token: this.#token };
    }
    // Only the server's own word, about this request that the device signed, wipes: never a status alone.
    if (reply.status === 410 && code === "device_wiped") return { kind: "wipe" };
    if (code === "clock_off" && reply.date !== null && isFirst) return this.#ask(desk, reply.date, false);
    if (reply.status === 401 && code !== null && code !== "clock_off") return { kind: "sign_in" };
    return { kind: "wait", retryAfter: reply.retryAfter };
  }
}
