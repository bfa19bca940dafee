/**
 * Assertions: what must be true whatever a spec does. They stand where one part of the checker hands over to another one, and are checked in
 * production, too.
 */

/** Something is wrong with the checker itself. Nobody else throws it, and no function of a spec is blamed for it. */
export class DefectError extends Error {}

/** Errors: DefectError. `what`: what must be so, in words. */
export function assert(holds: boolean, what: string): asserts holds {
  if (!holds) defect(what);
}

/** A function of its own, so that `assert` stays small enough to be inlined. */
function defect(what: string): never {
  throw new DefectError(`a defect of the checker: not so is that ${what}`);
}
