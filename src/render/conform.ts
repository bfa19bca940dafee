/** A run on which an implementation differs from its machine, for a test runner. */
import { match } from "ts-pattern";
import type { DifferentValue } from "../conform/attempt.ts";
import type { Nonconformity } from "../conform/conform.ts";
import type { ActionCall, CoverKind } from "../cover/contract.ts";
import { counted } from "./numbers.ts";
import { printable } from "./printable.ts";

/** The whole text: what, in which run, where in it, both sides, and how to see it again. */
export function nonconformityText(found: Nonconformity, cover: CoverKind): string {
  const { instance, difference } = found;
  const name = [instance.spec.name, instance.case?.name ?? ""].filter(each => each !== "").map(printable);
  const steps = difference.steps.instances.map(each => found.calls[each]);
  return [
    `The implementation differs from ${name.join(" ")}.`,
    "",
    `${originText(found, cover)}${steps.length === 0 ? " It differs at the start." : ""}`,
    ...stepLines(steps),
    "",
    ...differenceLines(found, steps.length),
    "",
    ...replayLines(found, steps),
  ].join("\n");
}

function originText({ origin, difference }: Nonconformity, cover: CoverKind): string {
  const steps = difference.steps.instances.length;
  return match(origin)
    .with({ kind: "asked" }, () => "The run that was asked for:")
    .with({ kind: "cover" }, ({ run, of, metSteps }) => `Run ${run} of the ${of} that cover all ${cover}${shrunkText(metSteps, steps)}:`)
    .with({ kind: "random" }, ({ run, of, metSteps, seed }) => `Random run ${run} of ${of}, seed ${seed}${shrunkText(metSteps, steps)}:`)
    .exhaustive();
}

function shrunkText(met: number, steps: number): string {
  return met === steps ? "" : `, shrunk from ${counted(met, "step")} to ${steps}`;
}

function stepLines(steps: readonly ActionCall[]): readonly string[] {
  const width = String(steps.length).length;
  return steps.map((step, i) => `  ${String(i + 1).padStart(width)}  ${callText(step)}`);
}

function callText({ action, with: parameters }: ActionCall): string {
  const values = Object.entries(parameters).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return printable(values.length === 0 ? action : `${action}(${values.join(", ")})`);
}

function differenceLines({ difference }: Nonconformity, step: number): readonly string[] {
  const after = step === 0 ? "At the start" : `After step ${step}`;
  return match(difference)
    .with({ kind: "values" }, ({ values }) => [`${after}:`, ...valueLines(values)])
    .with({ kind: "thrown" }, ({ by, error }) => [`${after}, ${by} of the driver threw:`, `  ${printable(thrownText(error))}`])
    .with({ kind: "accepted" }, ({ call, values }) => [
      `${after} the model does not allow ${callText(call)}, and the implementation does not refuse it${values.length === 0 ? "." : ":"}`,
      ...valueLines(values),
    ])
    .exhaustive();
}

function valueLines(values: readonly DifferentValue[]): readonly string[] {
  return values.flatMap(({ name, model, implementation }) => [
    `  ${printable(name)}`,
    `    model           ${dataText(model)}`,
    `    implementation  ${dataText(implementation)}`,
  ]);
}

function dataText(value: DifferentValue["model"]): string {
  return value === undefined ? "(not observed)" : printable(JSON.stringify(value));
}

function thrownText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function replayLines({ instance, origin }: Nonconformity, steps: readonly ActionCall[]): readonly string[] {
  if (origin.kind === "asked") return [];
  const chosen = instance.case === null ? "" : `case: ${JSON.stringify(instance.case.name)}, `;
  const calls = steps.map(({ action, with: parameters }) => `  ${JSON.stringify({ action, with: parameters })},`);
  return ["This run alone:", `conforms(spec, driver, { ${chosen}run: [`, ...calls, "] })"];
}
