/** Follows a page as a reader would: types in its files, runs its commands. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import ts from "typescript";
import { repository } from "../cli/build.ts";
import { addTo, blocksOf, commandsOf, filesOf, type MarkdownBlock } from "./markdownBlocks.ts";

/** Pages with code, relative to the repository. */
export const pages = [
  "README.md",
  "docs/language.md",
  "docs/tutorial.md",
  "docs/reading-a-counterexample.md",
  "docs/matrix.md",
  "docs/liveness.md",
  "docs/report.md",
  "docs/sizes.md",
  "docs/simulation.md",
  "docs/state-graph.md",
  "docs/follow.md",
  "docs/architecture.md",
  "docs/runs.md",
  "docs/conformance-of-your-code.md",
].filter(page => existsSync(join(repository, page)));

/** A page that goes on where another one ends says so in a comment: its reader has that page's files. */
const earlierPage = /^<!-- begins with the files of ([a-z-]+\.md) -->$/m;

export async function readPage(page: string): Promise<string> {
  return readFile(join(repository, page), "utf8");
}

/** The files with which the reader of a page begins. */
export async function filesBefore(page: string): Promise<Map<string, string>> {
  const earlier = earlierPage.exec(page)?.[1];
  return earlier === undefined ? new Map() : new Map(filesOf(blocksOf(await readPage(`docs/${earlier}`))));
}

/** A folder for a page's reader, away from this repository. The reader of the README has a clone: its specs and its archive. */
export async function makeReaderFolder(at: string, page: string): Promise<void> {
  await writeFiles(at, new Map([["package.json", "{}"]]));
  if (page !== "README.md") return;
  for (const part of ["specs", "counterexamples"]) await symlink(join(repository, part), join(at, part));
}

/** Writes a page's files to a folder. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/**
 * The page as it would be if its console blocks were written today: every file as far as the page has come, every command run by a shell in
 * `folder` with `binFolder` first on the PATH.
 */
export async function pageToday(page: string, folder: string, binFolder: string): Promise<string> {
  const lines = page.split("\n");
  const files = await filesBefore(page);
  await writeFiles(folder, files);
  let shift = 0;
  for (const block of blocksOf(page)) {
    if (block.language !== "console") {
      addTo(files, block);
      await writeFiles(folder, files);
      continue;
    }
    const text = (await runBlock(block, folder, binFolder)).split("\n").slice(0, -1);
    const length = block.text.split("\n").length - 1;
    lines.splice(block.line - 1 + shift, length, ...text);
    shift += text.length - length;
  }
  return lines.join("\n");
}

async function runBlock(block: MarkdownBlock, folder: string, binFolder: string): Promise<string> {
  let text = "";
  let code = 0;
  for (const { command, output } of commandsOf(block)) {
    const ran = await runCommand(`(exit ${code}); ${command}`, folder, binFolder);
    code = ran.code;
    // What differs in its times only stays as it was written.
    text += `$ ${command}\n${steady(ran.output) === steady(output) ? output : ran.output}`;
  }
  return text;
}

/** Times vary from run to run, and only they: the last column of a table, and the end of a summary. */
function steady(output: string): string {
  const time = String.raw`(?:<?\d+(?:\.\d)? s|\d+ min \d+ s)`;
  return output.replace(new RegExp(` +(?:time|${time})$`, "gm"), " TIME").replace(new RegExp(` in ${time}\\.$`, "gm"), " in TIME.");
}

/** What came of a command: its exit code, and all that it printed. */
interface Ran {
  readonly code: number;
  readonly output: string;
}

function runCommand(command: string, cwd: string, binFolder: string): Promise<Ran> {
  const env = { PATH: `${binFolder}${delimiter}${process.env["PATH"] ?? ""}`, HOME: cwd };
  const child = spawn("sh", ["-c", command], { cwd, env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", chunk => (output += String(chunk)));
  return new Promise(resolve => child.on("close", code => resolve({ code: code ?? 1, output })));
}

/** What vitest says about a test file in a folder of its own, with the configuration of this repository. */
export async function runSuite(folder: string, name: string): Promise<Ran> {
  const vitest = join(repository, "node_modules/vitest/vitest.mjs");
  const command = `'${process.execPath}' '${vitest}' run --config '${join(repository, "vitest.config.ts")}' --root '${folder}' ${name}`;
  return runCommand(command, folder, folder);
}

/** Puts `npx` and `npm run check` beside the executable of a built program; they run it as the installed one, and as the clone's own. */
export async function addNpm(binFolder: string): Promise<void> {
  const scripts = { npx: 'exec "$@"', npm: 'test "$1 $2" = "run check" || exit 0\nshift 2\nexec cutcheck check "$@"' };
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(binFolder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(binFolder, name), 0o755);
  }
}

let compiler: { readonly options: ts.CompilerOptions; readonly host: ts.CompilerHost } | null = null;

/** Made once: what all pages import (the libraries, `src`) is parsed for the first one. A file does not change while the tests run. */
function compilerOfPages(): NonNullable<typeof compiler> {
  if (compiler !== null) return compiler;
  const { config } = ts.readConfigFile(join(repository, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, repository);
  const host = ts.createCompilerHost(options);
  const parsed = new Map<string, ts.SourceFile | undefined>();
  const parse = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) => {
    if (!parsed.has(file)) parsed.set(file, parse(file, ...rest));
    return parsed.get(file);
  };
  compiler = { options, host };
  return compiler;
}

/** What the compiler says about files, with the options of this repository: one line for each mistake. */
export function typeMistakes(files: readonly string[]): readonly string[] {
  const { options, host } = compilerOfPages();
  const program = ts.createProgram([...files], options, host);
  return files.flatMap(file => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(describe);
  });
}

function describe(diagnostic: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, " ");
  if (diagnostic.file === undefined || diagnostic.start === undefined) return text;
  const path = diagnostic.file.fileName.split("/").slice(-2).join("/");
  return `${path}:${diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start).line + 1}: ${text}`;
}
