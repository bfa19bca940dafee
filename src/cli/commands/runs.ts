/** `cutcheck runs`: runs that cover a machine, for a driver to execute. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { type CoverKind, coverKinds } from "../../cover/contract.ts";
import { budgetOf, caseAndKnobsClash, readCount, readMemory, readRepeatable, readSeconds, readSetting } from "../arguments.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { type RunsRequest, runRuns } from "../runs.ts";
import { select } from "../select.ts";

const stepsDefault = 200;
/** Any would do; that it is always the same one makes two calls agree. */
const seedDefault = 1;
/** A larger graph takes minutes, and gives more runs than anybody executes. */
const statesDefault = 1_000_000;

const examples = `
Examples:
  $ cutcheck runs my-spec --case two-regions --out runs.jsonl
                                       every transition, by the fewest steps
  $ cutcheck runs my-spec --case two-regions --cover pairs --out runs.jsonl
                                       every two action instances that can follow one another
  $ cutcheck runs my-spec --scope regions=3 --sample 5000 --seed 7 --out runs.jsonl
                                       5,000 transitions chosen at random
  $ cutcheck runs my-spec --case two-regions --refused --out runs.jsonl
                                       also what is not enabled, for whoever tries that

A driver executes each run on the system that the spec is a model of, and compares what it observes: docs/runs.md.

Exit codes: 0 the runs are written, and cover what was asked for; 2 a mistake on the command line or in the spec; 3 the graph
is larger than the budget: the runs cover the part of it that was explored; or the command was interrupted, and nothing is
written; 70 a defect of cutcheck.`;

interface RunsFlags extends Omit<RunsRequest, "word"> {
  readonly maxStates: number;
  readonly maxMemory?: number;
  readonly maxSeconds?: number;
}

/** Adds the command to the program. */
export function addRuns(program: Command, console: Console, finish: (code: ExitCode) => void): void {
  const command = program
    .command("runs")
    .summary("runs that cover a machine, for a driver to execute")
    .description("Writes a small set of runs that covers one instance, with what can be observed of them: for a driver that executes them on the real system.")
    .argument("<spec>", "the name or the file of a spec");
  addInstanceOptions(command);
  addCoverOptions(command);
  command
    .requiredOption("--out <file>", "where to write the runs, one JSON document a line")
    .addHelpText("after", examples)
    .action(async (word: string, flags: RunsFlags) => {
      const clash = clashOf(flags);
      if (clash !== null) command.error(`error: ${clash}`);
      finish(await run(word, flags, console));
    });
}

function addInstanceOptions(command: Command): void {
  command
    .addOption(new Option("--case <name>", "the instance of this case, of any tier").argParser(readRepeatable).default([], "none"))
    .addOption(new Option("--set <knob=value>", "a semantics knob (repeatable)").argParser(readSetting).default([], "none"))
    .addOption(new Option("--scope <knob=value>", "a size knob (repeatable)").argParser(readSetting).default([], "none"));
}

function addCoverOptions(command: Command): void {
  command
    .addOption(
      new Option("--cover <what>", `what the runs cover together: ${coverKinds.join(", ")}`).argParser(readCover).default("transitions" satisfies CoverKind),
    )
    .option("--refused", "say in each state, where it is met first, which action instances are not enabled", false)
    .addOption(new Option("--sample <n>", "cover so many transitions, chosen at random").argParser(readCount))
    .addOption(new Option("--seed <n>", "the same seed chooses the same transitions").argParser(readSeed).default(seedDefault))
    .addOption(new Option("--steps <n>", "steps of a run, where the way to what it covers is not longer").argParser(readCount).default(stepsDefault))
    .addOption(new Option("--max-states <n>", "stop exploring at this many distinct states").argParser(readCount).default(statesDefault))
    .addOption(
      new Option("--max-memory <size>", "stop exploring when the process takes this, as 4GB (default: 60% of the machine's memory)").argParser(readMemory),
    )
    .addOption(new Option("--max-seconds <n>", "stop exploring after this time").argParser(readSeconds));
}

function readCover(text: string): CoverKind {
  const found = coverKinds.find(each => each === text);
  if (found === undefined) throw new InvalidArgumentError(`Give one of ${coverKinds.join(", ")}.`);
  return found;
}

/** A 32-bit integer, as for simulations. */
function readSeed(text: string): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value !== (value | 0)) throw new InvalidArgumentError("Give a whole number from -2147483648 to 2147483647.");
  return value + 0;
}

function clashOf({ case: cases, set, scope, sample, cover }: RunsFlags): string | null {
  if (cases.length > 0 && set.length + scope.length > 0) return caseAndKnobsClash;
  return sample !== undefined && cover !== "transitions" ? "--sample chooses transitions: leave out --cover, or say --cover transitions." : null;
}

async function run(word: string, flags: RunsFlags, console: Console): Promise<ExitCode> {
  const { specs, failures } = await select([word]);
  for (const failure of failures) console.complain(failure);
  if (failures.length > 0) return exitCodes.usage;
  return runRuns(specs, { ...flags, word }, budgetOf(flags), console);
}
