/** What is said when the process must end while a function of the user's runs. */
import { writeSync } from "node:fs";
import { Chalk } from "chalk";
import { CutcheckError } from "../dsl/errors.ts";
import { errorText } from "../render/error.ts";
import { type ExitCode, exitCodes } from "./exitCodes.ts";
import { displayPath, lineOf } from "./load.ts";
import type { Emergency } from "./watch.ts";

const stderr = 2;

/** The mistake of a file that does not come to its end. */
function stuckFile({ stack }: Emergency): CutcheckError {
  const error = new CutcheckError({
    code: "CUT307",
    message: "The file does not come to its end: it was ended while it was loaded.",
    place: {},
    fix: "Look for a loop or a recursion without an end, or a regular expression that backtracks.",
  });
  error.stack = stack;
  const { file = "", line } = lineOf(error, process.cwd());
  return error.at({ file: displayPath(file), ...(line === undefined ? {} : { line }) });
}

/** What a function has done, and where it was then, in a sentence. */
export function emergencySentence({ why, stack }: Emergency): string {
  const error = new Error();
  error.stack = stack;
  const { file, line } = lineOf(new CutcheckError({ code: "CUT208", message: "", place: {} }, { cause: error }), process.cwd());
  const where = line === undefined ? "" : ` (${file}:${line})`;
  return why === "stuck"
    ? `A function of the spec does not return${where}, and could not be ended.`
    : `Out of memory while a function of the spec ran${where}.`;
}

/** Says what has happened, of whatever command. */
export function tellEmergency(emergency: Emergency): ExitCode {
  if (emergency.why === "loading") {
    say(errorText(stuckFile(emergency), new Chalk({ level: 0 })));
    return exitCodes.usage;
  }
  say(emergencySentence(emergency));
  return exitCodes.incomplete;
}

/** Writes at once: the process is about to end. */
function say(text: string): void {
  writeSync(stderr, text.endsWith("\n") ? text : `${text}\n`);
}
