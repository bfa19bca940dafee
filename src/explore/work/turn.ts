/** Work that is done a little at a time. */

/** Whether the turn has lasted long enough. */
export type IsTime = () => boolean;

/** For whoever has no clock. */
export const never: IsTime = () => false;

/** The clock is asked after so many states: asking costs a twentieth of expanding a cheap one. Turns of slow ones are shorter than that. */
export const statesPerLook = 32;

/** What yields after each state that it looks at. */
export type Work<T> = Generator<void, T, void>;

/** Goes on for up to so many states, until it is time. Returns whether it is through. */
export function goOn(work: Work<void>, states: number, isTime: IsTime): boolean {
  for (let left = states; left > 0; left--) {
    if (work.next().done === true) return true;
    if (left % statesPerLook === 0 && isTime()) return false;
  }
  return false;
}

/** Does all of it at once. */
export function whole<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
