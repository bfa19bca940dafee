/**
 * Generates what tells members of scalarsets apart without their names.
 *
 *   distinguish(a)     adds to `seen[j][x]` a hash of all that the row at `a` says about member x of scalarset j, given the colours
 *                      `colour[j][y]` of all members; sums, so that no order of members or of the elements of a bag matters
 *   sameN(a, x, y)     whether exchanging the members x and y of scalarset N leaves the row at `a` as it is, where that is easily said
 *
 * A renamed row gives the renamed sums. That two members differ is only ever used to try fewer renamings, so a collision of hashes costs time
 * and nothing else.
 */
import { isInterchangeable } from "../dsl/scalarset.ts";
import { cardinality, mentionsScalarset, partsOf, type ShapeNode } from "../dsl/types.ts";
import type { Colours, Exchange } from "./kinds/kind.ts";
import { codeOf } from "./kinds.ts";
import { digitsOf, FunctionsOfTypes, type SetNumbers } from "./renaming.ts";
import { isAtom, slotCount } from "./slots.ts";

export function coloursText(root: ShapeNode, numbers: SetNumbers): string {
  const writer = new ColourWriter(numbers);
  const walk = writer.walk(root, "a", "1");
  const texts = [writer.hashes, writer.walks, writer.domainHashes, writer.domainWalks].flatMap(
    functions => functions.texts,
  );
  return `function mix(h, x) { h = Math.imul(h ^ x, 0x85ebca6b); h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35); return h ^ (h >>> 13); }
${texts.join("\n")}
function distinguish(a) { ${walk} }`;
}

class ColourWriter implements Colours {
  /** Hash of the cell at slot `a`, each member as its colour. */
  readonly hashes = new FunctionsOfTypes("hash", node => `(a) { let h = 3; ${this.hashBody(node)} return h; }`);
  /** Adds to what is seen of every member in the cell at `a`; `c` says where it is. */
  readonly walks = new FunctionsOfTypes("walk", node => `(a, c) { ${codeOf(node).walk(node, this)} }`);
  /** The same two for the value of rank `r` of a domain. */
  readonly domainHashes = new FunctionsOfTypes(
    "domainHash",
    node => `(r) { let h = 5; ${this.domainBody(node, this.domainHashPart)} return h; }`,
  );
  readonly domainWalks = new FunctionsOfTypes(
    "domainWalk",
    node => `(r, c) { ${this.domainBody(node, this.domainWalkPart)} }`,
  );
  private readonly numbers: SetNumbers;

  constructor(numbers: SetNumbers) {
    this.numbers = numbers;
  }

  /** Statement. */
  walk(node: ShapeNode, at: string, context: string): string {
    if (!mentionsScalarset(node)) return "";
    if (isAtom(node)) return this.domainWalk(node, `row[${at}]`, context);
    return `${this.walks.nameOf(node)}(${at}, ${context});`;
  }

  /** Expression. */
  hash(node: ShapeNode, at: string): string {
    if (isAtom(node)) return this.domainHash(node, `row[${at}]`);
    return `${this.hashes.nameOf(node)}(${at})`;
  }

  private hashBody(node: ShapeNode): string {
    if (!mentionsScalarset(node)) return `for (let j = 0; j < ${slotCount(node)}; j++) h = mix(h, row[a + j]);`;
    return codeOf(node).hash(node, this);
  }

  /** Expression. */
  domainHash(node: ShapeNode, rank: string): string {
    if (!mentionsScalarset(node)) return rank;
    if (node.kind === "scalarset")
      return isInterchangeable(node) ? `colour${this.numbers.get(node.name)}[${rank}]` : rank;
    return `${this.domainHashes.nameOf(node)}(${rank})`;
  }

  /** Statement. */
  domainWalk(node: ShapeNode, rank: string, context: string): string {
    if (!mentionsScalarset(node)) return "";
    if (node.kind === "scalarset")
      return isInterchangeable(node) ? `seen${this.numbers.get(node.name)}[${rank}] += ${context};` : "";
    return `${this.domainWalks.nameOf(node)}(${rank}, ${context});`;
  }

  private readonly domainHashPart = (node: ShapeNode, rank: string): string =>
    `h = mix(h, ${this.domainHash(node, rank)});`;

  private readonly domainWalkPart = (node: ShapeNode, rank: string, i: number): string =>
    this.domainWalk(node, rank, `mix(c, ${i + 29})`);

  /** Statements over the parts of the value of rank `r`. */
  private domainBody(node: ShapeNode, part: (node: ShapeNode, rank: string, i: number) => string): string {
    const parts = (fields: readonly ShapeNode[], r: string): string =>
      digitsOf(fields, r)
        .map(({ node: field, digit }, i) => part(field, digit, i))
        .join(" ");
    if (node.kind === "option") return `if (r !== 0) { ${part(node.element, "(r - 1)", 0)} }`;
    if (node.kind === "record") return parts(Object.values(node.fields), "r");
    if (node.kind !== "union") throw new Error(`unreachable: ${node.kind} in a domain`);
    let from = 0;
    const cases = Object.values(node.variants).map((fields, i) => {
      const first = from;
      from += Object.values(fields).reduce((product, field) => product * cardinality(field), 1);
      const number = part === this.domainHashPart ? `h = mix(h, ${i});` : `c = mix(c, ${i});`;
      return `if (r < ${from}) { ${number} ${parts(Object.values(fields), `(r - ${first})`)} }`;
    });
    return cases.join(" else ");
  }
}

/** Text of `sameN(a, x, y)`, or null where an exchange changes more than can be compared part by part: then the whole row is renamed and compared. */
export function exchangeText(root: ShapeNode, name: string, number: number): string | null {
  const writer = new ExchangeWriter(name, number);
  const whole = writer.test(root, "a");
  return writer.isEasy
    ? `${writer.functions.texts.join("\n")}\nfunction same${number}(a, x, y) { ${whole} return true; }`
    : null;
}

class ExchangeWriter implements Exchange {
  readonly name: string;
  readonly functions: FunctionsOfTypes;
  isEasy = true;

  constructor(name: string, number: number) {
    this.name = name;
    this.functions = new FunctionsOfTypes(
      `same${number}_`,
      node => `(a, x, y) { ${codeOf(node).exchange(node, this)} return true; }`,
    );
  }

  giveUp(): void {
    this.isEasy = false;
  }

  test(node: ShapeNode, at: string): string {
    if (!this.isIn(node)) return "";
    if (node.kind === "scalarset") return `if (row[${at}] === x || row[${at}] === y) return false;`;
    if (isAtom(node)) return `if (row[${at}] === x + 1 || row[${at}] === y + 1) return false;`;
    return `if (!${this.functions.nameOf(node)}(${at}, x, y)) return false;`;
  }

  isIn(node: ShapeNode): boolean {
    return node.kind === "scalarset" ? node.name === this.name : partsOf(node).some(part => this.isIn(part));
  }
}
