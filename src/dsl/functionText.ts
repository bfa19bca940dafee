/**
 * What can be seen of a function of a spec in its text: the names of actions that it compares `step.action` with, and the parameters that it takes apart.
 * A wrong one is no mistake of JavaScript's, and makes a property true of everything. Only what stands in the function itself is seen, written as most
 * people write it; of anything else nothing is said.
 */

/** A text that `step.action` is compared with; `isPrefix`: by `startsWith`. */
export interface ComparedName {
  readonly name: string;
  readonly isPrefix: boolean;
}

/** A text without anything to fill in. */
const literal = [String.raw`"(?:[^"\\\n]|\\.)*"`, String.raw`'(?:[^'\\\n]|\\.)*'`, "`(?:[^`\\\\$]|\\\\.)*`"].join("|");
const name = String.raw`[\w$]+`;
const start = String.raw`^(?:function\s*)?(?:${name}\s*)?\(\s*`;
/** `(before, after, step)` or `(before, after, { action, parameters })`. */
const header = new RegExp(String.raw`${start}${name}\s*,\s*${name}\s*,\s*(?:(${name})|\{([^{}]*)\})[^()]*\)`);

/** Errors: none. A function that is written otherwise than most is not looked into. */
export function comparedNames(call: unknown): readonly ComparedName[] {
  if (typeof call !== "function") return [];
  const text = Function.prototype.toString.call(call);
  const found = header.exec(text);
  const action = found === null ? null : actionIn(found[1], found[2]);
  if (found === null || action === null) return [];
  return comparisonsWith(action, text.slice(found[0].length));
}

/** How the function writes the name of the step's action, as a regular expression. */
function actionIn(step: string | undefined, members: string | undefined): string | null {
  if (step !== undefined) return String.raw`(?<![\w$.])${escaped(step)}\.action`;
  const own = /(?:^|,)\s*action\s*(?::\s*([\w$]+)\s*)?(?=,|$)/.exec(members?.trim() ?? "");
  return own === null ? null : String.raw`(?<![\w$.])${escaped(own[1] ?? "action")}`;
}

function comparisonsWith(action: string, body: string): readonly ComparedName[] {
  const whole = [
    String.raw`${action}\s*[!=]==?\s*(${literal})`,
    String.raw`(${literal})\s*[!=]==?\s*${action}(?![\w$.])`,
    String.raw`\[\s*((?:${literal})(?:\s*,\s*(?:${literal}))*)\s*,?\s*\]\s*\.includes\(\s*${action}\s*\)`,
  ];
  const starts = String.raw`${action}\s*\.startsWith\(\s*(${literal})\s*\)`;
  return [
    ...casesOf(action, body),
    ...whole.flatMap(pattern => literalsIn(pattern, body).map(each => ({ name: each, isPrefix: false }))),
    ...literalsIn(starts, body).map(each => ({ name: each, isPrefix: true })),
  ];
}

/** Of `switch (step.action)`, where it is the only switch: of several the cases might be another's. */
function casesOf(action: string, body: string): readonly ComparedName[] {
  const switches = body.match(/\bswitch\s*\(/g)?.length ?? 0;
  if (switches !== 1 || !new RegExp(String.raw`\bswitch\s*\(\s*${action}\s*\)`).test(body)) return [];
  return literalsIn(String.raw`\bcase\s*(${literal})\s*:`, body).map(each => ({ name: each, isPrefix: false }));
}

function literalsIn(pattern: string, body: string): readonly string[] {
  const groups = [...body.matchAll(new RegExp(pattern, "g"))].map(match => match[1] as string);
  return groups.flatMap(group => [...group.matchAll(new RegExp(literal, "g"))].flatMap(([each]) => textOf(each)));
}

/** The text that a literal writes; none where it holds escapes that JSON does not know. */
function textOf(written: string): readonly string[] {
  const inner = written.slice(1, -1).replaceAll("\\'", "'").replaceAll("\\`", "`");
  try {
    return [JSON.parse(`"${written.startsWith('"') ? written.slice(1, -1) : inner.replaceAll('"', '\\"')}"`) as string];
  } catch {
    return [];
  }
}

function escaped(text: string): string {
  return text.replaceAll("$", "\\$");
}

/** The fields that a function takes of its parameter at a position, where it is written as `{ a, b: c }`; not those with a default. */
export function namesTaken(call: unknown, position: 0 | 1): readonly string[] {
  if (typeof call !== "function") return [];
  const before = position === 0 ? "" : String.raw`(?:${name}|\{[^{}]*\})\s*,\s*`;
  const found = new RegExp(String.raw`${start}${before}\{([^{}]*)\}`).exec(Function.prototype.toString.call(call));
  const fields = (found?.[1] ?? "").split(",").map(field => field.trim());
  return fields.filter(field => field !== "" && !/[=.]/.test(field)).map(field => field.split(":")[0]?.trim() ?? field);
}
