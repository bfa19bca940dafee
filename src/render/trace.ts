/** A counterexample in the terminal: who did what, and only what changed. */
import type { ChalkInstance } from "chalk";
import type { Archive } from "../counterexample/archive.ts";
import type { Change, Field } from "../counterexample/changes.ts";
import { counterpartLines } from "./counterpart.ts";
import { loopLines, loopMarker, repeatedText } from "./loop.ts";
import { counted, largest } from "./numbers.ts";
import { printable } from "./printable.ts";
import { wordsOf } from "./propertyWords.ts";
import { actionText, actorText, changesOfSteps, fieldTexts, knobsText } from "./steps.ts";
import { hanging } from "./wrap.ts";

/** Columns of the terminal picture, whatever the terminal: a picture that is pasted somewhere stays legible. */
export const traceWidth = 100;
/** Longer paths do not push the values of the others to the right. */
const pathWidthMax = 28;

/** The whole picture, lines ended by newlines. */
export function traceText(archive: Archive, chalk: ChalkInstance): string {
  const { trace, types } = archive;
  const changed = changesOfSteps(types, trace);
  const numberWidth = String(trace.steps.length).length;
  const steps = trace.steps.map((step, i) => [
    stepLine(step, i + 1, numberWidth, chalk),
    ...changeLines(changed[i] as readonly Change[], numberWidth + 4, chalk),
  ]);
  const initially = fieldTexts(types, trace.initial);
  const start = trace.loop?.start ?? trace.steps.length;
  const lines = [
    ...headerLines(archive, chalk),
    "",
    `${"0".padStart(numberWidth)}  ${chalk.bold("initially")}`,
    ...fieldLines(initially, numberWidth + 4, chalk),
    ...steps.slice(0, start).flat(),
    ...(trace.loop === undefined ? [] : [`${" ".repeat(numberWidth)}  ${chalk.magenta(loopMarker(trace, trace.loop))}`, ...steps.slice(start).flat()]),
    "",
    endText(archive, chalk),
  ];
  return `${lines.join("\n")}\n`;
}

/** What was found, under which rules and up to which size. */
export function headerLines(archive: Archive, chalk: ChalkInstance): readonly string[] {
  const labelled = (label: string, text: string, colour = (each: string): string => each): string =>
    `${chalk.dim(label.padEnd(10))}${colour(hangingRest(text, 10))}`;
  return [
    `${chalk.bold(printable(archive.spec))}  ${archive.case === null ? chalk.dim("(ad hoc)") : printable(archive.case)}  ${chalk.dim(printable(archive.title))}`,
    labelled("violates", `${printable(archive.property.name)}  (${wordsOf(archive.property).demand})`, chalk.red),
    labelled("rules", knobsText(archive.semantics)),
    labelled("size", knobsText(archive.scope)),
    labelled("length", lengthText(archive)),
  ];
}

function lengthText({ trace: { steps, loop }, walk }: Archive): string {
  const faults = steps.filter(step => step.fault).length;
  const rest = loop === undefined ? "" : `, ${repeatedText(loop, steps.length)}`;
  return `${counted(steps.length, "step")}, ${counted(faults, "fault")}${rest}${walk === null ? "" : "; a random walk, shrunk: a shorter run may exist"}`;
}

function stepLine(step: Archive["trace"]["steps"][number], number: number, numberWidth: number, chalk: ChalkInstance): string {
  const actor = actorText(step);
  const parts = [String(number).padStart(numberWidth), ...(actor === null ? [] : [chalk.cyan(actor)]), chalk.bold(actionText(step.action, step.parameters))];
  return [...parts, ...(step.fault ? [chalk.yellow("FAULT")] : [])].join("  ");
}

/** `path  before -> after` for each change; what does not fit is continued below the values. */
export function changeLines(changed: readonly Change[], indent: number, chalk: ChalkInstance): readonly string[] {
  if (changed.length === 0) return [`${" ".repeat(indent)}${chalk.dim("nothing changed")}`];
  const width = pathWidth(changed);
  return changed.flatMap(({ path, before, after }) => {
    const start = `${" ".repeat(indent)}${path.padEnd(width)}  `;
    const onOneLine = start.length + before.length + after.length + 4 <= traceWidth;
    if (onOneLine) return [`${start}${chalk.dim(before)} -> ${chalk.green(after)}`];
    return [`${start}${chalk.dim(hangingRest(before, start.length))}`, `${" ".repeat(start.length - 3)}-> ${chalk.green(hangingRest(after, start.length))}`];
  });
}

/** `path  value` for each field of a state. */
export function fieldLines(fields: readonly Field[], indent: number, chalk: ChalkInstance): readonly string[] {
  const width = pathWidth(fields);
  return fields.map(({ path, value }) => {
    const start = `${" ".repeat(indent)}${path.padEnd(width)}  `;
    return `${start}${chalk.dim(hangingRest(value, start.length))}`;
  });
}

/** A value wrapped so that its later lines stand below its first one; without the label of the first. */
function hangingRest(value: string, column: number): string {
  return hanging(" ".repeat(column), value, traceWidth).slice(column);
}

function pathWidth(all: readonly { readonly path: string }[]): number {
  return Math.min(pathWidthMax, largest(all.map(each => each.path.length)));
}

/** What is wrong at the end of the run, as the last lines of a picture. */
export function endText(archive: Archive, chalk: ChalkInstance): string {
  const arrow = "=>";
  const [first, ...rest] = verdictSentences(archive);
  const lines = [hanging("", `${arrow} ${first}`, traceWidth).replace(arrow, each => chalk.red(each)), ...rest.map(line => hanging("   ", line, traceWidth))];
  return lines.join("\n");
}

/** What is wrong; of a run that goes on for ever, also why nothing ends it. Sentences, safe to print. */
export function verdictSentences(archive: Archive): readonly string[] {
  const { trace, property } = archive;
  if (trace.counterpart !== undefined) return counterpartLines(trace.counterpart, trace.steps.length);
  return trace.loop === undefined ? [verdictSentence(archive)] : loopLines(trace, trace.loop, property);
}

/** Of a finite run. */
function verdictSentence({ property, trace }: Archive): string {
  const name = `"${printable(property.name)}"`;
  const where = trace.steps.length === 0 ? "the initial state" : `the state after step ${trace.steps.length}`;
  return wordsOf(property).verdict({ steps: trace.steps.length, where, name });
}
