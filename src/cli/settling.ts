/** Waiting for a spec file to load, which may itself wait for something that never comes. */

/** A file that loads data may take a while; one that takes longer than this hangs. `CUTCHECK_LOAD_SECONDS` in the environment gives another limit. */
const loadSecondsDefault = 60;

/** What gives up on each load that is under way. */
const givingUp = new Set<() => void>();

/** Why a load was given up: nothing was left that could end it, or its time was over. */
export type GivenUp = { readonly why: "idle" } | { readonly why: "late"; readonly seconds: number };

/** What a promise comes to, or why it was given up. */
export async function settled<T>(promise: Promise<T>, seconds: number = secondsMax()): Promise<{ readonly value: T } | GivenUp> {
  const { promise: gaveUp, resolve } = deferred<GivenUp>();
  const giveUp = (): void => resolve({ why: "idle" });
  givingUp.add(giveUp);
  const timer = setTimeout(() => resolve({ why: "late", seconds }), seconds * 1000);
  // A loop that has nothing else to do is idle now, not in a minute.
  timer.unref();
  try {
    return await Promise.race([promise.then(value => ({ value })), gaveUp]);
  } finally {
    clearTimeout(timer);
    givingUp.delete(giveUp);
  }
}

/** To be called when the event loop has nothing left to do: no load that is under way will ever end. */
export function giveUpLoading(): void {
  for (const giveUp of givingUp) giveUp();
}

function secondsMax(): number {
  const given = Number(process.env["CUTCHECK_LOAD_SECONDS"]);
  return given > 0 ? given : loadSecondsDefault;
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>(settle => {
    resolve = settle;
  });
  return { promise, resolve };
}
