/** What the main thread (`watch.ts`) and the thread that watches it (`watchdog.ts`) have agreed upon. */

/**
 * Where things are in the memory that both share: the number of the call that runs, what it is, the bytes of the process that are too many, in MiB, when the call is
 * to be ended, whether the main thread listens to signals, whether the user was told that one has come, and how many the main thread has heard since the command began.
 */
export const place = { call: 0, what: 1, tooManyMiB: 2, limitMilliseconds: 3, listens: 4, isTold: 5, heard: 6, count: 7 } as const;

/** What runs in a call. */
export const kinds = { nothing: 0, spec: 1, loading: 2 } as const;
export type Kind = keyof typeof kinds;

/** A call that lasts so much longer than it may is one that V8 has forgotten to end; a busy machine may be late, too, but not by so much. */
export const forgottenMilliseconds = 8000;

/** Signals that ask to stop, by their numbers. */
export const signals = { SIGINT: 2, SIGTERM: 15 } as const;
export type SignalName = keyof typeof signals;

/** What the user is told of the first one. */
export const stoppingText = "Stopping. Once more to exit at once.\n";
