/** JSON from a file that nobody vouches for: within limits, without names that reach a prototype, and with the line of a syntax mistake. */
import { fail, show } from "../dsl/errors.ts";
import { jsonPath } from "./json.ts";
import { syntaxMistake } from "./json-syntax.ts";
import { nestingMax, stringCharactersMax, traceCharactersMax } from "./limits.ts";

/** A name that means something else than data in JavaScript. No document has it. */
const refusedName = "__proto__";

/** Parses JSON. Errors: CUT401 with the line of the mistake, CUT402 for a file that ends too early, is too large, too deep or holds a refused name. */
export function parseHostile(text: string): unknown {
  if (text.length > traceCharactersMax)
    fail("CUT402", "The file is too large to be a counterexample.", { given: `${text.length} characters`, allowed: `at most ${traceCharactersMax}` });
  if (text.trim() === "") fail("CUT401", "The file is empty.", { fix: "Give the trace.json of an archived counterexample." });
  const root = parse(text);
  checkTree(root);
  return root;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return explain(text);
  }
}

function explain(text: string): never {
  const mistake = syntaxMistake(text) ?? { offset: 0, line: 1, endsTooEarly: false };
  const place = { line: mistake.line };
  if (mistake.endsTooEarly)
    fail("CUT402", "The file ends in the middle: it was cut off.", { place, fix: "Restore the file from version control, or write it again." });
  return fail("CUT401", "The file is not JSON.", {
    place,
    given: show(text.slice(mistake.offset, mistake.offset + 20)),
    fix: "Give the trace.json of an archived counterexample.",
  });
}

interface Visit {
  readonly value: unknown;
  readonly parent: Visit | null;
  readonly name: PropertyKey;
  readonly depth: number;
}

/** Walks the whole tree without recursion, so that depth is counted before it can hurt. */
function checkTree(root: unknown): void {
  const visits: Visit[] = [{ value: root, parent: null, name: "", depth: 0 }];
  for (let visit = visits.pop(); visit !== undefined; visit = visits.pop()) {
    const { value, depth } = visit;
    if (typeof value === "string") checkString(value, visit);
    if (typeof value !== "object" || value === null) continue;
    if (depth >= nestingMax) refuse(visit, "The file is nested too deeply.", `at most ${nestingMax} levels`);
    for (const [name, each] of Object.entries(value)) {
      const inner: Visit = { value: each, parent: visit, name: Array.isArray(value) ? Number(name) : name, depth: depth + 1 };
      if (name === refusedName) refuse(inner, `The name ${show(name)} is refused.`, "names of fields, knobs and parameters");
      checkString(name, inner);
      visits.push(inner);
    }
  }
}

function checkString(text: string, visit: Visit): void {
  if (text.length > stringCharactersMax) refuse(visit, `A string has ${text.length} characters.`, `at most ${stringCharactersMax}`);
}

/** The path is cut to its last segments: a hostile one is as long as the file. */
const pathSegmentsMax = 8;

function refuse(visit: Visit, message: string, allowed: string): never {
  const path: PropertyKey[] = [];
  for (let at: Visit | null = visit; at !== null && at.parent !== null; at = at.parent)
    path.unshift(typeof at.name === "string" ? at.name.slice(0, 40) : at.name);
  const shown = path.length > pathSegmentsMax ? `$...${jsonPath(path.slice(-pathSegmentsMax)).slice(1)}` : jsonPath(path);
  return fail("CUT402", message, { place: { path: shown }, allowed });
}
