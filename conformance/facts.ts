/** Stage `facts`: claims about Flink on which the models rest, each asserted by a test on the running Flink. */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Flink, maven, project } from "./flink.ts";
import { byClaim, type TestRun, testRuns } from "./reports.ts";
import type { Context, Outcome, Stage } from "./stage.ts";
import { table } from "./tables.ts";

/** Versions between the two lines, on which the tests with this tag run, too: what they assert came in with one of them. */
const between: readonly Flink[] = ["2.0.2", "2.1.3", "2.2.1"].map(version => ({
  line: version.replace(/\.\d+$/, ""),
  version,
  profile: "flink2",
}));
const tag = "every-version";

export const facts: Stage = {
  name: "facts",
  about: "asserts the numbered claims of docs/protocol on the running Flink",
  run: async context => {
    const executed: Executed[] = [];
    for (const flink of versionsOf(context)) executed.push(await execute(flink, context));
    return outcomeOf(executed);
  },
};

/** What the tests said on one version. */
interface Executed {
  readonly flink: Flink;
  readonly tests: readonly TestRun[];
}

function versionsOf({ versions, isFull }: Context): readonly Flink[] {
  return isFull ? [...versions, ...between] : versions;
}

async function execute(flink: Flink, { say }: Context): Promise<Executed> {
  say(`facts on Flink ${flink.version}`);
  const reports = join(project, "target", flink.line, "surefire-reports");
  await rm(reports, { recursive: true, force: true });
  await maven(flink, [...goals(flink), "-Dtest=*FactsTest", "-Dsurefire.failIfNoSpecifiedTests=false", "-Dmaven.test.failure.ignore=true"]);
  const files = (await readdir(reports)).filter(file => file.startsWith("TEST-") && file.endsWith(".xml"));
  const tests = await Promise.all(files.map(async file => testRuns(await readFile(join(reports, file), "utf8"))));
  return { flink, tests: tests.flat() };
}

/** On a version in between, only what is tagged for it runs, and nothing that needs a JVM of its own. */
function goals(flink: Flink): readonly string[] {
  const whole = [`-Dflink.version=${flink.version}`, `-Dflink.line=${flink.line}`];
  return between.includes(flink) ? ["test-compile", "surefire:test@default-test", `-Dgroups=${tag}`, ...whole] : ["test", ...whole];
}

function outcomeOf(executed: readonly Executed[]): Outcome {
  const faults = executed.flatMap(faultsOf);
  const passed = executed.reduce((sum, { tests }) => sum + tests.filter(({ fault }) => fault === "").length, 0);
  return { passed, failed: faults.length, report: [factsTable(executed), ...faults].join("\n") };
}

/** What keeps a version from passing, one sentence each. */
function faultsOf({ flink, tests }: Executed): readonly string[] {
  const said = tests.filter(({ fault }) => fault !== "").map(({ name, fault }) => `${name}: ${fault}`);
  const unnamed = tests.filter(({ claims }) => claims.length === 0).map(({ name }) => `${name} does not begin with the number of a claim.`);
  const none = tests.length === 0 ? ["no test has run."] : [];
  return [...said, ...unnamed, ...none].map(text => `Flink ${flink.version}: ${text}`);
}

/** How many tests of each claim have passed; where one has not, how many there are. */
function factsTable(executed: readonly Executed[]): string {
  const claims = [...new Set(executed.flatMap(({ tests }) => tests.flatMap(test => test.claims)))].sort(byClaim);
  const cell = (claim: string, { tests }: Executed): string => {
    const about = tests.filter(test => test.claims.includes(claim));
    const passed = about.filter(({ fault }) => fault === "").length;
    if (about.length === 0) return "";
    return passed === about.length ? String(passed) : `**${passed} of ${about.length}**`;
  };
  return table([["claim", ...executed.map(({ flink }) => flink.version)], ...claims.map(claim => [claim, ...executed.map(one => cell(claim, one))])]);
}
