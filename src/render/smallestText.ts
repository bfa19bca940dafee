/** A search for the smallest scope in the terminal. */
import type { ChalkInstance } from "chalk";
import type { Smallest } from "../check/smallest.ts";
import { printable } from "./printable.ts";
import { isComplete, rangesText, smallestSentences } from "./smallest.ts";
import { knobsText } from "./steps.ts";
import { traceWidth } from "./trace.ts";
import { hanging, wrap } from "./wrap.ts";

/** What was asked, then the answer. Ends with a newline. */
export function smallestText(smallest: Smallest, chalk: ChalkInstance): string {
  const { spec, semantics, properties, ranges } = smallest.question;
  const line = (label: string, text: string): string => chalk.dim(label.padEnd(10)) + hanging(" ".repeat(10), text, traceWidth).slice(10);
  const [first = "", ...rest] = smallestSentences(smallest).map(sentence => wrap(sentence, traceWidth).join("\n"));
  const colour = smallest.found !== null || smallest.mistaken !== null ? chalk.red : isComplete(smallest) ? chalk.green : chalk.yellow;
  const asked = properties === null ? ["every property"] : properties.map(name => `"${printable(name)}"`);
  return [
    `${chalk.bold(printable(spec.name))}  ${printable(spec.title)}`,
    ...asked.map((text, i) => line(i === 0 ? "asked" : "", text)),
    line("rules", knobsText(semantics)),
    line("searched", rangesText(ranges)),
    "",
    colour(first),
    ...rest,
    "",
  ].join("\n");
}
