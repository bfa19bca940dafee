/** Generates the view classes of collections: arrays of values, fifos, bags, sets and maps. */
import { cardinality, type ShapeNode, valuesOfNode } from "../dsl/types.ts";
import type { Cells } from "./cells.ts";
import {
  checkIndex,
  collectionFrame,
  type DomainCells,
  domainCells,
  type ElementCells,
  elementCells,
  elementsMethods,
  scratchFor,
  search,
  unorderedMethods,
  withoutOrder,
} from "./collectionText.ts";
import { keySuffixes } from "./domains.ts";
import { assignStart } from "./frame.ts";
import { atomMax, entryNode, isAtom, isUnordered, membersPerSlot, slotAfter, slotCount } from "./slots.ts";
import type { SourceWriter } from "./writer.ts";

type Node<K extends ShapeNode["kind"]> = Extract<ShapeNode, { kind: K }>;

export function arrayClass(writer: SourceWriter, cells: Cells, node: Node<"array">, name: string): string {
  const element = elementCells(cells, node.element, 0, false);
  const get = (i: string): string => cells.get(node.element, element.at(i), element.child(i));
  const put = (i: string, value: string, self = "this"): string => cells.put(node.element, element.at(i, self), element.child(i, self), value, self, i);
  const scratch = scratchFor(writer, cells, node.element);
  const { prepare, matches } = search(cells, node.element, element, scratch);
  const guardWrite = cells.guard("this", `""`);
  const path = `R.pathOf(self, "")`;
  const methods = `  get length() { return ${node.length}; }
  get(index) { ${checkIndex(String(node.length))} return ${get("index")}; }
  set(index, v) { ${guardWrite} ${checkIndex(String(node.length))} ${put("index", "v")} }
  fill(v) { ${guardWrite} for (let i = 0; i < ${node.length}; i++) { ${put("i", "v")} } }
  includes(v) { ${prepare} for (let i = 0; i < ${node.length}; i++) if (${matches}) return true; return false; }
${elementsMethods(String(node.length), get)}`;
  return collectionFrame(writer, node, name, [...element.make(node.length), ...(scratch?.make ?? [])], {
    methods,
    assign: `${assignStart(cells, node)} const e = R.elementsOf(v, "an array of ${node.length} elements", ${path}); R.checkLength(e, ${node.length}, ${path}); for (let i = 0; i < ${node.length}; i++) { ${put("i", "e[i]", "self")} }`,
    plain: `const a = []; for (let i = 0; i < ${node.length}; i++) a.push(${cells.json(node.element, element.at("i", "self"), element.child("i", "self"))}); return a;`,
  });
}

export function fifoClass(writer: SourceWriter, cells: Cells, node: Node<"fifo">, name: string): string {
  const element = elementCells(cells, node.element, 1, true);
  const width = slotCount(node.element);
  const get = (i: string): string => cells.get(node.element, element.at(i), element.child(i), "null", true);
  const json = (i: string, self = "this"): string => cells.json(node.element, element.at(i, self), element.child(i, self), true);
  const push = (value: string): string => `${cells.put(node.element, element.at("n"), element.child("n"), value, "this", "n", true)} row[this.#o] = n + 1;`;
  const guardWrite = cells.guard("this", `""`);
  const gone = allGone(cells, node.element, element);
  const methods = `  get length() { return row[this.#o]; }
  get capacity() { return ${node.capacity}; }
  get isEmpty() { return row[this.#o] === 0; }
  get isFull() { return row[this.#o] === ${node.capacity}; }
  get head() { return row[this.#o] === 0 ? null : ${get("0")}; }
  at(index) { ${checkIndex("row[this.#o]")} return ${get("index")}; }
  push(v) { ${guardWrite} const n = row[this.#o]; if (n === ${node.capacity}) R.noRoom(this, "fifo", v, ${node.capacity}); ${push("v")} }
  shift() { ${guardWrite} const n = row[this.#o]; if (n === 0) R.nothingToTake(this); const v = ${json("0")}; ${gone} ${shiftText(width, node.capacity)} row[this.#o] = n - 1; return ${isAtom(node.element) ? "v" : "U.taken(v)"}; }
  clear() { ${guardWrite} ${gone} R.zeroSlots(row, this.#o, ${slotCount(node)}); }
${elementsMethods("row[this.#o]", get)}`;
  return collectionFrame(writer, node, name, element.make(node.capacity), {
    methods,
    assign: `${assignStart(cells, node)} const e = R.elementsOf(v, "a list of at most ${node.capacity} elements", R.pathOf(self, "")); self.clear(); for (let i = 0; i < e.length; i++) self.push(e[i]);`,
    plain: `const n = row[self.#o]; const a = []; for (let i = 0; i < n; i++) a.push(${json("i", "self")}); return a;`,
  });
}

