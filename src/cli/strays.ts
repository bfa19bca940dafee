/**
 * Exceptions of a spec that reach nobody: a promise that is rejected and that nobody awaits, a timer that was set while the file loaded. They come between two
 * turns, with no call of ours below them; so they are noted here, and whoever runs the spec at that time asks.
 */
import { fileURLToPath } from "node:url";
import { type CutcheckError, isMistake, mistakeOf, showThrown, tamed } from "../dsl/errors.ts";

const _ownFolder = fileURLToPath(new URL("..", import.meta.url));

let stray: CutcheckError | null = null;

/** Notes what is rejected and never handled. */
export function watchRejections(): void {
  process.on("unhandledRejection", reason => noteStray(reason, "A promise was rejected, and nobody handles it"));
}

/** Notes an exception, unless there is an earlier one. An attempt to end the process is remembered where it was made. */
export function noteStray(thrown: unknown, what: string): void {
  if (isMistake(thrown) && thrown.mistake.code === "CUT308") return;
  stray ??= isMistake(thrown)
    ? thrown
    : mistakeOf(
        {
          code: "CUT208",
          message: `${what}: ${showThrown(thrown)}`,
          place: {},
          fix: "Functions of a spec start nothing that goes on after they have returned.",
        },
        tamed(thrown),
      );
}

/** What was noted, which is forgotten then; null when there is nothing. Ask after a turn of the event loop. */
export function takeStray(): CutcheckError | null {
  const taken = stray;
  stray = null;
  return taken;
}
