/** Looking for files. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * The files at or below a folder whose names pass, folder by folder in alphabetical order; none when there is no such folder. What other programs keep
 * (node_modules, names that begin with a dot) is passed over.
 */
export async function filesBelow(folder: string, isWanted: (name: string) => boolean): Promise<readonly string[]> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(() => [])).sort((a, b) => (a.name < b.name ? -1 : 1));
  const found = entries.map(async entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" || entry.name.startsWith(".") ? [] : filesBelow(path, isWanted);
    return isWanted(entry.name) ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}
