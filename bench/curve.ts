/** What a state and a transition cost as states and actions grow: both should stay flat. And the soak: 50 million states within a limit of memory. */
import { copiedMain } from "./cutcheck.ts";
import { type Measured, measure } from "./process.ts";

const actionsUsual = 4;
const sideUsual = 18;
/** 10^4, 10^5, 10^6 and 10^7 states, about. */
const sides = [10, 18, 32, 56];
const actionCounts = [4, 8, 16, 32, 64];

interface Point {
  readonly states: number;
  readonly transitions: number;
  readonly actions: number;
  readonly seconds: number;
  readonly megabytes: number;
}

/** Prints both curves as Markdown. `runs`: of which the fastest counts, because other work only slows down. */
export async function curves(runs: number): Promise<string> {
  const points: Point[] = [];
  for (const side of sides) points.push(await fastest(side, actionsUsual, runs));
  for (const actions of actionCounts) points.push(await fastest(sideUsual, actions, runs));
  const rows = points.map(({ states, transitions, actions, seconds, megabytes }) => {
    const nanoseconds = (of: number): string => ((seconds * 1e9) / of).toFixed(0);
    return `| ${states.toLocaleString("en")} | ${actions} | ${seconds.toFixed(2)} | ${nanoseconds(states)} | ${nanoseconds(transitions)} | ${megabytes.toFixed(0)} |`;
  });
  return ["| states | actions | s | ns a state | ns a transition | peak MB |", "| ---: | ---: | ---: | ---: | ---: | ---: |", ...rows, ""].join("\n");
}

/** 84^4 states by one worker, and then by several when `workers` is more than one. Errors: they did not fit. */
export async function soak(workers: number): Promise<string> {
  const run = (count: number): Promise<Point> => explored(84, actionsUsual, ["--max-memory", "1GB"], count);
  const alone = await run(1);
  if (workers === 1) return soaked(alone);
  const together = await run(workers);
  return `1 worker: ${soaked(alone)}${workers} workers: ${soaked(together)}speed ${(alone.seconds / together.seconds).toFixed(2)}\n`;
}

function soaked({ states, seconds, megabytes }: Point): string {
  return `${states.toLocaleString("en")} states in ${seconds.toFixed(1)} s, peak ${megabytes.toFixed(0)} MB, ${((megabytes * 1e6) / states).toFixed(1)} bytes a state\n`;
}

async function fastest(side: number, actions: number, runs: number): Promise<Point> {
  const points: Point[] = [];
  for (let run = 0; run < runs; run++) points.push(await explored(side, actions, []));
  return points.reduce((best, each) => (each.seconds < best.seconds ? each : best));
}

async function explored(side: number, actions: number, options: readonly string[], workers = 1): Promise<Point> {
  const scope = ["--scope", `side=${side}`, "--scope", `actions=${actions}`];
  const words = [copiedMain, "check", "bench/wheels.spec.ts", ...scope, "--workers", String(workers), "--json", ...options];
  const { stdout, peakBytes }: Measured = await measure(process.execPath, words, process.cwd());
  const [{ counts, seconds, verdict }] = JSON.parse(stdout).results;
  if (verdict !== "holds" || counts.distinctStates !== side ** 4) throw new Error(`${side}^4 states: ${verdict} after ${counts.distinctStates}`);
  return { states: counts.distinctStates, transitions: counts.transitions, actions, seconds, megabytes: peakBytes / 1e6 };
}
