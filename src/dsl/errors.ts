/**
 * Mistakes as data: a code, a place, the values and what to do. Nothing here formats text for a terminal; `render/error.ts` does.
 * The catalogue is closed: every code has a fixture in `test/fixtures/errors` and a test of its whole text.
 */
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
  CUT214: "write through a stale view",
  CUT215: "order of interchangeable members",
  CUT216: "members treated differently",
  CUT218: "function that does not return",
  CUT301: "unknown knob",
  CUT302: "invalid knob value",
  CUT303: "unknown case",
  CUT304: "unknown spec",
  CUT305: "unknown name in a case",
  CUT306: "no spec in file",
  CUT307: "spec file does not load",
  CUT401: "not a counterexample file",
  CUT402: "damaged counterexample file",
  CUT403: "counterexample of another version",
  CUT404: "no checkpoint in folder",
  CUT405: "damaged checkpoint",
  CUT406: "checkpoint of another run",
  CUT407: "checkpoint in use",
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** A parameter value or any other value that a trace can name. */
export type Scalar = string | number | boolean;

type FunctionRole = "init" | "guard" | "effect" | "actor" | "invariant" | "step" | "witness" | "terminal" | "reachableIn" | "refines" | "underway" | "marks";

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

/** A mistake of the user, with its place. `trace` is the run that leads there, when a machine was running (a `Trace` of `explore/trace.ts`). */
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
    if (this.stack !== undefined) moved.stack = this.stack;
    return moved;
  }
}

/** Throws a {@link CutcheckError}. */
export function fail(code: ErrorCode, message: string, rest: Omit<Mistake, "code" | "message" | "place"> & { readonly place?: Place } = {}): never {
  throw new CutcheckError({ ...rest, code, message, place: rest.place ?? {} });
}

/** A value as an error message shows it: short, on one line, strings quoted. */
export function show(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (value === undefined) return "undefined";
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  let text: string;
  try {
    text = named(() => JSON.stringify(value)) ?? String(value);
  } catch {
    text = Object.prototype.toString.call(value);
  }
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
