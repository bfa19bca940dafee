/** `cutcheck show`: prints one counterexample. */
import type { Command } from "commander";
import { fail, show as quoted } from "../../dsl/errors.ts";
import { traceText } from "../../render/trace.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { displayPath } from "../load.ts";
import { readTraceFile, traceFilesOf } from "../traceFiles.ts";

const examples = `
Examples:
  $ cutcheck show two-phase/no-timeout                   from counterexamples/
  $ cutcheck show counterexamples/two-phase/no-timeout   the same, by its folder
  $ cutcheck show some/where/trace.json                  any file`;

/** Adds the command to the program. */
export function addShow(program: Command, console: Console, finish: (code: ExitCode) => void): void {
  program
    .command("show")
    .summary("print one counterexample")
    .description("Prints one counterexample: its steps, who took them, and only what changed.")
    .argument("<counterexample>", "spec/case, a folder, or a trace.json")
    .addHelpText("after", examples)
    .action(async (word: string) => finish(await show(word, console)));
}

async function show(word: string, console: Console): Promise<ExitCode> {
  const [first, ...others] = await traceFilesOf(word);
  if (first === undefined || others.length > 0) {
    fail("CUT303", `${quoted(word)} means ${others.length + 1} counterexamples.`, {
      allowed: [first ?? "", ...others].map(file => displayPath(file)).join(", "),
      fix: "Name one of them.",
    });
  }
  console.print(traceText(await readTraceFile(first), console.style));
  return exitCodes.asExpected;
}
