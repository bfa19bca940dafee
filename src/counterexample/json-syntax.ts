/** Where a text stops being JSON. `JSON.parse` says whether, but engines do not agree on saying where. Iterative: depth costs no stack. */

/** What may come next: a value, a name, a colon, or a comma; `end` where a closing bracket may come too. */
type Expectation = "value" | "valueOrEnd" | "name" | "nameOrEnd" | "colon" | "commaOrEnd" | "nothing";

export interface SyntaxMistake {
  /** Offset of the first character that is not JSON; the text's length when it ends too early. */
  readonly offset: number;
  /** 1-based. */
  readonly line: number;
  /** The text is the beginning of a JSON document. */
  readonly endsTooEarly: boolean;
}

/** The first syntax mistake of a text, or null when it is JSON. */
export function syntaxMistake(text: string): SyntaxMistake | null {
  const open: ("{" | "[")[] = [];
  let expect: Expectation = "value";
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const next = tokenEnd(text, at);
    const token = text[at] as string;
    if (next === null) return mistakeAt(text, isUnfinished(text, at) ? text.length : at);
    const following = step(expect, token, open);
    if (following === null) return mistakeAt(text, at);
    expect = following;
    at = skipSpace(text, next);
  }
  return expect === "nothing" ? null : mistakeAt(text, text.length);
}

/** What may follow a token, or null when the token is out of place. Keeps the stack of open brackets. */
function step(expect: Expectation, token: string, open: ("{" | "[")[]): Expectation | null {
  const takesValue = expect === "value" || expect === "valueOrEnd";
  if (token === "{" || token === "[") {
    if (!takesValue) return null;
    open.push(token);
    return token === "{" ? "nameOrEnd" : "valueOrEnd";
  }
  if (token === "}" || token === "]") return close(expect, token, open);
  if (token === ":") return expect === "colon" ? "value" : null;
  if (token === ",") return expect !== "commaOrEnd" ? null : open.at(-1) === "{" ? "name" : "value";
  if (expect === "name" || expect === "nameOrEnd") return token === '"' ? "colon" : null;
  return takesValue ? afterValue(open) : null;
}

function close(expect: Expectation, token: "}" | "]", open: ("{" | "[")[]): Expectation | null {
  const canEnd = expect === "commaOrEnd" || expect === (token === "}" ? "nameOrEnd" : "valueOrEnd");
  if (!canEnd || open.at(-1) !== (token === "}" ? "{" : "[")) return null;
  open.pop();
  return afterValue(open);
}

function afterValue(open: readonly string[]): Expectation {
  return open.length === 0 ? "nothing" : "commaOrEnd";
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && " \t\n\r".includes(text[at] as string)) at++;
  return at;
}

const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

/** Where the token that starts here ends, or null when none does. */
function tokenEnd(text: string, at: number): number | null {
  const first = text[at] as string;
  if ("{}[],:".includes(first)) return at + 1;
  if (first === '"') return stringEnd(text, at);
  scalar.lastIndex = at;
  return scalar.test(text) ? scalar.lastIndex : null;
}

function stringEnd(text: string, from: number): number | null {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return null;
    if (code === 0x5c && !/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at, at + 6))) return null;
    if (code === 0x5c) at++;
  }
  return null;
}

/** Whether what starts here is cut off by the end of the text, rather than wrong. */
function isUnfinished(text: string, at: number): boolean {
  const rest = text.slice(at);
  // The beginning of a string is what a quote completes, once a half escape at the end is put aside.
  if (text[at] === '"') return stringEnd(`${withoutHalfEscape(rest)}"`, 0) === withoutHalfEscape(rest).length + 1;
  return rest.length < 24 && (["true", "false", "null"].some(word => word.startsWith(rest)) || /^-?(?:\d+\.?\d*(?:[eE][+-]?)?)?$/.test(rest));
}

function withoutHalfEscape(text: string): string {
  const half = /(\\+)(u[0-9a-fA-F]{0,3})?$/.exec(text);
  return half === null || (half[1] as string).length % 2 === 0 ? text : text.slice(0, text.length - 1 - (half[2] ?? "").length);
}

function mistakeAt(text: string, offset: number): SyntaxMistake {
  const endsTooEarly = offset === text.length;
  const before = text.slice(0, offset);
  return { offset, line: (endsTooEarly ? before.trimEnd() : before).split("\n").length, endsTooEarly };
}
