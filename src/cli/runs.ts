/** Runs `cutcheck runs`. */
import { resolve } from "node:path";
import type { Instance } from "../check/check.ts";
import type { Cover, CoverKind } from "../cover/contract.ts";
import { coverOf } from "../cover/cover.ts";
import { CutcheckError } from "../dsl/errors.ts";
import type { Budget } from "../explore/work/outcome.ts";
import { runsSummary, tooLargeText } from "../render/runs.ts";
import { runsLines } from "../render/runsJson.ts";
import type { Setting } from "./arguments.ts";
import type { Console } from "./console.ts";
import { type ExitCode, exitCodes } from "./exitCodes.ts";
import { instanceAsked, onlySpec } from "./instances.ts";
import { displayPath, type LoadedSpec, lineOf } from "./load.ts";
import { type Interrupts, listenForInterrupts, now, type ProgressLine, platformOf, progressOn, writeLines } from "./platform.ts";

/** What the command line asks. */
export interface RunsRequest {
  /** The name or the file of the spec. */
  readonly word: string;
  readonly case: readonly string[];
  readonly set: readonly Setting[];
  readonly scope: readonly Setting[];
  readonly cover: CoverKind;
  readonly refused: boolean;
  readonly sample?: number;
  readonly seed: number;
  readonly steps: number;
  readonly out: string;
}

/** Chooses the runs, writes them, and says what they cover. Errors: CUT105, CUT301-CUT305, CUT309, and {@link UnwritableError}. */
export async function runRuns(specs: readonly LoadedSpec[], request: RunsRequest, budget: Budget, console: Console): Promise<ExitCode> {
  const loaded = onlySpec(specs, "Runs are of one spec, and several are selected.");
  const instance = instanceAsked(loaded, "Runs are of one case, and several are named.", { ...request, property: [] });
  const line = progressOn(process.stderr, true);
  const interrupts = listenForInterrupts(line);
  try {
    return await coverAndWrite(instance, request, budget, console, { line, interrupts });
  } catch (error) {
    throw error instanceof CutcheckError ? error.at(lineOf(error, loaded.file)) : error;
  } finally {
    line.clear();
    interrupts.release();
  }
}

interface Terminal {
  readonly line: ProgressLine;
  readonly interrupts: Interrupts;
}

async function coverAndWrite(instance: Instance, request: RunsRequest, budget: Budget, console: Console, terminal: Terminal): Promise<ExitCode> {
  const { line, interrupts } = terminal;
  const platform = platformOf(interrupts, line);
  const { cover: kind, sample = null, seed, steps, refused } = request;
  line.begin(`${instance.spec.name} ${instance.case?.name ?? "(ad hoc)"}`);
  const cover = await coverOf(instance, { cover: kind, sample, seed, stepsMax: steps, refused, budget }, platform);
  const path = displayPath(resolve(request.out));
  if (!("runs" in cover)) return interrupted(path, console);
  try {
    const isWritten = await writeLines(resolve(request.out), shown(cover, line), platform);
    line.clear();
    if (!isWritten) return interrupted(path, console);
    console.print(runsSummary(cover, path));
    if (cover.stopped === null) return exitCodes.asExpected;
    console.note(tooLargeText(cover, cover.stopped));
    return exitCodes.incomplete;
  } finally {
    cover.release();
  }
}

function interrupted(path: string, console: Console): ExitCode {
  console.note(`Interrupted: there are no runs in ${path}.`);
  return exitCodes.incomplete;
}

function* shown(cover: Cover, line: ProgressLine): Generator<string, void> {
  const began = now();
  let written = 0;
  for (const text of runsLines(cover)) {
    line.say(`writing run ${written++} of ${cover.runs}  ${Math.round(now() - began)} s`);
    yield text;
  }
}
