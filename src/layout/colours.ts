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
import { digitsOf, FunctionsOfTypes, placed, type SetNumbers } from "./renaming.ts";
import { entryNode, isAtom, lengthOf, membersPerSlot, slotCount } from "./slots.ts";

export function coloursText(root: ShapeNode, numbers: SetNumbers): string {
  const writer = new ColourWriter(numbers);
  const walk = writer.walk(root, "a", "1");
  const texts = [writer.hashes, writer.walks, writer.domainHashes, writer.domainWalks].flatMap(functions => functions.texts);
  return `function mix(h, x) { h = Math.imul(h ^ x, 0x85ebca6b); h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35); return h ^ (h >>> 13); }
${texts.join("\n")}
function distinguish(a) { ${walk} }`;
}

class ColourWriter {
  /** Hash of the cell at slot `a`, each member as its colour. */
  readonly hashes = new FunctionsOfTypes("hash", node => `(a) { let h = 3; ${this.hashBody(node)} return h; }`);
  /** Adds to what is seen of every member in the cell at `a`; `c` says where it is. */
  readonly walks = new FunctionsOfTypes("walk", node => `(a, c) { ${this.walkBody(node)} }`);
  /** The same two for the value of rank `r` of a domain. */
  readonly domainHashes = new FunctionsOfTypes("domainHash", node => `(r) { let h = 5; ${this.domainBody(node, this.domainHashPart)} return h; }`);
  readonly domainWalks = new FunctionsOfTypes("domainWalk", node => `(r, c) { ${this.domainBody(node, this.domainWalkPart)} }`);
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
  private hash(node: ShapeNode, at: string): string {
    if (isAtom(node)) return this.domainHash(node, `row[${at}]`);
    return `${this.hashes.nameOf(node)}(${at})`;
  }

  private hashBody(node: ShapeNode): string {
    if (!mentionsScalarset(node)) return `for (let j = 0; j < ${slotCount(node)}; j++) h = mix(h, row[a + j]);`;
    switch (node.kind) {
      case "record":
        return this.hashFields(node.fields, 0);
      case "array":
        return `for (let i = 0; i < ${node.length}; i++) h = mix(h, ${this.hash(node.element, `a + i * ${slotCount(node.element)}`)});`;
      case "indexed":
        return `for (let i = 0; i < ${node.by.size}; i++) h += mix(${this.domainHash(node.by, "i")}, ${this.hash(node.element, `a + i * ${slotCount(node.element)}`)});`;
      case "option":
        return `if (row[a] !== 0) h = mix(h, ${this.hash(node.element, "a + 1")});`;
      case "union":
        return `h = mix(h, row[a]); switch (row[a]) { ${this.variants(node, fields => this.hashFields(fields, 1))} }`;
      case "fifo":
        return `${this.eachQueued(node, at => `h = mix(h, ${this.hash(node.element, at)});`)}`;
      case "bag":
        return `${this.eachQueued(node, at => `h += mix(7, ${this.hash(node.element, at)});`)}`;
      case "set":
        return this.eachMember(node, `h += mix(11, ${this.domainHash(node.domain, "r")});`);
      case "map": {
        const value = (at: string): string => this.hash(node.value, at);
        return this.eachEntry(node, at => `h += mix(${this.domainHash(node.key, "r")}, ${value(at)});`);
      }
      case "bool":
      case "int":
      case "oneOf":
      case "scalarset":
        throw new Error(`unreachable: ${node.kind} is an atom`);
    }
  }

  private hashFields(fields: Readonly<Record<string, ShapeNode>>, from: number): string {
    return placed(fields, from)
      .map(({ node, offset }) => `h = mix(h, ${this.hash(node, `a + ${offset}`)});`)
      .join(" ");
  }

  private walkBody(node: ShapeNode): string {
    switch (node.kind) {
      case "record":
        return this.walkFields(node.fields, 0);
      case "array":
        return `for (let i = 0; i < ${node.length}; i++) { ${this.walk(node.element, `a + i * ${slotCount(node.element)}`, "mix(c, i)")} }`;
      case "indexed":
        return this.walkIndexed(node);
      case "option":
        return `if (row[a] !== 0) { ${this.walk(node.element, "a + 1", "mix(c, 13)")} }`;
      case "union":
        return `c = mix(c, row[a]); switch (row[a]) { ${this.variants(node, fields => this.walkFields(fields, 1))} }`;
      case "fifo":
        return this.eachQueued(node, at => this.walk(node.element, at, `mix(c, mix(i, ${this.hash(node.element, at)}))`));
      case "bag":
        return this.eachQueued(node, at => this.walk(node.element, at, `mix(c, ${this.hash(node.element, at)})`));
      case "set":
        return this.eachMember(node, this.domainWalk(node.domain, "r", `mix(c, ${this.domainHash(node.domain, "r")})`));
      case "map":
        return this.eachEntry(node, at => {
          const context = `mix(c, mix(${this.domainHash(node.key, "r")}, ${this.hash(node.value, at)}))`;
          return `{ const d = ${context}; ${this.domainWalk(node.key, "r", "d")} ${this.walk(node.value, at, "mix(d, 17)")} }`;
        });
      case "bool":
      case "int":
      case "oneOf":
      case "scalarset":
        throw new Error(`unreachable: ${node.kind} is an atom`);
    }
  }

  private walkFields(fields: Readonly<Record<string, ShapeNode>>, from: number): string {
    return placed(fields, from)
      .map(({ node, offset }, i) => this.walk(node, `a + ${offset}`, `mix(c, ${i + 19})`))
      .join(" ");
  }

