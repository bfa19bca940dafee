import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (file: string): string => fileURLToPath(new URL(`./src/${file}`, import.meta.url));

/** Where continuous integration reads the counts of passed and failed tests (`.ci/run`). */
const reportFile = ".cutcheck/vitest.json";

export default defineConfig({
  resolve: {
    alias: [
      { find: /^cutcheck$/, replacement: source("index.ts") },
      { find: /^cutcheck\/vitest$/, replacement: source("vitest.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    // The default leaves one core free, which is half of them on a small machine.
    maxWorkers: "100%",
    // Model checking takes its time, and machines differ: a test that hangs is stopped, a slow one is not.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: process.env.CI ? ["default", "json"] : ["default"],
    outputFile: { json: reportFile },
  },
});
