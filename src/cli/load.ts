/**
 * Loads spec files: TypeScript as the user wrote it, with no build step on their side.
 *
 * A spec and its relative imports are bundled into one module, so that its guards call local functions (a call across modules costs a
 * check for each call). `cutcheck` itself is not bundled but resolved to the running package: a machine must be an instance of the
 * `Machine` class that checks it, whichever copy of cutcheck stands beside the spec.
 */
import { readFile, realpath } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { BuildFailure, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";
import type { Result } from "../check/check.ts";
import { hashOf } from "../counterexample/json.ts";
import { type CutcheckError, fail, isMistake, mistakeOf, type Place, show, showThrown, stackOf, tamed } from "../dsl/errors.ts";
import type { Spec } from "../dsl/spec.ts";
import { closeImported } from "./closedModules.ts";
import { isTold, remember } from "./ending.ts";
import { ownMeta } from "./importMeta.ts";
import { type GivenUp, settled } from "./settling.ts";
import { exportedSpecs, isSpec, noPlace, type SpecBundle, withModule } from "./specModule.ts";
import { takeStray } from "./strays.ts";
import { loading, startWatching } from "./watch.ts";

/** A spec and where it was found. */
export interface LoadedSpec {
  readonly spec: Spec;
  /** Absolute path of its file. */
  readonly file: string;
  /** The hash of what was loaded: the file and its relative imports. Packages count by their names only. */
  readonly source: string;
  /** What was imported, so that another thread can import it, too. */
  readonly bundle: SpecBundle;
  /** The same spec from a module of its own: see `SpecsBySize`. */
  readonly anew: () => Promise<Spec>;
}

/** The entries that a spec may import by package name. Built, this file is part of one in `dist/chunks`. */
const ownEntries: ReadonlyMap<string, string> = new Map([
  ["cutcheck", new URL("../index.js", import.meta.url).href],
  ["cutcheck/vitest", new URL("../vitest.js", import.meta.url).href],
]);

const ownFolder = fileURLToPath(new URL("..", import.meta.url));

/** Starts the bundler's process, while this one reads the command: so it is there 20 ms earlier. What goes wrong shows when it is used. */
export function prepareToLoad(): void {
  import("esbuild").then(({ initialize }) => initialize({})).catch(() => undefined);
}

/**
 * Loads the specs that a file exports as its default: one, or an array of them.
 * Errors: CUT307 when it does not load, CUT306 when there is no spec in it, and every 1xx and 3xx mistake in a definition, with its file and line.
 */
export async function loadFile(file: string): Promise<readonly LoadedSpec[]> {
  const root = await realpath(tmpdir()).catch(error => noPlace(tmpdir(), error));
  // Source maps are relative: every folder that the text is imported from lies as deep as this one.
  const addresses = new Map<string, string>();
  const text = await bundled(file, join(root, "cutcheck", `${basename(file)}.mjs`), addresses);
  const source = sourceHash(text, addresses);
  const bundle = { text, root, name: `${basename(file)}.mjs` };
  const specs = await importSpecs(bundle, file);
  return specs.map((spec, i) => ({ spec, file, source, bundle, anew: async () => (await importSpecs(bundle, file))[i] as Spec }));
}

async function importSpecs(bundle: SpecBundle, file: string): Promise<readonly Spec[]> {
  closeImported(bundle.text);
  return withModule(bundle, async target => specsOf(await importModule(target, file), file));
}

/** A path as messages show it: relative to the working directory when it is below it, with forward slashes. */
export function displayPath(file: string, from: string = process.cwd()): string {
  const path = relative(from, file);
  const short = path === "" ? "." : path.startsWith("..") || isAbsolute(path) ? file : path;
  return short.split(sep).join("/");
}

/** The text of a spec with its imports. `addresses` gets what the text names by absolute address, and what each is called wherever it stands. */
async function bundled(file: string, target: string, addresses: Map<string, string>): Promise<string> {
  // Loaded where it is wanted: commands that load no spec are spared its time.
  const { build } = await import("esbuild");
  try {
    const bundling = build({
      entryPoints: [file],
      // Comments in the text name each file from here: it is the same text wherever the program is called.
      absWorkingDir: dirname(file),
      outfile: target,
      write: false,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      sourcemap: "inline",
      sourcesContent: false,
      charset: "utf8",
      logLevel: "silent",
      // Stack traces of source maps lead to the user's lines only when esbuild has not merged or renamed them.
      minify: false,
      define: ownMeta.define,
      plugins: [specImports(addresses), ownMeta.plugin(dirname(file), addresses)],
    });
    // It costs least while another process works.
    startWatching();
    const result = await bundling;
    return result.outputFiles[0]?.text ?? "";
  } catch (error) {
    throw bundleMistake(error as BuildFailure, file);
  }
}

/** The source map names the temporary folder, and the text says where packages and files are: a program or project that has moved has the same source. */
function sourceHash(text: string, addresses: ReadonlyMap<string, string>): string {
  const moved = text.replace(/^\/\/# sourceMappingURL=.*\n?/gm, "");
  return hashOf([...addresses].reduce((all, [address, name]) => all.replaceAll(JSON.stringify(address), JSON.stringify(name)), moved));
}

/** Marks our own resolution requests, which must not come back to us. */
const resolving = Symbol("resolving");

/** Relative imports are bundled; cutcheck is ourselves; packages stay outside, by absolute address, because the bundle is not beside them. */
const specImports = (addresses: Map<string, string>): Plugin => ({
  name: "spec-imports",
  setup(context) {
    context.onResolve({ filter: /^[^./]/ }, async request => {
      const resolved = await resolveBare(context, request);
      // One address may have several names: which of them comes last must not matter.
      if (resolved?.external === true && resolved.path !== undefined) addresses.set(resolved.path, least(request.path, addresses.get(resolved.path)));
      return resolved;
    });
  },
});

function least(name: string, other = name): string {
  return other < name ? other : name;
}

async function resolveBare(context: PluginBuild, request: OnResolveArgs): Promise<OnResolveResult | undefined> {
  if (request.kind === "entry-point" || request.pluginData === resolving) return undefined;
  if (isBuiltin(request.path)) return { path: request.path, external: true };
  if (request.path === "cutcheck" || request.path.startsWith("cutcheck/")) return resolveOwn(request.path);
  const { path, errors, warnings, external, namespace } = await context.resolve(request.path, {
    kind: request.kind,
    importer: request.importer,
    resolveDir: request.resolveDir,
    pluginData: resolving,
  });
  if (errors.length > 0) return { errors, warnings };
  // An alias of the user's tsconfig leads to their own source: that is bundled like a relative import.
  const installed = path.includes(`${sep}node_modules${sep}`);
  return installed && !external ? { path: pathToFileURL(path).href, external: true } : { path, external, namespace };
}

function resolveOwn(path: string): OnResolveResult {
  const entry = ownEntries.get(path);
  if (entry !== undefined) return { path: entry, external: true };
  return { errors: [{ text: `There is no ${show(path)}: a spec imports from ${[...ownEntries.keys()].map(show).join(" or ")}` }] };
}

function bundleMistake(failure: BuildFailure, file: string): CutcheckError {
  const first = failure.errors?.[0];
  const place = first?.location ? { file: displayPath(resolve(dirname(file), first.location.file)), line: first.location.line } : { file: displayPath(file) };
  const others = (failure.errors?.length ?? 1) - 1;
  const message = `${sentence(first?.text ?? String(failure))}${others > 0 ? ` (and ${others} more)` : ""}`;
  return mistakeOf({ code: "CUT307", message, place, fix: fixOf(first?.text ?? "") }, failure);
}

function fixOf(text: string): string {
  const [, missing] = /^Could not resolve "([^"]+)"/.exec(text) ?? [];
  if (missing === undefined) return "Correct the line.";
  return /^[./]/.test(missing) ? "Correct the path, its extension included." : `Install it: npm install ${missing}`;
}

