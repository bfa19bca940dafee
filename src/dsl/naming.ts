/** When a member of a scalarset may be written as a text: where nothing but a name is made of it. */

let depth = 0;

/** Calls a function in which members may be written as texts: names of actors, messages, comparison of whole values. */
export function named<T>(call: () => T): T {
  depth++;
  try {
    return call();
  } finally {
    depth--;
  }
}

export function isNaming(): boolean {
  return depth > 0;
}

/** How many such calls are running; for whoever ends a call from outside, of which no `finally` runs. */
export function namingDepth(): number {
  return depth;
}

export function resetNaming(running: number): void {
  depth = running;
}
