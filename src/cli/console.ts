/** Where a command writes: answers to stdout, mistakes and notes to stderr, each with colours only where they are wanted. */
import { Chalk, type ChalkInstance } from "chalk";
import type { CutcheckError } from "../dsl/errors.ts";
import { errorText } from "../render/error.ts";

export interface Console {
  /** Colours of stdout. */
  readonly style: ChalkInstance;
  /** Writes an answer, with a newline unless it ends with one. */
  readonly print: (text: string) => void;
  /** Writes a remark that is no part of the answer. */
  readonly note: (text: string) => void;
  /** Writes a mistake of the user's. */
  readonly complain: (error: CutcheckError) => void;
}

/** The process's own streams. */
export function processConsole(colours: boolean): Console {
  const [style, errorStyle] = [styleOf(process.stdout, colours), styleOf(process.stderr, colours)];
  return {
    style,
    print: text => write(process.stdout, text),
    note: text => write(process.stderr, text),
    complain: error => write(process.stderr, errorText(error, errorStyle)),
  };
}

/** NO_COLOR and FORCE_COLOR are respected: https://no-color.org, https://force-color.org. */
function styleOf(stream: NodeJS.WriteStream, colours: boolean): ChalkInstance {
  const { NO_COLOR: no = "", FORCE_COLOR: force = "" } = process.env;
  const wanted = colours && no === "" && (stream.isTTY || (force !== "" && force !== "0"));
  return new Chalk({ level: wanted ? 1 : 0 });
}

function write(stream: NodeJS.WriteStream, text: string): void {
  if (text !== "") stream.write(text.endsWith("\n") ? text : `${text}\n`);
}
