/** `cutcheck simulate`: random walks, for scopes that are too large to explore. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { budgetOf, caseAndKnobsClash, readBytes, readCount, readRepeatable, readSeconds, readSetting } from "../arguments.ts";
import { addSymmetryOption } from "../budgetOptions.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { select } from "../select.ts";
import type { SimulateRequest } from "../simulation.ts";

const runsDefault = 1_000;
const stepsDefault = 100;
/** Any would do; that it is always the same one makes two calls agree. */
const seedDefault = 1;
/** Of each exploration: larger ones take longer than the walks. */
const statesDefault = 1_000_000;

const examples = `
Examples:
  $ cutcheck simulate two-phase --scope managers=20
  $ cutcheck simulate two-phase --scope managers=20 --runs 100k --steps 500 --seed 7
  $ cutcheck simulate two-phase --case three-managers --out found

Walks are a sample: they never show that something holds. A walk that violates a property is shrunk, and then minimised by
exploring all runs that are no longer, where that stays below --max-states.

Exit codes: 0 not violated in any walk, or violated as the case expects; 1 violated; 2 a mistake on the command line or in
the spec; 3 the walks ended early, a property could not be judged, or a violation that the case expects was not met; 70 a
defect of cutcheck.`;

interface SimulateFlags extends Omit<SimulateRequest, "word"> {
  readonly maxStates: number;
  readonly maxMemory?: number;
  readonly maxSeconds?: number;
}

/** Adds the command to the program. */
export function addSimulate(program: Command, console: Console, finish: (code: ExitCode) => void): void {
  const command = program
    .command("simulate")
    .summary("random walks through a scope that is too large to check")
    .description("Takes random walks through one instance and judges every state and step: for scopes that are too large to explore.")
    .argument("<spec>", "the name or the file of a spec");
  addInstanceOptions(command);
  addWalkOptions(command);
  addSymmetryOption(command);
  command
    .option("--json", "print one JSON document, and nothing else, on stdout")
    .option("--out <folder>", "write the counterexample to this folder")
    .addHelpText("after", examples)
    .action(async (word: string, flags: SimulateFlags) => {
      const clash = clashOf(flags);
      if (clash !== null) command.error(`error: ${clash}`);
      finish(await run(word, flags, console));
    });
}

function addInstanceOptions(command: Command): void {
  command
    .addOption(new Option("--case <name>", "the instance of this case, of any tier").argParser(readRepeatable).default([], "none"))
    .addOption(new Option("--set <knob=value>", "a semantics knob (repeatable)").argParser(readSetting).default([], "none"))
    .addOption(new Option("--scope <knob=value>", "a size knob (repeatable)").argParser(readSetting).default([], "none"))
    .addOption(
      new Option("--property <name>", "judge only this property, besides deadlock: its name, or how it begins (repeatable)")
        .argParser(readRepeatable)
        .default([], "all"),
    );
}

function addWalkOptions(command: Command): void {
  command
    .addOption(new Option("--runs <n>", "how many walks").argParser(readCount).default(runsDefault))
    .addOption(new Option("--steps <n>", "steps of a walk at most").argParser(readCount).default(stepsDefault))
    .addOption(new Option("--seed <n>", "the same seed gives the same walks").argParser(readSeed).default(seedDefault))
    .addOption(new Option("--path <path>", "only the walk at this path, as an earlier call has printed it").argParser(readPath))
    .addOption(new Option("--max-states <n>", "stop minimising at this many distinct states").argParser(readCount).default(statesDefault))
    .addOption(new Option("--max-memory <size>", "stop when the states take this much, as 4GB (default: 60% of the machine's memory)").argParser(readBytes))
    .addOption(new Option("--max-seconds <n>", "stop walking, and then minimising, after this time").argParser(readSeconds));
}

function clashOf({ case: cases, set, scope }: SimulateFlags): string | null {
  return cases.length > 0 && set.length + scope.length > 0 ? caseAndKnobsClash : null;
}

/** What fast-check takes: a 32-bit integer. */
function readSeed(text: string): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value !== (value | 0)) throw new InvalidArgumentError("Give a whole number from -2147483648 to 2147483647.");
  return value + 0;
}

function readPath(text: string): string {
  if (!/^\d+(:\d+)*$/.test(text)) throw new InvalidArgumentError("Give a path as it was printed, like 12:0:3.");
  return text;
}

async function run(word: string, flags: SimulateFlags, console: Console): Promise<ExitCode> {
  const { specs, failures } = await select([word]);
  for (const failure of failures) console.complain(failure);
  if (failures.length > 0) return exitCodes.usage;
  const { runSimulate } = await import("../simulation.ts");
  return runSimulate(specs, { ...flags, word }, budgetOf(flags), console);
}
