/** `cutcheck replay`: runs archived counterexamples against today's specs. */
import { readdir } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { Command } from "commander";
import { type Archive, archiveFolder } from "../../counterexample/archive.ts";
import { type Replay, replayWith } from "../../counterexample/replay.ts";
import { CutcheckError } from "../../dsl/errors.ts";
import type { Spec } from "../../dsl/spec.ts";
import { replayText } from "../../render/replay.ts";
import { projectRoot } from "../archiveFiles.ts";
import { budgetOf, readRepeatable } from "../arguments.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCodes, mostSevere } from "../exitCodes.ts";
import { displayPath } from "../load.ts";
import { listenForInterrupts, platformOf, progressOn } from "../platform.ts";
import { type Selection, select, specFilePattern, specsFolder } from "../select.ts";
import { ownArchive, readTraceFile, traceFilesBelow, traceFilesOf } from "../traceFiles.ts";

const examples = `
Examples:
  $ cutcheck replay                          everything below counterexamples/
  $ cutcheck replay two-phase                those of one spec
  $ cutcheck replay two-phase/no-timeout     one
  $ cutcheck replay old/trace.json --spec my.spec.ts

Exit codes: 0 all of them still violate their property; 1 one of them does not, or its spec, case, action or field is
gone; 2 a file that cannot be used, or a mistake in a spec.`;

/** Adds the command to the program. */
export function addReplay(program: Command, console: Console, finish: (code: ExitCode) => void): void {
  program
    .command("replay")
    .summary("run archived counterexamples against today's specs")
    .description("Runs archived counterexamples against today's specs and says whether each still violates its property.")
    .argument("[counterexamples...]", "spec, spec/case, a folder, or a trace.json; default: everything below counterexamples/")
    .option(
      "--spec <spec>",
      "a name, file or folder of specs to replay against (repeatable; default: ./specs and the spec files beside it)",
      readRepeatable,
      [],
    )
    .addHelpText("after", examples)
    .action(async (words: string[], flags: { readonly spec: readonly string[] }) => finish(await replayAll(words, flags.spec, console)));
}

async function replayAll(words: readonly string[], specWords: readonly string[], console: Console): Promise<ExitCode> {
  const files = words.length === 0 ? await traceFilesBelow(ownArchive()) : (await Promise.all(words.map(traceFilesOf))).flat();
  if (files.length === 0) console.print(`There is no counterexample in ${displayPath(ownArchive())}.`);
  const known = files.length === 0 ? { specs: [], failures: [] } : await knownSpecs(specWords);
  const codes: ExitCode[] = [];
  for (const file of new Set(files)) codes.push(await replayFile(file, known, console));
  if (codes.length > 1) console.print(summary(codes));
  return mostSevere(codes);
}

/** The specs that were named, or those below `./specs` and the spec files beside it. */
async function knownSpecs(words: readonly string[]): Promise<Selection> {
  if (words.length > 0) return select(words);
  const root = projectRoot(process.cwd());
  const beside = (await readdir(root)).filter(name => specFilePattern.test(name) || name === specsFolder).sort();
  return beside.length === 0
    ? { specs: [], failures: [] }
    : select(
        beside.map(name => join(root, name)),
        root,
      );
}

async function replayFile(file: string, known: Selection, console: Console): Promise<ExitCode> {
  try {
    return await replayArchive(await readTraceFile(file), file, known, console);
  } catch (error) {
    if (!(error instanceof CutcheckError)) throw error;
    console.complain(error.at({ file: displayPath(file) }));
    return exitCodes.usage;
  }
}

async function replayArchive(archive: Archive, file: string, known: Selection, console: Console): Promise<ExitCode> {
  const found = known.specs.find(each => each.spec.name === archive.spec);
  if (found === undefined) {
    // The spec may be in a file that does not load: then that is what to mend.
    for (const failure of known.failures) console.complain(failure);
    console.print(`${archive.spec} ${archive.case ?? "(ad hoc)"}: there is no such spec any more (${displayPath(file)}).`);
    return known.failures.length > 0 ? exitCodes.usage : exitCodes.differs;
  }
  const misplaced = misplacedSentence(archive, file);
  if (misplaced !== null) {
    console.print(misplaced);
    return exitCodes.differs;
  }
  const outcome = await replayOf(archive, found.spec);
  console.print(replayText(archive, outcome, console.style));
  if (outcome.outcome === "incomplete") return exitCodes.incomplete;
  return outcome.outcome === "violates" ? exitCodes.asExpected : exitCodes.differs;
}

async function replayOf(archive: Archive, spec: Spec): Promise<Replay> {
  const line = progressOn(process.stderr, false);
  const interrupts = listenForInterrupts(line);
  try {
    return await replayWith(archive, spec, budgetOf({}), platformOf(interrupts, line));
  } finally {
    interrupts.release();
  }
}

/** In the archive, a folder's name is a promise about what is in it. */
function misplacedSentence({ spec, case: of }: Archive, file: string): string | null {
  const folder = relative(ownArchive(), dirname(file)).split(sep).join("/");
  if (folder.startsWith("..") || of === null || folder === archiveFolder(spec, of)) return null;
  return `${spec} ${of}: is in the folder of another counterexample (${displayPath(file)}).`;
}

function summary(codes: readonly ExitCode[]): string {
  const violating = codes.filter(code => code === exitCodes.asExpected).length;
  return `${codes.length} replayed: ${violating} still violate${violating === codes.length ? "" : `, ${codes.length - violating} do not`}.`;
}
