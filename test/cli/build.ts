/** The command line program as it is installed, built afresh into a folder of its own: what the tests of this folder spawn. */
import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);

export const repository = fileURLToPath(new URL("../..", import.meta.url));

/** A built program. It stands inside the repository, so that it finds the same dependencies. */
export interface BuiltProgram {
  /** `dist/cli/main.js`. */
  readonly main: string;
  /** A folder with one executable, `cutcheck`, to put on the PATH. */
  readonly binFolder: string;
  readonly remove: () => Promise<void>;
}

/** Bundles `src` as the build does, without checking types (the type check is its own test). `name`: of its folder. `entries`: more modules of `src` to import. */
export async function buildProgram(name = "program", entries: readonly string[] = []): Promise<BuiltProgram> {
  const folder = join(repository, ".cutcheck", `${name}-${process.pid}`);
  await execute(process.execPath, ["build.mjs", join(folder, "dist"), ...entries], { cwd: repository });
  await copyFile(join(repository, "package.json"), join(folder, "package.json"));
  const main = join(folder, "dist/cli/main.js");
  const binFolder = join(folder, "bin");
  await mkdir(binFolder, { recursive: true });
  await writeFile(join(binFolder, "cutcheck"), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
  await chmod(join(binFolder, "cutcheck"), 0o755);
  return { main, binFolder, remove: () => rm(folder, { recursive: true, force: true }) };
}
