import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (file: string): string => fileURLToPath(new URL(`./src/${file}`, import.meta.url));

/** Where continuous integration reads the counts of passed and failed tests (`.ci/run`). */
const reportFile = ".cutcheck/vitest.json";

/** Tests that start processes or a browser, or explore for more than a few seconds: not part of `npm run test:quick`. */
const slow = [
  "test/**/*.browser.test.ts",
  "test/cli/{checkpoint,ending,matrixCache,matrixProcess,outside,process,transcripts,workers}.test.ts",
  "test/conform/page.test.ts",
  "test/{conformance,docs,package,vitest}.test.ts",
  "test/errors/*.test.ts",
  "test/explore/{avoidable,differential,laws,liveness,livenessCheck,regressions,together,togetherRandom}.test.ts",
  "test/explore/{checkpoint,graph,mistakes}/*.test.ts",
  "test/kernel/{rows,sharedRows}.test.ts",
  "test/layout/{nastyStatements,viewLaws}.test.ts",
  "test/simulate/*.test.ts",
  "test/specs/*.test.ts",
];

export default defineConfig({
  resolve: {
    alias: [
      { find: /^cutcheck$/, replacement: source("index.ts") },
      { find: /^cutcheck\/vitest$/, replacement: source("vitest.ts") },
    ],
  },
  test: {
    projects: [
      // Files that take milliseconds share a process for each worker: loading `src` again for each of them took more than half of their time.
      { extends: true, test: { name: "quick", include: ["test/**/*.test.ts"], exclude: slow, isolate: false } },
      { extends: true, test: { name: "slow", include: slow } },
    ],
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
