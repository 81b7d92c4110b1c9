// Histories of one phone: what she does, what the network, the server and the phone's battery do, and what must hold after it.
import fc from "fast-check";
import { unlock } from "../../src/store/unlock";
import { save } from "../../src/store/save";
import { openWhole } from "../../src/store/wipe";
import { STEPS, type Steps } from "../../src/sync/steps";
import { viewOf } from "../../src/store/view";
import type { Transport } from "../../src/sync/transport";
import { engineOf, freshPhone, type House, idOf, NoAnswer, PASSPHRASE, wayTo } from "../server/house";
import { Died, gate, incarnate } from "./gate";

export type Fault = "none" | "request_lost" | "answer_lost" | "doubled" | "she_saves_meanwhile";

export type Step =
  | { do: "session"; scope: number; dies: number | null }
  | { do: "language"; scope: number; value: number }
  | { do: "unreadable"; scope: number }
  | { do: "sync"; faults: Fault[]; dies: number | null }
  | { do: "crash" }
  | { do: "desk"; scope: number; row: number }
  | { do: "void"; row: number }
  | { do: "assign" | "unassign"; scope: number }
  | { do: "backup" | "restore" | "forget_views" }
  | { do: "retry"; after: number };

const scope = fc.nat(3);
const fault = fc.constantFrom<Fault>("none", "none", "request_lost", "answer_lost", "doubled", "she_saves_meanwhile");
const session = fc.record({ do: fc.constant("session" as const), scope, dies: fc.option(fc.nat(12), { freq: 2 }) });
const sync = fc.record({ do: fc.constant("sync" as const), faults: fc.array(fault, { maxLength: 4 }), dies: fc.option(fc.nat(80)) });

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: session },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("language" as const), scope, value: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("unreadable" as const), scope }) },
    { weight: 8, arbitrary: sync },
    { weight: 1, arbitrary: fc.constant<Step>({ do: "crash" }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("desk" as const), scope, row: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("void" as const), row: fc.nat(9) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("assign" as const, "unassign" as const), scope }) },
    { weight: 2, arbitrary: fc.constantFrom<Step>({ do: "backup" }, { do: "restore" }, { do: "forget_views" }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("retry" as const), after: fc.nat(3) }) },
  ),
  { minLength: 4, maxLength: 30 },
);

const SCOPES = [1, 2, 3, 4].map(idOf);
const scopeOf = (number: number): string => SCOPES[number] ?? idOf(1);

/** One phone in one history. */
export class History {
  /** What she was told is saved, in its order. */
  readonly saved: { opId: string; seq: number; unreadable: boolean }[] = [];
  #made = 0;

  private constructor(
    readonly house: House,
    readonly program: Steps,
    private backup: ReturnType<House["server"]["backup"]>,
  ) {}

  static async begin(program: Steps = STEPS): Promise<History> {
    incarnate();
    const house = await freshPhone();
    for (const [place, id] of SCOPES.entries()) {
      house.server.write("person", id, [id], { language: "es" });
      if (place < 2) house.server.scopes.add(id);
    }
    const { random } = house.world;
    house.world.random = { ...random, bytes: (length) => (gate().step(), random.bytes(length)) };
    return new History(house, program, house.server.backup());
  }

  async go(step: Step): Promise<void> {
    const { server } = this.house;
    switch (step.do) {
      case "session":
        return this.#dying(step.dies, () => this.#session(step.scope));
      case "language":
        return this.#save({ entity: "person", entityId: scopeOf(step.scope), kind: "patch", set: { language: `l${step.value}` } });
      case "unreadable":
        return this.#save({ entity: "session", entityId: this.#newRow(), kind: "create", set: { unreadable: true, enrolment_id: scopeOf(step.scope) } });
      case "sync":
        return this.#sync(step.faults, step.dies);
      case "crash":
        return this.#reopen();
      case "desk":
        return server.write("session", idOf(900 + step.row), [scopeOf(step.scope)], { minutes: step.row });
      case "void":
        return server.void("session", idOf(900 + step.row));
      case "assign":
        server.scopes.add(scopeOf(step.scope));
        return;
      case "unassign":
        server.scopes.delete(scopeOf(step.scope));
        return;
      case "backup":
        this.backup = server.backup();
        return;
      case "restore":
        return server.restore(this.backup);
      case "forget_views":
        server.views = server.views.map(() => undefined as never);
        return;
      case "retry":
        server.retryAfter = step.after;
    }
  }

  /** Faults are over: everything is sent and fetched. */
  async rest(): Promise<void> {
    this.house.server.retryAfter = null;
    for (let turn = 0; turn < 2; turn += 1) {
      const outcome = await engineOf(this.house, undefined, this.program).sync();
      if (outcome.kind !== "rest") throw new Error(`no rest: ${JSON.stringify(outcome)}`);
    }
  }

