import { execFileSync } from "node:child_process";
import { preview } from "vite";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    origin: string;
  }
}

/** Builds with the page of all components, and serves it as the server will: same headers, same fallback. */
export default async function serve(project: TestProject): Promise<() => Promise<void>> {
  // Apart from this process, which says of itself that it is a test: the build would be one for development.
  const env = { ...process.env, NODE_ENV: "production" };
  execFileSync(process.execPath, ["node_modules/vite/bin/vite.js", "build", "--mode", "demo", "--outDir", "dist-demo"], { stdio: "pipe", env });
  execFileSync(process.execPath, ["scripts/finish-build.mjs", "dist-demo"], { stdio: "pipe", env });
  const server = await preview({ mode: "demo", build: { outDir: "dist-demo" }, preview: { port: 4179, strictPort: false, host: "127.0.0.1" } });
  const address = server.resolvedUrls?.local[0];
  if (address === undefined) throw new Error("nothing is served");
  project.provide("origin", address.replace(/\/$/, ""));
  return () => server.close();
}
