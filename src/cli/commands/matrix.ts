/** `cutcheck matrix`: explores the product of knob values and prints the decision table. */
import { dirname, resolve } from "node:path";
import { type Command, Option } from "commander";
import { frontierOf } from "../../check/border.ts";
import type { Instance } from "../../check/check.ts";
import { type Cell, type FilledCell, fillMatrix, type Matrix, matrixOf } from "../../check/matrix.ts";
import { layOut } from "../../counterexample/json.ts";
import { fail, show } from "../../dsl/errors.ts";
import type { Spec } from "../../dsl/spec.ts";
import { type FilledMatrix, settingText, verdictOf } from "../../render/matrix.ts";
import { matrixDocument } from "../../render/matrixJson.ts";
import { matrixText } from "../../render/matrixText.ts";
import { projectRoot } from "../archiveFiles.ts";
import { type BudgetOptions, budgetOf, readRepeatable, readSetting, type Setting } from "../arguments.ts";
import { addBudgetOptions, addSymmetryOption } from "../budgetOptions.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCodes, mostSevere } from "../exitCodes.ts";
import { frontierAsked } from "../frontier.ts";
import { onlySpec, SpecsBySize, valuesOf } from "../instances.ts";
import { displayPath, type LoadedSpec, withLine } from "../load.ts";
import { cacheFolder, matrixCache } from "../matrixCache.ts";
import { writeMatrix } from "../matrixFiles.ts";
import { listenForInterrupts, platformOf, progressOn } from "../platform.ts";
import { select } from "../select.ts";
import { threadsOf } from "../threads.ts";
import { axesOf } from "../vary.ts";
import { versionOf } from "../version.ts";

const examples = `
Examples:
  $ cutcheck matrix two-phase --vary timeout,managers=2,3     a row for each value of timeout, a column for 2 and for 3
  $ cutcheck matrix two-phase --vary timeout --scope managers=4 --property "no split decision"
  $ cutcheck matrix two-phase --vary timeout --out docs/two-phase
  $ cutcheck matrix two-phase --frontier crashes,losses --scope crashes=3
                                                              how many crashes and losses it bears

A cell that has an answer is not explored again: answers are kept in .cutcheck/matrix/, under the hash of the spec's
source. So after Ctrl-C the same command goes on where it was.

Exit codes: 0 the table is complete, whatever its verdicts; 2 a mistake on the command line or in a spec; 3 a cell is
incomplete; 70 a defect of cutcheck.`;

/** What the command line says, as commander leaves it. */
interface MatrixFlags extends BudgetOptions {
  readonly vary: readonly string[];
  /** True: the budgets of faults. */
  readonly frontier?: string | true;
  readonly property: readonly string[];
  readonly set: readonly Setting[];
  readonly scope: readonly Setting[];
  readonly symmetry: boolean;
  readonly fresh?: boolean;
  readonly json?: boolean;
  readonly out?: string;
}

/** Adds the command to the program. */
export function addMatrix(program: Command, console: Console, finish: (code: ExitCode) => void): void {
  const command = program
    .command("matrix")
    .summary("explore a product of knob values: a decision table")
    .description("Explores every combination of some knobs' values and prints the decision table: what holds, what is violated, by how short a run.")
    .argument("<spec>", "the name or the file of a spec")
    .addOption(
      new Option("--vary <knobs>", "the knobs that vary, as knob or knob=a,b, separated by commas; the last one makes the columns (repeatable)")
        .argParser(readRepeatable)
        .default([], "none"),
    )
    .option(
      "--frontier [knobs]",
      "instead of --vary: these size knobs vary, and the border between safe and unsafe values is printed (default: the budgets of faults)",
    )
    .addOption(
      new Option("--property <name>", "check only this property: its name, or how it begins (repeatable)").argParser(readRepeatable).default([], "all"),
    )
    .addOption(new Option("--set <knob=value>", "a semantics knob that does not vary (repeatable)").argParser(readSetting).default([], "none"))
    .addOption(new Option("--scope <knob=value>", "a size knob that does not vary (repeatable)").argParser(readSetting).default([], "none"));
  addSymmetryOption(command);
  addBudgetOptions(command);
  command
    .option("--fresh", "explore every cell, whatever is known of it")
    .option("--json", "print one JSON document, and nothing else, on stdout")
    .option("--out <folder>", "write the table as Markdown and JSON to this folder, with the counterexamples of its cells")
    .addHelpText("after", examples)
    .action(async (word: string, flags: MatrixFlags) => {
      const clash = clashOf(flags);
      if (clash !== null) command.error(`error: ${clash}`);
      finish(await runMatrix(word, flags, console));
    });
}

