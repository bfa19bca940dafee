/** Has jobs on a MiniCluster write logs. */
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { compile, type Flink, javaArguments } from "../flink.ts";
import { run } from "../process.ts";

/** What `LogGenerator` writes beside a log; durations in milliseconds. */
export interface JobSettings {
  readonly version: string;
  readonly mode: "info" | "debug";
  readonly seed: number;
  readonly interval: number;
  readonly timeout: number;
  readonly concurrent: number;
  readonly tolerable: number;
  readonly unaligned: boolean;
  readonly pipelines: number;
  /** Whether a pipeline is one region of several tasks. */
  readonly exchange: boolean;
  readonly regions: number;
  readonly savepoints: boolean;
}

/** A log of a job that ran. */
export interface JobLog {
  /** `2.3.0-007`. */
  readonly name: string;
  readonly file: string;
  readonly settings: JobSettings;
}

/** What came of asking for logs. */
export interface Generated {
  readonly logs: readonly JobLog[];
  /** How often Flink ended the JVM, which a fatal error of the JobManager does: N5 of `docs/conformance.md`. */
  readonly jobManagerEnds: number;
  /** Lines about jobs that did not do what they should. */
  readonly failures: readonly string[];
}

const generator = "cutcheck.conformance.logs.LogGenerator";

/** The exit code with which Flink ends its process. */
const fatalExitCode = 239;

/** Where fresh logs are. */
const folder = resolve("conformance/build/logs");

/** Writes logs of the seeds from 1 to `count`. Errors: the classes do not compile; the JVM ends in another way than Flink's own. */
export async function generate(flink: Flink, count: number): Promise<Generated> {
  await compile(flink);
  const target = join(folder, flink.line);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const failures: string[] = [];
  let jobManagerEnds = 0;
  for (let first = 1; first <= count; ) {
    const args = await javaArguments(flink, generator, [target, String(first), String(count - first + 1)]);
    const { code, output } = await run("java", args, ".");
    failures.push(...output.split("\n").filter(line => line.includes(" failed: ")));
    const written = await seedsIn(target);
    if (code === 0 || code === 1) break;
    if (code !== fatalExitCode) throw new Error(`The generator of logs ended with code ${code}:\n${output}`);
    jobManagerEnds++;
    // The job whose JobManager ended may have left no log: it is not tried again.
    first = Math.max(first, ...written) + 1;
  }
  return { logs: await logsIn(target), jobManagerEnds, failures };
}

/** The logs in a folder, with their settings. */
async function logsIn(path: string): Promise<readonly JobLog[]> {
  const names = (await readdir(path)).filter(name => name.endsWith(".log")).map(name => name.slice(0, -".log".length));
  return Promise.all(
    names.sort().map(async name => {
      const settings = JSON.parse(await readFile(join(path, `${name}.json`), "utf8")) as JobSettings;
      return { name, file: join(path, `${name}.log`), settings };
    }),
  );
}

async function seedsIn(path: string): Promise<readonly number[]> {
  return (await logsIn(path)).map(({ settings }) => settings.seed);
}
