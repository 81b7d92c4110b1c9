import { createServer, type IncomingMessage, request, type Server as HttpServer, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { freePort } from "./server";

/** What lies between a phone and the server: it hands everything on, and does to it what networks do. */
export class Network {
  /** Of each request that reached the server: method and path. */
  readonly passed: string[] = [];
  readonly #sockets = new Set<Socket>();
  #server: HttpServer | null = null;
  #destroyed = new Map<string, number>();
  #rewritten = new Map<string, (text: string) => string>();

  private constructor(
    readonly port: number,
    readonly to: number,
  ) {}

  /** A way to the server at this port. */
  static async to(port: number): Promise<Network> {
    const network = new Network(await freePort(), port);
    await network.up();
    return network;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** There is a network. */
  async up(): Promise<void> {
    if (this.#server !== null) return;
    const server = createServer((asked, answer) => this.#pass(asked, answer));
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
    this.#server = server;
  }

  /** There is none: nobody answers, and whatever was under way ends. */
  async down(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** The next so many answers to this path are lost: the server has done its part, and the phone never hears of it. */
  loseAnswers(path: string, count: number): void {
    this.#destroyed.set(path, count);
  }

  /** How many are still to be lost. */
  toLose(path: string): number {
    return this.#destroyed.get(path) ?? 0;
  }

  /** Changes what the server says at this path. */
  rewrite(path: string, change: (text: string) => string): void {
    this.#rewritten.set(path, change);
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    const path = (asked.url ?? "/").split("?")[0] ?? "/";
    const change = this.#rewritten.get(path);
    const headers = { ...asked.headers, host: `127.0.0.1:${this.to}` };
    if (change !== undefined) for (const name of ["accept-encoding", "if-none-match"] as const) delete headers[name];
    const onward = request({ host: "127.0.0.1", port: this.to, method: asked.method, path: asked.url, headers }, (reply) => {
      const parts: Buffer[] = [];
      reply.on("data", (part: Buffer) => parts.push(part));
      reply.on("error", () => answer.destroy());
      // Only a whole answer shows that the server is done.
      reply.on("end", () => {
        this.passed.push(`${asked.method} ${path} ${reply.statusCode}`);
        if (this.#isLost(path)) {
          answer.destroy();
          return;
        }
        const whole = Buffer.concat(parts);
        const body = change === undefined ? whole : Buffer.from(change(whole.toString("utf8")));
        const told = { ...reply.headers };
        delete told["transfer-encoding"];
        if (change !== undefined) delete told.etag;
        if (asked.method !== "HEAD" && reply.statusCode !== 304 && reply.statusCode !== 204) told["content-length"] = String(body.length);
        answer.writeHead(reply.statusCode ?? 502, told).end(body);
      });
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  }

  #isLost(path: string): boolean {
    const left = this.#destroyed.get(path) ?? 0;
    if (left > 0) this.#destroyed.set(path, left - 1);
    return left > 0;
  }
}
