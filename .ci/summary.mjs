// Prints "N passed, N failed" from vitest's report and that of `npm run conform`, on a line of its own. A tool or an installation that failed counts as one failure.
import { readFileSync } from "node:fs";

const status = Number(process.argv[2]);
const tests = read(".cutcheck/vitest.json", { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 0 });
const conformance = read(".cutcheck/conformance.json", { passed: 0, failed: 0 });
const passed = tests.numPassedTests + conformance.passed;
const failed = Math.max(tests.numFailedTests + conformance.failed, tests.numFailedTestSuites > 0 ? 1 : 0, status === 0 ? 0 : 1);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || tests.numPassedTests === 0 || conformance.passed === 0 ? 1 : 0;

/** A report; `none` when what writes it did not get to run. */
function read(file, none) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return none;
  }
}
