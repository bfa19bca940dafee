/** Runs `cutcheck simulate`. It is loaded when it is asked for: fast-check costs every other command time and memory. */
import { resolve } from "node:path";
import { expectationOf, type Instance, machineOf } from "../check/check.ts";
import { archiveOf } from "../counterexample/archive.ts";
import { layOut } from "../counterexample/json.ts";
import type { Budget } from "../explore/work/outcome.ts";
import { counted } from "../render/numbers.ts";
import { simulationArchive, simulationVerdict } from "../render/simulation.ts";
import { simulationDocument } from "../render/simulationJson.ts";
import { simulationText } from "../render/simulationText.ts";
import { traceText } from "../render/trace.ts";
import { type Simulation, simulate } from "../simulate/simulate.ts";
import { exitCodeOfKept, type Kept, keepIfPossible, whereKept } from "./archiveFiles.ts";
import type { Setting } from "./arguments.ts";
import type { Console } from "./console.ts";
import { type ExitCode, exitCodes, mostSevere } from "./exitCodes.ts";
import { instanceAsked, onlySpec } from "./instances.ts";
import { type LoadedSpec, lineOf } from "./load.ts";
import { listenForInterrupts, platformOf, progressOn } from "./platform.ts";

/** What the command line asks. */
export interface SimulateRequest {
  /** The name or the file of the spec. */
  readonly word: string;
  readonly case: readonly string[];
  readonly property: readonly string[];
  readonly set: readonly Setting[];
  readonly scope: readonly Setting[];
  readonly runs: number;
  readonly steps: number;
  readonly seed: number;
  readonly path?: string;
  readonly symmetry: boolean;
  readonly json?: boolean;
  readonly out?: string;
}

/** Walks, prints the answer with its run, and writes that where `--out` says. Errors: CUT301-CUT305. */
export async function runSimulate(specs: readonly LoadedSpec[], request: SimulateRequest, budget: Budget, console: Console): Promise<ExitCode> {
  const loaded = onlySpec(specs, "A simulation is about one spec, and several are selected.");
  const instance = instanceAsked(loaded, "A simulation is about one case, and several are named.", request);
  const simulation = withLine(await walk(instance, request, budget), loaded.file);
  const kept = await keepFound(simulation, request);
  const { path: folder, problem } = whereKept(kept);
  if (request.json) console.print(layOut(simulationDocument(simulation, folder)));
  else {
    console.print(simulationText(simulation, request.word, console.style));
    if (folder !== null) console.print(`See ${folder}.`);
    else if (kept !== null) console.print(`\n${traceText(kept.archive, console.style)}`);
  }
  if (simulation.finding.kind === "mistake") console.complain(simulation.finding.error);
  if (problem !== null) console.note(`error: ${problem}`);
  return mostSevere([exitCodeOf(simulation), exitCodeOfKept(kept)]);
}

async function walk(instance: Instance, { runs, steps, seed, path, symmetry, json }: SimulateRequest, budget: Budget): Promise<Simulation> {
  const line = progressOn(process.stderr, json !== true);
  const interrupts = listenForInterrupts(line);
  const platform = platformOf(interrupts, line);
  const label = `${instance.spec.name} ${instance.case?.name ?? "(ad hoc)"}`;
  line.begin(label);
  try {
    const onWalk: Parameters<typeof simulate>[1]["onWalk"] = ({ walks, distinctStates }) =>
      line.say(`${label}  walk ${walks} of ${runs}  ${counted(distinctStates, "distinct state")}`);
    return await simulate(instance, { runs, steps, seed, path: path ?? null, budget, symmetry, onWalk }, platform);
  } finally {
    line.clear();
    interrupts.release();
  }
}

function withLine(simulation: Simulation, file: string): Simulation {
  const { finding } = simulation;
  return finding.kind === "mistake" ? { ...simulation, finding: { ...finding, error: finding.error.at(lineOf(finding.error, file)) } } : simulation;
}

async function keepFound(simulation: Simulation, { out }: SimulateRequest): Promise<Kept | null> {
  const { finding, instance } = simulation;
  if (finding.kind !== "violated") return null;
  const archive = archiveOf(instance, machineOf(instance).definition, finding.property, finding.trace);
  return keepIfPossible(simulationArchive(archive, simulation), out === undefined ? null : resolve(out), true);
}

/** A violation that the case expects is as expected; one that it expects and that was not met is no answer. */
function exitCodeOf(simulation: Simulation): ExitCode {
  const { finding, instance } = simulation;
  switch (simulationVerdict(simulation)) {
    case "error":
      return exitCodes.usage;
    case "incomplete":
      return simulation.counts.walks === 0 && simulation.stopped === null ? exitCodes.usage : exitCodes.incomplete;
    case "not-violated":
      return exitCodes.asExpected;
    case "violated": {
      const expected = expectationOf(instance);
      const isExpected = finding.kind === "violated" && expected?.verdict === "violated" && expected.property === finding.property;
      return isExpected ? exitCodes.asExpected : exitCodes.differs;
    }
  }
}
