/** Several workers against one, and against as many processes of one worker each at the same time: what the machine itself allows. */
import { checkWithCutcheck } from "./cutcheck.ts";
import type { BenchModel } from "./models.ts";
import type { Measured } from "./process.ts";
import { medianOf } from "./table.ts";

interface Runs {
  readonly one: Measured[];
  readonly several: Measured[];
  /** The last to end of those at the same time. */
  readonly atOnce: Measured[];
}

const heads = ["model", "states", "1 worker s", "n workers s", "speed", "speed without start-up", "speed of n processes"];

/** Prints a Markdown table of medians. */
export async function compareWorkers(chosen: readonly BenchModel[], workers: number, runs: number): Promise<string> {
  const lines: (readonly string[])[] = [heads.map(head => head.replace(/\bn\b/, String(workers))), heads.map((_, i) => (i === 0 ? "---" : "---:"))];
  for (const model of chosen) lines.push(cellsOf(model, workers, await compare(model, workers, runs)));
  return lines.map(cells => `| ${cells.join(" | ")} |\n`).join("");
}

/** In turns: the machine drifts, and so does the other work on it. */
async function compare(model: BenchModel, workers: number, runs: number): Promise<Runs> {
  const found: Runs = { one: [], several: [], atOnce: [] };
  for (let run = 1; run <= runs; run++) {
    found.one.push(await checkWithCutcheck(model, 1));
    found.several.push(await checkWithCutcheck(model, workers));
    const together = await Promise.all(Array.from({ length: workers }, () => checkWithCutcheck(model, 1)));
    found.atOnce.push(together.reduce((last, each) => (each.seconds > last.seconds ? each : last)));
    process.stderr.write(
      `${model.title} ${run}/${runs}: ${Object.values(found)
        .map(each => `${each.at(-1)?.seconds.toFixed(2)} s`)
        .join(" | ")}\n`,
    );
  }
  return found;
}

function cellsOf(model: BenchModel, workers: number, { one, several, atOnce }: Runs): readonly string[] {
  const wall = (runs: readonly Measured[]): number => medianOf(runs, each => each.seconds);
  const exploring = (runs: readonly Measured[]): number => medianOf(runs, each => JSON.parse(each.stdout).results[0].seconds);
  const figures = [wall(one), wall(several), wall(one) / wall(several), exploring(one) / exploring(several), (workers * wall(one)) / wall(atOnce)];
  return [model.title, model.states.toLocaleString("en"), ...figures.map(each => each.toFixed(2))];
}
