/**
 * The stage of logs: jobs on a MiniCluster write fresh ones, in which maps, snapshots, coordinators and commits throw, are slow or are silent, and JobManagers
 * change. Timing decides what happens in them, so each run has others. The machines of the specs must be able to have what they tell, and must not be able
 * to have most of what they tell when one line is wrong.
 */
import { readFile } from "node:fs/promises";
import type { Flink } from "./flink.ts";
import { entriesOf } from "./logs/entries.ts";
import { type Generated, generate, type JobLog } from "./logs/generate.ts";
import { followJob, type JobFollowed, type JobMutants, mutantsOfJob } from "./logs/jobs.ts";
import { acceptedList, followedTable, isRefused, mutantsTable, refusal } from "./logs/report.ts";
import type { Context, Outcome, Stage } from "./stage.ts";
import { count, table } from "./tables.ts";

/** Logs of each version, and mutated logs of each kind for a log and a spec. */
const sizes = { quick: { logs: 10, mutants: 6 }, full: { logs: 50, mutants: 12 } } as const;

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

/**
 * A fresh log that is refused tells of something that nobody has looked at: it is listed, and is a finding. The stage fails only when
 * more than this share is refused: then a mapping is broken. What must be followed each time are the kept logs, in `npm test`.
 */
const openShareMax = 0.1;

/** Of the jobs, how many may come to no end on a busy machine. */
const missingShareMax = 0.2;

interface FreshLogs extends Generated {
  readonly flink: Flink;
}

async function run({ versions, isFull, say }: Context): Promise<Outcome> {
  const size = isFull ? sizes.full : sizes.quick;
  const fresh: FreshLogs[] = [];
  for (const flink of versions) {
    say(`logs of Flink ${flink.version}`);
    fresh.push({ flink, ...(await generate(flink, size.logs)) });
  }
  const logs = fresh.flatMap(each => each.logs);
  say(`${logs.length} logs are followed`);
  const followed = await followEach(logs);
  say("logs in which one line is wrong");
  const mutants = await mutateEach(followed, size.mutants);
  const refused = followed.filter(isRefused);
  const missing = fresh.flatMap(each => each.failures);
  const failures: string[] = [];
  if (missing.length > missingShareMax * size.logs * versions.length) failures.push(`${missing.length} jobs have left no log.`);
  if (refused.length > openShareMax * followed.length) failures.push(`Refused are ${refused.length} of ${followed.length}: a mapping is broken.`);
  const tables = [await happeningsTable(fresh), followedTable(followed), mutantsTable(mutants), acceptedList(mutants)];
  return {
    passed: followed.length - refused.length,
    failed: failures.length,
    report: [...tables, ...missing, ...refused.map(each => `open: ${refusal(each)}`), ...failures].join("\n"),
  };
}

async function followEach(logs: readonly JobLog[]): Promise<readonly JobFollowed[]> {
  const followed: JobFollowed[] = [];
  for (const log of logs) followed.push(...followJob(log, await readFile(log.file, "utf8")));
  return followed;
}

async function mutateEach(followed: readonly JobFollowed[], perKind: number): Promise<readonly JobMutants[]> {
  const mutants: JobMutants[] = [];
  for (const each of followed) mutants.push(...mutantsOfJob(each, await readFile(each.log.file, "utf8"), perKind));
  return mutants;
}

async function happeningsTable(fresh: readonly FreshLogs[]): Promise<string> {
  const rows = fresh.map(async ({ flink, logs, jobManagerEnds }) => {
    const texts = (await Promise.all(logs.map(({ file }) => readFile(file, "utf8")))).flatMap(entriesOf).map(({ text }) => text);
    const counts = happenings.map(([, line]) => count(texts.filter(text => line.test(text)).length));
    return [flink.version, count(logs.length), ...counts, count(jobManagerEnds)];
  });
  return table([["Flink", "logs", ...happenings.map(([name]) => name), "JVM ended"], ...(await Promise.all(rows))]);
}

export const logs: Stage = { name: "logs", about: "writes logs of jobs in which things go wrong, follows them, and those with one wrong line", run };
