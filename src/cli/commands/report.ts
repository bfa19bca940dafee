/** `cutcheck report`: checks specs and writes the outcome as pages for the browser. */
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { Tier } from "../../dsl/spec.ts";
import { counted } from "../../render/numbers.ts";
import { exitCodeOfKept, keepOfCase, unkept } from "../archiveFiles.ts";
import { type BudgetOptions, budgetOf, readRepeatable } from "../arguments.ts";
import { addBudgetOptions } from "../budgetOptions.ts";
import { checkAll } from "../checkAll.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCodeOf, exitCodes, mostSevere } from "../exitCodes.ts";
import { leftOutText, type Task, tasksOf } from "../instances.ts";
import { displayPath } from "../load.ts";
import { type Checked, printSurprises } from "../report.ts";
import { writeReport } from "../reportFiles.ts";
import { select } from "../select.ts";
import { threadsOf } from "../threads.ts";

const examples = `
Examples:
  $ cutcheck report out                       every spec below ./specs, its quick cases: open out/index.html
  $ cutcheck report out two-phase             one spec
  $ cutcheck report out --tier full           all cases

Decision tables that "cutcheck matrix --out" wrote anywhere in the project are in the report, too; their runs are
replayed, and one that does not violate its property any more is a difference.
Ctrl-C ends the checking; what is known by then is written. Exit codes: those of check.`;

/** What the command line says, as commander leaves it. */
interface ReportFlags extends BudgetOptions {
  readonly case: readonly string[];
  readonly tier: Tier;
}

/** Adds the command to the program. */
export function addReport(program: Command, console: Console, finish: (code: ExitCode) => void): void {
  const command = program
    .command("report")
    .summary("check specs and write pages for the browser")
    .description("Checks the cases of specs, and writes an index of all of them, with a page for each counterexample. No page needs a network.")
    .argument("<folder>", "where to write; pages of an earlier report there are replaced")
    .argument("[specs...]", "names, files or folders of specs; default: every spec below ./specs")
    .addOption(new Option("--case <name>", "only cases of this name, of any tier (repeatable)").argParser(readRepeatable).default([], "all"))
    .addOption(new Option("--tier <tier>", "which cases; full includes quick").choices(["quick", "full"]).default("quick"));
  addBudgetOptions(command);
  command
    .addHelpText("after", examples)
    .action(async (folder: string, words: string[], flags: ReportFlags) => finish(await runReport(resolve(folder), words, flags, console)));
}

async function runReport(folder: string, words: readonly string[], flags: ReportFlags, console: Console): Promise<ExitCode> {
  const { specs, failures } = await select(words);
  for (const failure of failures) console.complain(failure);
  if (failures.length > 0) return exitCodes.usage;
  const asked = { cases: flags.case, set: [], scope: [], tier: flags.tier, properties: [] };
  const tasks = tasksOf(specs, asked);
  const surroundings = { wantsProgress: true, threads: threadsOf(flags.workers, specs), checkpoint: null };
  const results = await checkAll(tasks, { budget: budgetOf(flags), countEdges: false }, surroundings);
  const checked: Checked[] = [];
  for (const [i, result] of results.entries())
    checked.push({ result, kept: result.instance.case === null ? unkept(result) : await keepOfCase(result, (tasks[i] as Task).file, false) });
  printSurprises(checked, console);
  console.print(leftOutText(specs, asked));
  const isCutShort = results.some(({ outcome: { finding } }) => finding.verdict === "incomplete" && finding.reason === "interrupted");
  const { index, pages, tables, outdated } = await writeReport(checked, specs, folder, isCutShort);
  const also = tables === 0 ? "" : ` and ${counted(tables, "decision table")}`;
  console.print(`Written to ${displayPath(index)}, with ${counted(pages, "page")} of counterexamples${also}.`);
  if (outdated > 0)
    console.print(
      `${counted(outdated, "decision table")} ${outdated === 1 ? "is" : "are"} not of today's specs: "cutcheck matrix --out" writes ${outdated === 1 ? "it" : "them"} anew.`,
    );
  if (isCutShort) console.print("Interrupted: what was not checked is incomplete in it, and earlier pages are still there.");
  const codes = checked.flatMap(({ result, kept }) => [exitCodeOf(result), exitCodeOfKept(kept)]);
  return mostSevere([...codes, outdated > 0 ? exitCodes.differs : exitCodes.asExpected]);
}
