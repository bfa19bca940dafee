/**
 * How the lines of a log tell of steps of a machine. A spec binds such a description with its option `logs`; `cutcheck follow` reads it.
 *
 * A line is recognised by who prints it and by a pattern. What it *means* is a list of moves on a possible state of the machine, all of which must be
 * possible, in this order: a step of an action, a condition that the line says is true, a change of what the log knows and the machine does not (as the next
 * id), a line that is owed from now on, and so on. Where a line may mean one thing or another, `either` lists what.
 */
import { checkFunction, checkName, checkOptions, checkUnique } from "./checks.ts";
import { type Condition, type Conditions, resolveConditions } from "./conditions.ts";
import { fail, type Place, type Scalar, show } from "./errors.ts";
import { checkKnobs, type Knob, type Knobs, type KnobValue } from "./knobs.ts";
import { type FieldsOf, type PatternPiece, patternPieces } from "./linePattern.ts";
import { Machine } from "./machine.ts";

/** The values of a spec's knobs, those of size and those of rules together. */
export type LogSettings = Readonly<Record<string, KnobValue>>;

/** One line, with the lines that continue it. */
export interface LogLine {
  /** 1-based, in the file. */
  readonly number: number;
  /** Milliseconds, on the log's own clock; the day is counted too, where the log names it. */
  readonly time: number;
  readonly level: string;
  /** The name of the logger as it is printed. */
  readonly logger: string;
  /** Empty where the log does not print it. */
  readonly thread: string;
  readonly text: string;
  /** The lines that continue it, as the first lines of a stack trace; at most {@link continuationLinesMax}. */
  readonly more: readonly string[];
}

/** Lines that continue a line: what comes behind these is not looked at. */
export const continuationLinesMax = 20;

/** What the meaning of a line may depend on besides its fields. `memory`: see {@link LogOptions.memory}. */
export interface LineContext<M, K = LogSettings> {
  readonly line: LogLine;
  readonly memory: M;
  readonly settings: K;
}

/** Something that is owed: a line that has to come, or moves that have to be made, until some time has passed. */
export interface Debt {
  /** Two debts of one key are one. */
  readonly key: string;
  /** Milliseconds. */
  readonly within: number;
  /** What is owed, for whoever reads that it did not come: "the failure manager's warning of checkpoint 3". */
  readonly about: string;
}

type Parameters = Readonly<Record<string, Scalar>>;

/** What is asked of a step besides its guard. */
export interface StepMoveOptions<S> {
  /** Which instances of the action are meant, by their parameters and the state before. */
  readonly where?: Conditions<[before: Readonly<S>, parameters: never]>;
  /** What the line says of the state after it. */
  readonly so?: Conditions<[after: Readonly<S>, before: Readonly<S>, parameters: never]>;
  /** In what the system differs from the machine, where a relaxation says that it does: it writes the state after the step. */
  readonly amend?: (after: S, before: Readonly<S>) => void;
}

/** One move. Made by the functions of {@link logWords}. */
export type Move =
  | {
      readonly kind: "step";
      readonly action: string;
      readonly parameters: Parameters;
      readonly where: readonly Condition[];
      readonly so: readonly Condition[];
      readonly amend: ((after: never, before: never) => unknown) | null;
    }
  | { readonly kind: "check"; readonly conditions: readonly Condition[] }
  | { readonly kind: "change"; readonly about: string; readonly effect: (state: never) => unknown }
  | { readonly kind: "owe"; readonly debt: Debt }
  | { readonly kind: "pay"; readonly key: string; readonly about: string }
  | { readonly kind: "owed"; readonly key: string; readonly about: string }
  | { readonly kind: "free"; readonly key: string; readonly about: string }
  | { readonly kind: "forgive"; readonly prefix: string }
  | { readonly kind: "defer"; readonly debt: Debt; readonly moves: readonly Move[] }
  | { readonly kind: "either"; readonly options: readonly (readonly Move[])[] }
  | { readonly kind: "relaxed"; readonly relaxation: string; readonly moves: readonly Move[] }
  | { readonly kind: "leave"; readonly why: string }
  | { readonly kind: "end"; readonly why: string };

/** Moves one after the other: one, or a list, in which lists may stand. Empty: nothing is said of any step. */
export type Moves = Move | readonly Moves[];

