import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    environment: "node",
    // A history that does not end is a defect, not a slow machine.
    testTimeout: 60_000,
  },
});
