/** Runs `cutcheck follow`: reads the file, follows each job, prints the answer. */
import { createReadStream } from "node:fs";
import { layOut } from "../counterexample/json.ts";
import { CutcheckError, fail, show } from "../dsl/errors.ts";
import { type Knob, resolveKnobs } from "../dsl/knobs.ts";
import type { LogMapping } from "../dsl/logs.ts";
import type { Spec } from "../dsl/spec.ts";
import { nearNames, suggestion } from "../dsl/suggest.ts";
import { Events, eventsMax } from "../follow/events.ts";
import { type FollowOptions, type FollowWorld, followJob } from "../follow/follow.ts";
import { LineReader } from "../follow/lines.ts";
import type { FollowOutcome, FollowVerdict, JobOutcome } from "../follow/outcome.ts";
import { followText } from "../render/follow.ts";
import { followDocument } from "../render/followJson.ts";
import { counted } from "../render/numbers.ts";
import type { Setting } from "./arguments.ts";
import type { Console } from "./console.ts";
import { type ExitCode, exitCodes, mostSevere } from "./exitCodes.ts";
import { onlySpec, valuesOf } from "./instances.ts";
import { displayPath, type LoadedSpec, lineOf } from "./load.ts";
import { isSystemError, listenForInterrupts, now, platformOf, progressOn } from "./platform.ts";
import { axesOf } from "./vary.ts";

/** What the command line asks. */
export interface FollowRequest {
  /** A path; `-`: standard input. */
  readonly file: string;
  readonly set: readonly Setting[];
  readonly scope: readonly Setting[];
  readonly infer: readonly string[];
  readonly with: readonly string[];
  readonly job: readonly string[];
  /** Milliseconds. */
  readonly jitter: number;
  readonly maxStates: number;
  readonly maxSeconds?: number;
  readonly json?: boolean;
}

/** Values of a knob that are tried where none are listed. */
const valuesTried = 8;
/** Combinations of settings that are tried. */
const combinationsMax = 1_000;

/** Follows, and prints the answer. Errors: CUT301-CUT305, CUT408, CUT409. */
export async function runFollow(specs: readonly LoadedSpec[], request: FollowRequest, console: Console): Promise<ExitCode> {
  const loaded = onlySpec(specs, "A log is followed by the machine of one spec, and several are selected.");
  const mapping = loaded.spec.logs ?? noMapping(loaded.spec);
  const options = optionsOf(loaded.spec, mapping, request);
  const { reader, events } = await readLog(request.file, mapping);
  const log = request.file === "-" ? "standard input" : displayPath(request.file);
  try {
    const jobs = await followJobs(loaded, mapping, events, options, request);
    const outcome: FollowOutcome = {
      spec: loaded.spec.name,
      log,
      lines: reader.lines,
      oddities: reader.oddities,
      unknown: events.unknownLines(),
      shown: shownSettings(loaded.spec, mapping, options),
      allowed: [...options.relaxations],
      jobs,
    };
    console.print(request.json === true ? layOut(followDocument(outcome) as never) : followText(outcome, console.style));
    return jobs.length === 0 ? exitCodes.vacuous : mostSevere(jobs.map(({ verdict }) => codes[verdict]));
  } catch (error) {
    throw error instanceof CutcheckError ? error.at({ spec: loaded.spec.name, ...lineOf(error, loaded.file) }) : error;
  }
}

const codes: Readonly<Record<FollowVerdict, ExitCode>> = {
  followed: exitCodes.asExpected,
  refused: exitCodes.differs,
  left: exitCodes.incomplete,
  incomplete: exitCodes.incomplete,
  vacuous: exitCodes.vacuous,
};

function noMapping({ name }: Spec): never {
  return fail("CUT304", `The spec ${show(name)} does not say how logs are followed.`, {
    fix: "Declare logs: logs({ build, lines }) in the spec, or name another one.",
  });
}

/** The knobs of the machine that follows: those of the mapping in place of those of the spec. */
function followingSpec(spec: Spec, mapping: LogMapping): Spec {
  return { ...spec, scope: mapping.scope ?? spec.scope, semantics: { ...spec.semantics, ...mapping.semantics } };
}

function optionsOf(spec: Spec, mapping: LogMapping, request: FollowRequest): FollowOptions {
  const wide = followingSpec(spec, mapping);
  const place = { spec: spec.name };
  const given = { scope: valuesOf(wide, "scope", request.scope), semantics: valuesOf(wide, "semantics", request.set) };
  const scope = resolveKnobs(wide.scope, given.scope, "scope", place);
  const semantics = resolveKnobs(wide.semantics, given.semantics, "semantics", place);
  const axes = axesOf(
    wide,
    request.infer.map(text => withValues(wide, text)),
  );
  const combinations = axes.reduce((product, { values }) => product * values.length, 1);
  if (combinations > combinationsMax) {
    fail("CUT105", `${counted(combinations, "combination")} of settings are too many to try.`, {
      allowed: `at most ${combinationsMax}`,
      fix: "List the values that matter: --infer knob=0,1,2.",
    });
  }
  const infer = axes.reduce<FollowOptions["infer"]>(
    (all, { knob, group, values }) => all.flatMap(each => values.map(value => ({ ...each, [group]: { ...each[group], [knob]: value } }))),
    axes.length === 0 ? [] : [{ scope, semantics }],
  );
  return {
    scope,
    semantics,
    infer,
    inferred: axes.map(({ knob }) => knob),
    relaxations: relaxationsOf(mapping, request.with),
    statesMax: request.maxStates,
    jitter: request.jitter,
  };
}

