/** What must be so whatever a spec does: looked at where one part of the checker hands over to another one, also in production. */

/** Something is wrong with the checker itself. Nobody else throws it, and no function of a spec is blamed for it. */
export class DefectError extends Error {}

/** Errors: DefectError. `what`: what must be so, in words. */
export function assert(holds: boolean, what: string): asserts holds {
  if (!holds) defect(what);
}

/** Apart from `assert`, which is small enough to become part of its callers. */
function defect(what: string): never {
  throw new DefectError(`a defect of the checker: not so is that ${what}`);
}
