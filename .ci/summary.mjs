// Prints "N passed, N failed" from vitest's report, on a line of its own. A tool or an installation that failed counts as one failure.
import { readFileSync } from "node:fs";

const status = Number(process.argv[2]);
const { numPassedTests: passed, numFailedTests: failedTests, numFailedTestSuites: failedSuites } = read(".cutcheck/vitest.json");
const failed = Math.max(failedTests, failedSuites > 0 ? 1 : 0, status === 0 ? 0 : 1);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** Vitest's report; when vitest did not get to run, one without tests. */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 0 };
  }
}