function shownSettings({ semantics }: Spec, mapping: LogMapping, options: FollowOptions): readonly string[] {
  const isShown = (name: string): boolean => Object.hasOwn(mapping.semantics, name) || options.semantics[name] !== semantics[name]?.default;
  return [...Object.keys(options.scope), ...Object.keys(options.semantics).filter(isShown)];
}

/** A knob that is named without values, and has many, with the first of them. */
function withValues(spec: Spec, text: string): string {
  const knobs = { ...spec.scope, ...spec.semantics };
  const pieces = text.split(",").map(piece => (Object.hasOwn(knobs, piece) ? listed(piece, knobs[piece]) : piece));
  return pieces.join(",");
}

function listed(name: string, knob: Knob | undefined): string {
  if (knob?.kind !== "int" || knob.hi - knob.lo < valuesTried) return name;
  return `${name}=${Array.from({ length: valuesTried }, (_, i) => knob.lo + i).join(",")}`;
}

function relaxationsOf({ relaxations }: LogMapping, names: readonly string[]): ReadonlySet<string> {
  const known = Object.keys(relaxations);
  const unknown = names.find(name => name !== "all" && !known.includes(name));
  if (unknown !== undefined) {
    fail("CUT305", `There is no relaxation ${show(unknown)}.`, { allowed: known.join(", ") || "none", fix: suggestion(unknown, known, "Leave out --with.") });
  }
  return new Set(names.includes("all") ? known : known.filter(name => names.includes(name)));
}

/** Errors: CUT408 for a file that is no log, CUT409 for one that cannot be read. */
async function readLog(file: string, mapping: LogMapping): Promise<{ readonly reader: LineReader; readonly events: Events }> {
  const events = new Events(mapping);
  let heads = 0;
  const reader = new LineReader(line => {
    heads++;
    events.take(line);
  });
  const stream = file === "-" ? process.stdin : createReadStream(file);
  stream.setEncoding("utf8");
  try {
    for await (const piece of stream) reader.read(piece as string);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    fail("CUT409", `The log cannot be read: ${error.message}.`, { place: { file: displayPath(file) }, fix: "Correct the path." });
  }
  reader.end();
  if (heads === 0) {
    fail("CUT408", "No line of the file begins as lines of a log do.", {
      place: { file: displayPath(file) },
      given: counted(reader.lines, "line"),
      allowed: "lines like: 2026-12-01 06:01:19,087 INFO  org.example.CheckpointCoordinator - text",
      fix: "Name a log with times, levels and loggers: see docs/follow.md.",
    });
  }
  return { reader, events };
}

async function followJobs(
  { spec }: LoadedSpec,
  mapping: LogMapping,
  events: Events,
  options: FollowOptions,
  request: FollowRequest,
): Promise<readonly JobOutcome[]> {
  const logs = events.byJob();
  const asked = request.job.length === 0 ? logs : logs.filter(({ name }) => request.job.some(each => name.includes(each)));
  if (asked.length === 0 && logs.length > 0) {
    const names = logs.map(({ name }) => name);
    fail("CUT305", `The log has no job ${show(request.job.join(", "))}.`, { allowed: nearNames(request.job[0] ?? "", names), fix: "Name one of its jobs." });
  }
  const line = progressOn(process.stderr, request.json !== true);
  const interrupts = listenForInterrupts(line);
  const world = worldOf(request, events, platformOf(interrupts, line));
  const outcomes: JobOutcome[] = [];
  try {
    for (const log of asked) {
      line.begin(`${spec.name} ${log.name}`);
      outcomes.push(await followJob(mapping, spec.name, log, options, world));
    }
  } finally {
    line.clear();
    interrupts.release();
  }
  return outcomes;
}

function worldOf({ maxSeconds = Number.POSITIVE_INFINITY }: FollowRequest, events: Events, platform: ReturnType<typeof platformOf>): FollowWorld {
  const start = now();
  const reasonToStop = (): string | null => {
    if (platform.interrupted()) return "it was interrupted";
    if (now() - start > maxSeconds) return `the limit of ${maxSeconds} s is reached`;
    return events.isFull ? `the log has more than ${eventsMax} lines of known kinds` : null;
  };
  return { now, pause: async () => void (await platform.pause()), reasonToStop };
}
