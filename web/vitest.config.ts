import { defineConfig } from "vitest/config";
import { catalogues } from "./build/catalogues";

export default defineConfig({
  plugins: [catalogues()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    environment: "node",
    // A history that does not end is a defect, not a slow machine.
    testTimeout: 60_000,
  },
});
