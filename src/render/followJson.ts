/** The machine-readable answer of `follow --json`. */
import * as z from "zod";
import type { FollowOutcome, JobOutcome, Refusal } from "../follow/outcome.ts";
import { verdictSentence } from "./follow.ts";

const whole = z.int().min(0);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const settings = z.record(z.string(), scalar);
const verdict = z.enum(["followed", "refused", "left", "incomplete", "vacuous"]);
const step = z.strictObject({ action: z.string(), parameters: settings });

const explanation = z.discriminatedUnion("kind", [
  /** `linesBehind`: how many lines are possible behind the refused one then; `areAll`: all that were tried. */
  z.strictObject({ kind: z.literal("exchanged"), lines: z.array(whole).length(2), linesBehind: whole, areAll: z.boolean() }),
  z.strictObject({ kind: z.literal("extra"), line: whole, linesBehind: whole, areAll: z.boolean() }),
  z.strictObject({ kind: z.literal("missing"), before: whole, ...step.shape, linesBehind: whole, areAll: z.boolean() }),
]);

const refusal = z.strictObject({
  /** 1-based number and text of the line, the kind that the mapping gives it. */
  line: whole,
  text: z.string(),
  kind: z.string(),
  /** What was tried, what was not true, and in how many of the possible states. */
  reasons: z.array(z.strictObject({ attempt: z.string(), missing: z.string(), states: whole })),
  overdue: z.array(z.string()),
  /** The number of possible states before the line, one of them, the fields in which they differ. */
  states: whole,
  state: z.record(z.string(), z.unknown()),
  differing: z.array(z.string()),
  instead: z.array(step),
  /** The last steps before the line, with the lines that told of them (null: none did), and how many steps there were before. */
  run: z.array(z.strictObject({ ...step.shape, line: whole.nullable() })),
  stepsBefore: whole,
  explanation: explanation.nullable(),
  /** Relaxations that are not allowed and make the line possible, with the line that is refused then (null: none is). */
  relaxations: z.array(z.strictObject({ names: z.array(z.string()), refusedAt: whole.nullable() })),
});

/** The document that `follow --json` prints. */
export const followSchema = z.strictObject({
  format: z.literal("cutcheck.follow/1"),
  spec: z.string(),
  log: z.string(),
  /** Lines of the file, and what is odd about them. */
  lines: whole,
  oddities: z.strictObject({ cut: whole, damaged: whole, headless: whole, isEndMissing: z.boolean() }),
  /** Forms of lines that the mapping does not know, with their counts and the first line of each. */
  unknown: z.array(z.strictObject({ form: z.string(), count: whole, first: whole })),
  /** Relaxations that were allowed. */
  allowed: z.array(z.string()),
  jobs: z.array(
    z.strictObject({
      /** Empty where no line names a job. */
      job: z.string(),
      settings,
      verdict,
      /** Lines of known kinds, and those that told of steps and were possible. */
      known: whole,
      told: whole,
      statesPeak: whole,
      statesMean: z.number(),
      /** The line at which it stopped; null: it came to the end of the log. */
      stoppedAt: z.strictObject({ line: whole, why: z.string() }).nullable(),
      refusal: refusal.nullable(),
      /** Of the allowed relaxations, those without which it stops earlier. */
      needed: z.array(z.string()),
      fits: z
        .strictObject({
          knobs: z.array(z.string()),
          tried: z.array(z.strictObject({ values: settings, verdict, refusedAt: whole.nullable() })),
        })
        .nullable(),
      message: z.string(),
    }),
  ),
});

/** An answer of version 1. */
export type FollowDocument = z.infer<typeof followSchema>;

export function followDocument({ jobs, oddities, shown: _, ...outcome }: FollowOutcome): FollowDocument {
  return {
    format: "cutcheck.follow/1",
    ...outcome,
    oddities: { ...oddities },
    unknown: outcome.unknown.map(each => ({ ...each })),
    allowed: [...outcome.allowed],
    jobs: jobs.map(jobDocument),
  };
}

function jobDocument({ refusal, fits, ...job }: JobOutcome): FollowDocument["jobs"][number] {
  return {
    ...job,
    settings: { ...job.settings },
    needed: [...job.needed],
    refusal: refusal === null ? null : refusalDocument(refusal),
    fits: fits === null ? null : { knobs: [...fits.knobs], tried: fits.tried.map(each => ({ ...each, values: { ...each.values } })) },
    message: verdictSentence({ refusal, fits, ...job }),
  };
}

function refusalDocument(found: Refusal): z.infer<typeof refusal> {
  const { line, kind, reasons, overdue, states, state, differing, instead, run, runLines, stepsBefore, relaxations } = found;
  return {
    line: line.number,
    text: line.text,
    kind,
    reasons: reasons.map(({ attempt, missing, states: of }) => ({ attempt, missing, states: of })),
    overdue: [...overdue],
    states,
    state: { ...state },
    differing: [...differing],
    instead: instead.map(({ action, parameters }) => ({ action, parameters: { ...parameters } })),
    run: run.steps.map(({ action, parameters }, i) => ({ action, parameters: { ...parameters }, line: runLines[i] ?? null })),
    stepsBefore,
    explanation: found.explanation === null ? null : explanation.parse(found.explanation),
    relaxations: relaxations.map(({ names, refusedAt }) => ({ names: [...names], refusedAt })),
  };
}