/** A kind of line. */
export interface LineKind {
  readonly name: string;
  /** The last parts of the names of the loggers that print it; empty: any. */
  readonly loggers: readonly string[];
  readonly levels: readonly string[];
  readonly patterns: readonly (readonly PatternPiece[])[];
  /** Whose it is where it names nobody. */
  readonly jobOf: "next" | "previous";
  readonly means: ((fields: never, context: never) => Moves) | null;
}

/** What a kind of line is recognised by, and what it means. */
export interface LineOptions<P extends string, M, K> {
  /** Who prints it: the last part of a logger's name, `CheckpointCoordinator`. Several: any of them. Default: anybody. */
  readonly logger?: string | readonly string[];
  /** Default: any level. */
  readonly level?: string | readonly string[];
  /** The pattern of its text, or several that have the same places: one for each version. */
  readonly text: P | readonly P[];
  /**
   * To whose job a line belongs that names nobody: that of the next line that does, or of the previous one, of the same thread where threads are printed.
   * Default `"next"`.
   */
  readonly jobOf?: "next" | "previous";
  /** Default: it is known, and tells of no step. Called once for each line, in the order of the log. */
  readonly means?: (fields: FieldsOf<P>, context: LineContext<M, K>) => Moves;
}

/** A rule of the machine that may be given up for some time, because the system is known to break it. */
export interface Relaxation {
  /** A sentence: what may happen then, and for how long. */
  readonly about: string;
}

/** A step that a line has told of, or that no line tells of. */
export interface LoggedStep {
  readonly action: string;
  readonly parameters: Parameters;
}

/** How a log is followed by a machine. */
export interface LogOptions<S, M, K> {
  /** Size knobs in place of those of the spec: real jobs are larger than what can be explored. Default: those of the spec. */
  readonly scope?: Knobs;
  /** Rule knobs in place of those of the spec that have the same names, and more. The others are those of the spec. */
  readonly semantics?: Knobs;
  /** The machine: that of the spec, as large as a log needs it. */
  // biome-ignore lint/suspicious/noExplicitAny: a mapping does not care which state its machine has
  readonly build: (scope: never, semantics: never) => Machine<any>;
  /** What is remembered of the lines, whatever the machine does: plain data, maps and sets. Meanings read and write it. */
  readonly memory?: (settings: K) => M;
  /** The names of whom a line is about: lines that share one belong to one job. For a line without any see {@link LineOptions.jobOf}. */
  readonly jobs?: (fields: Readonly<Record<string, string | number>>, line: LogLine) => readonly string[];
  /** The moves before the first line that means something: a log need not begin where the machine does. */
  readonly begins?: (context: LineContext<M, K> & { readonly kind: string }) => Moves;
  /** Moves that no line tells of, each of which may be made at any time. */
  readonly hidden?: (settings: K) => readonly Moves[];
  /** What each step owes: lines that have to come behind it. */
  readonly owes?: (after: Readonly<S>, before: Readonly<S>, step: LoggedStep, settings: K) => readonly Debt[];
  /** What is as it was after every step: budgets of faults. */
  readonly refill?: (state: S) => void;
  /** What lines may be given up to explain a log, by name: as the numbers of known defects. */
  readonly relaxations?: Readonly<Record<string, Relaxation>>;
  /** The kinds of lines. The first one that fits is taken. */
  readonly lines: readonly LineKind[];
}

/** The same, every option resolved. */
export interface LogMapping {
  readonly isLogMapping: true;
  /** Null: those of the spec. */
  readonly scope: Readonly<Record<string, Knob>> | null;
  readonly semantics: Readonly<Record<string, Knob>>;
  readonly build: (scope: LogSettings, semantics: LogSettings) => Machine<unknown>;
  readonly memory: (settings: LogSettings) => unknown;
  readonly jobs: (fields: Readonly<Record<string, string | number>>, line: LogLine) => readonly string[];
  readonly begins: (context: LineContext<unknown> & { readonly kind: string }) => Moves;
  readonly hidden: (settings: LogSettings) => readonly Moves[];
  readonly owes: (after: unknown, before: unknown, step: LoggedStep, settings: LogSettings) => readonly Debt[];
  readonly refill: (state: unknown) => unknown;
  readonly relaxations: Readonly<Record<string, Relaxation>>;
  readonly lines: readonly LineKind[];
}

