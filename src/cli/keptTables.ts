/** Decision tables as `matrix --out` left them, with what their runs come to today. */
import { readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { Archive } from "../counterexample/archive.ts";
import { replay } from "../counterexample/replay.ts";
import { CutcheckError } from "../dsl/errors.ts";
import type { Spec } from "../dsl/spec.ts";
import type { ReportedTable } from "../render/html/tableMarkup.ts";
import { type MatrixDocument, matrixSchema } from "../render/matrixJson.ts";
import { printable } from "../render/printable.ts";
import { replaySentence } from "../render/replay.ts";
import { projectRoot, traceFileName } from "./archiveFiles.ts";
import { budgetOf } from "./arguments.ts";
import { filesBelow } from "./filesBelow.ts";
import type { LoadedSpec } from "./load.ts";
import { matrixFileName } from "./matrixFiles.ts";
import { readTraceFile } from "./traceFiles.ts";

interface KeptTable extends Omit<ReportedTable, "pages"> {
  /** Where its pages are: the folders of its path, but different for all tables. */
  readonly place: readonly string[];
  /** For each cell the name of its folder, and its run; null where there is none, or where it cannot be read any more. */
  readonly names: readonly (string | null)[];
  readonly runs: readonly (Archive | null)[];
}

/** The tables about these specs in their projects, in alphabetical order of their folders. A file that is no table of this version is passed over. */
export async function keptTables(specs: readonly LoadedSpec[]): Promise<readonly KeptTable[]> {
  const byName = new Map(specs.map(({ spec }) => [spec.name, spec]));
  const roots = [...new Set(specs.map(({ file }) => projectRoot(dirname(file))))];
  const found = await Promise.all(
    roots.map(async (root, i) => {
      const tables = (await filesBelow(root, name => name === matrixFileName)).map(async file => {
        const parsed = matrixSchema.safeParse(await readJson(file));
        const spec = parsed.success ? byName.get(parsed.data.spec) : undefined;
        if (!parsed.success || spec === undefined) return [];
        const path = relative(root, dirname(file)).split(sep).join("/");
        const place = [...(i === 0 ? [] : [`~${i}`]), ...path.split("/")].filter(each => each !== "");
        return [{ document: parsed.data, path: path || ".", place, ...(await runsOf(parsed.data, dirname(file), spec)) }];
      });
      return (await Promise.all(tables)).flat();
    }),
  );
  return found.flat();
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}

async function runsOf({ cells }: MatrixDocument, folder: string, spec: Spec): Promise<Pick<KeptTable, "names" | "runs" | "replayed" | "outdated">> {
  const names = cells.map(({ counterexample }) => (counterexample?.path != null && isPlain(counterexample.path) ? counterexample.path : null));
  const runs = await Promise.all(names.map(name => (name === null ? null : readTraceFile(join(folder, name, traceFileName)).catch(() => null))));
  const outdated = runs.flatMap((run, i) => {
    const said = run === null ? null : changeSince(run, spec);
    return said === null ? [] : [`${names[i]}: ${said}`];
  });
  return { names, runs, replayed: runs.filter(run => run !== null).length, outdated };
}

/** One name below a folder: what `matrix --out` writes. Anything else was not written by us. */
function isPlain(path: string): boolean {
  return /^[A-Za-z0-9._=,+~-]+$/.test(path) && !/^\.+$/.test(path);
}

/** Why a run is none of today's spec; null when it still violates its property, or that cannot be said. */
function changeSince(run: Archive, spec: Spec): string | null {
  try {
    const outcome = replay(run, spec, budgetOf({}));
    return outcome.outcome === "violates" || outcome.outcome === "incomplete" ? null : replaySentence(run, outcome);
  } catch (error) {
    if (error instanceof CutcheckError) return `${error.mistake.code} ${printable(error.mistake.message)}`;
    throw error;
  }
}
