/** `cutcheck check`: checks cases, or one instance, and says whether everything is as expected. */
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { type CheckOptions, notStarted, type Result } from "../../check/check.ts";
import type { CutcheckError } from "../../dsl/errors.ts";
import type { Tier } from "../../dsl/spec.ts";
import { graphStatesMax } from "../../explore/graph/wholeGraph.ts";
import { count } from "../../render/numbers.ts";
import { twiceLine } from "../../render/twice.ts";
import { exitCodeOfKept, foundArchive, type Kept, keepIfPossible, keepOfCase } from "../archiveFiles.ts";
import {
  type BudgetOptions,
  budgetOf,
  caseAndKnobsClash,
  readCount,
  readRepeatable,
  readSeconds,
  readSetting,
  type Setting,
  twiceStatesDefault,
} from "../arguments.ts";
import { addBudgetOptions, addSymmetryOption } from "../budgetOptions.ts";
import { checkAll } from "../checkAll.ts";
import { Checkpoint } from "../checkpoint.ts";
import { CodeFolder } from "../codeFolder.ts";
import type { Console } from "../console.ts";
import { emergencySentence, tellEmergency } from "../emergency.ts";
import { untold } from "../ending.ts";
import { type ExitCode, exitCodeOf, exitCodes, mostSevere } from "../exitCodes.ts";
import { checkOneInstance, readGraphFile, writeGraph } from "../graphFile.ts";
import { leftOutText, type Task, tasksOf } from "../instances.ts";
import { displayPath, foreignPlace, type LoadedSpec } from "../load.ts";
import { isSystemError, now } from "../platform.ts";
import { type Checked, printJson, printText } from "../report.ts";
import { select } from "../select.ts";
import { runSmallest } from "../smallest.ts";
import { threadsOf } from "../threads.ts";
import { isOfDisk, UnwritableError } from "../unwritable.ts";
import { type Emergency, whenGivingUp } from "../watch.ts";

const examples = `
Examples:
  $ cutcheck check                                    every spec below ./specs, its quick cases
  $ cutcheck check two-phase --tier full              one spec, all its cases
  $ cutcheck check my.spec.ts                         the specs of a file, here or elsewhere
  $ cutcheck check two-phase --case three-managers    one case
  $ cutcheck check two-phase --scope managers=4 --set timeout=true
                                                      one instance, with no expectation
  $ cutcheck check two-phase --property "no split decision"
                                                      one property, in every case that has it
  $ cutcheck check two-phase --case three-managers --smallest
                                                      the smallest scope in which it still fails
  $ cutcheck check --tier full --checkpoint night     keep what is explored; after a crash:
  $ cutcheck check --tier full --resume night         go on from there
  $ cutcheck check two-phase --scope managers=2 --graph graph.dot
                                                      the state graph, for Graphviz; graph.json for programs
  $ cutcheck check --twice                            explore what is small again with another engine, and compare
  $ cutcheck check --update                           write the counterexamples to counterexamples/
  $ cutcheck check --json > report.json               for a program to read

Exit codes: 0 everything as expected; 1 a verdict, a count or an archived counterexample differs, or, with no
expectation, a violation; 2 a mistake on the command line or in a spec; 3 incomplete; 4 vacuous; 70 a defect of
cutcheck. A graph that is too large is incomplete. With several results the most severe one decides: 70, 2, 1, 4, 3, 0.`;

/** Seconds between two savings. One costs what writing the new states to the disk costs. */
const everyDefault = 60;

/** What the command line says, as commander leaves it. */
interface CheckFlags extends BudgetOptions {
  readonly case: readonly string[];
  readonly property: readonly string[];
  readonly set: readonly Setting[];
  readonly scope: readonly Setting[];
  readonly tier: Tier;
  readonly counts: "basic" | "full";
  readonly symmetry: boolean;
  readonly checkpoint?: string;
  readonly resume?: string;
  readonly every?: number;
  readonly json?: boolean;
  readonly update?: boolean;
  readonly smallest?: boolean;
  readonly out?: string;
  readonly graph?: string;
  readonly dumpCode?: string;
  readonly twice?: boolean;
  readonly twiceMax?: number;
}

/** Adds the command to the program. */
export function addCheck(program: Command, console: Console, finish: (code: ExitCode) => void): void {
  const command = program
    .command("check")
    .summary("check specs against their expectations")
    .description("Checks the cases of specs against their expectations, or, with --set or --scope, one instance without any.")
    .argument("[specs...]", "names, files or folders of specs; default: every spec below ./specs");
  addInstanceOptions(command);
  addBudgetOptions(command);
  addTwiceOptions(command);
  addCheckpointOptions(command);
  addOutputOptions(command);
  command.addHelpText("after", examples).action(async (words: string[], flags: CheckFlags) => {
    const clash = clashOf(flags);
    if (clash !== null) command.error(`error: ${clash}`);
    finish(await runCheck(words, flags, console));
  });
}

