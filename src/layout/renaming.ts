/**
 * Generates `rename(a)`: the row at slot `a` with the members of its scalarsets renamed, written to `image`. The renaming of scalarset number j
 * is `pi[j]`: rank -> new rank. The image is canonical as the row was: sets are bits by rank, bags are put in order, unused slots are zero.
 */
import { isInterchangeable } from "../dsl/scalarset.ts";
import { cardinality, mentionsScalarset, type ShapeNode } from "../dsl/types.ts";
import type { Renaming } from "./kinds/kind.ts";
import { codeOf } from "./kinds.ts";
import { isAtom, slotCount } from "./slots.ts";

/** Numbers of the scalarsets of a state whose members are interchangeable, by name. */
export type SetNumbers = ReadonlyMap<string, number>;

/** Writes one generated function for each type that mentions a scalarset. */
export class FunctionsOfTypes {
  private readonly prefix: string;
  private readonly write: (node: ShapeNode) => string;
  private readonly names = new Map<ShapeNode, string>();
  readonly texts: string[] = [];

  /** `write` gives parameters and body: `(a) { ... }`. */
  constructor(prefix: string, write: (node: ShapeNode) => string) {
    this.prefix = prefix;
    this.write = write;
  }

  nameOf(node: ShapeNode): string {
    let name = this.names.get(node);
    if (name === undefined) {
      name = `${this.prefix}${this.names.size}`;
      this.names.set(node, name);
      this.texts.push(`function ${name}${this.write(node)}`);
    }
    return name;
  }
}

export function renamingText(root: ShapeNode, numbers: SetNumbers): string {
  const writer = new RenamingWriter(numbers);
  const cell = writer.cell(root, "a", "0");
  return `${writer.functions.texts.join("\n")}\n${writer.ranks.texts.join("\n")}\nfunction rename(a) { ${cell} }`;
}

class RenamingWriter implements Renaming {
  readonly functions = new FunctionsOfTypes("renamed", node => `(a, b) { ${codeOf(node).rename(node, this)} }`);
  readonly ranks: FunctionsOfTypes;
  private readonly numbers: SetNumbers;

  constructor(numbers: SetNumbers) {
    this.numbers = numbers;
    this.ranks = new FunctionsOfTypes("rank", node => `(r) { ${rankBody(node, (part, r) => this.rank(part, r))} }`);
  }

  /** Statement that writes the cell at `row[from]` to `image[to]`. */
  cell(node: ShapeNode, from: string, to: string): string {
    if (!mentionsScalarset(node)) return copyText(from, to, slotCount(node));
    if (isAtom(node)) return `image[${to}] = ${this.rank(node, `row[${from}]`)};`;
    return `${this.functions.nameOf(node)}(${from}, ${to});`;
  }

  /** Expression of the new rank of a value of a domain, or of a slot of an atom. */
  rank(node: ShapeNode, rank: string): string {
    if (!mentionsScalarset(node)) return rank;
    if (node.kind === "scalarset") return isInterchangeable(node) ? `pi${this.numbers.get(node.name)}[${rank}]` : rank;
    return `${this.ranks.nameOf(node)}(${rank})`;
  }

  zero(at: string, count: number): string {
    return zeroText(at, count);
  }
}

/** Body of a function of the rank `r` of a value of a domain: ranks follow `valuesOfNode`, the last field fastest. */
function rankBody(node: ShapeNode, rank: (part: ShapeNode, r: string) => string): string {
  if (node.kind === "option") return `return r === 0 ? 0 : 1 + ${rank(node.element, "(r - 1)")};`;
  if (node.kind === "record") return `return ${mixedRadix(Object.values(node.fields), "r", rank)};`;
  if (node.kind !== "union") throw new Error(`unreachable: ${node.kind} in a domain`);
  let from = 0;
  const cases = Object.values(node.variants).map(fields => {
    const first = from;
    from += Object.values(fields).reduce((product, field) => product * cardinality(field), 1);
    return `if (r < ${from}) return ${first} + ${mixedRadix(Object.values(fields), `(r - ${first})`, rank)};`;
  });
  return cases.join(" ");
}

function mixedRadix(fields: readonly ShapeNode[], r: string, rank: (part: ShapeNode, r: string) => string): string {
  const terms = digitsOf(fields, r).map(({ node, digit, weight }) => `${rank(node, digit)} * ${weight}`);
  return `(${terms.join(" + ") || "0"})`;
}

/** The rank of each field in the rank `r` of a record, and what it counts there. */
export function digitsOf(
  fields: readonly ShapeNode[],
  r: string,
): readonly { readonly node: ShapeNode; readonly digit: string; readonly weight: number }[] {
  return fields.map((node, i) => {
    const weight = fields.slice(i + 1).reduce((product, later) => product * cardinality(later), 1);
    return { node, digit: `((${r} / ${weight} | 0) % ${cardinality(node)})`, weight };
  });
}

/** Straight-line for few slots. */
function copyText(from: string, to: string, count: number): string {
  if (count > 8) return `for (let j = 0; j < ${count}; j++) image[${to} + j] = row[${from} + j];`;
  return Array.from({ length: count }, (_, j) => `image[${to} + ${j}] = row[${from} + ${j}];`).join(" ");
}

function zeroText(at: string, count: number): string {
  if (count > 8) return `for (let j = 0; j < ${count}; j++) image[${at} + j] = 0;`;
  return Array.from({ length: count }, (_, j) => `image[${at} + ${j}] = 0;`).join(" ");
}
