/** Many violations that are as expected, summed up: what is broken in which spec, how often, and where to look at it. */
import type { ChalkInstance } from "chalk";
import { counted, largest } from "./numbers.ts";
import { printable } from "./printable.ts";
import type { ReportedResult } from "./reported.ts";
import { wrap } from "./wrap.ts";

/** The largest number of them that are told one by one. */
export const toldApartMax = 5;

const width = 100;
const indent = 4;

/** Whether there is nothing to say about a result but that it is violated as its case expects, and shown in the archive. */
export function isExpectedViolation({ result, counterexample, remark }: ReportedResult): boolean {
  return (
    result.verdict === "violated" &&
    result.instance.case !== null &&
    result.asExpected &&
    result.notCompared.length === 0 &&
    counterexample !== null &&
    remark === null
  );
}

/** A line, then for each spec its violated properties in the order of their first case, each with the number of its cases. */
export function expectedText(violations: readonly ReportedResult[], chalk: ChalkInstance): string {
  const specs = [...new Set(violations.map(specOf))];
  return [
    `${counted(violations.length, "violation")} as expected, each with its counterexample: cutcheck show <spec>/<case>.`,
    ...specs.flatMap(spec => specLines(spec, violations, chalk)),
  ].join("\n");
}

function specLines(spec: string, violations: readonly ReportedResult[], chalk: ChalkInstance): readonly string[] {
  const properties = violations.filter(each => specOf(each) === spec).map(propertyOf);
  const counts = [...new Set(properties)].map(name => ({ name, count: properties.filter(each => each === name).length }));
  const digits = String(largest(counts.map(({ count }) => count))).length;
  const column = indent + digits + 2;
  return [
    `  ${chalk.bold(printable(spec))}`,
    ...counts.flatMap(({ name, count }) =>
      wrap(printable(name), width - column).map((line, i) => `${" ".repeat(indent)}${(i === 0 ? String(count) : "").padStart(digits)}  ${line}`),
    ),
  ];
}

function specOf({ result }: ReportedResult): string {
  return result.instance.spec.name;
}

function propertyOf({ result }: ReportedResult): string {
  const { finding } = result.outcome;
  return finding.verdict === "violated" ? finding.property : "";
}
