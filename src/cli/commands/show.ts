/** `cutcheck show`: prints one counterexample, in one of several formats, or writes its page. */
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { type Archive, writeItf, writeTrace } from "../../counterexample/archive.ts";
import { lanesText } from "../../render/lanes.ts";
import { archiveReadme } from "../../render/markdown.ts";
import { sequenceDiagram } from "../../render/mermaid.ts";
import { runDot } from "../../render/runDot.ts";
import { traceText } from "../../render/trace.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { displayPath } from "../load.ts";
import { writeWhole } from "../platform.ts";
import { onlyTrace } from "../traceFiles.ts";

const examples = `
Examples:
  $ cutcheck show two-phase/no-timeout                   from counterexamples/
  $ cutcheck show counterexamples/two-phase/no-timeout   the same, by its folder
  $ cutcheck show some/where/trace.json                  any file
  $ cutcheck show two-phase/no-timeout --steps           every change of every step
  $ cutcheck show two-phase/no-timeout --html run.html   a page for the browser: the run step by step, drawn with its cuts
  $ cutcheck show two-phase/no-timeout --itf             for a viewer of ITF traces
  $ cutcheck show two-phase/no-timeout --format dot | dot -Tsvg > run.svg
                                                         a drawing by Graphviz`;

/** What each format prints, but the text for a terminal. */
const formats: Readonly<Record<string, (archive: Archive) => string>> = {
  json: writeTrace,
  itf: writeItf,
  markdown: archiveReadme,
  mermaid: sequenceDiagram,
  dot: runDot,
};

interface ShowFlags {
  readonly steps?: boolean;
  readonly format: string;
  readonly itf?: boolean;
  readonly html?: string;
}

/** Adds the command to the program. */
export function addShow(program: Command, console: Console, finish: (code: ExitCode) => void): void {
  program
    .command("show")
    .summary("print one counterexample")
    .description("Prints one counterexample: actors side by side, what they do, and messages from sender to receiver; or, with --steps, all that changes.")
    .argument("<counterexample>", "spec/case, a folder, or a trace.json")
    .option("--steps", "list the initial state and all that each step changes, instead of drawing lanes")
    .option("--html <file>", "write a page instead, one file that needs no network")
    .addOption(
      new Option("--format <format>", "text for a terminal; json: the whole trace.json; itf: the run alone; markdown: its page; mermaid, dot: a diagram")
        .choices(["text", ...Object.keys(formats)])
        .default("text")
        .conflicts(["steps", "html"]),
    )
    .addOption(new Option("--itf", "the same as --format itf").conflicts(["steps", "html", "format"]))
    .addHelpText("after", examples)
    .action(async (word: string, flags: ShowFlags) => finish(await show(word, flags, console)));
}

async function show(word: string, flags: ShowFlags, console: Console): Promise<ExitCode> {
  const archive = await onlyTrace(word);
  if (flags.html === undefined) console.print(textOf(archive, flags, console));
  else {
    // Loaded where it is wanted: the libraries that draw would cost every other command its time.
    const { counterexamplePage } = await import("../../render/html/page.ts");
    await writeWhole(resolve(flags.html), counterexamplePage(archive));
    console.print(`Written to ${displayPath(resolve(flags.html))}.`);
  }
  return exitCodes.asExpected;
}

function textOf(archive: Archive, { format, itf, steps }: ShowFlags, { style }: Console): string {
  const write = formats[itf === true ? "itf" : format];
  if (write !== undefined) return write(archive);
  return steps === true ? traceText(archive, style) : lanesText(archive, style);
}