function addInstanceOptions(command: Command): void {
  command
    .addOption(new Option("--case <name>", "only cases of this name, of any tier (repeatable)").argParser(readRepeatable).default([], "all"))
    .addOption(
      new Option("--set <knob=value>", "a semantics knob: check this instance, with no expectation (repeatable)").argParser(readSetting).default([], "none"),
    )
    .addOption(
      new Option("--scope <knob=value>", "a size knob: check this instance, with no expectation (repeatable)").argParser(readSetting).default([], "none"),
    )
    .addOption(
      new Option("--property <name>", "check only this property, besides deadlock: its name, or how it begins (repeatable)")
        .argParser(readRepeatable)
        .default([], "all"),
    )
    .option("--smallest", "search for the smallest scope that fails; then --scope knob=a..b says from where to where")
    .addOption(new Option("--tier <tier>", "which cases; full includes quick").choices(["quick", "full"]).default("quick"))
    .addOption(new Option("--counts <which>", "full: count distinct edges too, which costs time and memory").choices(["basic", "full"]).default("basic"));
  addSymmetryOption(command);
}

function addTwiceOptions(command: Command): void {
  command
    .option("--twice", "explore small instances a second time with another engine, which shares no code with the first, and compare everything")
    .addOption(
      new Option("--twice-max <n>", `with --twice: up to this number of distinct states (default: ${count(twiceStatesDefault)})`)
        .argParser(readCount)
        .implies({ twice: true }),
    );
}

function addCheckpointOptions(command: Command): void {
  command
    .addOption(new Option("--checkpoint <folder>", "keep what is explored in this folder, so that --resume can go on after a crash").conflicts("resume"))
    .option("--resume <folder>", "go on with what --checkpoint kept there, and keep on keeping")
    .addOption(new Option("--every <n>", `seconds between two savings (default: ${everyDefault})`).argParser(readSeconds));
}

function addOutputOptions(command: Command): void {
  command
    .option("--json", "print one JSON document, and nothing else, on stdout")
    .option("--update", "write the counterexamples of violated cases to counterexamples/<spec>/<case>/")
    .option("--out <folder>", "write the counterexample of an instance (--set, --scope) to this folder")
    .addOption(
      new Option(
        "--graph <file>",
        `write the state graph of one instance of at most ${count(graphStatesMax)} states: .dot or .gv for Graphviz, .json`,
      ).argParser(readGraphFile),
    )
    .option("--dump-code <folder>", "write the code that is generated for the machines to this folder, to be read");
}

/** Options that contradict each other, in a sentence. */
function clashOf(flags: CheckFlags): string | null {
  if (flags.smallest) return smallestClashOf(flags);
  const isAdHoc = flags.set.length + flags.scope.length > 0;
  if (isAdHoc && flags.case.length > 0) return caseAndKnobsClash;
  if (isAdHoc && flags.update) return "--update writes the counterexamples of cases. For an instance of --set and --scope use --out <folder>.";
  if (flags.update && flags.property.length > 0) return "--update writes the counterexamples of cases as they are. Leave out --property.";
  if (flags.every !== undefined && (flags.checkpoint ?? flags.resume) === undefined)
    return "--every says how often --checkpoint or --resume keeps what is explored.";
  if (!isAdHoc && flags.out !== undefined) return "--out takes the counterexample of an instance (--set, --scope). For cases use --update.";
  return null;
}

function smallestClashOf(flags: CheckFlags): string | null {
  if (flags.twice) return "--smallest explores many scopes, and --twice compares the instances of one run. Use one or the other.";
  if ((flags.checkpoint ?? flags.resume) !== undefined)
    return "--smallest explores many scopes, and --checkpoint keeps the instances of one run. Use one or the other.";
  if (flags.dumpCode !== undefined) return "--smallest explores many scopes, and --dump-code writes the code of one run. Use one or the other.";
  if (flags.graph !== undefined) return "--smallest explores many scopes, and --graph writes the states of one. Use one or the other.";
  if (flags.case.length > 0 && flags.set.length > 0) return "--case names a case, which has its own rules; --set gives others. Use one or the other.";
  return flags.update ? "--update writes the counterexamples of cases. For that of the smallest scope use --out <folder>." : null;
}

