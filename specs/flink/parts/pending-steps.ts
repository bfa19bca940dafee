/** The pending checkpoint that a step is about: how its action names it, and a guard and an effect on it. */
import { indices } from "cutcheck";
import { type Pending, pendingOf } from "./world.ts";

/** The parameters of a step. */
export type Parameters = Readonly<Record<string, number>>;

interface Pendings<P> {
  readonly pending: readonly P[];
}

/** `pendingIn` finds the checkpoint of a step; null: it is not pending. */
function stepsOn<S extends Pendings<P>, P extends Pending>(
  which: Readonly<Record<string, readonly number[]>>,
  pendingIn: (s: Readonly<S>, parameters: Parameters) => P | null,
) {
  return {
    /** The parameter of the action that says which one. */
    which,
    pendingIn,
    whenPending:
      (test: (pending: Readonly<P>, s: Readonly<S>, parameters: Parameters) => boolean) =>
      (s: Readonly<S>, parameters: Parameters): boolean => {
        const pending = pendingIn(s, parameters);
        return pending !== null && test(pending, s, parameters);
      },
    thenPending:
      (act: (pending: P, s: S, parameters: Parameters) => void) =>
      (s: S, parameters: Parameters): void => {
        const pending = pendingIn(s, parameters);
        if (pending !== null) act(pending, s, parameters);
      },
  };
}

/** By its id. */
export function stepsById<S extends Pendings<P>, P extends Pending>(ids: readonly number[]) {
  return stepsOn<S, P>({ id: ids }, (s, { id }) => pendingOf(s, id));
}

/** The only one, where one is pending at a time: there is nothing to choose. */
export function stepsOnTheOnly<S extends Pendings<P>, P extends Pending>() {
  return stepsOn<S, P>({}, s => inSlot(s, 0));
}

/** By its slot, where ids are names that change. */
export function stepsBySlot<S extends Pendings<P>, P extends Pending>(slots: number) {
  return slots === 1 ? stepsOnTheOnly<S, P>() : stepsOn<S, P>({ slot: indices(slots) }, (s, { slot }) => inSlot(s, slot));
}

function inSlot<P extends Pending>({ pending }: Pendings<P>, slot: number): P | null {
  return pending[slot].id > 0 ? pending[slot] : null;
}
