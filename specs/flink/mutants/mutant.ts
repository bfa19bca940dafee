/** Seeded bugs (V8): each is a mutant of the protocol, which replaces some of its verbs. What calls a verb calls what replaces it. */

/** A verb of a mutant, made from those that it replaces and from those of the mutant itself. */
type Replacement<Protocol, Verb> = (stock: Protocol, mutated: Protocol) => Verb;

/** For each part of a protocol the verbs that are replaced, by their names. */
type Replacements<Protocol> = {
  readonly [Part in Exclude<keyof Protocol, "m">]?: { readonly [Verb in keyof Protocol[Part]]?: Replacement<Protocol, Protocol[Part][Verb]> };
};

/** A seeded bug. */
export interface Mutant<Protocol, Model = unknown> {
  /** How a knob selects it: M and its number, perhaps with a variant: `M3-late`. */
  readonly name: string;
  /** Its number in V8, null if it is not from there. */
  readonly number: number | null;
  /** What it changes in the protocol, and where the protocol says otherwise. */
  readonly about: string;
  readonly replaces: Replacements<Protocol>;
  /** What its model has that the stock rules do without. */
  readonly model?: Partial<Model>;
}

/** The mutant with this name; null: stock rules. */
export function mutantOf<M extends { readonly name: string }>(mutants: readonly M[], name: string): M | null {
  return mutants.find(each => each.name === name) ?? null;
}

/** The labels of a knob that selects a mutant. */
export function bugNames<const Names extends readonly { readonly name: string }[]>(mutants: Names): readonly ["none", ...(readonly Names[number]["name"][])] {
  return ["none", ...mutants.map(each => each.name as Names[number]["name"])];
}

type Verbs = Record<string, unknown>;

/**
 * Replaces the verbs of a protocol that was made for one machine, in place: its parts hold each other. The replaced ones stay as they were, for who
 * replaces them; what they call is the mutant's.
 */
export function mutated<Protocol extends object>(protocol: Protocol, mutant: Mutant<Protocol> | null): Protocol {
  if (mutant === null) return fixed(protocol);
  const stock = Object.fromEntries(Object.entries(protocol).map(([part, verbs]) => [part, { ...verbs }])) as Protocol;
  for (const [part, verbs] of Object.entries(mutant.replaces as Record<string, Record<string, Replacement<Protocol, unknown>>>)) {
    const own = (protocol as Record<string, Verbs>)[part];
    for (const [verb, replacement] of Object.entries(verbs)) own[verb] = replacement(stock, protocol);
  }
  return fixed(protocol);
}

/** Nothing of it is replaced any more. */
function fixed<Protocol extends object>(protocol: Protocol): Protocol {
  for (const verbs of Object.values(protocol)) Object.freeze(verbs);
  return protocol;
}
