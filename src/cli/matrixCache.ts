/**
 * Answers of decision tables that were found before: `.cutcheck/matrix/<spec>/<key>.json`, one file for each cell. An answer is kept under the
 * hash of all that it depends on, so that an entry is never out of date: another spec is another key. What cannot be read is no answer.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readTrace, writeTrace } from "../counterexample/archive.ts";
import { hashOf, type Json } from "../counterexample/json.ts";
import { CutcheckError } from "../dsl/errors.ts";
import { type Instance, type Result, resultOf } from "../explore/check.ts";
import type { CellMemory } from "../explore/matrix.ts";
import type { Budget, Finding, StopReason } from "../explore/outcome.ts";
import { foundArchive } from "./archiveFiles.ts";
import { displayPath } from "./load.ts";
import { writeWhole } from "./platform.ts";

const cellFormat = "cutcheck.matrix-cell/1";

/** What the answers of a table depend on, besides the knobs of each cell. */
export interface CacheOptions {
  /** The folder of all answers. */
  readonly folder: string;
  /** The version of cutcheck. */
  readonly version: string;
  /** The hash of the spec's source: see `LoadedSpec`. */
  readonly source: string;
  /** What the present call may spend on a cell. */
  readonly budget: Budget;
  /** Nothing is recalled. */
  readonly isFresh: boolean;
  /** Says why an entry is not used. */
  readonly note: (text: string) => void;
}

/** The folder of all answers, in a project. */
export function cacheFolder(project: string): string {
  return join(project, ".cutcheck", "matrix");
}

/** The answers in a folder. */
export function matrixCache(options: CacheOptions): CellMemory {
  return { recall: instance => recall(instance, options), keep: result => keep(result, options) };
}

const whole = z.int().min(0);
const reasons = ["states", "depth", "memory", "seconds"] as const satisfies readonly StopReason[];

const entrySchema = z.strictObject({
  format: z.literal(cellFormat),
  integrity: z.string(),
  key: z.string(),
  finding: z.discriminatedUnion("verdict", [
    z.strictObject({ verdict: z.literal("holds") }),
    /** `trace` is the text of a `trace.json`. */
    z.strictObject({ verdict: z.literal("violated"), property: z.string(), trace: z.string() }),
    /** `limit` is the limit that was reached. */
    z.strictObject({ verdict: z.literal("incomplete"), reason: z.enum(reasons), limit: z.number(), violated: z.string().nullable() }),
  ]),
  counts: z.strictObject({ distinctStates: whole, distinctEdges: z.null(), transitions: whole, terminalStates: whole, levels: z.array(whole) }),
  neverEnabled: z.array(z.string()),
  missingWitnesses: z.array(z.string()),
  memoryBytes: z.number(),
  seconds: z.number(),
});
type Entry = z.infer<typeof entrySchema>;

async function keep(result: Result, options: CacheOptions): Promise<void> {
  const finding = keptFinding(result, options.budget);
  if (finding === null) return;
  const { counts, neverEnabled, missingWitnesses, memoryBytes } = result.outcome;
  const key = keyOf(result.instance, options);
  const entry = { key, finding, counts: { ...counts, distinctEdges: null }, neverEnabled, missingWitnesses, memoryBytes, seconds: result.seconds };
  const content = { format: cellFormat, ...entry } as unknown as { readonly [name: string]: Json };
  try {
    await writeWhole(join(options.folder, ".gitignore"), "*\n");
    await writeWhole(fileOf(result.instance, key, options), `${JSON.stringify({ integrity: hashOf(content), ...content })}\n`);
  } catch (error) {
    // A full disk or a folder that cannot be written is no reason to lose the table.
    if (!(error instanceof Error && "syscall" in error)) throw error;
    options.note(`note: an answer cannot be kept for the next call: ${error.message}`);
  }
}

/** What is kept of a finding; null when it is no answer: a mistake in the spec, or an interruption. */
function keptFinding(result: Result, budget: Budget): Entry["finding"] | null {
  const { finding } = result.outcome;
  const archive = foundArchive(result);
  if (archive !== null) return { verdict: "violated", property: archive.property.name, trace: writeTrace(archive) };
  if (finding.verdict === "holds") return { verdict: "holds" };
  if (finding.verdict !== "incomplete" || finding.reason === "interrupted") return null;
  return { verdict: "incomplete", reason: finding.reason, limit: limitOf(budget, finding.reason), violated: finding.violated ?? null };
}

function limitOf(budget: Budget, reason: (typeof reasons)[number]): number {
  return { states: budget.statesMax, depth: budget.depthMax, memory: budget.memoryBytesMax, seconds: budget.secondsMax }[reason];
}

async function recall(instance: Instance, options: CacheOptions): Promise<Result | null> {
  if (options.isFresh) return null;
  const key = keyOf(instance, options);
  const file = fileOf(instance, key, options);
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return null;
  try {
    const entry = entryFrom(text, key);
    return isEnough(entry, options.budget) ? resultFrom(entry, instance, file) : null;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError || error instanceof CutcheckError)) throw error;
    options.note(`note: ${displayPath(file)} is damaged and not used; its cell is explored again.`);
    return null;
  }
}

function entryFrom(text: string, key: string): Entry {
  const entry = entrySchema.parse(JSON.parse(text));
  const { integrity, ...content } = entry;
  if (entry.key !== key || hashOf(content) !== integrity) throw new SyntaxError("not what was written");
  return entry;
}

/** A verdict is exact whatever the limits were. Incomplete is an answer only to who does not allow more of what ran out. */
function isEnough({ finding }: Entry, budget: Budget): boolean {
  return finding.verdict !== "incomplete" || limitOf(budget, finding.reason) <= finding.limit;
}

function resultFrom(entry: Entry, instance: Instance, file: string): Result {
  const { counts, neverEnabled, missingWitnesses, memoryBytes, seconds } = entry;
  return resultOf(instance, { finding: findingFrom(entry.finding, file), counts, neverEnabled, missingWitnesses, memoryBytes }, seconds);
}

function findingFrom(finding: Entry["finding"], file: string): Finding {
  switch (finding.verdict) {
    case "holds":
      return finding;
    case "violated":
      return { verdict: "violated", property: finding.property, trace: readTrace(finding.trace, file).trace };
    case "incomplete":
      return { verdict: "incomplete", reason: finding.reason, ...(finding.violated === null ? {} : { violated: finding.violated }) };
  }
}

function keyOf({ spec, scope, semantics, properties }: Instance, { version, source }: CacheOptions): string {
  return hashOf({ format: cellFormat, version, source, spec: spec.name, scope, semantics, properties: properties === null ? null : [...properties].sort() });
}

function fileOf({ spec }: Instance, key: string, { folder }: CacheOptions): string {
  return join(folder, spec.name, `${key.slice("sha256:".length)}.json`);
}
