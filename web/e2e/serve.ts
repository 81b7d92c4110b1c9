import { execFileSync } from "node:child_process";
import { build, preview } from "vite";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    origin: string;
  }
}

/** Builds with the page of all components, and serves it as the server will: same headers, same fallback. */
export default async function serve(project: TestProject): Promise<() => Promise<void>> {
  await build({ mode: "demo", logLevel: "error", build: { outDir: "dist-demo", emptyOutDir: true } });
  execFileSync(process.execPath, ["scripts/finish-build.mjs", "dist-demo"], { stdio: "pipe" });
  const server = await preview({ mode: "demo", build: { outDir: "dist-demo" }, preview: { port: 4179, strictPort: false, host: "127.0.0.1" } });
  const address = server.resolvedUrls?.local[0];
  if (address === undefined) throw new Error("nothing is served");
  project.provide("origin", address.replace(/\/$/, ""));
  return () => server.close();
}