/** The words in which a mapping is written, for the state `S` of its machine, its memory `M` and its settings `K`. */
export function logWords<S, M = undefined, K = LogSettings>() {
  return {
    /** A kind of line. Errors: CUT101, CUT106. */
    line: <const P extends string>(name: string, options: LineOptions<P, M, K>): LineKind => lineKind(name, options as LineOptions<string, unknown, unknown>),
    /** A step of an action; of parameters that are left out any value. Errors: CUT106. */
    step: (action: string, parameters: Parameters = {}, options: StepMoveOptions<S> = {}): Move => stepMove(action, parameters, options),
    /** The line says that these are true. Errors: CUT106. */
    check: (conditions: Conditions<[state: Readonly<S>]>): Move => ({ kind: "check", conditions: resolveConditions(conditions, "check") }),
    /** What the log knows and the machine does not: `about` says in words what is changed. */
    change: (about: string, effect: (state: S) => void): Move => ({ kind: "change", about, effect: effect as (state: never) => unknown }),
    /** From now on a line is owed. */
    owe: (debt: Debt): Move => ({ kind: "owe", debt }),
    /** The line is one that is owed. */
    pay: (key: string, about: string): Move => ({ kind: "pay", key, about }),
    /** Something of this key is owed, and goes on being so: a line, or moves. `about`: what is true then. */
    owed: (key: string, about: string): Move => ({ kind: "owed", key, about }),
    /** Nothing of this key is owed, be it a line or moves. `about`: what is true then. */
    free: (key: string, about: string): Move => ({ kind: "free", key, about }),
    /** Whatever is owed under keys that begin so is owed no more. */
    forgive: (prefix: string): Move => ({ kind: "forgive", prefix }),
    /** These moves are made now or later, but before the time has passed. */
    defer: (debt: Debt, ...moves: readonly Moves[]): Move => ({ kind: "defer", debt, moves: flat(moves) }),
    /** One of several meanings. */
    either: (...options: readonly Moves[]): Move => ({ kind: "either", options: options.map(flat) }),
    /** Moves that are possible only where this relaxation is allowed. */
    relaxed: (relaxation: string, ...moves: readonly Moves[]): Move => ({ kind: "relaxed", relaxation, moves: flat(moves) }),
    /** The run is over: what the log says of this job behind it is not followed. */
    end: (why: string): Move => ({ kind: "end", why }),
    /** What the machine does not have begins here: what comes is neither possible nor impossible. */
    leave: (why: string): Move => ({ kind: "leave", why }),
  };
}

/** Moves as one list. Errors: CUT106 for what is no move. */
export function flat(moves: Moves): readonly Move[] {
  if (Array.isArray(moves)) return (moves as readonly Moves[]).flatMap(flat);
  if (typeof moves !== "object" || moves === null || typeof (moves as Move).kind !== "string") {
    fail("CUT106", "The meaning of a line is no list of moves.", {
      given: show(moves),
      fix: "Return step(...), check(...), or a list of moves; [] for nothing.",
    });
  }
  return [moves as Move];
}

function stepMove<S>(action: string, parameters: Parameters, options: StepMoveOptions<S>): Move {
  checkName(action, "the action of a step");
  checkOptions(options, ["where", "so", "amend"], `step(${show(action)})`);
  const { where = {}, so = {}, amend = null } = options;
  const conditionsOf = (given: object): readonly Condition[] => (Object.keys(given).length === 0 ? [] : resolveConditions(given, `step(${show(action)})`));
  return { kind: "step", action, parameters, where: conditionsOf(where), so: conditionsOf(so), amend: amend as (Move & { kind: "step" })["amend"] };
}

