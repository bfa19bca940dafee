/**
 * Functions of a spec that do not return. JavaScript cannot end a call from inside; whoever runs the program may be able to (`endCallsBy`). Without that, calls run as
 * long as they run.
 *
 * What is ended is a whole turn, which says nothing of who is at fault: our own work may be slow, the process may have been stopped, or the machine may be busy. So the state
 * of that turn is looked at again, one function after the other, each with a limit of its own (`limitingCalls`): only a function that does not return by itself is blamed.
 */
import { type Calls, callsNow, resetCalls } from "../../dsl/calls.ts";
import { type CutcheckError, mistakeOf } from "../../dsl/errors.ts";
import { namingDepth, resetNaming } from "../../dsl/naming.ts";

/** Thrown where a call was ended. Nothing of the call has run since, `finally` blocks neither: whatever it was changing is half changed. */
export class NoReturnError extends Error {
  /** What the process had of the processor meanwhile. */
  readonly cpuSeconds: number;

  constructor(seconds: number, cpuSeconds: number) {
    super(`a call was ended after ${seconds} seconds`);
    this.cpuSeconds = cpuSeconds;
  }
}

/** Runs a call, and ends it after so many seconds. Errors: NoReturnError, and whatever the call throws. */
export type Within = <T>(seconds: number, call: () => T) => T;

/** A function of a spec that takes longer does not return: the slowest ones that were ever seen take some milliseconds. */
export const stuckSeconds = 5;

/** With less of the processor than this a function has had no chance to return: it gets another one, once. */
const cpuSecondsMin = 0.5;

let end: Within = (_, call) => call();
let isLimiting = false;

/** From now on calls are ended by this. */
export function endCallsBy(within: Within): void {
  end = within;
}

/** Errors: NoReturnError, and whatever the call throws. */
export function within<T>(seconds: number, call: () => T): T {
  const [calls, naming, wasLimiting] = [callsNow(), namingDepth(), isLimiting];
  try {
    return end(seconds, call);
  } catch (error) {
    if (error instanceof NoReturnError) reset(calls, naming, wasLimiting);
    throw error;
  }
}

/** What `finally` blocks of a call that was ended would have put back. */
function reset(calls: Calls, naming: number, wasLimiting: boolean): void {
  resetCalls(calls);
  resetNaming(naming);
  isLimiting = wasLimiting;
}

/** While this runs, each function of the spec that is called by itself (`calls/run.ts`) has a limit of its own. It makes calls slow: for one state, not for many. */
export function limitingCalls<T>(call: () => T): T {
  const before = isLimiting;
  isLimiting = true;
  try {
    return call();
  } finally {
    isLimiting = before;
  }
}

/** Whether functions are to be called one by one: then a loop of many calls has to be one of limited calls. */
export function areCallsLimited(): boolean {
  return isLimiting;
}

/** Runs one function of a spec. Errors: CUT218 when it does not return and that is looked for, and whatever it throws. */
export function limited<T>(call: () => T): T {
  if (!isLimiting) return call();
  return returning("The function", call);
}

/** Runs a function of a spec outside of any machine, as `build`. `what`: "The function build". Errors: CUT218, and whatever it throws. */
export function returning<T>(what: string, call: () => T): T {
  for (let seconds = stuckSeconds; ; seconds *= 2) {
    try {
      return within(seconds, call);
    } catch (error) {
      if (!(error instanceof NoReturnError)) throw error;
      // It had next to no time: the process was stopped, or others had the processor.
      if (error.cpuSeconds > cpuSecondsMin || seconds > stuckSeconds) throw notReturned(what, error);
    }
  }
}

/** Runs functions of a spec that are called one by one. When all of them take too long, they are called again, each with a limit of its own. Errors: CUT218, and whatever they throw. */
export function returningEach<T>(call: () => T, seconds: number = stuckSeconds): T {
  try {
    return within(seconds, call);
  } catch (error) {
    if (!(error instanceof NoReturnError)) throw error;
    return limitingCalls(call);
  }
}

function notReturned(what: string, cause: NoReturnError): CutcheckError {
  return mistakeOf(
    {
      code: "CUT218",
      message: `${what} does not return: it ran for more than ${stuckSeconds} seconds, and was ended.`,
      place: {},
      fix: "Look for a loop or a recursion without an end, or a regular expression that backtracks.",
    },
    cause,
  );
}
