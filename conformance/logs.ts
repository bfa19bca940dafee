/**
 * The stage of logs: jobs on a MiniCluster write fresh ones, in which maps, snapshots, coordinators and commits throw, are slow or are silent, and JobManagers
 * change. Timing decides what happens in them, so each run has others.
 */
import { readFile } from "node:fs/promises";
import type { Flink } from "./flink.ts";
import { entriesOf } from "./logs/entries.ts";
import { type Generated, generate } from "./logs/generate.ts";
import type { Context, Outcome, Stage } from "./stage.ts";
import { count, table } from "./tables.ts";

/** Logs of each version. */
const logCounts = { quick: 10, full: 50 } as const;

/** What happened in the jobs, by the lines that say so. */
const happenings: readonly (readonly [name: string, line: RegExp])[] = [
  ["triggered", /^Triggering checkpoint \d/],
  ["completed", /^Completed checkpoint/],
  ["expired", /expired before completing\.$/],
  ["declined", /^Decline checkpoint/],
  ["failed tasks", /switched from RUNNING to FAILED on/],
  ["global failures", /^Trying to recover from a global failure/],
  ["restored", /^Restoring job \S+ from/],
];

interface FreshLogs extends Generated {
  readonly flink: Flink;
}

async function run({ versions, isFull, say }: Context): Promise<Outcome> {
  const fresh: FreshLogs[] = [];
  for (const flink of versions) {
    say(`logs of Flink ${flink.version}`);
    fresh.push({ flink, ...(await generate(flink, isFull ? logCounts.full : logCounts.quick)) });
  }
  const failures = fresh.flatMap(each => each.failures);
  return {
    passed: fresh.reduce((sum, { logs }) => sum + logs.length, 0) - failures.length,
    failed: failures.length,
    report: [await happeningsTable(fresh), ...failures].join("\n"),
  };
}

async function happeningsTable(fresh: readonly FreshLogs[]): Promise<string> {
  const rows = fresh.map(async ({ flink, logs, jobManagerEnds }) => {
    const texts = (await Promise.all(logs.map(({ file }) => readFile(file, "utf8")))).flatMap(entriesOf).map(({ text }) => text);
    const counts = happenings.map(([, line]) => count(texts.filter(text => line.test(text)).length));
    return [flink.version, count(logs.length), ...counts, count(jobManagerEnds)];
  });
  return table([["Flink", "logs", ...happenings.map(([name]) => name), "JVM ended"], ...(await Promise.all(rows))]);
}

export const logs: Stage = { name: "logs", about: "writes fresh logs of jobs in which things go wrong", run };
