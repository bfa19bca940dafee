/**
 * Exceptions of a spec that reach nobody: a promise that is rejected and that nobody awaits, a timer that was set while the file loaded. They come between two
 * turns, with no call of ours below them; so they are noted here, and whoever runs the spec at that time asks.
 */
import { fileURLToPath } from "node:url";
import { type CutcheckError, isMistake, mistakeOf, showThrown, stackOf, tamed } from "../dsl/errors.ts";
import { exitCodes } from "./exitCodes.ts";

const ownFolder = fileURLToPath(new URL("..", import.meta.url));

let stray: CutcheckError | null = null;

/** Notes what is rejected and never handled. One that nobody has asked for when the process ends is told then, and ends it as a mistake in a spec does. */
export function watchRejections(): void {
  process.on("unhandledRejection", reason => noteStray(reason, "A promise was rejected, and nobody handles it"));
}

/** As {@link watchRejections}, for the thread that ends the process. */
export function tellStraysAtExit(): void {
  process.on("exit", () => {
    if (stray === null) return;
    process.stderr.write(`${stray.message}\n`);
    process.exitCode = exitCodes.usage;
  });
}

/** Whether an exception comes from a user's own lines: the innermost file of its stack is none of ours. What has no stack is nothing that we throw. */
export function isOfSpec(thrown: unknown): boolean {
  const [, file] = /^ {4}at .*?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*):\d+:\d+\)?$/m.exec(stackOf(thrown)) ?? [];
  return file === undefined ? stackOf(thrown) === "" : !(file.startsWith("file:") ? fileURLToPath(file) : file).startsWith(ownFolder);
}

/** Notes an exception, unless there is an earlier one. */
export function noteStray(thrown: unknown, what: string): void {
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
