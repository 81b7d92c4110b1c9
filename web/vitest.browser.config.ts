import { defineConfig } from "vitest/config";

/** Tests in a real browser, against a build for demonstrations served with the headers of the real one. */
export default defineConfig({
  test: {
    include: ["e2e/*.test.ts"],
    environment: "node",
    globalSetup: ["e2e/serve.ts"],
    // One browser at a time: the machines that run this are small.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
