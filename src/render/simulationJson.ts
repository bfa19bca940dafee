/** The machine-readable answer of `simulate --json`. */
import * as z from "zod";
import { expectationOf } from "../check/check.ts";
import type { Simulation } from "../simulate/simulate.ts";
import { instanceDocument, instanceShape } from "./instanceJson.ts";
import { simulationSentences, simulationVerdict } from "./simulation.ts";

const whole = z.int().min(0);

/** The document that `simulate --json` prints. No times are in it: the same spec, options and seed give the same bytes. */
export const simulationSchema = z.strictObject({
  format: z.literal("cutcheck.simulation/1"),
  ...instanceShape,
  /** What was asked for; `path` is null unless one walk was. */
  runs: whole,
  steps: whole,
  seed: z.int(),
  path: z.string().nullable(),
  /** There is no verdict "holds": see `docs/simulation.md`. */
  verdict: z.enum(["not-violated", "violated", "incomplete", "error"]),
  /** What the case expects; null without an expectation. */
  expected: z.enum(["holds", "violated"]).nullable(),
  property: z.string().nullable(),
  /** `distinctStates`: states that were met and judged, without a violating one. `outside`: walks that ended beyond the constraint, where the machine has one. */
  counts: z.strictObject({ walks: whole, steps: whole, distinctStates: whole, longest: whole, ended: whole, outside: whole.optional() }),
  /** Why the walks ended early. */
  stopped: z.enum(["states", "depth", "memory", "seconds", "interrupted", "worker"]).nullable(),
  /** Properties that could not be judged, and those that no walk can show violated. */
  unjudged: z.array(z.string()),
  beyond: z.array(z.string()),
  neverEnabled: z.array(z.string()),
  missingWitnesses: z.array(z.string()),
  /** `steps`: of the shown run; `metSteps`, `shrunkSteps`: of the walk; `path`: of the walk; `folder`: where the run was written. */
  counterexample: z
    .strictObject({
      steps: whole,
      metSteps: whole,
      shrunkSteps: whole,
      /** Whether no run that violates the property is shorter. */
      isShortest: z.boolean(),
      path: z.string(),
      folder: z.string().nullable(),
    })
    .nullable(),
  message: z.string(),
});

/** An answer of version 1. */
export type SimulationDocument = z.infer<typeof simulationSchema>;

/** `folder`: where the counterexample was written, or null. */
export function simulationDocument(simulation: Simulation, folder: string | null): SimulationDocument {
  const { instance, options, finding, counts, stopped, unjudged, beyond, neverEnabled, missingWitnesses } = simulation;
  const violation = finding.kind === "violated" ? finding : null;
  const mistake = finding.kind === "mistake" ? ` ${finding.error.mistake.code} ${finding.error.mistake.message}` : "";
  return {
    format: "cutcheck.simulation/1",
    ...instanceDocument(instance),
    ...options,
    verdict: simulationVerdict(simulation),
    expected: expectationOf(instance)?.verdict ?? null,
    property: violation?.property ?? null,
    counts: { ...counts },
    stopped,
    unjudged: [...unjudged],
    beyond: [...beyond],
    neverEnabled: [...neverEnabled],
    missingWitnesses: [...missingWitnesses],
    counterexample:
      violation === null
        ? null
        : {
            steps: violation.trace.steps.length,
            metSteps: violation.metSteps,
            shrunkSteps: violation.shrunkSteps,
            isShortest: violation.minimised.by === "shortest",
            path: violation.path,
            folder,
          },
    message: `${simulationSentences(simulation).join(" ")}${mistake}`,
  };
}
