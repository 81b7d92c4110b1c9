import type { TestProject } from "vitest/node";
import { type Server, startServer } from "./server";

declare module "vitest" {
  export interface ProvidedContext {
    server: Omit<Server, "stop">;
  }
}

/** One server for all of these tests: each takes a phone of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...server } = await startServer();
  project.provide("server", server);
  return stop;
}
