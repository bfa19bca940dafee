/** A coded mistake as text: what, where, the values, what to do, and the run that leads there. */
import type { ChalkInstance } from "chalk";
import { match } from "ts-pattern";
import { hasFields, type ShownTypes, untypedFields } from "../counterexample/values.ts";
import type { CutcheckError, Place } from "../dsl/errors.ts";
import type { TypeNode } from "../dsl/types.ts";
import type { Trace } from "../explore/work/outcome.ts";
import { counted } from "./numbers.ts";
import { printable } from "./printable.ts";
import { actionText, changesOfSteps, fieldTexts } from "./steps.ts";
import { changeLines, fieldLines, traceWidth } from "./trace.ts";
import { hanging } from "./wrap.ts";

/** Of a longer run, only the end is shown. */
const stepsShownMax = 20;

/**
 * The whole text, ended by a newline. `types`: the fields of the machine's state, which tell a set from a list in the run that is shown;
 * null when no machine is at hand.
 */
export function errorText(error: CutcheckError, chalk: ChalkInstance, types: Readonly<Record<string, TypeNode>> | null = null): string {
  const { code, message, place, given, allowed, fix } = error.mistake;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["in", ownerText(place)],
    ["at", placeText(place)],
    ["field", place.path],
    ["file", place.file === undefined ? undefined : `${place.file}${place.line === undefined ? "" : `:${place.line}`}`],
    ["given", given],
    ["allowed", allowed],
    ["do", fix],
  ];
  const known = rows.filter((row): row is readonly [string, string] => row[1] !== undefined && row[1] !== "");
  const lines = [
    chalk.red.bold(code) + hanging(" ".repeat(code.length + 1), printable(message), traceWidth).slice(code.length),
    ...known.map(([label, text]) => `  ${chalk.dim(label.padEnd(8))}${hanging(" ".repeat(10), printable(text), traceWidth).slice(10)}`),
    ...(isTrace(error.trace) ? ["", ...traceLines(error.trace, chalk, types)] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function ownerText({ spec, case: caseName, machine }: Place): string {
  const parts = [
    spec === undefined ? "" : `spec ${spec}`,
    caseName === undefined ? "" : `case ${caseName}`,
    machine === undefined || machine === spec ? "" : `machine ${machine}`,
  ];
  return parts.filter(part => part !== "").join(", ");
}

/** Which function of the spec. */
function placeText({ role, name = "", parameters = {} }: Place): string {
  return match(role)
    .with(undefined, () => name)
    .with("init", () => (Object.keys(parameters).length === 0 ? "init" : actionText("init", parameters)))
    .with("guard", "effect", "actor", each => `the ${each} of ${actionText(name, parameters)}`)
    .with("invariant", "witness", each => `the ${each} "${name}"`)
    .with("step", () => `the step property "${name}"`)
    .with("eventually", "leadsTo", "infinitelyOften", "eventuallyAlways", "alwaysPossible", each => `the ${each} property "${name}"`)
    .with("reachableIn", "refines", () => `the map of "${name}"`)
    .with("terminal", () => "the terminal states")
    .with("within", () => "the constraint (within)")
    .with("underway", () => "the messages underway")
    .with("marks", () => "the marks")
    .with("logs", () => (name === "" ? "the mapping of logs" : `the mapping of logs: "${name}"`))
    .with("observed", () => `the observed value "${name}"`)
    .exhaustive();
}

function isTrace(value: unknown): value is Trace {
  return typeof value === "object" && value !== null && "initial" in value && "steps" in value;
}

/** The given types, where the run is one of that machine: a property may have explored another one. */
function typesOf({ initial, steps }: Trace, types: Readonly<Record<string, TypeNode>> | null): ShownTypes {
  const states = [initial, ...steps.map(step => step.state)];
  return types !== null && states.every(state => hasFields(types, state)) ? types : untypedFields(initial);
}

function traceLines(trace: Trace, chalk: ChalkInstance, types: Readonly<Record<string, TypeNode>> | null): readonly string[] {
  const known = typesOf(trace, types);
  const changed = changesOfSteps(known, trace);
  const skipped = Math.max(0, trace.steps.length - stepsShownMax);
  const numberWidth = String(trace.steps.length).length;
  const steps = trace.steps
    .slice(skipped)
    .flatMap((step, i) => [
      `  ${String(skipped + i + 1).padStart(numberWidth)}  ${chalk.bold(actionText(step.action, step.parameters))}`,
      ...changeLines(changed[skipped + i] ?? [], numberWidth + 6, chalk),
    ]);
  const last = trace.steps.at(-1)?.state ?? trace.initial;
  return [
    trace.steps.length === 0
      ? "  It happens in an initial state:"
      : `  The run that leads there has ${counted(trace.steps.length, "step")}${skipped === 0 ? "" : `; its last ${stepsShownMax}`}:`,
    ...steps,
    ...(trace.steps.length === 0 ? [] : ["  and ends in this state:"]),
    ...fieldLines(fieldTexts(known, last), numberWidth + 6, chalk),
  ];
}
