/** Which archived counterexamples a command line means, and reading them. */
import { readFile, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { type Archive, readTrace } from "../counterexample/archive.ts";
import { traceCharactersMax } from "../counterexample/limits.ts";
import { fail, show } from "../dsl/errors.ts";
import { nearNames, suggestion } from "../dsl/suggest.ts";
import { archiveRoot, projectRoot, traceFileName } from "./archiveFiles.ts";
import { filesBelow } from "./filesBelow.ts";
import { displayPath } from "./load.ts";

/** No character of JSON text takes more bytes than this in UTF-8. */
const bytesPerCharacterMax = 4;

/**
 * The `trace.json` files that a word means: a file, a folder (all below it), `spec` or `spec/case` in the archive of the project that the
 * working directory is in. Errors: CUT303, with the known ones, when there is none.
 */
export async function traceFilesOf(word: string): Promise<readonly string[]> {
  const root = ownArchive();
  for (const path of [resolve(word), join(root, word)]) {
    const found = await stat(path).catch(() => null);
    const files = found === null ? [] : found.isDirectory() ? await traceFilesBelow(path) : [path];
    if (files.length > 0) return files;
  }
  const known = (await traceFilesBelow(root)).map(file => relative(root, dirname(file)).split(sep).join("/"));
  return fail("CUT303", `There is no counterexample ${show(word)}.`, {
    allowed: nearNames(word, known) || `none: there is nothing in ${displayPath(root)}`,
    fix: known.length > 0 ? suggestion(word, known) : 'Write some: "cutcheck check --update"',
  });
}

/** The one counterexample that a word means. Errors: as {@link traceFilesOf} and {@link readTraceFile}; CUT303 for several. */
export async function onlyTrace(word: string): Promise<Archive> {
  const [first, ...others] = await traceFilesOf(word);
  if (first !== undefined && others.length === 0) return readTraceFile(first);
  return fail("CUT303", `${show(word)} means ${others.length + 1} counterexamples.`, {
    allowed: [first ?? "", ...others].map(file => displayPath(file)).join(", "),
    fix: "Name one of them.",
  });
}

/** The archive of the project that the working directory is in. */
export function ownArchive(): string {
  return archiveRoot(projectRoot(process.cwd()));
}

/** The files named `trace.json` at or below a folder, in alphabetical order; none when there is no such folder. */
export function traceFilesBelow(folder: string): Promise<readonly string[]> {
  return filesBelow(folder, name => name === traceFileName);
}

/** Reads one counterexample. Errors: CUT401, CUT402, CUT403. */
export async function readTraceFile(file: string): Promise<Archive> {
  const { size } = await stat(file);
  if (size > traceCharactersMax * bytesPerCharacterMax) {
    fail("CUT402", "The file is too large to be a counterexample.", {
      place: { file: displayPath(file) },
      given: `${size} bytes`,
      allowed: `${traceCharactersMax} characters`,
    });
  }
  return readTrace(await readFile(file, "utf8"), displayPath(file));
}