/** Statement after which no view of an element is good that was handed out in this call. */
function allGone(cells: Cells, node: ShapeNode, element: ElementCells): string {
  const gone = cells.gone(node, element.child("i"));
  return gone === "" ? "" : `for (let i = row[this.#o] - 1; i >= 0; i--) { ${gone} }`;
}

/** Moves every element one place down. Unused elements are zero, so moving all of them is right, and straight-line for few. */
function shiftText(width: number, capacity: number): string {
  const slots = width * capacity;
  if (slots > 16) return `R.removeElement(row, this.#o + 1, ${width}, n, 0);`;
  return Array.from({ length: slots }, (_, i) => `row[this.#o + ${1 + i}] = ${i + width < slots ? `row[this.#o + ${1 + i + width}]` : "0"};`).join(" ");
}

export function bagClass(writer: SourceWriter, cells: Cells, node: Node<"bag">, name: string): string {
  const elements = cells.in(cells.mode === "scratch" ? "scratch" : "element");
  const element = elementCells(elements, node.element, 1, true);
  const scratch = scratchFor(writer, cells, node.element);
  const { prepare, matches } = search(cells, node.element, element, scratch);
  const width = slotCount(node.element);
  const get = (i: string): string => elements.get(node.element, element.at(i), element.child(i), "null", true);
  const json = (i: string, self = "this"): string => elements.json(node.element, element.at(i, self), element.child(i, self), true);
  const gone = allGone(elements, node.element, element);
  const take = `${gone === "" ? "" : `{ ${gone} }`} R.removeElement(row, this.#o + 1, ${width}, n, i); row[this.#o] = n - 1;`;
  const put = `${prepare} ${scratch === null ? `row[${element.at("n")}] = raw;` : `R.copySlots(row, ${scratch.at}, row, ${element.at("n")}, ${width});`}`;
  const guardWrite = cells.guard("this", `""`);
  const positions = `  at(index) { ${checkIndex("row[this.#o]")} return ${get("index")}; }
  take(i) { ${guardWrite} const n = row[this.#o]; { const index = i; ${checkIndex("n")} } const v = ${json("i")}; ${take} return ${isAtom(node.element) ? "v" : "U.taken(v)"}; }`;
  const methods = `  get size() { return row[this.#o]; }
  get capacity() { return ${node.capacity}; }
  get isEmpty() { return row[this.#o] === 0; }
  get isFull() { return row[this.#o] === ${node.capacity}; }
  has(v) { ${prepare} const n = row[this.#o]; for (let i = 0; i < n; i++) if (${matches}) return true; return false; }
  add(v) { ${guardWrite} const n = row[this.#o]; if (n === ${node.capacity}) R.noRoom(this, "bag", v, ${node.capacity}); ${put} ${gone} row[this.#o] = n + 1; R.settleElement(row, this.#o + 1, ${width}, n + 1); }
  remove(v) { ${guardWrite} const n = row[this.#o]; ${prepare} for (let i = 0; i < n; i++) if (${matches}) { ${take} return; } R.absent(this, v); }
  removeWhere(test) { ${guardWrite} let removed = 0; for (let i = row[this.#o] - 1; i >= 0; i--) if (U.passes(test(${get("i")}))) { const n = row[this.#o]; ${take} removed++; } return removed; }
  clear() { ${guardWrite} ${gone} R.zeroSlots(row, this.#o, ${slotCount(node)}); }
${isUnordered(node) ? unorderedMethods("row[this.#o]", get) : `${elementsMethods("row[this.#o]", get)}\n${positions}`}`;
  return collectionFrame(writer, node, name, [...element.make(node.capacity), ...(scratch?.make ?? [])], {
    methods,
    assign: `${assignStart(cells, node)} const e = R.elementsOf(v, "a list of at most ${node.capacity} elements", R.pathOf(self, "")); self.clear(); for (let i = 0; i < e.length; i++) self.add(e[i]);`,
    plain: `const n = row[self.#o]; const a = []; for (let i = 0; i < n; i++) a.push(${json("i", "self")}); return ${isUnordered(node) ? "U.list(a)" : "a"};`,
  });
}

export function setClass(writer: SourceWriter, cells: Cells, node: Node<"set">, name: string): string {
  const members = isAtom(node.domain) ? atomMax(node.domain) + 1 : cardinality(node.domain);
  const domain = domainCells(writer, cells, node.domain);
  const words = slotCount(node);
  const word = (rank: string): string => (words === 1 ? "row[this.#o]" : `row[this.#o + (${rank} / ${membersPerSlot} | 0)]`);
  const bit = (rank: string): string => (words === 1 ? rank : `(${rank} % ${membersPerSlot})`);
  const eachWord = (text: (w: number) => string, glue: string): string => Array.from({ length: words }, (_, w) => text(w)).join(glue);
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
${unlisted ? unorderedSetMethods : arrayMethods}
${words === 1 ? memberMethods(members, domain, unlisted) : ""}`;
  return collectionFrame(writer, node, name, domain.make, {
    methods,
    assign: `${assignStart(cells, node)} const e = R.elementsOf(v, "a list of members", R.pathOf(self, "")); self.clear(); for (let i = 0; i < e.length; i++) self.add(e[i]);`,
    plain: unlisted ? `return U.list(self.#list());` : `return self.toArray();`,
  });
}

/** Methods over the members of a set in one slot, read once: what the test does to the set does not matter. No array is made. */
function memberMethods(members: number, domain: DomainCells, unlisted: boolean): string {
  const each = (body: string): string => `const m = row[this.#o]; let n = 0; for (let i = 0; i < ${members}; i++) if ((m >>> i & 1) === 1) { ${body} }`;
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

const arrayMethods = `  some(test) { return this.toArray().some((v, i) => U.passes(test(v, i))); }
  every(test) { return this.toArray().every((v, i) => U.passes(test(v, i))); }
  count(test) { return this.toArray().filter((v, i) => U.passes(test(v, i))).length; }
  [Symbol.iterator]() { return this.toArray()[Symbol.iterator](); }`;

export function mapClass(writer: SourceWriter, cells: Cells, node: Node<"map">, name: string): string {
  const entry = entryNode(node);
  const keys = isAtom(node.key) ? atomMax(node.key) + 1 : cardinality(node.key);
  const domain = domainCells(writer, cells, node.key);
  const cell = elementCells(cells, entry, 0, true);
  const width = slotCount(entry);
  const present = (i: string, self = "this"): string => `row[${cell.at(i, self)}] !== 0`;
  const suffixes = writer.constant(keySuffixes(valuesOfNode(node.key)));
  const list = (item: string): string => `const a = []; for (let i = 0; i < ${keys}; i++) if (${present("i")}) a.push(${item}); return a;`;
  const value = cells.get(entry, cell.at("i"), cell.child("i"), "undefined");
  const jsonValue = cells.json(entry, cell.at("i", "self"), cell.child("i", "self"));
  const guardWrite = cells.guard("this", `""`);
  const gone = cells.gone(entry, cell.child("i"));
  const pairs = (item: string): string =>
    `const a = []; for (let i = 0; i < ${keys}; i++) if (${present("i", "self")}) a.push([${domain.value("i")}, ${item}]);`;
  const listed = `  keys() { ${list(domain.value("i"))} }
  values() { ${list(value)} }
  toArray() { ${list(`[${domain.value("i")}, ${value}]`)} }
${arrayMethods}`;
  const methods = `  get size() { let n = 0; for (let i = 0; i < ${keys}; i++) if (${present("i")}) n++; return n; }
  get isEmpty() { return this.size === 0; }
  has(k) { ${domain.rank("k")} return ${present("i")}; }
  get(k) { ${domain.rank("k")} return ${value}; }
  set(k, v) { ${guardWrite} ${domain.rank("k")} ${entryPut(cells, entry, cell, `${suffixes}[i]`)} }
  delete(k) { ${guardWrite} ${domain.rank("k")} ${gone} R.zeroSlots(row, ${cell.at("i")}, ${width}); }
  clear() { ${guardWrite} ${gone === "" ? "" : `for (let i = 0; i < ${keys}; i++) { ${gone} }`} R.zeroSlots(row, this.#o, ${slotCount(node)}); }
${isUnordered(node) ? keyedMethods(keys, domain, present, value) : listed}`;
  return collectionFrame(writer, node, name, [...domain.make, ...cell.make(keys, `${suffixes}[i]`)], {
    methods,
    assign: `${assignStart(cells, node)} const e = R.entriesOf(v, R.pathOf(self, "")); self.clear(); for (let i = 0; i < e.length; i++) self.set(e[i][0], e[i][1]);`,
    plain: `${pairs(jsonValue)} return ${isUnordered(node) ? "U.map(a)" : "a"};`,
  });
}

/** Methods of a map or array whose keys have no order: over the ranks of the keys, those present. */
function keyedMethods(keys: number, domain: DomainCells, present: (i: string) => string, value: string): string {
  const each = (body: string): string => `for (let i = 0; i < ${keys}; i++) if (${present("i")}) { ${body} }`;
  const call = (f: string): string => `${f}(${value}, ${domain.value("i")})`;
  const passes = `U.passes(${call("test")})`;
  return `  some(test) { ${each(`if (${passes}) return true;`)} return false; }
  every(test) { ${each(`if (!${passes}) return false;`)} return true; }
  count(test) { let c = 0; ${each(`if (${passes}) c++;`)} return c; }
  find(test) { const a = []; ${each(`if (${passes}) a.push(${domain.value("i")});`)} return U.only(a, R.pathOf(this, "")); }
  forEach(visit) { ${each(`${call("visit")};`)} }
${withoutOrder(["keys", "values", "toArray"])}`;
}

/** An array with an element for each member of a scalarset. */
export function indexedClass(writer: SourceWriter, cells: Cells, node: Node<"indexed">, name: string): string {
  const element = elementCells(cells, node.element, 0, false);
  const size = node.by.size;
  const domain = domainCells(writer, cells, node.by);
  const get = cells.get(node.element, element.at("i"), element.child("i"));
  const suffixes = writer.constant(keySuffixes(valuesOfNode(node.by)));
  const put = (value: string): string => cells.put(node.element, element.at("i"), element.child("i"), value, "this", `${suffixes}[i]`);
  const guardWrite = cells.guard("this", `""`);
  const methods = `  get(k) { ${domain.rank("k")} return ${get}; }
  set(k, v) { ${guardWrite} ${domain.rank("k")} ${put("v")} }
  fill(v) { ${guardWrite} for (let i = 0; i < ${size}; i++) { ${put("v")} } }
${keyedMethods(size, domain, () => "true", get)}`;
  return collectionFrame(writer, node, name, element.make(size, `${suffixes}[i]`), {
    methods,
    assign: `${assignStart(cells, node)} const e = U.indexedEntriesOf(v, ${size}, R.pathOf(self, "")); for (let i = 0; i < ${size}; i++) self.set(e[i][0], e[i][1]);`,
    plain: `const a = []; for (let i = 0; i < ${size}; i++) a.push([${domain.value("i")}, ${cells.json(node.element, element.at("i", "self"), element.child("i", "self"))}]); return U.map(a);`,
  });
}

/** Writes the present entry of the key of rank `i`. The value `null` of an optional value type is a present null, not an absent entry. */
function entryPut(cells: Cells, entry: Node<"option">, cell: ElementCells, suffix: string): string {
  if (isAtom(entry)) return `row[${cell.at("i")}] = ${isAtom(entry.element) ? cells.encode(entry.element, "v", "this", suffix) : ""} + 1;`;
  return `row[${cell.at("i")}] = 1; ${cells.put(entry.element, `${cell.at("i")} + 1`, cell.child("i"), "v", "this", suffix, true)}`;
}