function lineKind(name: string, options: LineOptions<string, unknown, unknown>): LineKind {
  const what = `The line ${show(name)}`;
  checkName(name, "a kind of line");
  checkOptions(options, ["logger", "level", "text", "jobOf", "means"], what);
  const patterns = listOf(options.text, `${what} (text)`).map(patternPieces);
  const places = patterns.map(pieces => placesText(pieces));
  const other = places.find(each => each !== places[0]);
  if (patterns.length === 0) fail("CUT106", `${what} has no pattern.`, { fix: 'Write text: "Completed checkpoint {id:int} for {more}".' });
  if (other !== undefined) {
    fail("CUT106", `${what} has patterns with different places.`, { given: other, allowed: places[0], fix: "Make it two kinds of lines." });
  }
  const { jobOf = "next" } = options;
  if (jobOf !== "next" && jobOf !== "previous") {
    fail("CUT106", `${what} has no such jobOf.`, { given: show(jobOf), allowed: "next, previous", fix: "Use one of them." });
  }
  if (options.means !== undefined) checkFunction(options.means, `${what} (means)`);
  return Object.freeze({
    name,
    loggers: listOf(options.logger ?? [], `${what} (logger)`),
    levels: listOf(options.level ?? [], `${what} (level)`),
    patterns,
    jobOf,
    means: (options.means ?? null) as LineKind["means"],
  });
}

function placesText(pieces: readonly PatternPiece[]): string {
  const places = pieces.flatMap(piece => (piece.kind === "literal" ? [] : [`{${piece.name}${piece.kind === "text" ? "" : `:${piece.kind}`}}`]));
  return places.sort().join(" ") || "none";
}

function listOf(given: unknown, what: string): readonly string[] {
  const list = Array.isArray(given) ? given : [given];
  if (!list.every(each => typeof each === "string"))
    fail("CUT106", `${what} is no text.`, { given: show(given), fix: "Write a string, or a list of strings." });
  return list as readonly string[];
}

const mappingOptions: readonly (keyof LogOptions<unknown, unknown, unknown>)[] = [
  ...(["scope", "semantics", "build", "memory", "jobs", "begins", "hidden", "owes", "refill", "relaxations", "lines"] as const),
];

/** Describes how logs are followed: what a spec takes as `logs`. Errors: CUT101, CUT103, CUT106. */
export function logs<S, M = undefined, K = LogSettings>(options: LogOptions<S, M, K>): LogMapping {
  checkOptions(options, mappingOptions, "logs");
  for (const name of ["build", "memory", "jobs", "begins", "hidden", "owes", "refill"] as const) {
    if (options[name] !== undefined || name === "build") checkFunction(options[name], `logs (${name})`);
  }
  if (!Array.isArray(options.lines)) fail("CUT106", "logs has no list of lines.", { given: show(options.lines), fix: "Write lines: [line(...)]." });
  options.lines.forEach((each, i) => {
    checkUnique(each.name, options.lines.slice(0, i), "kinds of lines");
  });
  const { memory = () => undefined, jobs = () => [], begins = () => [], hidden = () => [], owes = () => [], refill = () => undefined } = options;
  return Object.freeze({
    isLogMapping: true,
    scope: options.scope === undefined ? null : checkKnobs(options.scope, "scope", {}),
    semantics: checkKnobs(options.semantics ?? {}, "semantics", {}),
    build: options.build as LogMapping["build"],
    memory: memory as LogMapping["memory"],
    jobs,
    begins: begins as LogMapping["begins"],
    hidden: hidden as LogMapping["hidden"],
    owes: owes as unknown as LogMapping["owes"],
    refill: refill as LogMapping["refill"],
    relaxations: Object.freeze({ ...options.relaxations }),
    lines: Object.freeze([...options.lines]),
  });
}

/** Errors: CUT106 for what {@link logs} has not made. */
export function checkMapping(given: unknown, place: Place): LogMapping | null {
  if (given === undefined || given === null) return null;
  if ((given as Partial<LogMapping>).isLogMapping !== true) {
    fail("CUT106", "The spec's logs are no mapping.", { place, given: show(given), fix: "Write logs: logs({ build, lines })." });
  }
  return given as LogMapping;
}

/** Builds the machine that follows a log. Errors: CUT106, and whatever the definition finds. */
export function buildFollowing(mapping: LogMapping, scope: LogSettings, semantics: LogSettings, place: Place): Machine<unknown> {
  const built: unknown = mapping.build(scope, semantics);
  if (built instanceof Machine) return built;
  return fail("CUT106", "The build of logs did not return a machine.", { place, given: show(built), fix: "Return machine(...)." });
}
