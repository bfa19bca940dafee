/** The table of a check: one row for each instance. */
import type { ChalkInstance } from "chalk";
import Table from "cli-table3";
import { match } from "ts-pattern";
import type { Result } from "../explore/check.ts";
import { count, duration } from "./numbers.ts";
import { printable } from "./printable.ts";

const noBorders = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
  ].map(name => [name, ""]),
);

/** Spec, case, verdict, whether it is the expected one, states, depth, time; two spaces between columns, no borders. */
export function tableText(results: readonly Result[], chalk: ChalkInstance): string {
  const table = new Table({
    head: ["spec", "case", "verdict", "expected", "states", "depth", "time"].map(name => chalk.dim(name)),
    chars: { ...noBorders, middle: "  " },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
    colAligns: ["left", "left", "left", "left", "right", "right", "right"],
  });
  table.push(...results.map(result => rowOf(result, chalk)));
  return table
    .toString()
    .split("\n")
    .map(line => line.trimEnd())
    .join("\n");
}

function rowOf(result: Result, chalk: ChalkInstance): string[] {
  const { instance, outcome, seconds } = result;
  const { distinctStates, levels } = outcome.counts;
  return [
    printable(instance.spec.name),
    instance.case === null ? chalk.dim("(ad hoc)") : printable(instance.case.name),
    verdictText(result, chalk),
    expectedText(result, chalk),
    count(distinctStates),
    String(Math.max(0, levels.length - 1)),
    duration(seconds),
  ];
}

function verdictText({ verdict, asExpected }: Result, chalk: ChalkInstance): string {
  const colour = match(verdict)
    .with("holds", () => chalk.green)
    .with("violated", () => (asExpected ? chalk.magenta : chalk.red))
    .with("incomplete", "vacuous", () => chalk.yellow)
    .with("error", () => chalk.red)
    .exhaustive();
  return colour(verdict);
}

function expectedText({ instance, asExpected }: Result, chalk: ChalkInstance): string {
  if (instance.case === null) return chalk.dim("-");
  return asExpected ? chalk.green("yes") : chalk.red.bold("NO");
}
