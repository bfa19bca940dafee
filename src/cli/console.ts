/** Where a command writes: answers to stdout, mistakes and notes to stderr, each with colours only where they are wanted. */
import { Chalk, type ChalkInstance } from "chalk";
import type { CutcheckError } from "../dsl/errors.ts";
import { errorText } from "../render/error.ts";
import { harmless } from "../render/harmless.ts";
import { outputOn, takeStdout } from "./output.ts";
import { isDumbTerminal } from "./platform.ts";

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

/** The console of this process. */
export interface ProcessConsole extends Console {
  /** Waits until everything is written. What became of stdout: its first failure, or null. That stderr fails can be told nobody. */
  readonly finished: () => Promise<Error | null>;
}

/** The process's own streams. From then on stdout is this console's alone. */
export function processConsole(colours: boolean): ProcessConsole {
  const [out, err] = [takeStdout(), outputOn(process.stderr, 2)];
  const [style, errorStyle] = [styleOf(out.stream, colours), styleOf(err.stream, colours)];
  return {
    style,
    print: text => out.write(ended(text)),
    note: text => err.write(ended(text)),
    complain: error => err.write(ended(errorText(error, errorStyle))),
    finished: async () => {
      await err.finished();
      return out.finished();
    },
  };
}

/** NO_COLOR and FORCE_COLOR are respected: https://no-color.org, https://force-color.org. A dumb terminal shows escapes as they are, whoever wants them. */
function styleOf(stream: NodeJS.WriteStream, colours: boolean): ChalkInstance {
  const { NO_COLOR: no = "", FORCE_COLOR: force = "" } = process.env;
  const wanted = colours && no === "" && !isDumbTerminal() && (stream.isTTY || (force !== "" && force !== "0"));
  return new Chalk({ level: wanted ? 1 : 0 });
}

/** With its last line ended. Nothing drives a terminal but our own colours, whoever has forgotten to look at a text. */
function ended(text: string): string {
  return text === "" || text.endsWith("\n") ? harmless(text) : `${harmless(text)}\n`;
}
