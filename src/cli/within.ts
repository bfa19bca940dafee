/** Ends calls that take too long. V8 can end whatever JavaScript runs, a loop or a regular expression; Node's `vm` module does so when its time is over. */
import { Script } from "node:vm";
import { outside } from "../dsl/calls.ts";
import { NoReturnError } from "../explore/work/limit.ts";
import { enter, leave, whereSeen } from "./watch.ts";

/** Where the script finds the call: a script has no arguments. */
const place = Symbol.for("cutcheck.call");
const script = new Script(`globalThis[Symbol.for("cutcheck.call")]()`, { filename: "cutcheck:within" });

/** What came out of a call. */
type Answer<T> = { readonly kind: "returned"; readonly result: T } | { readonly kind: "threw"; readonly error: unknown };

/** See `Within`. It takes a tenth of a millisecond: a thread is started that watches the time. Within another one, the time of the outer one counts, too. */
export function endAfter<T>(seconds: number, call: () => T): T {
  const answer = answerWithin(seconds, call);
  if (answer.kind === "threw") throw answer.error;
  return answer.result;
}

function answerWithin<T>(seconds: number, call: () => T): Answer<T> {
  const scope = globalThis as { [place]?: () => void };
  const watched = enter(seconds);
  const began = outside(() => process.cpuUsage());
  const outer = scope[place];
  const answers: Answer<T>[] = [];
  scope[place] = () => {
    answers.push(answerOf(call));
  };
  try {
    script.runInThisContext({ timeout: Math.max(1, Math.ceil(seconds * 1000)) });
  } catch (error) {
    // Nothing inside throws: without an answer the call was ended.
    if (answers.length === 0)
      throw (error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
        ? noReturn(
            seconds,
            outside(() => process.cpuUsage(began)),
            whereSeen(),
          )
        : error;
  } finally {
    leave(watched);
    if (outer === undefined) delete scope[place];
    else scope[place] = outer;
  }
  return answers[0] as Answer<T>;
}

/** `where`: the stack of the function that did not return. */
function noReturn(seconds: number, { user, system }: NodeJS.CpuUsage, where: string | null): NoReturnError {
  const error = new NoReturnError(seconds, (user + system) / 1e6);
  if (where !== null) error.stack = where;
  return error;
}

function answerOf<T>(call: () => T): Answer<T> {
  try {
    return { kind: "returned", result: call() };
  } catch (error) {
    return { kind: "threw", error };
  }
}
