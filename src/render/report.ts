/** What `check` prints: the table, then everything that needs words, then one line that sums up. */
import type { ChalkInstance } from "chalk";
import { expectationOf, type Instance, machineOf, type Result } from "../check/check.ts";
import type { CutcheckError } from "../dsl/errors.ts";
import type { TypeNode } from "../dsl/types.ts";
import { errorText } from "./error.ts";
import { expectedText, isExpectedViolation, toldApartMax } from "./expected.ts";
import { count, counted, duration, upToSymmetry } from "./numbers.ts";
import { printable } from "./printable.ts";
import { isSurprising, type ReportedResult } from "./reported.ts";
import { constrainedSentence, sentenceOf } from "./sentences.ts";
import { tableText } from "./table.ts";
import { traceWidth } from "./trace.ts";
import { differenceLines } from "./twice.ts";
import { wrap } from "./wrap.ts";

/** The whole report, ended by a newline. */
export function reportText(reported: readonly ReportedResult[], chalk: ChalkInstance): string {
  const results = reported.map(each => each.result);
  const expected = reported.filter(isExpectedViolation);
  const isSummedUp = expected.length > toldApartMax;
  const notes = reported.filter(each => needsWords(each) && !(isSummedUp && isExpectedViolation(each))).map(each => noteOf(each, chalk));
  const parts = [
    tableText(results, chalk),
    ...(isSummedUp ? [expectedText(expected, chalk)] : []),
    ...(notes.length === 0 ? [] : [notes.join("\n")]),
    ...constrainedLines(results),
    ...wholeLines(results),
    summaryLine(results, chalk),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** What is not as expected, and the line that sums up. */
export function surprisesText(reported: readonly ReportedResult[], chalk: ChalkInstance): string {
  const notes = reported.filter(isSurprising).map(each => noteOf(each, chalk));
  const sum = summaryLine(
    reported.map(each => each.result),
    chalk,
  );
  return `${[...(notes.length === 0 ? [] : [notes.join("\n")]), sum].join("\n\n")}\n`;
}

function needsWords(reported: ReportedResult): boolean {
  return reported.result.verdict !== "holds" || reported.result.notCompared.length > 0 || isSurprising(reported);
}

function errorSentence({ mistake }: CutcheckError): string {
  return mistake.code === "CUT405" ? "The checkpoint cannot be used." : "The spec has a mistake.";
}

/** `spec case: sentence`, then the differences from the expectation, then the path. */
function noteOf({ result, counterexample, remark, twice }: ReportedResult, chalk: ChalkInstance): string {
  const label = labelOf(result.instance);
  const expected = expectationOf(result.instance) !== null && result.asExpected ? " As expected." : "";
  const { finding } = result.outcome;
  // The mistake itself follows as a whole.
  const words = finding.verdict === "error" ? errorSentence(finding.error) : `${sentenceOf(result)}${expected}`;
  const [first, ...rest] = wrap(`${label}: ${words}`, traceWidth - 2);
  return [
    chalk.bold(first.slice(0, label.length)) + first.slice(label.length),
    ...rest.map(line => `  ${line}`),
    ...result.differences.map(each => `  ${chalk.red("differs")}  ${printable(each)}`),
    ...differenceLines(twice).map(each => `  ${chalk.red("twice")}    ${printable(each)}`),
    ...result.notCompared.map(each => `  ${chalk.yellow("note")}     not compared: ${printable(each)}`),
    ...(counterexample === null ? [] : [`  ${chalk.dim("see")}      ${printable(counterexample)}`]),
    ...(remark === null ? [] : [`  ${chalk.yellow("note")}     ${printable(remark)}`]),
    ...(finding.verdict === "error" ? [indented(errorText(finding.error, chalk, typesOf(result.instance)))] : []),
  ].join("\n");
}

const offBecause = {
  switch: "as --no-symmetry says",
  liveness: "for liveness is decided on all of them",
  refinement: "for a refinement is decided on all of them",
} as const satisfies Readonly<Record<NonNullable<Result["outcome"]["symmetryOff"]>, string>>;

/** Where the reduction by symmetry is off, and why: one paragraph. */
function wholeLines(results: readonly Result[]): readonly string[] {
  const lines = (["switch", "liveness", "refinement"] as const).flatMap(reason => {
    const number = results.filter(result => result.outcome.symmetryOff === reason).length;
    return number === 0 ? [] : wrap(`In ${counted(number, "instance")} states are counted one by one, not ${upToSymmetry}, ${offBecause[reason]}.`, traceWidth);
  });
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** Where the space was bounded by a constraint: one paragraph. */
function constrainedLines(results: readonly Result[]): readonly string[] {
  const sentence = constrainedSentence(
    results.map(({ outcome }) => outcome),
    "instance",
  );
  return sentence === null ? [] : [wrap(sentence, traceWidth).join("\n")];
}

function labelOf({ spec, case: of }: Instance): string {
  return printable(`${spec.name} ${of?.name ?? "(ad hoc)"}`);
}

/** The fields of the instance's machine, or null when it does not even build. */
function typesOf(instance: Instance): Readonly<Record<string, TypeNode>> | null {
  try {
    return machineOf(instance).definition.state;
  } catch {
    return null;
  }
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map(line => (line === "" ? line : `  ${line}`))
    .join("\n");
}

/** `12 instances: 10 as expected, 2 not (1 incomplete, 1 vacuous); 1,234,567 states in 12 s`. */
function summaryLine(results: readonly Result[], chalk: ChalkInstance): string {
  const good = results.filter(result => result.asExpected).length;
  const bad = results.length - good;
  const odd = (["error", "incomplete", "vacuous"] as const)
    .map(verdict => [verdict, results.filter(result => result.verdict === verdict).length] as const)
    .filter(([, number]) => number > 0)
    .map(([verdict, number]) => `${count(number)} ${verdict}`);
  const states = results.reduce((sum, result) => sum + result.outcome.counts.distinctStates, 0);
  const isReduced = results.some(result => result.outcome.symmetry === "reduced");
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  const counts = [chalk.green(`${count(good)} as expected`), ...(bad === 0 ? [] : [chalk.red.bold(`${count(bad)} not`)])].join(", ");
  return `${counted(results.length, "instance")}: ${counts}${odd.length === 0 ? "" : ` (${odd.join(", ")})`}; ${counted(states, "state")}${isReduced ? ` (some ${upToSymmetry})` : ""} in ${duration(seconds)}.`;
}
