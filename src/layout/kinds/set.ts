/** The code of sets: a bit for each member of the domain. */
import type { NodeOf } from "../../dsl/nodes.ts";
import { cardinality } from "../../dsl/types.ts";
import type { Cells } from "../cells.ts";
import { collectionFrame, type DomainCells, domainCells, keysMethods, withoutOrder } from "../collectionText.ts";
import { assignStart } from "../frame.ts";
import { atomMax, isAtom, isUnordered, membersPerSlot, slotAfter, slotCount } from "../slots.ts";
import type { SourceWriter } from "../writer.ts";
import type { KindCode } from "./kind.ts";

export const set: KindCode<NodeOf<"set">> = {
  viewClass: setClass,
  runs: () => [],
  rename: (node, renaming) => {
    const words = slotCount(node);
    const members = cardinality(node.domain);
    const word = (rank: string): string => (words === 1 ? "" : ` + (${rank} / ${membersPerSlot} | 0)`);
    const bit = (rank: string): string => (words === 1 ? rank : `(${rank} % ${membersPerSlot})`);
    const isMember = `(row[a${word("r")}] >>> ${bit("r")} & 1) === 1`;
    const add = `const q = ${renaming.rank(node.domain, "r")}; image[b${word("q")}] |= 1 << ${bit("q")};`;
    return `${renaming.zero("b", words)} for (let r = 0; r < ${members}; r++) if (${isMember}) { ${add} }`;
  },
  hash: (node, colours) => eachMember(node, `h += mix(11, ${colours.domainHash(node.domain, "r")});`),
  walk: (node, colours) =>
    eachMember(node, colours.domainWalk(node.domain, "r", `mix(c, ${colours.domainHash(node.domain, "r")})`)),
  exchange: (node, exchange) => {
    if (node.domain.kind !== "scalarset") exchange.giveUp();
    return `if ((row[a] >>> x & 1) !== (row[a] >>> y & 1)) return false;`;
  },
  otherNames: {
    length: "size",
    push: "add(member)",
    includes: "has(member)",
    contains: "has(member)",
    remove: "delete(member)",
    get: "has(member)",
    union: "addAll(members)",
  },
  index: (_, __, isWritten) => (isWritten ? "Write add(member)." : "Write has(member)."),
};

function eachMember(node: NodeOf<"set">, text: string): string {
  const isMember = `(row[a + (r / ${membersPerSlot} | 0)] >>> (r % ${membersPerSlot}) & 1) === 1`;
  return `for (let r = 0; r < ${cardinality(node.domain)}; r++) if (${isMember}) { ${text} }`;
}

function setClass(writer: SourceWriter, cells: Cells, node: NodeOf<"set">, name: string): string {
  const members = isAtom(node.domain) ? atomMax(node.domain) + 1 : cardinality(node.domain);
  const domain = domainCells(writer, cells, node.domain);
  const words = slotCount(node);
  const word = (rank: string): string =>
    words === 1 ? "row[this.#o]" : `row[this.#o + (${rank} / ${membersPerSlot} | 0)]`;
  const bit = (rank: string): string => (words === 1 ? rank : `(${rank} % ${membersPerSlot})`);
  const eachWord = (text: (w: number) => string, glue: string): string =>
    Array.from({ length: words }, (_, w) => text(w)).join(glue);
  const full = (w: number): number => 2 ** Math.min(membersPerSlot, members - w * membersPerSlot) - 1;
  const pairs = (test: string): string =>
    `const q = R.insideOf(other); if (q !== null && q.view.node === ${cells.constantOf(node)}) { const theirs = q.view.row; return ${eachWord(w => `(row[${slotAfter("this.#o", w)}] & ${test}theirs[${slotAfter("q.at", w)}]) === 0`, " && ")}; }`;
  const guardWrite = cells.guard("this", `""`);
  const unlisted = isUnordered(node);
  const given = unlisted ? `R.elementsOf(members, "a list of members", R.pathOf(this, ""))` : "members";
  const list = (self: string): string =>
    `const a = []; for (let i = 0; i < ${members}; i++) if ((${word("i")} >>> ${bit("i")} & 1) === 1) a.push(${domain.value("i")}); return a;`.replaceAll(
      "this",
      self,
    );
  const methods = `  get size() { return ${eachWord(w => `R.bitCount(row[${slotAfter("this.#o", w)}])`, " + ")}; }
  get isEmpty() { return ${eachWord(w => `row[${slotAfter("this.#o", w)}] === 0`, " && ")}; }
  get isFull() { return ${eachWord(w => `row[${slotAfter("this.#o", w)}] === ${full(w)}`, " && ")}; }
  has(v) { ${domain.rank("v")} return (${word("i")} >>> ${bit("i")} & 1) === 1; }
  add(v) { ${guardWrite} ${domain.rank("v")} ${word("i")} |= 1 << ${bit("i")}; }
  delete(v) { ${guardWrite} ${domain.rank("v")} ${word("i")} &= ~(1 << ${bit("i")}); }
  addAll(members) { for (const v of ${given}) this.add(v); }
  deleteAll(members) { for (const v of ${given}) this.delete(v); }
  clear() { ${guardWrite} ${eachWord(w => `row[${slotAfter("this.#o", w)}] = 0;`, " ")} }
  fill() { ${guardWrite} ${eachWord(w => `row[${slotAfter("this.#o", w)}] = ${full(w)};`, " ")} }
  isSubsetOf(other) { ${pairs("~")} return this.every(v => other.has(v)); }
  isDisjointFrom(other) { ${pairs("")} return !this.some(v => other.has(v)); }
  ${unlisted ? "#list" : "toArray"}() { ${list("this")} }
${unlisted ? unorderedSetMethods : keysMethods}
${words === 1 ? memberMethods(members, domain, unlisted) : ""}`;
  return collectionFrame(writer, node, name, domain.make, {
    methods,
    assign: `${assignStart(cells, node)} const e = R.elementsOf(v, "a list of members", R.pathOf(self, "")); self.clear(); for (let i = 0; i < e.length; i++) self.add(e[i]);`,
    plain: unlisted ? `return U.list(self.#list());` : `return self.toArray();`,
  });
}

/** Methods over the members of a set in one slot, read once: what the test does to the set does not matter. No array is made. */
function memberMethods(members: number, domain: DomainCells, unlisted: boolean): string {
  const each = (body: string): string =>
    `const m = row[this.#o]; let n = 0; for (let i = 0; i < ${members}; i++) if ((m >>> i & 1) === 1) { ${body} }`;
  const passes = unlisted ? `U.passes(test(${domain.value("i")}))` : `U.passes(test(${domain.value("i")}, n++))`;
  return `  some(test) { ${each(`if (${passes}) return true;`)} return false; }
  every(test) { ${each(`if (!${passes}) return false;`)} return true; }
  count(test) { let c = 0; ${each(`if (${passes}) c++;`)} return c; }`;
}

/** Methods of a set whose members have no order. */
const unorderedSetMethods = `  some(test) { return this.#list().some(v => U.passes(test(v))); }
  every(test) { return this.#list().every(v => U.passes(test(v))); }
  count(test) { return this.#list().filter(v => U.passes(test(v))).length; }
  find(test) { return U.only(this.#list().filter(v => U.passes(test(v))), R.pathOf(this, "")); }
  filter(test) { return U.list(this.#list().filter(v => U.passes(test(v)))); }
  forEach(visit) { for (const v of this.#list()) visit(v); }
${withoutOrder(["toArray"])}`;