async function runCheck(words: readonly string[], flags: CheckFlags, console: Console): Promise<ExitCode> {
  const { specs, failures } = await select(words);
  const code = flags.dumpCode === undefined ? null : new CodeFolder(flags.dumpCode);
  try {
    if (specs.length === 0 || (flags.smallest && failures.length > 0)) {
      if (flags.json) printJson([], failures, flags.workers, console);
      return exitCodes.usage;
    }
    if (flags.smallest) return await runSmallest(specs, flags, budgetOf(flags), console);
    const exitCode = await checkSpecs(specs, failures, flags, console);
    await code?.write(console);
    return mostSevere([exitCode, ...failures.map(() => exitCodes.usage)]);
  } finally {
    for (const failure of failures) console.complain(failure);
  }
}

/** Checks what has loaded: a file that does not load is no reason to keep the answers of the others back. */
async function checkSpecs(specs: readonly LoadedSpec[], failures: readonly CutcheckError[], flags: CheckFlags, console: Console): Promise<ExitCode> {
  const asked = { cases: flags.case, set: flags.set, scope: flags.scope, tier: flags.tier, properties: flags.property };
  const tasks = tasksOf(specs, asked);
  if (flags.graph !== undefined) checkOneInstance(tasks);
  const options = { budget: budgetOf(flags), countEdges: flags.counts === "full", symmetry: flags.symmetry };
  const checkpoint = await openCheckpoint(tasks, options, flags, console);
  const soFar: Result[] = [];
  whenGivingUp(emergency => tellKnown(tasks, soFar, emergency, flags, console));
  const onResult = (result: Result): void => void soFar.push(result);
  const surroundings = { wantsProgress: flags.json !== true, threads: threadsOf(flags.workers, specs), checkpoint, onResult };
  const results = await checkAll(tasks, options, surroundings).finally(() => checkpoint?.close());
  const twiceMax = flags.twiceMax ?? twiceStatesDefault;
  // The other engine is loaded when somebody asks for it.
  const twices = flags.twice === true ? await (await import("../twice.ts")).lookTwice(results, twiceMax, options.budget, flags.json !== true) : null;
  const checked: Checked[] = [];
  for (const [i, result] of results.entries()) {
    const kept = await keepFound(result, (tasks[i] as Task).file, flags);
    checked.push({ result, kept, ...(twices === null ? {} : { twice: twices[i] }) });
  }
  const beside = untold(foreignPlace);
  if (flags.json) printJson(checked, [...failures, ...beside], flags.workers, console);
  else printText(checked, console);
  if (twices !== null && !flags.json) console.print(twiceLine(twices, twiceMax));
  (flags.json ? console.note : console.print)(leftOutText(specs, asked));
  for (const mistake of beside) console.complain(mistake);
  const codes = [...checked.flatMap(({ result, kept }) => [exitCodeOf(result), exitCodeOfKept(kept)]), ...beside.map(() => exitCodes.usage)];
  if (twices?.some(({ said }) => said === "different")) codes.push(exitCodes.internal);
  if (flags.graph !== undefined) codes.push(await writeGraph(flags.graph, results[0] as Result, options.budget, tasks[0] as Task, console));
  return mostSevere(codes);
}

/** The process is about to end within a function of the spec: what is known is printed, without the counterexamples that are not written yet. */
function tellKnown(tasks: readonly Task[], soFar: readonly Result[], emergency: Emergency, flags: CheckFlags, console: Console): ExitCode {
  if (emergency.why === "loading") return tellEmergency(emergency);
  const rest = tasks
    .slice(soFar.length)
    .map(({ instance }, i) => notStarted(instance, i > 0 ? "interrupted" : emergency.why === "stuck" ? "worker" : "memory"));
  const checked = [...soFar, ...rest].map(result => ({ result, kept: null }));
  if (flags.json) printJson(checked, [], flags.workers, console);
  else printText(checked, console);
  console.note(emergencySentence(emergency));
  return mostSevere(checked.map(({ result }) => exitCodeOf(result)));
}

/** Where nothing can be kept, the answers are wanted all the same. */
async function openCheckpoint(tasks: readonly Task[], options: CheckOptions, flags: CheckFlags, { note }: Console): Promise<Checkpoint | null> {
  const folder = flags.resume ?? flags.checkpoint;
  if (folder === undefined) return null;
  const where = { folder: resolve(folder), isResumed: flags.resume !== undefined, secondsBetween: flags.every ?? everyDefault, now, note };
  try {
    return await Checkpoint.open(tasks, options, where);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const told = error instanceof UnwritableError ? error : new UnwritableError(displayPath(error.path ?? where.folder), error, "use another folder");
    if (!isOfDisk(told)) throw told;
    note(`note: ${told.message} No checkpoint is kept of this run.`);
    return null;
  }
}

async function keepFound(result: Result, file: string, flags: CheckFlags): Promise<Kept | null> {
  if (result.instance.case !== null) return keepOfCase(result, file, flags.update === true);
  const archive = foundArchive(result);
  return archive === null ? null : keepIfPossible(archive, flags.out === undefined ? null : resolve(flags.out), true);
}
