/**
 * A validator written from the published rules of the Informal Trace Format (Apalache ADR-015), knowing nothing of cutcheck. Revisions: until 2022-11 integers
 * may be JSON's, from 2023-09 on they must be written as `#bigint`.
 */

type Revision = "2022-11" | "2023-09";

type Problem = string;

/** Everything in a parsed document that the format's rules forbid. */
export function itfProblems(document: unknown, revision: Revision = "2022-11"): readonly Problem[] {
  if (!isObject(document)) return ["the trace is not an object"];
  const { "#meta": meta, params, vars, states, loop, ...rest } = document;
  const problems: Problem[] = Object.keys(rest).map(name => `unknown field ${name}`);
  if (meta !== undefined && !isObject(meta)) problems.push("#meta is not an object");
  if (params !== undefined && !isNames(params)) problems.push("params is not an array of strings");
  if (loop !== undefined && !Number.isInteger(loop)) problems.push("loop is not an integer");
  if (!isNames(vars)) return [...problems, "vars is not an array of strings"];
  if (!Array.isArray(states)) return [...problems, "states is not an array"];
  return [...problems, ...states.flatMap((state, i) => stateProblems(state, vars, `states[${i}]`, revision))];
}

function stateProblems(state: unknown, vars: readonly string[], at: string, revision: Revision): readonly Problem[] {
  if (!isObject(state)) return [`${at} is not an object`];
  const { "#meta": meta, ...values } = state;
  const problems = meta === undefined || isObject(meta) ? [] : [`${at}.#meta is not an object`];
  const missing = vars.filter(name => !Object.hasOwn(values, name)).map(name => `${at} does not set ${name}`);
  const others = Object.keys(values)
    .filter(name => !vars.includes(name))
    .map(name => `${at} sets ${name}, which is not in vars`);
  return [...problems, ...missing, ...others, ...vars.flatMap(name => expressionProblems(values[name], `${at}.${name}`, revision))];
}

function expressionProblems(value: unknown, at: string, revision: Revision): readonly Problem[] {
  if (typeof value === "string" || typeof value === "boolean") return [];
  if (typeof value === "number" && revision !== "2022-11") return [`${at} is a JSON number`];
  if (typeof value === "number") return Number.isSafeInteger(value) ? [] : [`${at} is not a safe integer`];
  if (Array.isArray(value)) return value.flatMap((each, i) => expressionProblems(each, `${at}[${i}]`, revision));
  if (!isObject(value)) return [`${at} is no expression`];
  const names = Object.keys(value);
  const special = names.find(name => name.startsWith("#"));
  if (special === undefined) return names.flatMap(name => expressionProblems(value[name], `${at}.${name}`, revision));
  return names.length > 1 ? [`${at} mixes ${special} with other fields`] : specialProblems(special, value[special], `${at}.${special}`, revision);
}

function specialProblems(form: string, content: unknown, at: string, revision: Revision): readonly Problem[] {
  if (form === "#bigint") return typeof content === "string" && /^-?[0-9]+$/.test(content) ? [] : [`${at} is not an integer`];
  if (form === "#tup" || form === "#set") return Array.isArray(content) ? expressionProblems(content, at, revision) : [`${at} is not an array`];
  if (form !== "#map") return [`${at} is an unknown form`];
  if (!Array.isArray(content)) return [`${at} is not an array`];
  return content.flatMap((pair, i) =>
    Array.isArray(pair) && pair.length === 2 ? expressionProblems(pair, `${at}[${i}]`, revision) : [`${at}[${i}] is not a pair`],
  );
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(each => typeof each === "string");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
