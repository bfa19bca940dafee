/** `cutcheck list`: the specs, their knobs and their cases. */

import type { Command } from "commander";
import { describeKnob, type Knob } from "../../dsl/knobs.ts";
import type { Case, Spec } from "../../dsl/spec.ts";
import { largest } from "../../render/numbers.ts";
import { printable } from "../../render/printable.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCodes, mostSevere } from "../exitCodes.ts";
import { displayPath, type LoadedSpec } from "../load.ts";
import { select } from "../select.ts";

const examples = `
Examples:
  $ cutcheck list                  every spec below ./specs
  $ cutcheck list two-phase        one spec
  $ cutcheck list my.spec.ts       the specs of a file, here or elsewhere`;

/** Adds the command to the program. */
export function addList(program: Command, console: Console, finish: (code: ExitCode) => void): void {
  program
    .command("list")
    .summary("list specs with their knobs and cases")
    .description("Lists specs: their size knobs (--scope), rule knobs (--set) and cases with what is expected of them.")
    .argument("[specs...]", "names, files or folders of specs; default: every spec below ./specs")
    .addHelpText("after", examples)
    .action(async (words: string[]) => finish(await list(words, console)));
}

async function list(words: readonly string[], console: Console): Promise<ExitCode> {
  const { specs, failures } = await select(words);
  console.print(specs.map(each => describe(each, console)).join("\n"));
  for (const failure of failures) console.complain(failure);
  return mostSevere(failures.map(() => exitCodes.usage));
}

function describe({ spec, file }: LoadedSpec, { style }: Console): string {
  const lines = [
    `${style.bold(spec.name)}  ${printable(spec.title)}  ${style.dim(displayPath(file))}`,
    ...Object.entries(spec.scope).map(([name, knob]) => `  --scope ${knobLine(name, knob)}`),
    ...Object.entries(spec.semantics).map(([name, knob]) => `  --set ${knobLine(name, knob)}`),
    ...caseLines(spec),
  ];
  return `${lines.join("\n")}\n`;
}

function knobLine(name: string, knob: Knob): string {
  return printable(`${name}=${knob.default}  (${describeKnob(knob)})${knob.about === "" ? "" : `  ${knob.about}`}`);
}

function caseLines({ cases }: Spec): readonly string[] {
  const width = largest(cases.map(each => each.name.length));
  return cases.map(each =>
    printable(`  ${each.name.padEnd(width)}  ${each.tier.padEnd(5)}  ${expectation(each)}${each.about === "" ? "" : `  ${each.about}`}`),
  );
}

function expectation({ expect }: Case): string {
  return expect.verdict === "holds" ? "holds" : `violates "${expect.property}"`;
}
