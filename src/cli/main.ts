#!/usr/bin/env node
/** The command line program: one file per command in `commands/`, exit codes in `exitCodes.ts`. */
import { setFlagsFromString } from "node:v8";
import { Command, CommanderError } from "commander";
import { CutcheckError } from "../dsl/errors.ts";
import { endCallsBy } from "../explore/work/limit.ts";
import { closeWorld } from "./closedModules.ts";
import { addCheck } from "./commands/check.ts";
import { addFollow } from "./commands/follow.ts";
import { addList } from "./commands/list.ts";
import { addMatrix } from "./commands/matrix.ts";
import { addReplay } from "./commands/replay.ts";
import { addReport } from "./commands/report.ts";
import { addRuns } from "./commands/runs.ts";
import { addShow } from "./commands/show.ts";
import { addSimulate } from "./commands/simulate.ts";
import { type Console, processConsole } from "./console.ts";
import { endProcess, keepAlive, remember, untold } from "./ending.ts";
import { type ExitCode, exitCodes, mostSevere } from "./exitCodes.ts";
import { foreignPlace, isOwn, prepareToLoad } from "./load.ts";
import { mayBeClosed } from "./output.ts";
import { isSystemError } from "./platform.ts";
import { giveUpLoading } from "./settling.ts";
import { noteStray, takeStray, watchRejections } from "./strays.ts";
import { UnwritableError } from "./unwritable.ts";
import { versionOf } from "./version.ts";
import { endAfter } from "./within.ts";

const examples = `
Examples:
  $ cutcheck check                   check every spec below ./specs
  $ cutcheck check my.spec.ts        check the specs of a file
  $ cutcheck matrix my-spec --vary my-knob
                                     what comes out for each of its values
  $ cutcheck show my-spec/my-case    print an archived counterexample
  $ cutcheck help check              more about one command`;

/** Adds a command to the program. */
type AddCommand = (program: Command, console: Console, finish: (code: ExitCode) => void) => void;

/** In the order in which help lists them. Not loaded one by one: apart, they made twice as many files, which took longer than what is in them. */
const commands: Readonly<Record<string, AddCommand>> = {
  check: addCheck,
  matrix: addMatrix,
  simulate: addSimulate,
  follow: addFollow,
  runs: addRuns,
  list: addList,
  show: addShow,
  replay: addReplay,
  report: addReport,
};

/** Those that load specs, whatever else they are given. */
const loading: readonly string[] = ["check", "matrix", "simulate", "follow", "runs", "report"];

/** A reader that has seen enough (`| head`) closes the pipe: what a shell reports for a program that SIGPIPE ends. */
const brokenPipeCode = 141;

// What a run allocates besides its stores dies young. A nursery that does not grow costs no time (measured on ABS and TwoPhase) and saves
// some 15 MB: TwoPhase(8) takes 109 MB instead of 126. The flag is taken at the next collection, so it may be set here.
setFlagsFromString("--semi-space-growth-factor=1");
// Exceptions in a spec name the user's own lines, not those of the bundle (see load.ts).
process.setSourceMapsEnabled(true);
const console = processConsole(!process.argv.includes("--no-color"));
keepAlive({ onIdle: giveUpLoading, onException });
endCallsBy(endAfter);
closeWorld();
watchRejections();
// A spec may have left a timer or a socket behind.
endProcess(await main(process.argv));

async function main(argv: readonly string[]): Promise<number> {
  const code = await run(argv).catch(apologise);
  const stray = takeStray();
  if (stray !== null) remember(stray);
  const beside = untold(foreignPlace);
  for (const error of beside) console.complain(error);
  return written(mostSevere([code, beside.length > 0 ? exitCodes.usage : exitCodes.asExpected]));
}

/** The code, once everything is written. An answer that got lost is none. */
async function written(code: ExitCode): Promise<number> {
  const failure: NodeJS.ErrnoException | null = (await console.finished()) ?? closed();
  if (failure === null) return code;
  if (failure.code === "EPIPE") return brokenPipeCode;
  console.note(`error: ${new UnwritableError("stdout", failure, "give it another file").message} What the command says there is lost.`);
  await console.finished();
  return mostSevere([code, exitCodes.usage]);
}

/** Nobody asks for a document and throws it away. */
function closed(): NodeJS.ErrnoException | null {
  return process.argv.includes("--json") && mayBeClosed() ? Object.assign(new Error("it is closed"), { code: "EBADF" }) : null;
}

/** What is thrown where nobody catches comes from a callback or a promise that a spec has begun, unless we were running. The command goes on. */
function onException(error: unknown): void {
  if (error instanceof CutcheckError) {
    // An attempt to end the process is remembered already.
    if (error.mistake.code !== "CUT308") remember(error);
  } else if (isOwn(error)) endProcess(apologise(error));
  else noteStray(error, "An exception reached nobody");
}

async function run(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exitCodes.asExpected;
  const program = programOf();
  for (const add of commandsNamed(argv.slice(2))) {
    add(program, console, finished => {
      code = finished;
    });
  }
  for (const command of program.commands) listOptionsOnMistake(command, console);
  try {
    if (isBlankAmong(argv.slice(2))) return exitCodes.usage;
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.asExpected : exitCodes.usage;
    if (error instanceof CutcheckError) console.complain(error);
    else if (isSystemError(error)) console.note(`error: ${error.message}`);
    else throw error;
    return exitCodes.usage;
  }
}

/** Usually a variable of a script that is not set. As a name it would mean nothing, or everything. */
function isBlankAmong(words: readonly string[]): boolean {
  const blank = words.find(word => /^(?:--?[\w-]+=)?\s*$/.test(word));
  if (blank === undefined) return false;
  console.note(`error: ${blank.startsWith("-") ? `option '${blank.trim()}' has no value` : "one of the words is empty"}. Name what is meant, or leave it out.`);
  return true;
}

/** The command that the words name; none for the version. Else all: for help, and for what a mistake may have meant. */
function commandsNamed(words: readonly string[]): readonly AddCommand[] {
  if (words.length === 1 && words[0] === "--version") return [];
  const first = words.find(word => !word.startsWith("-")) ?? "";
  if (loading.includes(first)) prepareToLoad();
  const named = Object.hasOwn(commands, first) ? commands[first] : undefined;
  return named === undefined ? Object.values(commands) : [named];
}

function programOf(): Command {
  return new Command("cutcheck")
    .description("A model checker for checkpoint protocols: specs in TypeScript, every interleaving within bounds, shortest counterexamples.")
    .version(versionOf(), "--version", "print the version")
    .option("--no-color", "no colours, whatever the terminal")
    .configureHelp({ showGlobalOptions: true, helpWidth: 120 })
    .addHelpText("after", examples)
    .configureOutput({ writeOut: console.print, writeErr: console.note })
    .exitOverride()
    .showHelpAfterError(`Commands: ${[...Object.keys(commands), "help"].join(", ")}`);
}

/** An unknown option lists the known ones. */
function listOptionsOnMistake(command: Command, console: Console): void {
  command.showHelpAfterError(false).exitOverride(error => {
    const names = [...command.options.map(option => option.long), "--no-color", "--help"];
    if (error.code === "commander.unknownOption") console.note(`Options of ${command.name()}: ${names.join(", ")}`);
    throw error;
  });
}

/** A defect of ours. */
function apologise(error: unknown): ExitCode {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.note(`Sorry: this is a defect of cutcheck ${versionOf()}, not of your spec. Please report it with these lines:\n\n${details}`);
  return exitCodes.internal;
}
