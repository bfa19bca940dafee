/** The only place where text becomes code. The text is made by this folder, of names and numbers of its own and strings of a spec as JSON. */

export function evaluate(parameters: readonly string[], body: string): (...values: readonly unknown[]) => unknown {
  return new Function(...parameters, `"use strict";\n${body}`) as (...values: readonly unknown[]) => unknown;
}
