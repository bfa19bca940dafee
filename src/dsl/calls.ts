/**
 * Whether functions of a spec run just now, and the first mistake that they have made. What is outside of a spec asks here whether it may answer
 * (`closedWorld.ts`); a mistake is remembered here when it is made (`errors.ts`), because a spec may catch it and go on as if nothing had happened.
 *
 * It is set around whole turns of the engine, not around each call: two million calls a second would pay for it. So while it is set, the engine itself
 * uses no clock and no dice either.
 */

/** How much of the world is closed. `building`: what differs from run to run, such as clocks; a `build` may read a file. `running`: everything outside. */
export const worlds = { open: 0, building: 1, running: 2 } as const;

export type World = (typeof worlds)[keyof typeof worlds];

let world: World = worlds.open;
/** Null: none. */
let first: unknown = null;

/** Calls what calls functions of a spec. Mistakes that were made in an earlier turn are forgotten. */
export function whileRunning<T>(call: () => T): T {
  return inside(worlds.running, call);
}

/** Calls a spec's `build`. */
export function whileBuilding<T>(call: () => T): T {
  return inside(worlds.building, call);
}

/** Calls something of our own that needs the world outside, in the midst of a turn. */
export function outside<T>(call: () => T): T {
  const before = world;
  world = worlds.open;
  try {
    return call();
  } finally {
    world = before;
  }
}

function inside<T>(wanted: World, call: () => T): T {
  const before = world;
  if (before === worlds.open) first = null;
  if (before < wanted) world = wanted;
  try {
    return call();
  } finally {
    world = before;
  }
}

/** How it stands, for whoever ends a call from outside: its `finally` blocks do not run. */
export type Calls = World;

export function callsNow(): Calls {
  return world;
}

/** As it stood when the call began. What it has done wrong is forgotten: that it did not return says more. */
export function resetCalls(calls: Calls): void {
  world = calls;
  first = null;
}

/** Whether what belongs to this world is out of reach. */
export function isClosed(from: World): boolean {
  return world >= from;
}

/** A mistake is made. Those that are made while no function of a spec runs are nobody's to swallow. */
export function rememberMistake(mistake: unknown): void {
  if (world !== worlds.open && first === null) first = mistake;
}

/** Whether a function of the spec has made a mistake since the turn began, whatever it has done about it. */
export function hasMistaken(): boolean {
  return first !== null;
}

/** The first mistake, which is forgotten then; null when there is none. */
export function takeMistake(): unknown {
  const taken = first;
  first = null;
  return taken;
}
