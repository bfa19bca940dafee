/** `cutcheck check --graph FILE`: the state graph of one instance as a file. */
import { extname, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import type { Result } from "../check/check.ts";
import { type CheckedGraph, checkedGraph, type Decided, isDecided } from "../check/checkedGraph.ts";
import { layOut } from "../counterexample/json.ts";
import { CutcheckError, fail } from "../dsl/errors.ts";
import type { WholeGraph } from "../explore/graph/wholeGraph.ts";
import type { Budget } from "../explore/work/outcome.ts";
import { graphDot } from "../render/graphDot.ts";
import { graphDocument } from "../render/graphJson.ts";
import { count, counted } from "../render/numbers.ts";
import { stopText } from "../render/sentences.ts";
import type { Console } from "./console.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exitCodes.ts";
import type { Task } from "./instances.ts";
import { displayPath, lineOf } from "./load.ts";
import { listenForInterrupts, platformOf, progressOn, writeWhole } from "./platform.ts";

/** What a file is written as, by how its name ends. */
const writers: Readonly<Record<string, (result: Decided, graph: WholeGraph) => string>> = {
  ".dot": graphDot,
  ".gv": graphDot,
  ".json": (result, graph) => layOut(graphDocument(result, graph)),
};

/** Instances that are named when one of them must be chosen. */
const namedMax = 12;

/** Reads the name of a graph's file. */
export function readGraphFile(file: string): string {
  if (!Object.hasOwn(writers, endingOf(file))) throw new InvalidArgumentError(`Give a file that ends in ${Object.keys(writers).join(", ")}.`);
  return file;
}

function endingOf(file: string): string {
  return extname(file).toLowerCase();
}

/** A graph is one machine's. Errors: CUT304 when several instances are selected. */
export function checkOneInstance(tasks: readonly Task[]): void {
  if (tasks.length === 1) return;
  const names = tasks.map(({ instance }) => `${instance.spec.name} ${instance.case?.name ?? "(ad hoc)"}`);
  const more = names.length - namedMax;
  fail("CUT304", `--graph writes the state graph of one instance, and ${tasks.length} are selected.`, {
    allowed: [...names.slice(0, namedMax), ...(more > 0 ? [`and ${more} more`] : [])].join(", "),
    fix: "Name one spec and one --case, or knobs with --scope and --set.",
  });
}

/** Writes the graph of a result, or says why there is none; then nothing is written. Returns the exit code of that alone. */
export async function writeGraph(file: string, result: Result, budget: Budget, task: Task, console: Console): Promise<ExitCode> {
  const path = displayPath(resolve(file));
  if (!isDecided(result)) {
    console.note(`No graph in ${path}: it would have all states that can be reached, and the check did not come to an end.`);
    return exitCodeOf(result);
  }
  try {
    const graph = await search(result, budget);
    if (!("states" in graph)) {
      console.note(`No graph in ${path}: ${refusalText(graph)}`);
      return exitCodes.incomplete;
    }
    await writeWhole(resolve(file), (writers[endingOf(file)] as (typeof writers)[string])(result, graph));
    console.note(`Graph in ${path}: ${counted(graph.states.length, "state")}, ${counted(graph.edges.length, "step")}.`);
    return exitCodes.asExpected;
  } catch (error) {
    if (!(error instanceof CutcheckError)) throw error;
    console.note(`No graph in ${path}: beyond the states that the check has seen, the spec has a mistake.`);
    console.complain(error.at(lineOf(error, task.file)));
    return exitCodes.usage;
  }
}

async function search(result: Decided, budget: Budget): Promise<CheckedGraph> {
  const line = progressOn(process.stderr, false);
  const interrupts = listenForInterrupts(line);
  try {
    return await checkedGraph(result, budget, platformOf(interrupts, line));
  } finally {
    interrupts.release();
  }
}

function refusalText(refused: Exclude<CheckedGraph, WholeGraph>): string {
  if ("stopped" in refused) return `stopped ${stopText(refused.stopped)}.`;
  return `the machine has more than ${count(refused.max)} ${refused.tooMany}. Give it a smaller --scope.`;
}
