import { defineConfig } from "vitest/config";

/** Tests of the app in a real browser against the real server with a real database (`CAUSEWAY_BINARY`). */
export default defineConfig({
  test: {
    include: ["e2e/real/**/*.test.ts"],
    environment: "node",
    globalSetup: ["e2e/real/setup.ts"],
    // One server and one browser at a time: the machines that run this are small.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
