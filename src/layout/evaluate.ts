/** The only place where text becomes code. The text is made by this folder, of names and numbers of its own and strings of a spec as JSON. */
import { indented } from "./indented.ts";

/**
 * Code that was generated: `views` of a state type, with its codec, the `expansion` of a machine, the `hash` of a packed
 * row, or whether one was met lately (`recent`).
 */
export interface GeneratedCode {
  readonly what: "views" | "expansion" | "hash" | "recent";
  /** A function declaration, laid out to be read. */
  readonly text: string;
}

let heard: ((code: GeneratedCode) => void) | null = null;

/** Hears of all code that is generated from now on, in this thread; null: no longer. */
export function onGenerated(listener: ((code: GeneratedCode) => void) | null): void {
  heard = listener;
}

/** Makes a function of the text. `what` says to a reader what it is. */
export function evaluate(
  parameters: readonly string[],
  body: string,
  what: GeneratedCode["what"] = "hash",
): (...values: readonly unknown[]) => unknown {
  heard?.({ what, text: indented(`function ${what}(${parameters.join(", ")}) {\n${body}\n}`) });
  return new Function(...parameters, `"use strict";\n${body}`) as (...values: readonly unknown[]) => unknown;
}
