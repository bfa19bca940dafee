/**
 * Mistakes as data: a code, a place, the values and what to do. Nothing here formats text for a terminal; `render/error.ts` does.
 * The catalogue is closed: every code has a fixture in `test/fixtures/errors` and a test of its whole text.
 */
import { hasMistaken, outside, rememberMistake, takeMistake } from "./calls.ts";
import { named } from "./naming.ts";

/** Every coded mistake that cutcheck reports. 1xx: a definition; 2xx: found while a machine runs; 3xx: a spec and its use; 4xx: files read back. */
export const errorCodes = {
  CUT101: "invalid name",
  CUT102: "invalid type",
  CUT103: "duplicate name",
  CUT104: "invalid parameter domain",
  CUT105: "too large",
  CUT106: "invalid definition",
  CUT201: "value out of range",
  CUT202: "unknown label",
  CUT203: "value of the wrong type",
  CUT204: "no room",
  CUT205: "nothing to take",
  CUT206: "index out of range",
  CUT207: "write where only reading is allowed",
  CUT208: "exception in a spec function",
  CUT209: "nondeterministic function",
  CUT210: "field of another variant",
  CUT211: "value not present",
  CUT212: "missing or unknown field",
  CUT213: "result of the wrong type",
  CUT214: "use of a stale view",
  CUT215: "order of interchangeable members",
  CUT216: "members treated differently",
  CUT217: "view used as a plain object",
  CUT218: "function that does not return",
  CUT301: "unknown knob",
  CUT302: "invalid knob value",
  CUT303: "unknown case",
  CUT304: "unknown spec",
  CUT305: "unknown name of an action, property or witness",
  CUT306: "no spec in file",
  CUT307: "spec file does not load",
  CUT308: "spec that ends the process",
  CUT309: "nothing to observe",
  CUT401: "not a counterexample file",
  CUT402: "damaged counterexample file",
  CUT403: "counterexample of another version",
  CUT404: "no checkpoint in folder",
  CUT405: "damaged checkpoint",
  CUT406: "checkpoint of another run",
  CUT407: "checkpoint in use",
  CUT408: "not a log",
  CUT409: "log that cannot be read",
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** A parameter value or any other value that a trace can name. */
export type Scalar = string | number | boolean;

type FunctionRole =
  | "init"
  | "guard"
  | "effect"
  | "actor"
  | "invariant"
  | "step"
  | "witness"
  | "terminal"
  | "within"
  | "reachableIn"
  | "refines"
  | "underway"
  | "marks"
  | "logs"
  | "observed";

type LivenessRole = "eventually" | "leadsTo" | "infinitelyOften" | "eventuallyAlways" | "alwaysPossible";

/** Where a mistake is. Fields are filled in by whoever knows them, innermost first. */
export interface Place {
  readonly spec?: string;
  readonly case?: string;
  readonly machine?: string;
  /** `"guard"`, `"effect"`, `"init"`, or the kind of a property, with the name of the action or property. */
  readonly role?: FunctionRole | LivenessRole;
  readonly name?: string;
  readonly parameters?: Readonly<Record<string, Scalar>>;
  /** Path of a field in the state, as a spec writes it: `s.tasks[1].phase`. */
  readonly path?: string;
  readonly file?: string;
  /** 1-based line of `file`. */
  readonly line?: number;
}

export interface Mistake {
  readonly code: ErrorCode;
  /** One sentence, without the place. */
  readonly message: string;
  readonly place: Place;
  /** What was given and what is allowed, where a value is wrong. */
  readonly given?: string;
  readonly allowed?: string;
  /** What to do about it, one sentence. */
  readonly fix?: string;
}

/** A mistake of the user, with its place. `trace` is the run that leads there, when a machine was running (a `Trace` of `explore/work/outcome.ts`). */
export class CutcheckError extends Error {
  override readonly name = "CutcheckError";
  readonly mistake: Mistake;
  readonly trace: unknown;

  constructor(mistake: Mistake, options?: { readonly trace?: unknown; readonly cause?: unknown }) {
    super(`${mistake.code} ${mistake.message}`, options?.cause === undefined ? undefined : { cause: options.cause });
    this.mistake = mistake;
    this.trace = options?.trace ?? null;
  }

  /** The same mistake with more of its place known. What is already known is kept, the stack too: it leads to the user's line. */
  at(outer: Place, trace?: unknown): CutcheckError {
    const moved = new CutcheckError({ ...this.mistake, place: { ...outer, ...this.mistake.place } }, { trace: this.trace ?? trace, cause: this.cause });
    // A stack is made when it is asked for, and that may take files and the environment.
    const stack = outside(() => this.stack);
    if (stack !== undefined) moved.stack = stack;
    ours.add(moved);
    return moved;
  }
}

/** Mistakes that this package has found. A spec can make a `CutcheckError`, too, and throw whatever it likes: that one says nothing of what has happened. */
const ours = new WeakSet<object>();

/** Whether something that was thrown is a mistake that this package has found. Nothing of it is looked at: it may be an object that throws when it is. */
export function isMistake(thrown: unknown): thrown is CutcheckError {
  return typeof thrown === "object" && thrown !== null && ours.has(thrown);
}

/** The same mistake with another run, or with none. */
export function withRunOf(error: CutcheckError, trace: unknown): CutcheckError {
  const told = new CutcheckError(error.mistake, { trace, cause: error.cause });
  const stack = outside(() => error.stack);
  if (stack !== undefined) told.stack = stack;
  ours.add(told);
  return told;
}

/** A mistake that is not thrown at once, or that has a cause. */
export function mistakeOf(mistake: Mistake, cause?: unknown): CutcheckError {
  const error = new CutcheckError(mistake, { cause });
  ours.add(error);
  return error;
}

/** Throws a {@link CutcheckError}. */
export function fail(code: ErrorCode, message: string, rest: Omit<Mistake, "code" | "message" | "place"> & { readonly place?: Place } = {}): never {
  const error = mistakeOf({ ...rest, code, message, place: rest.place ?? {} });
  rememberMistake(error);
  throw error;
}

/**
 * Errors: the first mistake that a function of the spec has made in this turn, if there is one: a spec may have caught it, in a `try` or in a promise, and a
 * `finally` or another exception may have taken its place.
 */
export function throwFirstMistake(): void {
  if (!hasMistaken()) return;
  throw takeMistake();
}

/** Objects that show nothing of themselves as text. */
const kinds: ReadonlyMap<string, string> = new Map([
  ["[object Promise]", "a promise"],
  ["[object Generator]", "a generator"],
  ["[object AsyncGenerator]", "a generator"],
]);

/** A value as an error message shows it: short, on one line, strings quoted. Whatever it is, nothing is thrown, and nobody has made a mistake by it. */
export function show(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (value === undefined) return "undefined";
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  const kind = kinds.get(attempt(() => Object.prototype.toString.call(value)) ?? "");
  if (kind !== undefined) return kind;
  const text = attempt(() => named(() => JSON.stringify(value)) ?? String(value)) ?? attempt(() => Object.prototype.toString.call(value)) ?? "an object";
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** Longest text of an exception that is shown. */
const thrownCharactersMax = 300;

/** What was thrown, as a message shows it: `TypeError: ...`. It may be anything: whatever it does when it is looked at, nothing is thrown. */
export function showThrown(thrown: unknown): string {
  const text = typeof thrown === "string" && thrown !== "" ? thrown : isError(thrown) ? errorText(thrown) : show(thrown);
  const [line] = text.split("\n", 1);
  return line.length > thrownCharactersMax ? `${line.slice(0, thrownCharactersMax - 3)}...` : line;
}

/** The stack of what was thrown; empty when there is none. */
export function stackOf(thrown: unknown): string {
  return isError(thrown) ? (memberText(thrown, "stack") ?? "") : "";
}

/** What was thrown, if it can be asked what it is; else an error that says what is known of it. */
export function tamed(thrown: unknown): unknown {
  if (isMistake(thrown) || typeof thrown !== "object" || thrown === null) return thrown;
  if (isError(thrown) && memberText(thrown, "message") !== null && memberText(thrown, "stack") !== null) return thrown;
  return new Error(showThrown(thrown));
}

function errorText(error: object): string {
  const name = memberText(error, "name") ?? "Error";
  const message = memberText(error, "message");
  return message === null || message === "" ? name : `${name}: ${message}`;
}

function memberText(of: object, name: string): string | null {
  const value = attempt(() => outside(() => (of as Record<string, unknown>)[name]));
  return typeof value === "string" ? value : null;
}

function isError(thrown: unknown): thrown is object {
  return attempt(() => thrown instanceof Error) ?? false;
}

/** What a call gives; null when it throws. A mistake that is made in it is no mistake of the spec's. */
function attempt<T>(call: () => T): T | null {
  const mistakenBefore = hasMistaken();
  try {
    return call();
  } catch {
    if (!mistakenBefore) takeMistake();
    return null;
  }
}
