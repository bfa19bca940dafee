/** Calls that are expected to be mistakes. */
import { CutcheckError, type Mistake } from "cutcheck";

/** The mistake that a call throws. Errors: whatever else it throws, or that it throws nothing. */
export function mistakeOf(call: () => unknown): Mistake {
  try {
    call();
  } catch (error) {
    if (error instanceof CutcheckError) return error.mistake;
    throw error;
  }
  throw new Error("no mistake was found");
}

/** A value that the types forbid, as it comes from a spec file: such files are loaded without a type check. */
export function untyped(value: unknown): never {
  return value as never;
}