async function importModule(target: string, file: string): Promise<unknown> {
  let loaded: { readonly value: unknown } | GivenUp;
  try {
    loaded = await loading(() => settled(import(pathToFileURL(target).href)));
    await setImmediate();
    const stray = takeStray();
    // Files are loaded side by side: what another one has left is told with its own place, at the end.
    if (stray !== null && framesOf(stray.cause).some(({ path }) => path === file || path === target)) throw stray.cause;
    if (stray !== null) remember(stray);
  } catch (error) {
    throw await importMistake(error, file, target);
  }
  return "value" in loaded ? loaded.value : neverLoads(loaded, file);
}

function neverLoads(givenUp: GivenUp, file: string): never {
  const message =
    givenUp.why === "idle"
      ? "The file never finishes loading: it awaits what will never come."
      : `The file has not finished loading after ${givenUp.seconds} s: it awaits what may never come.`;
  return fail("CUT307", message, { place: { file: displayPath(file) }, fix: "Correct the await at the top level of the file, or of what it imports." });
}

/** An exception while the spec's module ran: a mistake in a definition keeps its code and gets its line; anything else is CUT307. */
async function importMistake(error: unknown, file: string, target: string): Promise<CutcheckError> {
  const place = userPlace(error, file, target);
  if (isMistake(error)) {
    isTold(error, place);
    return error.at(place);
  }
  const text = showThrown(error);
  const [, name] = /does not provide an export named '([^']+)'/.exec(text) ?? [];
  if (name !== undefined) return missingExport(name, file, error);
  return mistakeOf({ code: "CUT307", message: `The file throws while it loads: ${sentence(text)}`, place, fix: "Correct the line." }, tamed(error));
}

