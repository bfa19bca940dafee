/** Which properties of a spec a question is about: names as people type them, and what an instance's machine has. */
import { CutcheckError, fail, type Place, show } from "../dsl/errors.ts";
import { deadlockProperty, type MachineDefinition } from "../dsl/machine.ts";
import { type Instance, machineOf } from "./check.ts";

/** The properties of an instance's machine; null when it does not build: then its check says why. */
export function propertyNames(instance: Instance): readonly string[] | null {
  try {
    return namesIn(machineOf(instance).definition);
  } catch (error) {
    if (error instanceof CutcheckError) return null;
    throw error;
  }
}

function namesIn({ properties, terminal }: MachineDefinition): readonly string[] {
  return [...properties.map(each => each.name), ...(terminal === "any" ? [] : [deadlockProperty])];
}

/** Whether a machine with these properties (null: it does not build) has one that is asked about; null: all are. */
export function hasAny(names: readonly string[] | null, asked: readonly string[] | null): boolean {
  return asked === null || names === null || names.some(name => asked.includes(name));
}

/**
 * The known property that a text names: by its name, or by how only one name begins. Of several names that begin so, the only one in which a word ends
 * there is meant: `P15` is not `P15b`. Null when there is none. Errors: CUT305 when several are meant, or nothing is named.
 */
export function propertyMeant(text: string, known: readonly string[], place: Place): string | null {
  if (known.includes(text)) return text;
  if (text.trim() === "")
    return fail("CUT305", `${show(text)} names no property.`, { place, allowed: known.join("; "), fix: "Give a name, or how it begins." });
  const begun = known.filter(name => name.startsWith(text));
  const whole = begun.filter(name => !/^[\p{L}\p{N}_]/u.test(name.slice(text.length)));
  const meant = whole.length === 1 ? whole : begun;
  if (meant.length < 2) return meant[0] ?? null;
  return fail("CUT305", `${show(text)} begins the names of several properties.`, { place, allowed: meant.join("; "), fix: "Give more of the name." });
}

/** Errors: always, CUT305 with the known names. */
export function unknownProperty(text: string, known: readonly string[], place: Place): never {
  return fail("CUT305", `There is no property ${show(text)}.`, {
    place,
    allowed: known.join("; ") || "none: nothing here has a property",
    fix: "Give its name, or the first words of it.",
  });
}
