/** A decision table on disk: `matrix.md`, `matrix.json`, and beside them a folder for the counterexample of each violated cell. */
import { readFile, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { layOut } from "../counterexample/json.ts";
import { cellFolders, type FilledMatrix } from "../render/matrix.ts";
import { matrixDocument, matrixSchema } from "../render/matrixJson.ts";
import { matrixMarkdown } from "../render/matrixMarkdown.ts";
import { foundArchive, keep, readmeFileName, traceFileName } from "./archiveFiles.ts";
import { writeWhole } from "./platform.ts";

export const matrixFileName = "matrix.json";
const markdownFileName = "matrix.md";

/** Writes the table into a folder: the counterexamples first, so that the table's links always lead somewhere. */
export async function writeMatrix(filled: FilledMatrix, folder: string): Promise<void> {
  const earlier = await earlierFolders(folder);
  const folders = cellFolders(filled.matrix);
  const written = new Set<string>();
  for (const [i, { result }] of filled.cells.entries()) {
    const archive = result === null ? null : foundArchive(result);
    if (archive === null) continue;
    await keep(archive, join(folder, folders[i] as string), true);
    written.add(folders[i] as string);
  }
  await writeWhole(join(folder, markdownFileName), matrixMarkdown(filled));
  await writeWhole(join(folder, matrixFileName), layOut(matrixDocument(filled, true)));
  for (const name of earlier.filter(each => !written.has(each))) await removeCounterexample(join(folder, name));
}

/** The counterexamples of the table that was there before, as it names them itself. A path that leads elsewhere was not written by us. */
async function earlierFolders(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, matrixFileName), "utf8").catch(() => "");
  try {
    const { cells } = matrixSchema.parse(JSON.parse(text));
    return cells.flatMap(each => each.counterexample?.path ?? []).filter(path => /^[^/\\]*=[^/\\]*$/.test(path));
  } catch {
    return [];
  }
}

/** Removes our two files, and the folder if nothing else is in it. */
async function removeCounterexample(folder: string): Promise<void> {
  for (const name of [traceFileName, readmeFileName]) await rm(join(folder, name), { force: true });
  await rmdir(folder).catch(() => {});
}