  /** What does not hold, in words; empty: everything does. */
  async violations(): Promise<string[]> {
    const { server } = this.house;
    const found: string[] = [...this.#inMemory("before")];
    await this.#reopen();
    found.push(...this.#inMemory("on the disk"));
    for (const [op, times] of server.state.effects) if (times !== 1) found.push(`I3: ${op} took effect ${times} times`);
    const seqs = [...server.state.ops.values()].map(({ text }) => (JSON.parse(text) as { seq: number }).seq);
    if (seqs.some((seq, place) => place > 0 && seq < (seqs[place - 1] ?? 0))) found.push(`I7: order ${seqs.join()}`);
    const { db } = this.house;
    if ((await db.count("shadow")) !== 0) found.push("the shadow is left");
    if ((await db.count("rows")) !== server.rows().length) found.push("records that are no rows");
    return found;
  }

  #inMemory(where: string): string[] {
    const { server, desk } = this.house;
    const found: string[] = [];
    const outbox = new Set(desk.contents.outbox.map(({ op }) => op.op_id));
    for (const { opId, unreadable } of this.saved) {
      const there = unreadable ? outbox.has(opId) : server.state.ops.has(opId);
      if (!there) found.push(`I2 ${where}: ${opId} is lost`);
      if (!unreadable && outbox.has(opId)) found.push(`${where}: ${opId} is sent and still waits`);
    }
    const lines = (rows: Iterable<{ s: string; e: string; id: string; v: number; d: object }>) =>
      [...rows].map(({ s, e, id, v, d }) => JSON.stringify([s, e, id, v, Object.entries(d).sort()])).sort();
    const [held, due] = [lines([...desk.contents.rows.values()].map(({ row }) => row)), lines(server.rows())];
    if (held.join("\n") !== due.join("\n")) found.push(`I4 ${where}: holds ${held.length} rows of ${due.length}`);
    for (const { row } of desk.contents.rows.values()) if (!server.scopes.has(row.s)) found.push(`I5 ${where}: ${row.s}`);
    for (const { op } of desk.contents.outbox) {
      if (op.kind === "create" && !viewOf(desk.contents).has(`${op.entity}|${op.entity_id}`)) found.push("unsent work is not to be seen");
    }
    return found;
  }

  #newRow(): string {
    this.#made += 1;
    return idOf(10_000 + this.#made);
  }

  async #save(work: Parameters<typeof save>[1]): Promise<void> {
    const saved = await save(this.house.desk, work);
    this.saved.push({ ...saved, unreadable: work.set["unreadable"] === true });
  }

  #session(scope: number): Promise<void> {
    return this.#save({ entity: "session", entityId: this.#newRow(), kind: "create", set: { enrolment_id: scopeOf(scope), minutes: 60 } });
  }

  async #sync(faults: Fault[], dies: number | null): Promise<void> {
    await this.#dying(dies, async () => {
      await engineOf(this.house, this.#faulty([...faults]), this.program).sync();
    });
  }

  /** Does something, and dies in it after so many steps. */
  async #dying(dies: number | null, work: () => Promise<void>): Promise<void> {
    if (dies !== null) incarnate(dies);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Died) && gate().alive) throw error;
    }
    if (dies !== null) await this.#reopen();
  }

  #faulty(faults: Fault[]): Transport {
    const way = wayTo(this.house.server);
    return {
      post: async (path, body, token) => {
        gate().step();
        const fault = path.endsWith("device-tokens") ? "none" : (faults.shift() ?? "none");
        if (fault === "request_lost") throw new NoAnswer();
        if (fault === "she_saves_meanwhile") await this.#session(0);
        const first = await way.post(path, body, token);
        if (fault === "answer_lost") throw new NoAnswer();
        const reply = fault === "doubled" ? await way.post(path, body, token) : first;
        gate().step();
        return reply;
      },
    };
  }

  /** The app is thrown away and opened anew. */
  async #reopen(): Promise<void> {
    const { house } = this;
    gate().die();
    house.db.close();
    incarnate();
    house.db = await openWhole(house.org, house.staff);
    const opened = await unlock(house.db, house.world, PASSPHRASE);
    if (opened.kind !== "open") throw new Error(opened.kind);
    house.desk = opened.desk;
  }

  end(): void {
    this.house.db.close();
  }
}

/** Goes through a history and says what does not hold. */
export async function violationsOf(plan: Step[], program: Steps = STEPS): Promise<string[]> {
  const history = await History.begin(program);
  try {
    for (const step of plan) await history.go(step);
    await history.rest();
    return await history.violations();
  } finally {
    history.end();
  }
}
