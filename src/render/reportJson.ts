/** The machine-readable report: what `check --json` prints. */
import * as z from "zod";
import { expectationOf, type Result } from "../check/check.ts";
import { instanceDocument, instanceShape } from "./instanceJson.ts";
import { loopLength } from "./loop.ts";
import type { ReportedResult } from "./reported.ts";
import { sentenceOf } from "./sentences.ts";
import { differenceLines } from "./twice.ts";

const whole = z.int().min(0);

/**
 * Of a machine with interchangeable members: `reduced` when states that differ by their names are counted once, `full` when not.
 * Null for any other.
 */
export const symmetrySchema = z.enum(["reduced", "full"]).nullable();

/** One checked instance. */
export const reportedResultSchema = z.strictObject({
  ...instanceShape,
  verdict: z.enum(["holds", "violated", "incomplete", "vacuous", "error"]),
  /** What the case expects; null without a case, and where the case says nothing about these properties. */
  expected: z.enum(["holds", "violated"]).nullable(),
  expectedProperty: z.string().nullable(),
  /** Verdict, property, length and counts are the expected ones; without an expectation: the verdict is `holds`. */
  asExpected: z.boolean(),
  /** The violated property. */
  property: z.string().nullable(),
  counts: z.strictObject({
    distinctStates: whole,
    /** Distinct pairs of states with a step between them, self-loops included; null unless asked for with `--counts full`. */
    distinctEdges: whole.nullable(),
    /** Enabled action instances, summed over the expanded states. */
    transitions: whole,
    terminalStates: whole,
    /** States first reached at each level, the initial ones first. */
    levels: z.array(whole),
  }),
  /** Of a machine with a constraint (`within`): how many of the states are beyond it, and were not expanded. Left out where there is none. */
  outside: whole.optional(),
  symmetry: symmetrySchema,
  /** Why `symmetry` is `full`: asked for with `--no-symmetry`, or a liveness property or a `refines` was checked, which are decided on all states. Else null. */
  symmetryOff: z.enum(["switch", "liveness", "refinement"]).nullable(),
  /** Counts that the case expects and that were not compared, because they are of another kind than those that were found. */
  notCompared: z.array(z.string()),
  /** Actions that were never enabled and should have been. */
  neverEnabled: z.array(z.string()),
  /** Witnesses that were never reached and should have been. */
  missingWitnesses: z.array(z.string()),
  /** The run that violates the property; `loop`: the number of steps at its end that are repeated for ever (0: it stops), null for a finite run; `path` is null when it was not archived. */
  counterexample: z.strictObject({ steps: whole, loop: whole.nullable(), path: z.string().nullable() }).nullable(),
  /** Every visited state was stored and compared whole. */
  exact: z.literal(true),
  /**
   * What `--twice` found: `same` or `different`; or why the second engine has no answer: `larger` than it was allowed, `incomplete` the first time, a
   * `mistake` that it does not look for, `stopped` by a limit or by you. Null without `--twice`.
   */
  twice: z.enum(["same", "different", "larger", "incomplete", "mistake", "stopped"]).nullable(),
  workers: z.int().min(1),
  seconds: z.number().min(0),
  /** Peak bytes of the checker's own stores. */
  memoryBytes: whole,
  /** The verdict in one sentence, then what differs from the expectation. */
  message: z.string(),
});

/** The document that `check --json` prints. */
export const reportSchema = z.strictObject({
  format: z.literal("cutcheck.report/1"),
  results: z.array(reportedResultSchema),
});

/** A report of version 1. */
export type Report = z.infer<typeof reportSchema>;

/** The document of a check's results, in their order. */
export function reportDocument(reported: readonly ReportedResult[], workers: number): Report {
  return { format: "cutcheck.report/1", results: reported.map(each => resultDocument(each, workers)) };
}

function resultDocument({ result, counterexample, twice }: ReportedResult, workers: number): Report["results"][number] {
  const { instance, outcome } = result;
  const expectation = expectationOf(instance);
  const violation = outcome.finding.verdict === "violated" ? outcome.finding : null;
  return {
    ...instanceDocument(instance),
    verdict: result.verdict,
    expected: expectation?.verdict ?? null,
    expectedProperty: expectation?.verdict === "violated" ? expectation.property : null,
    asExpected: result.asExpected,
    property: violation?.property ?? null,
    counts: { ...outcome.counts, levels: [...outcome.counts.levels] },
    ...(outcome.outside === undefined ? {} : { outside: outcome.outside }),
    symmetry: outcome.symmetry ?? null,
    symmetryOff: outcome.symmetryOff ?? null,
    notCompared: [...result.notCompared],
    neverEnabled: [...result.neverEnabled],
    missingWitnesses: [...result.missingWitnesses],
    counterexample: violation === null ? null : { steps: violation.trace.steps.length, loop: loopLength(violation.trace), path: counterexample },
    exact: true,
    twice: twice?.said ?? null,
    workers,
    seconds: result.seconds,
    memoryBytes: outcome.memoryBytes,
    message: [messageOf(result), ...differenceLines(twice).map(each => `${each.replace(/\.$/, "")}.`)].join(" "),
  };
}

function messageOf(result: Result): string {
  return [sentenceOf(result), ...result.differences.map(each => `Differs: ${each}.`)].join(" ");
}
