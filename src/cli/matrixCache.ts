/**
 * Answers of decision tables that were found before: `.cutcheck/matrix/<spec>/<key>.json`, one file for each cell. An answer is kept under the
 * hash of all that it depends on, so that an entry is never out of date: another spec is another key. What cannot be read is no answer.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Instance, Result } from "../check/check.ts";
import type { CellMemory } from "../check/matrix.ts";
import { hashOf } from "../counterexample/json.ts";
import type { Budget } from "../explore/work/outcome.ts";
import { answerFrom, answerText } from "./answers.ts";
import { displayPath } from "./load.ts";
import { isSystemError, writeWhole } from "./platform.ts";

const cellFormat = "cutcheck.matrix-cell/1";

/** What the answers of a table depend on, besides the knobs of each cell. */
export interface CacheOptions {
  /** The folder of all answers. */
  readonly folder: string;
  /** The version of cutcheck. */
  readonly version: string;
  /** The hash of the spec's source: see `LoadedSpec`. */
  readonly source: string;
  /** Whether cells are explored up to symmetry: their counts are others then. */
  readonly symmetry: boolean;
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

async function keep(result: Result, options: CacheOptions): Promise<void> {
  const key = keyOf(result.instance, options);
  const text = answerText(result, key, options.budget);
  if (text === null) return;
  try {
    await writeWhole(join(options.folder, ".gitignore"), "*\n");
    await writeWhole(fileOf(result.instance, key, options), text);
  } catch (error) {
    // A full disk or a folder that cannot be written is no reason to lose the table.
    if (!isSystemError(error)) throw error;
    options.note(`note: an answer cannot be kept for the next call: ${error.message}`);
  }
}

async function recall(instance: Instance, options: CacheOptions): Promise<Result | null> {
  if (options.isFresh) return null;
  const key = keyOf(instance, options);
  const file = fileOf(instance, key, options);
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return null;
  const answer = answerFrom(text, key, instance, file);
  if (answer === null) options.note(`note: ${displayPath(file)} is damaged and not used; its cell is explored again.`);
  return answer?.isEnough(options.budget) === true ? answer.result : null;
}

function keyOf({ spec, scope, semantics, properties }: Instance, { version, source, symmetry }: CacheOptions): string {
  const asked = { scope, semantics, properties: properties === null ? null : [...properties].sort() };
  return hashOf({ format: cellFormat, version, source, symmetry, spec: spec.name, ...asked });
}

function fileOf({ spec }: Instance, key: string, { folder }: CacheOptions): string {
  return join(folder, spec.name, `${key.slice("sha256:".length)}.json`);
}
