/** The archive on disk: `counterexamples/<spec>/<case>/` with `trace.json` and `README.md`, compared with what a check found or written anew. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expectationOf, machineOf, type Result } from "../check/check.ts";
import { type Archive, archiveFolder, archiveOf, isReadable, writeTrace } from "../counterexample/archive.ts";
import { archiveReadme } from "../render/markdown.ts";
import { type ExitCode, exitCodes } from "./exitCodes.ts";
import { displayPath } from "./load.ts";
import { writeWhole } from "./platform.ts";
import { UnwritableError } from "./unwritable.ts";

/** The folder of the archive, below the project's root. */
const archiveRootName = "counterexamples";
export const traceFileName = "trace.json";
export const readmeFileName = "README.md";

/**
 * What became of a violation's counterexample. `unkept`: an ad hoc instance has no place in the archive. `tooLarge`: nothing was written, for it would not be read back.
 * `unwritten`: it was to be written, and cannot be.
 */
export type ArchiveState = "same" | "differs" | "missing" | "written" | "unkept" | "tooLarge" | "unwritten";

/** A counterexample that was found, and its folder if it has one. */
export interface Kept {
  readonly archive: Archive;
  readonly state: ArchiveState;
  /** Absolute path of the folder; null when unkept. */
  readonly folder: string | null;
  /** Why it is unwritten, in words. */
  readonly why?: string;
}

/** The nearest folder, at or above this one, that has a package.json, or else the working directory: where `counterexamples/` stands. */
export function projectRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (dirname(folder) === folder) return process.cwd();
  }
}

/** The folder of a project's archive. */
export function archiveRoot(project: string): string {
  return join(project, archiveRootName);
}

/** The folder of a case's counterexample, for a spec of that file. */
function folderOfCase(file: string, spec: string, caseName: string): string {
  return join(archiveRoot(projectRoot(dirname(file))), ...archiveFolder(spec, caseName).split("/"));
}

/** The archive of a violated result; null for any other verdict. */
export function foundArchive(result: Result): Archive | null {
  const { finding } = result.outcome;
  return finding.verdict === "violated" ? archiveOf(result.instance, machineOf(result.instance).definition, finding.property, finding.trace) : null;
}

/** Compares a counterexample with the files of a folder, or writes them when `update`. Errors: {@link UnwritableError}. */
export async function keep(archive: Archive, folder: string | null, update: boolean): Promise<Kept> {
  if (folder === null) return { archive, state: "unkept", folder };
  if (!isReadable(archive)) return { archive, state: "tooLarge", folder: null };
  const files = filesOf(archive);
  const found = await Promise.all(files.map(([name]) => readFile(join(folder, name), "utf8").catch(() => null)));
  if (files.every(([, text], i) => found[i] === text)) return { archive, state: "same", folder };
  if (!update) return { archive, state: found.every(each => each === null) ? "missing" : "differs", folder };
  for (const [name, text] of files) await writeWhole(join(folder, name), text);
  return { archive, state: "written", folder };
}

/** As {@link keep}; but that it cannot be written is told with the answer, which is no worse for it. */
export async function keepIfPossible(archive: Archive, folder: string | null, update: boolean): Promise<Kept> {
  try {
    return await keep(archive, folder, update);
  } catch (error) {
    if (!(error instanceof UnwritableError)) throw error;
    return { archive, state: "unwritten", folder, why: error.message };
  }
}

/** Where a counterexample is to be seen, or, in words, why nowhere; both null for one that nobody wanted kept. */
export function whereKept(kept: Kept | null): { readonly path: string | null; readonly problem: string | null } {
  if (kept?.state === "unwritten") return { path: null, problem: kept.why ?? "" };
  return { path: kept === null || kept.folder === null ? null : displayPath(kept.folder), problem: null };
}

/** The counterexample of an instance that has no place in an archive; null when there is none. */
export function unkept(result: Result): Kept | null {
  const archive = foundArchive(result);
  return archive === null ? null : { archive, state: "unkept", folder: null };
}

/** The counterexample of a case, compared with the archive of its project or, when `update`, written there; null when there is none. */
export async function keepOfCase(result: Result, file: string, update: boolean): Promise<Kept | null> {
  const archive = foundArchive(result);
  if (archive === null) return null;
  // What a case says nothing about is not the counterexample that stands under its name.
  const isArchived = archive.case !== null && expectationOf(result.instance) !== null;
  return keepIfPossible(archive, isArchived ? folderOfCase(file, archive.spec, archive.case) : null, isArchived && update);
}

function filesOf(archive: Archive): readonly (readonly [name: string, text: string])[] {
  return [
    [traceFileName, writeTrace(archive)],
    [readmeFileName, archiveReadme(archive)],
  ];
}

/** What becomes of a counterexample as an exit code. */
export function exitCodeOfKept(kept: Kept | null): ExitCode {
  if (kept === null) return exitCodes.asExpected;
  if (kept.state === "unwritten") return exitCodes.usage;
  return isStale(kept) ? exitCodes.differs : exitCodes.asExpected;
}

/** Whether the archive does not show today's counterexample. */
export function isStale({ state }: Kept): boolean {
  return state === "missing" || state === "differs";
}
