import { inject } from "vitest";
import type { Page } from "playwright-core";
import { App, PASSPHRASE } from "./app";
import { DeskUser, type Enrolment } from "./desk";
import { Handset } from "./handset";
import { Network } from "./network";
import type { Server } from "./server";

/** The house of the invented network whose colleagues carry the phones. */
const HOUSE = "Camino Largo";

/** Somebody who works in the field, and with whom. */
export interface Worker {
  staff: string;
  name: string;
  enrolments: Enrolment[];
}

/** A phone, the way to the server, and the supervisor who answers for whoever carries it. */
export interface Scene {
  server: Server;
  supervisor: DeskUser;
  /** Who carries most first. */
  workers: Worker[];
  network: Network;
  handset: Handset;
  since: Date;
  end(): Promise<void>;
}

/** A new phone that is switched on, nobody's yet. */
export async function scene(): Promise<Scene & { page: Page; app: App }> {
  const server: Server = { ...inject("server"), stop: async () => undefined };
  const [supervisor] = DeskUser.supervisors(server, HOUSE);
  if (supervisor === undefined) throw new Error("nobody supervises");
  const workers = workersOf(await supervisor.enrolments());
  const network = await Network.to(server.port);
  const handset = new Handset(network.origin);
  const page = await handset.start();
  return {
    server,
    supervisor,
    workers,
    network,
    handset,
    page,
    app: new App(page, network.origin),
    // The database's clock is the same machine's.
    since: new Date(),
    async end() {
      await handset.end();
      await network.down();
    },
  };
}

/** The same, enrolled by whoever carries most; `names`: of those she carries whose name no other has. */
export async function enrolled(): Promise<Awaited<ReturnType<typeof scene>> & { worker: Worker; names: string[] }> {
  const begun = await scene();
  try {
    const [worker] = begun.workers;
    if (worker === undefined) throw new Error("nobody works in the field");
    await begun.app.enrol(await begun.supervisor.codeFor(worker.staff), PASSPHRASE);
    const people = await begun.app.untilPeople(worker.enrolments.length);
    return { ...begun, worker, names: alone(people) };
  } catch (error) {
    await begun.end();
    throw error;
  }
}

/** The names that only one has. */
export function alone(names: string[]): string[] {
  return names.filter((name) => names.filter((other) => other === name).length === 1);
}

function workersOf(enrolments: Enrolment[]): Worker[] {
  const found = new Map<string, Worker>();
  for (const enrolment of enrolments) {
    for (const { staff_id: staff, display_name: name } of enrolment.team) {
      const worker = found.get(staff) ?? { staff, name, enrolments: [] };
      worker.enrolments.push(enrolment);
      found.set(staff, worker);
    }
  }
  return [...found.values()].sort((one, other) => other.enrolments.length - one.enrolments.length || one.staff.localeCompare(other.staff));
}