  private walkIndexed(node: Extract<ShapeNode, { kind: "indexed" }>): string {
    const at = `a + i * ${slotCount(node.element)}`;
    const seen = this.domainWalk(node.by, "i", `mix(c, ${this.hash(node.element, at)})`);
    return `for (let i = 0; i < ${lengthOf(node)}; i++) { ${seen} ${this.walk(node.element, at, `mix(mix(c, 23), ${this.domainHash(node.by, "i")})`)} }`;
  }

  private variants(node: Extract<ShapeNode, { kind: "union" }>, text: (fields: Readonly<Record<string, ShapeNode>>) => string): string {
    return Object.values(node.variants)
      .map((fields, i) => `case ${i}: ${text(fields)} break;`)
      .join(" ");
  }

  private eachQueued(node: Extract<ShapeNode, { kind: "fifo" | "bag" }>, text: (at: string) => string): string {
    return `const n = row[a]; for (let i = 0; i < n; i++) { ${text(`a + 1 + i * ${slotCount(node.element)}`)} }`;
  }

  private eachMember(node: Extract<ShapeNode, { kind: "set" }>, text: string): string {
    return `for (let r = 0; r < ${cardinality(node.domain)}; r++) if ((row[a + (r / ${membersPerSlot} | 0)] >>> (r % ${membersPerSlot}) & 1) === 1) { ${text} }`;
  }

  /** `at` is where the value of a present entry begins. */
  private eachEntry(node: Extract<ShapeNode, { kind: "map" }>, text: (at: string) => string): string {
    const entry = entryNode(node);
    const width = slotCount(entry);
    if (!isAtom(entry)) return `for (let r = 0; r < ${cardinality(node.key)}; r++) if (row[a + r * ${width}] !== 0) { ${text(`a + r * ${width} + 1`)} }`;
    // The entry is one slot, value + 1: the value is put where a slot can be read.
    return `for (let r = 0; r < ${cardinality(node.key)}; r++) if (row[a + r] !== 0) { row[spare] = row[a + r] - 1; ${text("spare")} }`;
  }

  /** Expression. */
  private domainHash(node: ShapeNode, rank: string): string {
    if (!mentionsScalarset(node)) return rank;
    if (node.kind === "scalarset") return isInterchangeable(node) ? `colour${this.numbers.get(node.name)}[${rank}]` : rank;
    return `${this.domainHashes.nameOf(node)}(${rank})`;
  }

  /** Statement. */
  private domainWalk(node: ShapeNode, rank: string, context: string): string {
    if (!mentionsScalarset(node)) return "";
    if (node.kind === "scalarset") return isInterchangeable(node) ? `seen${this.numbers.get(node.name)}[${rank}] += ${context};` : "";
    return `${this.domainWalks.nameOf(node)}(${rank}, ${context});`;
  }

  private readonly domainHashPart = (node: ShapeNode, rank: string): string => `h = mix(h, ${this.domainHash(node, rank)});`;

  private readonly domainWalkPart = (node: ShapeNode, rank: string, i: number): string => this.domainWalk(node, rank, `mix(c, ${i + 29})`);

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
  const functions = new FunctionsOfTypes(`same${number}_`, node => `(a, x, y) { ${bodyOf(node)} return true; }`);
  let isEasy = true;
  const test = (node: ShapeNode, at: string): string => {
    if (!mentions(node, name)) return "";
    if (node.kind === "scalarset") return `if (row[${at}] === x || row[${at}] === y) return false;`;
    if (isAtom(node)) return `if (row[${at}] === x + 1 || row[${at}] === y + 1) return false;`;
    return `if (!${functions.nameOf(node)}(${at}, x, y)) return false;`;
  };
  const fields = (of: Readonly<Record<string, ShapeNode>>, from: number): string =>
    placed(of, from)
      .map(({ node, offset }) => test(node, `a + ${offset}`))
      .join(" ");
  const bodyOf = (node: ShapeNode): string => {
    switch (node.kind) {
      case "record":
        return fields(node.fields, 0);
      case "union":
        return `switch (row[a]) { ${Object.values(node.variants)
          .map((each, i) => `case ${i}: ${fields(each, 1)} break;`)
          .join(" ")} }`;
      case "option":
        return `if (row[a] !== 0) { ${test(node.element, "a + 1")} }`;
      case "array":
        return elements(lengthOf(node).toString(), node.element, "a");
      case "fifo":
        return elements("row[a]", node.element, "a + 1");
      case "indexed":
        if (node.by.name !== name) return elements(lengthOf(node).toString(), node.element, "a");
        if (mentions(node.element, name)) isEasy = false;
        return `if (!R.sameSlots(row, a + x * ${slotCount(node.element)}, a + y * ${slotCount(node.element)}, ${slotCount(node.element)})) return false;`;
      case "set":
        if (node.domain.kind !== "scalarset") isEasy = false;
        return `if ((row[a] >>> x & 1) !== (row[a] >>> y & 1)) return false;`;
      case "map": {
        const width = slotCount(entryNode(node));
        if (node.key.kind !== "scalarset" || mentions(node.value, name)) isEasy = false;
        return `if (!R.sameSlots(row, a + x * ${width}, a + y * ${width}, ${width})) return false;`;
      }
      case "bool":
      case "int":
      case "oneOf":
      case "scalarset":
      case "bag":
        isEasy = false;
        return "";
    }
  };
  const elements = (count: string, element: ShapeNode, at: string): string =>
    `for (let i = 0; i < ${count}; i++) { ${test(element, `${at} + i * ${slotCount(element)}`)} }`;
  const whole = test(root, "a");
  return isEasy ? `${functions.texts.join("\n")}\nfunction same${number}(a, x, y) { ${whole} return true; }` : null;
}

function mentions(node: ShapeNode, name: string): boolean {
  return node.kind === "scalarset" ? node.name === name : partsOf(node).some(part => mentions(part, name));
}
