#!/usr/bin/env node
/** The command line program: one file per command in `commands/`, exit codes in `exitCodes.ts`. */
import { setFlagsFromString } from "node:v8";
import { Command, CommanderError } from "commander";
import { CutcheckError } from "../dsl/errors.ts";
import { endCallsBy } from "../explore/limit.ts";
import { type Console, processConsole } from "./console.ts";
import { type ExitCode, exitCodes } from "./exitCodes.ts";
import { isSystemError } from "./platform.ts";
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
type LoadCommand = () => Promise<AddCommand>;

/** In the order in which help lists them. Each is loaded with all that it needs when the command line names it. */
const commands: Readonly<Record<string, LoadCommand>> = {
  check: async () => (await import("./commands/check.ts")).addCheck,
  matrix: async () => (await import("./commands/matrix.ts")).addMatrix,
  simulate: async () => (await import("./commands/simulate.ts")).addSimulate,
  list: async () => (await import("./commands/list.ts")).addList,
  show: async () => (await import("./commands/show.ts")).addShow,
  replay: async () => (await import("./commands/replay.ts")).addReplay,
  report: async () => (await import("./commands/report.ts")).addReport,
};

/** A reader that has seen enough (`| head`) closes the pipe: what a shell reports for a program that SIGPIPE ends. */
const brokenPipeCode = 141;

// What a run allocates besides its stores dies young. A nursery that does not grow costs no time (measured on ABS and TwoPhase) and saves
// some 15 MB: TwoPhase(8) takes 109 MB instead of 126. The flag is taken at the next collection, so it may be set here.
setFlagsFromString("--semi-space-growth-factor=1");
process.exitCode = await main(process.argv);
// A spec may have left a timer or a socket behind. Pipes are written to in the background: the last words first.
process.stdout.write("", () => process.stderr.write("", () => process.exit()));

async function main(argv: readonly string[]): Promise<ExitCode> {
  try {
    // Exceptions in a spec name the user's own lines, not those of the bundle (see load.ts).
    process.setSourceMapsEnabled(true);
    endCallsBy(endAfter);
    process.on("uncaughtException", error => process.exit(apologise(error)));
    for (const stream of [process.stdout, process.stderr]) stream.on("error", onStreamError);
    return await run(argv, processConsole(!argv.includes("--no-color")));
  } catch (error) {
    return apologise(error);
  }
}

async function run(argv: readonly string[], console: Console): Promise<ExitCode> {
  let code: ExitCode = exitCodes.asExpected;
  const program = programOf();
  for (const add of await commandsNamed(argv.slice(2))) {
    add(program, console, finished => {
      code = finished;
    });
  }
  for (const command of program.commands) listOptionsOnMistake(command, console);
  try {
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

/** The command that the words name; none for the version. Else all: for help, and for what a mistake may have meant. */
async function commandsNamed(words: readonly string[]): Promise<readonly AddCommand[]> {
  if (words.length === 1 && words[0] === "--version") return [];
  const first = words.find(word => !word.startsWith("-")) ?? "";
  if (Object.hasOwn(commands, first)) return [await (commands[first] as LoadCommand)()];
  return Promise.all(Object.values(commands).map(load => load()));
}

function programOf(): Command {
  return new Command("cutcheck")
    .description("A model checker for checkpoint protocols: specs in TypeScript, every interleaving within bounds, shortest counterexamples.")
    .version(versionOf(), "--version", "print the version")
    .option("--no-color", "no colours, whatever the terminal")
    .configureHelp({ showGlobalOptions: true, helpWidth: 120 })
    .addHelpText("after", examples)
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
  process.stderr.write(`Sorry: this is a defect of cutcheck ${versionOf()}, not of your spec. Please report it with these lines:\n\n${details}\n`);
  return exitCodes.internal;
}

function onStreamError(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(brokenPipeCode);
  throw error;
}
