/** Which specs a command line means: names, files and folders. */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CutcheckError, fail, show } from "../dsl/errors.ts";
import { nearNames, suggestion } from "../dsl/suggest.ts";
import { tellEmergency } from "./emergency.ts";
import { filesBelow } from "./filesBelow.ts";
import { displayPath, type LoadedSpec, loadFile } from "./load.ts";
import { whenGivingUp } from "./watch.ts";

/** The folder whose specs are known by name, and that is meant when nothing is named. */
export const specsFolder = "specs";

/** How the files that are searched for are named. */
export const specFilePattern = /\.spec\.(?:ts|mts|js|mjs)$/;
const anyFilePattern = /\.(?:ts|mts|js|mjs)$/;

/** Specs, and the mistakes of files that did not load. */
export interface Selection {
  readonly specs: readonly LoadedSpec[];
  readonly failures: readonly CutcheckError[];
}

/**
 * The specs that the words mean, each once, in the order of the words: a path is loaded, a folder is searched, anything else is the name of a
 * spec below `./specs`. No words: every spec there. Errors: CUT103 for two specs of one name, CUT304 for an unknown name, CUT306 for an empty folder.
 */
export async function select(words: readonly string[], cwd: string = process.cwd()): Promise<Selection> {
  whenGivingUp(tellEmergency);
  const files = new SpecFiles();
  const parts: Selection[] = [];
  if (words.length === 0) parts.push(await files.inFolder(join(cwd, specsFolder)));
  for (const word of words) parts.push(await selectWord(word, files, cwd));
  const specs = [...new Set(parts.flatMap(part => part.specs))];
  checkNames(specs);
  return { specs, failures: [...new Set(parts.flatMap(part => part.failures))] };
}

/** Spec files, each loaded once, so that a spec that is meant twice is one object. */
class SpecFiles {
  private readonly loaded = new Map<string, Promise<readonly LoadedSpec[]>>();

  async load(paths: readonly string[]): Promise<Selection> {
    const settled = await Promise.allSettled(paths.map(path => this.loadOnce(path)));
    const failures: CutcheckError[] = [];
    for (const each of settled) {
      if (each.status === "fulfilled") continue;
      if (!(each.reason instanceof CutcheckError)) throw each.reason;
      failures.push(each.reason);
    }
    return { specs: settled.flatMap(each => (each.status === "fulfilled" ? each.value : [])), failures };
  }

  /** Errors: CUT306 when there is no spec file. */
  async inFolder(folder: string): Promise<Selection> {
    const paths = await filesBelow(folder, isSpecFile);
    if (paths.length > 0) return this.load(paths);
    const place = { file: `${displayPath(folder)}/` };
    return fail("CUT306", "There is no spec file here.", {
      place,
      allowed: "files named like two-phase.spec.ts",
      fix: "Name a file or another folder: cutcheck check my.spec.ts",
    });
  }

  private loadOnce(path: string): Promise<readonly LoadedSpec[]> {
    const earlier = this.loaded.get(path);
    if (earlier !== undefined) return earlier;
    const loading = loadFile(path);
    this.loaded.set(path, loading);
    return loading;
  }
}

async function selectWord(word: string, files: SpecFiles, cwd: string): Promise<Selection> {
  const path = resolve(cwd, word);
  const kind = await kindOf(path);
  if (kind === "file" && anyFilePattern.test(word)) return files.load([path]);
  if (kind === "folder" && /[\\/]|^\.+$/.test(word)) return files.inFolder(path);
  const { specs, failures } = await files.load(await filesBelow(join(cwd, specsFolder), isSpecFile));
  const named = specs.filter(each => each.spec.name === word);
  if (named.length > 0) return { specs: named, failures: [] };
  if (kind === "folder") return files.inFolder(path);
  if (kind === "file")
    fail("CUT306", "This is no spec file.", { place: { file: displayPath(path) }, allowed: "files named like two-phase.spec.ts", fix: "Correct the path." });
  if (failures.length > 0) return { specs: [], failures };
  return unknownSpec(word, specs);
}

function unknownSpec(word: string, known: readonly LoadedSpec[]): never {
  if (anyFilePattern.test(word) || /[\\/]/.test(word)) fail("CUT304", `There is no file or folder ${show(word)}.`, { fix: "Correct the path." });
  const names = known.map(each => each.spec.name);
  return fail("CUT304", `There is no spec ${show(word)}.`, {
    allowed: names.length > 0 ? nearNames(word, names) : `none: there is no spec file below ./${specsFolder}`,
    fix: names.length > 0 ? suggestion(word, names) : "Name a file: cutcheck check my.spec.ts",
  });
}

function isSpecFile(name: string): boolean {
  return specFilePattern.test(name);
}

async function kindOf(path: string): Promise<"file" | "folder" | null> {
  const found = await stat(path).catch(() => null);
  return found === null ? null : found.isDirectory() ? "folder" : "file";
}

function checkNames(specs: readonly LoadedSpec[]): void {
  const files = new Map<string, string>();
  for (const { spec, file } of specs) {
    const earlier = files.get(spec.name);
    if (earlier !== undefined) {
      fail("CUT103", `There are two specs named ${show(spec.name)}.`, {
        place: { file: displayPath(file) },
        given: `also in ${displayPath(earlier)}`,
        fix: "Rename one of them.",
      });
    }
    files.set(spec.name, file);
  }
}