/** The linker of modules names no line of the user's, so the first line that has the name stands for it. */
async function missingExport(name: string, file: string, cause: unknown): Promise<CutcheckError> {
  const lines = (await readFile(file, "utf8")).split("\n");
  const index = lines.findIndex(text => new RegExp(`\\b${name}\\b`).test(text));
  const place = index < 0 ? { file: displayPath(file) } : { file: displayPath(file), line: index + 1 };
  return mistakeOf({ code: "CUT307", message: `${show(name)} is imported, but the module does not export it.`, place, fix: "Correct the name." }, cause);
}

/** Where the user's own source was when a mistake was found in a machine that this file defines; the file alone when no line of it was running. */
export function lineOf(error: CutcheckError, file: string): Place {
  const place = userPlace(stackOf(error.cause) === "" ? error : error.cause, file);
  isTold(error, place);
  return place;
}

/** A mistake that was found while a machine of this file was checked gets its line, which the engine does not know. */
export function withLine(result: Result, file: string): Result {
  const { finding } = result.outcome;
  if (finding.verdict !== "error") return result;
  return { ...result, outcome: { ...result.outcome, finding: { verdict: "error", error: finding.error.at(lineOf(finding.error, file)) } } };
}

/** The innermost frame of a stack that is the user's own source. */
function userPlace(error: unknown, file: string, target?: string): Place {
  const frame = framesOf(error).find(({ path }) => path !== target && isUsers(path));
  return frame === undefined ? { file: displayPath(file) } : { file: displayPath(frame.path), line: frame.line };
}

/** Where something happened that belongs to no file of which we know: in the user's own source, or else in a package; nowhere when only we were running. */
export function foreignPlace(error: CutcheckError): Place {
  const foreign = framesOf(error.cause ?? error).filter(({ path }) => !path.startsWith(ownFolder));
  const frame = foreign.find(({ path }) => isUsers(path)) ?? foreign[0];
  return frame === undefined ? {} : { file: displayPath(frame.path), line: frame.line };
}

/** Whether we were running when something was thrown: its innermost frame in any file is of ours. */
export function isOwn(error: unknown): boolean {
  return framesOf(error)[0]?.path.startsWith(ownFolder) ?? false;
}

/** Whether a function of a spec that we called was running: frames of ours lie below its own. */
export function isCalledByUs(error: CutcheckError): boolean {
  const areOurs = framesOf(error).map(({ path }) => path.startsWith(ownFolder));
  return areOurs.lastIndexOf(true) > areOurs.indexOf(false) && areOurs.includes(false);
}

function isUsers(path: string): boolean {
  return !path.startsWith(ownFolder) && !path.includes(`${sep}node_modules${sep}`);
}

/** The frames of a stack that are in files, innermost first. They are mapped back because the caller enabled source maps. */
function framesOf(error: unknown): readonly { readonly path: string; readonly line: number }[] {
  return stackOf(error)
    .split("\n")
    .filter(text => text.startsWith("    at "))
    .flatMap(frame => {
      const [, address, line] = /(?:\(|at |async )((?:file:|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):\d+\)?$/.exec(frame) ?? [];
      if (address === undefined) return [];
      return [{ path: address.startsWith("file:") ? fileURLToPath(address) : address, line: Number(line) }];
    });
}

function specsOf(module: unknown, file: string): readonly Spec[] {
  const exports = module as Readonly<Record<string, unknown>>;
  const exported = exports.default;
  const specs = exportedSpecs(module);
  if (specs !== null) return specs;
  const named = Object.keys(exports).find(name => name !== "default" && isSpec(exports[name]));
  const message = exported === undefined ? "The file has no default export." : `Its default export is not a spec but ${show(exported)}.`;
  const fix = named === undefined ? "Write export default spec(name, { ... })." : `Export the spec ${named} as the default: export default ${named};`;
  return fail("CUT306", message, { place: { file: displayPath(file) }, fix });
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
