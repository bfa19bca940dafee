/** The command line program as it is installed, compiled afresh into a folder of its own: what the tests of this folder spawn. */
import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export const repository = fileURLToPath(new URL("../..", import.meta.url));

/** A compiled program. It stands inside the repository, so that it finds the same dependencies. */
export interface BuiltProgram {
  /** `dist/cli/main.js`. */
  readonly main: string;
  /** A folder with one executable, `cutcheck`, to put on the PATH. */
  readonly binFolder: string;
  readonly remove: () => Promise<void>;
}

/** Compiles `src` file by file, without checking types (the type check is its own test). `name`: of its folder. */
export async function buildProgram(name = "program"): Promise<BuiltProgram> {
  const folder = join(repository, ".cutcheck", `${name}-${process.pid}`);
  const files = (await readdir(join(repository, "src"), { recursive: true })).filter(each => each.endsWith(".ts")).sort();
  await Promise.all(files.map(each => compile(join(repository, "src", each), join(folder, "dist", each.replace(/\.ts$/, ".js")))));
  await copyFile(join(repository, "package.json"), join(folder, "package.json"));
  const main = join(folder, "dist/cli/main.js");
  const binFolder = join(folder, "bin");
  await mkdir(binFolder, { recursive: true });
  await writeFile(join(binFolder, "cutcheck"), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
  await chmod(join(binFolder, "cutcheck"), 0o755);
  return { main, binFolder, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function compile(from: string, to: string): Promise<void> {
  const { outputText } = ts.transpileModule(await readFile(from, "utf8"), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, rewriteRelativeImportExtensions: true, verbatimModuleSyntax: true },
  });
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, outputText);
}
