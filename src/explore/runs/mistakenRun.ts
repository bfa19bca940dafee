/** The run that leads to a mistake of a spec. It is looked for when the mistake is known, a little at a time: that may take as long as finding the mistake did. */
import { takeMistake } from "../../dsl/calls.ts";
import { type CutcheckError, isMistake, withRunOf } from "../../dsl/errors.ts";
import { isMemoryError } from "../../kernel/memory.ts";
import type { Compiled } from "../../layout/compile.ts";
import type { FoundStates } from "../found/foundStates.ts";
import type { Trace } from "../work/outcome.ts";
import type { Work } from "../work/turn.ts";
import { runTo } from "./concrete.ts";

/** Stands in the place of a mistake's run until that is found: the run to a stored state, and one step more if `instance` >= 0. */
export class RunWanted {
  readonly state: number;
  readonly instance: number;

  constructor(state: number, instance: number) {
    this.state = state;
    this.instance = instance;
  }
}

/** The same mistake without the run that it wants. */
export function withoutRun(error: CutcheckError): CutcheckError {
  return error.trace instanceof RunWanted ? withRunOf(error, null) : error;
}

/** The same mistake with the run that it wants, if there is one that does not go through the function at fault. */
export function* withRun(error: CutcheckError, compiled: Compiled, found: FoundStates, memoryBytesMax: number): Work<CutcheckError> {
  return error.trace instanceof RunWanted ? withRunOf(error, yield* runOrNull(error.trace, compiled, found, memoryBytesMax)) : error;
}

function* runOrNull(wanted: RunWanted, compiled: Compiled, found: FoundStates, memoryBytesMax: number): Work<Trace | null> {
  try {
    return yield* runTo(compiled, found, wanted, memoryBytesMax);
  } catch (error) {
    if (!isMistake(error) && !isMemoryError(error)) throw error;
    // It leads through the function at fault, which makes its mistake again.
    takeMistake();
    return null;
  }
}
