/** Answers about instances, as they are kept in a file for a later call: a cell of a decision table, an instance of a run that was interrupted. */
import * as z from "zod";
import { type Instance, type Result, resultOf } from "../check/check.ts";
import { isReadable, readTrace, writeTrace } from "../counterexample/archive.ts";
import { hashOf, type Json } from "../counterexample/json.ts";
import { CutcheckError } from "../dsl/errors.ts";
import type { Budget, Finding, StopReason } from "../explore/work/outcome.ts";
import { foundArchive } from "./archiveFiles.ts";

const answerFormat = "cutcheck.answer/1";

const whole = z.int().min(0);
const reasons = ["states", "depth", "memory", "seconds"] as const satisfies readonly StopReason[];

const entrySchema = z.strictObject({
  format: z.literal(answerFormat),
  integrity: z.string(),
  key: z.string(),
  finding: z.discriminatedUnion("verdict", [
    z.strictObject({ verdict: z.literal("holds") }),
    /** `trace` is the text of a `trace.json`. */
    z.strictObject({ verdict: z.literal("violated"), property: z.string(), trace: z.string() }),
    /** `limit` is the limit that was reached. */
    z.strictObject({
      verdict: z.literal("incomplete"),
      reason: z.enum(reasons),
      limit: z.number(),
      violated: z.string().nullable(),
      undecided: z.string().nullable(),
    }),
  ]),
  counts: z.strictObject({ distinctStates: whole, distinctEdges: whole.nullable(), transitions: whole, terminalStates: whole, levels: z.array(whole) }),
  neverEnabled: z.array(z.string()),
  missingWitnesses: z.array(z.string()),
  outside: whole.optional(),
  symmetry: z.enum(["reduced", "full"]).nullable(),
  symmetryOff: z.enum(["switch", "liveness", "refinement"]).nullable(),
  needingAll: z.array(z.string()),
  memoryBytes: z.number(),
  seconds: z.number(),
});
type Entry = z.infer<typeof entrySchema>;

/** An answer that was kept. */
export interface Answer {
  readonly result: Result;
  /** A verdict is exact whatever the limits were. Incomplete is an answer only to who does not allow more of what ran out. */
  readonly isEnough: (budget: Budget) => boolean;
}

/** The text of an answer that depends on nothing but what `key` is the hash of; null when there is none: a mistake in the spec, or an interruption. */
export function answerText(result: Result, key: string, budget: Budget): string | null {
  const finding = keptFinding(result, budget);
  if (finding === null) return null;
  const { counts, neverEnabled, missingWitnesses, outside, symmetry = null, symmetryOff = null, needingAll = [], memoryBytes } = result.outcome;
  const beyond = outside === undefined ? {} : { outside };
  const entry = { key, finding, counts, neverEnabled, missingWitnesses, ...beyond, symmetry, symmetryOff, needingAll, memoryBytes, seconds: result.seconds };
  const content = { format: answerFormat, ...entry } as unknown as { readonly [name: string]: Json };
  return `${JSON.stringify({ integrity: hashOf(content), ...content })}\n`;
}

/** The inverse of `answerText`; null for what is not the text of an answer with this key. `file` is where it was read. */
export function answerFrom(text: string, key: string, instance: Instance, file: string): Answer | null {
  try {
    const entry = entryFrom(text, key);
    return { result: resultFrom(entry, instance, file), isEnough: budget => isEnough(entry, budget) };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError || error instanceof CutcheckError)) throw error;
    return null;
  }
}

/** What is kept of a finding; null when it is no answer: a mistake in the spec, an interruption, or a worker that is gone. */
function keptFinding(result: Result, budget: Budget): Entry["finding"] | null {
  const { finding } = result.outcome;
  const archive = foundArchive(result);
  if (archive !== null && !isReadable(archive)) return null;
  if (archive !== null) return { verdict: "violated", property: archive.property.name, trace: writeTrace(archive) };
  if (finding.verdict === "holds") return { verdict: "holds" };
  if (finding.verdict !== "incomplete" || finding.reason === "interrupted" || finding.reason === "worker") return null;
  const { reason, violated = null, undecided = null } = finding;
  return { verdict: "incomplete", reason, limit: limitOf(budget, reason), violated, undecided };
}

function limitOf(budget: Budget, reason: (typeof reasons)[number]): number {
  return { states: budget.statesMax, depth: budget.depthMax, memory: budget.memoryBytesMax, seconds: budget.secondsMax }[reason];
}

function entryFrom(text: string, key: string): Entry {
  const entry = entrySchema.parse(JSON.parse(text));
  const { integrity, ...content } = entry;
  if (entry.key !== key || hashOf(content) !== integrity) throw new SyntaxError("not what was written");
  return entry;
}

function isEnough({ finding }: Entry, budget: Budget): boolean {
  return finding.verdict !== "incomplete" || limitOf(budget, finding.reason) <= finding.limit;
}

function resultFrom(entry: Entry, instance: Instance, file: string): Result {
  const { counts, neverEnabled, missingWitnesses, outside, symmetry, symmetryOff, needingAll, memoryBytes, seconds } = entry;
  const beyond = outside === undefined ? {} : { outside };
  const outcome = { finding: findingFrom(entry.finding, file), counts, neverEnabled, missingWitnesses, ...beyond, memoryBytes };
  const off = symmetryOff === null ? {} : { symmetryOff };
  return resultOf(instance, symmetry === null ? outcome : { ...outcome, symmetry, needingAll, ...off }, seconds);
}

function findingFrom(finding: Entry["finding"], file: string): Finding {
  switch (finding.verdict) {
    case "holds":
      return finding;
    case "violated":
      return { verdict: "violated", property: finding.property, trace: readTrace(finding.trace, file).trace };
    case "incomplete":
      return incompleteFrom(finding);
  }
}

function incompleteFrom({ reason, violated, undecided }: Extract<Entry["finding"], { verdict: "incomplete" }>): Finding {
  return { verdict: "incomplete", reason, ...(violated === null ? {} : { violated }), ...(undecided === null ? {} : { undecided }) };
}
