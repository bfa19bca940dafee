/** Checks that the definitions of machines and specs share. A spec file runs without a type check, so what the types forbid is looked for again here. */
import { fail, type Place, show } from "./errors.ts";
import { isScalar, nameOfValue } from "./parameters.ts";
import { isScalarsetType } from "./scalarset.ts";
import { suggestion } from "./suggest.ts";

const identifierPattern = /^[A-Za-z][A-Za-z0-9_]*$/;
/** What {@link isIdentifier} accepts, in words. */
export const identifierRule = "a letter, then letters, digits and underscores";

/** Characters of any text that a trace holds: names, labels, values of parameters and knobs, titles. A file with longer ones is not read back. */
export const textCharactersMax = 5_000;

/** Errors: CUT105 for a text that no trace could hold. */
export function checkText(text: string, what: string, place: Place = {}): void {
  if (text.length <= textCharactersMax) return;
  fail("CUT105", `${what} has ${text.length} characters.`, {
    place,
    given: show(text),
    allowed: `at most ${textCharactersMax}`,
    fix: "Say it in fewer words.",
  });
}

/** Whether a name can stand for a field, a parameter or a knob. */
export function isIdentifier(name: string): boolean {
  return identifierPattern.test(name);
}

/** The name of a machine, an action or a property: any text on one line. Errors: CUT101. */
export function checkName(name: unknown, what: string): void {
  if (typeof name !== "string" || name.trim() === "" || /[\n\r]/.test(name)) {
    fail("CUT101", `${show(name)} cannot be the name of ${what}.`, { allowed: "a non-empty string on one line", fix: "Write what it is called." });
  }
  checkText(name, `The name of ${what}`);
}

/** Errors: CUT103 when one of the others has this name. */
export function checkUnique(name: string, others: readonly { readonly name: string }[], plural: string, place: Place = {}): void {
  if (others.some(other => other.name === name)) fail("CUT103", `There are two ${plural} named ${show(name)}.`, { place, fix: "Rename one of them." });
}

/** Errors: CUT106. */
export function checkFunction(value: unknown, what: string): void {
  if (typeof value !== "function") fail("CUT106", `${what} has no function.`, { given: show(value), fix: "Write a function of the state." });
}

/** Errors: CUT106 when the value is no object of options, or has one that is not known: a misspelt option would be silently ignored. */
export function checkOptions(value: unknown, known: readonly string[], what: string, place: Place = {}): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    fail("CUT106", `${what} has no options.`, { place, given: show(value), fix: `Write { ${known.slice(0, 2).join(", ")}, ... }.` });
  }
  const unknown = Object.keys(value).find(key => !known.includes(key));
  if (unknown !== undefined)
    fail("CUT106", `${what} has an unknown option ${show(unknown)}.`, {
      place,
      allowed: known.join(", "),
      fix: suggestion(unknown, known, undefined, "options"),
    });
}

/** The domains of parameters: finite lists of distinct plain values that JSON can hold. `where` names the owner in a message. Errors: CUT101, CUT104. */
export function checkDomains(domains: unknown, where: string): void {
  if (typeof domains !== "object" || domains === null || Array.isArray(domains)) {
    fail("CUT104", `The parameters of ${where} are not named lists of values.`, { given: show(domains), fix: "Write { name: indices(n) }." });
  }
  for (const [name, values] of Object.entries(domains)) {
    if (!isIdentifier(name)) fail("CUT101", `${show(name)} cannot be the name of a parameter of ${where}.`, { allowed: identifierRule, fix: "Rename it." });
    checkText(name, `The name of a parameter of ${where}`);
    if (!isScalarsetType(values)) checkDomain(values, `The parameter ${show(name)} of ${where}`);
  }
}

function checkDomain(values: unknown, what: string): void {
  if (!Array.isArray(values))
    fail("CUT104", `${what} has no list of values.`, {
      given: show(values),
      fix: adviceFor(values),
    });
  const odd = Array.from(values).findIndex(value => !isPlainData(value));
  if (odd >= 0)
    fail("CUT104", `${what} has the value ${show(values[odd])}.`, {
      allowed: "strings, finite numbers, booleans, null, and lists and plain objects of these",
      fix: "Use a plain value, such as values(T) lists them, or a position or a name instead.",
    });
  const names = values.map(nameOfValue);
  for (const name of names) checkText(String(name), `A value of ${what[0]?.toLowerCase()}${what.slice(1)}`);
  if (new Set(names).size !== names.length) fail("CUT104", `${what} lists a value twice.`, { given: show(values), fix: "List each value once." });
}

/** Whether a value is made of what JSON holds. A list or an object that contains itself is not. */
function isPlainData(value: unknown, within: readonly unknown[] = []): boolean {
  if (isScalar(value) || value === null) return true;
  if (typeof value !== "object" || within.includes(value)) return false;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every(each => isPlainData(each, [...within, value]));
}

function adviceFor(values: unknown): string {
  if (typeof values === "object" && values !== null && "shape" in values) return "Write values(T) for all values of a type T.";
  const isLength = Number.isSafeInteger(values) && (values as number) > 0;
  return isLength ? `Write indices(${String(values)}) for 0 to ${(values as number) - 1}.` : "Write an array, indices(n), range(lo, hi) or a scalarset.";
}
