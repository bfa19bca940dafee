/** Mistakes of the plain engine's views. The first one counts, also where a spec function catches what is thrown and goes on. */
import { CutcheckError, type ErrorCode, fail, type Mistake } from "../dsl/errors.ts";

let first: CutcheckError | null = null;

/** Throws a coded mistake at a path of the state, and remembers it until {@link firstMistake} asks. */
export function refuse(code: ErrorCode, message: string, path: string, rest: Pick<Mistake, "given" | "allowed" | "fix"> = {}): never {
  try {
    return fail(code, message, { place: { path }, ...rest });
  } catch (error) {
    if (first === null && error instanceof CutcheckError) first = error;
    throw error;
  }
}

/** The first mistake since it was last asked, or null. Whoever asks has forgotten it. */
export function firstMistake(): CutcheckError | null {
  const mistake = first;
  first = null;
  return mistake;
}
