/** A simulation in the terminal. */
import type { ChalkInstance } from "chalk";
import type { Simulation } from "../simulate/simulate.ts";
import { count } from "./numbers.ts";
import { printable } from "./printable.ts";
import { againCommand, simulationSentences, simulationVerdict } from "./simulation.ts";
import { knobsText } from "./steps.ts";
import { traceWidth } from "./trace.ts";
import { hanging, wrap } from "./wrap.ts";

/** What was asked, the answer, and how to find it again. `word`: the name or the file of the spec, as the user has given it. Ends with a newline. */
export function simulationText(simulation: Simulation, word: string, chalk: ChalkInstance): string {
  const { instance, options, finding } = simulation;
  const { spec, case: of, scope, semantics, properties } = instance;
  const line = (label: string, text: string): string => chalk.dim(label.padEnd(7)) + hanging(" ".repeat(7), text, traceWidth).slice(7);
  const [first = "", ...rest] = simulationSentences(simulation).map(sentence => wrap(sentence, traceWidth).join("\n"));
  const colour = { "not-violated": chalk.bold, violated: chalk.red, incomplete: chalk.yellow, error: chalk.red }[simulationVerdict(simulation)];
  const walks =
    options.path === null
      ? `${count(options.runs)} of at most ${count(options.steps)} steps, seed ${options.seed}`
      : `the one at ${options.path} of seed ${options.seed}`;
  const path = finding.kind === "none" ? null : finding.path;
  return [
    `${chalk.bold(printable(spec.name))}  ${of === null ? chalk.dim("(ad hoc)") : printable(of.name)}  ${printable(spec.title)}`,
    ...(properties ?? []).map((name, i) => line(i === 0 ? "asked" : "", `"${printable(name)}"`)),
    line("rules", knobsText(semantics)),
    line("size", knobsText(scope)),
    line("walks", walks),
    "",
    colour(first),
    ...rest,
    ...(path === null ? [] : [`Again: ${againCommand(simulation, word, path)}`]),
    "",
  ].join("\n");
}