function clashOf({ vary, frontier }: MatrixFlags): string | null {
  if (frontier !== undefined && vary.length > 0) return "--frontier varies its knobs itself. Leave out --vary.";
  return frontier === undefined && vary.length === 0 ? "Say which knobs vary: --vary knob,knob, or --frontier." : null;
}

async function runMatrix(word: string, flags: MatrixFlags, console: Console): Promise<ExitCode> {
  const { specs, failures } = await select([word]);
  for (const failure of failures) console.complain(failure);
  if (failures.length > 0) return exitCodes.usage;
  const loaded = onlySpec(specs, "A decision table is about one spec, and several are selected.");
  const matrix = matrixAsked(loaded, flags);
  const cells = await fill(matrix, loaded, flags, console);
  const filled = { matrix, cells, frontier: flags.frontier === undefined ? null : frontierOf(matrix, cells) };
  if (flags.json) console.print(layOut(matrixDocument(filled, flags.out !== undefined)));
  else printText(filled, console);
  if (flags.out !== undefined) {
    await writeMatrix(filled, resolve(flags.out));
    if (!flags.json) console.print(`Written to ${displayPath(resolve(flags.out))}.`);
  }
  return mostSevere(filled.cells.map(exitCodeOf));
}

function matrixAsked({ spec }: LoadedSpec, flags: MatrixFlags): Matrix {
  if (flags.frontier !== undefined) return frontierAsked(spec, flags.frontier, flags);
  const axes = axesOf(spec, flags.vary);
  const clash = [...flags.set, ...flags.scope].find(({ name }) => axes.some(axis => axis.knob === name));
  if (clash !== undefined) {
    fail("CUT103", `The knob ${show(clash.name)} varies, and is set.`, { place: { spec: spec.name }, fix: "Remove it from --vary, or its --set or --scope." });
  }
  return matrixOf(spec, {
    axes,
    scope: valuesOf(spec, "scope", flags.scope),
    semantics: valuesOf(spec, "semantics", flags.set),
    properties: flags.property.length === 0 ? null : flags.property,
  });
}

async function fill(matrix: Matrix, loaded: LoadedSpec, flags: MatrixFlags, console: Console): Promise<readonly FilledCell[]> {
  const { spec, file, source } = loaded;
  const specs = new SpecsBySize();
  const line = progressOn(process.stderr, flags.json !== true);
  const interrupts = listenForInterrupts(line);
  const budget = budgetOf(flags);
  const memory = matrixCache({
    folder: cacheFolder(projectRoot(dirname(file))),
    version: versionOf(),
    source,
    budget,
    symmetry: flags.symmetry,
    isFresh: flags.fresh === true,
    note: console.note,
  });
  const onCell = ({ values }: Cell, index: number): void => {
    const settings = matrix.axes.map((axis, i) => settingText(axis.knob, values[i]));
    line.begin(`${spec.name} ${settings.join(" ")} (${index + 1} of ${matrix.cells.length})`);
  };
  try {
    const specOf = (instance: Instance): Promise<Spec> => specs.specOf(instance, loaded);
    const cells = await fillMatrix(
      matrix,
      { budget, symmetry: flags.symmetry, memory, specOf, onCell },
      platformOf(interrupts, line, threadsOf(flags.workers, [loaded])),
    );
    return cells.map(each => (each.result === null ? each : { ...each, result: withLine(each.result, file) }));
  } finally {
    line.clear();
    interrupts.release();
  }
}

function printText(filled: FilledMatrix, console: Console): void {
  console.print(matrixText(filled, console.style));
  const findings = filled.cells.flatMap(({ result }) => result?.outcome.finding ?? []);
  // One mistake usually spoils many cells: the first one in full is enough to mend it.
  const mistaken = findings.find(finding => finding.verdict === "error");
  if (mistaken?.verdict === "error") console.complain(mistaken.error);
  if (findings.some(finding => finding.verdict === "incomplete" && finding.reason === "interrupted")) {
    console.print("Interrupted: what is known is kept; the same command goes on.");
  }
}

/** A violation is an answer like any other: only what is no answer counts. */
function exitCodeOf(cell: FilledCell): ExitCode {
  const verdict = verdictOf(cell);
  if (verdict === "error") return exitCodes.usage;
  return verdict === "incomplete" ? exitCodes.incomplete : exitCodes.asExpected;
}
