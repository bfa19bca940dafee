/** The forms of the Informal Trace Format, as they are found in a file. Errors: CUT402 with the JSON path of the first value that is none. */
import { fail, show } from "../dsl/errors.ts";
import { jsonPath } from "./json.ts";

/** Where a value stands in a document. */
export type Path = readonly PropertyKey[];

/** An object that is no list. */
export function objectAt(itf: unknown, path: Path): Readonly<Record<string, unknown>> {
  if (typeof itf !== "object" || itf === null || Array.isArray(itf)) return wrong(path, itf, "an object");
  return itf as Readonly<Record<string, unknown>>;
}

/** A list of so many elements. */
export function listAt(itf: unknown, path: Path, lengthMin: number, lengthMax: number): readonly unknown[] {
  if (!Array.isArray(itf)) return wrong(path, itf, "a list");
  const allowed = lengthMin === lengthMax ? `${lengthMin} elements` : `at most ${lengthMax} elements`;
  if (itf.length < lengthMin || itf.length > lengthMax) wrong(path, `${itf.length} elements`, allowed);
  return itf;
}

/** What an object with exactly this one name holds: `{"#set": ...}`. */
export function wrapped(itf: unknown, name: string, path: Path): unknown {
  const object = objectAt(itf, path);
  const isWrapped = Object.keys(object).length === 1 && Object.hasOwn(object, name);
  return isWrapped ? object[name] : wrong(path, itf, `{${show(name)}: [...]}`);
}

/** `{"tag": ..., "value": ...}`. */
export function taggedAt(itf: unknown, path: Path): Readonly<Record<string, unknown>> {
  const object = objectAt(itf, path);
  return Object.keys(object).sort().join() === "tag,value" ? object : wrong(path, itf, '{"tag": ..., "value": ...}');
}

/** The pairs of `{"#map": [[key, value], ...]}`. */
export function pairsAt(itf: unknown, path: Path): readonly (readonly [unknown, unknown])[] {
  const pairs = wrapped(itf, "#map", path);
  if (!Array.isArray(pairs)) return wrong([...path, "#map"], pairs, "a list");
  pairs.forEach((pair: unknown, i) => {
    if (!Array.isArray(pair) || pair.length !== 2) wrong([...path, "#map", i], pair, "a pair");
  });
  return pairs as readonly (readonly [unknown, unknown])[];
}

/** Returns the values, of which no two have one key. */
export function distinct(
  values: readonly unknown[],
  keyOf: (value: unknown) => string,
  path: Path,
): readonly unknown[] {
  const seen = new Set<string>();
  values.forEach((each, i) => {
    const key = keyOf(each);
    if (seen.has(key)) wrong([...path, i], each, "each element once");
    seen.add(key);
  });
  return values;
}

/** Errors: always, CUT402. */
export function wrong(path: Path, given: unknown, allowed: string): never {
  return fail("CUT402", "A value does not fit its type.", {
    place: { path: jsonPath(path) },
    given: show(given),
    allowed,
  });
}
