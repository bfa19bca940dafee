/** Generates the view classes of collections: arrays of values, fifos, bags, sets and maps. */
import { cardinality, type TypeNode, valuesOfNode } from "../dsl/types.ts";
import type { Cells } from "./cells.ts";
import { atomMax, entryNode, isAtom, membersPerSlot, slotCount } from "./slots.ts";
import { assignStart, classFrame } from "./views.ts";
import type { SourceWriter } from "./writer.ts";

type Node<K extends TypeNode["kind"]> = Extract<TypeNode, { kind: K }>;

/** Expressions for element `i` of consecutive cells that start `header` slots after the view's first. */
function elementCells(
  cells: Cells,
  node: TypeNode,
  header: number,
): { at: (i: string) => string; child: (i: string) => string; make: (count: number) => string } {
  const width = slotCount(node);
  const at = (i: string): string => `this.$o + ${header} + ${width === 1 ? i : `${i} * ${width}`}`;
  return {
    at,
    child: i => `this.$e[${i}]`,
    make: count =>
      cells.hasChild(node)
        ? `this.$e = Array.from({ length: ${count} }, (_, i) => ${cells.make(node, `o + ${header} + i * ${width}`, `path + "[" + i + "]"`)});`
        : "",
  };
}

/** Methods that every collection has, over `length` elements read by `get`. */
function elementsMethods(length: string, get: (i: string) => string): string {
  return `  some(test) { const n = ${length}; for (let i = 0; i < n; i++) if (test(${get("i")}, i)) return true; return false; }
  every(test) { const n = ${length}; for (let i = 0; i < n; i++) if (!test(${get("i")}, i)) return false; return true; }
  count(test) { const n = ${length}; let c = 0; for (let i = 0; i < n; i++) if (test(${get("i")}, i)) c++; return c; }
  toArray() { const n = ${length}; const a = []; for (let i = 0; i < n; i++) a.push(${get("i")}); return a; }
  [Symbol.iterator]() { return this.toArray()[Symbol.iterator](); }`;
}

const guardWrite = `if (locked) R.readOnly(this, "");`;

function checkIndex(length: string): string {
  return `if (!(index >= 0 && index < ${length}) || (index | 0) !== index) R.badIndex(this, index, ${length});`;
}

export function arrayClass(writer: SourceWriter, cells: Cells, node: Node<"array">, name: string): string {
  const element = elementCells(cells, node.element, 0);
  const get = (i: string): string => cells.get(node.element, element.at(i), element.child(i));
  const put = (i: string, value: string): string => cells.put(node.element, element.at(i), element.child(i), value, "this", i);
  return classFrame(
    writer,
    node,
    name,
    element.make(node.length),
    `  get length() { return ${node.length}; }
  get(index) { ${checkIndex(String(node.length))} return ${get("index")}; }
  set(index, v) { ${guardWrite} ${checkIndex(String(node.length))} ${put("index", "v")} }
  fill(v) { ${guardWrite} for (let i = 0; i < ${node.length}; i++) { ${put("i", "v")} } }
  includes(v) { ${includesBody(cells, node.element, String(node.length), element.at, element.child)} }
${elementsMethods(String(node.length), get)}
  $assign(v) { ${assignStart(node)} const e = R.elementsOf(v, "an array of ${node.length} elements", this.$path); R.checkLength(e, ${node.length}, this.$path); for (let i = 0; i < ${node.length}; i++) { ${put("i", "e[i]")} } }
  toJSON() { const a = []; for (let i = 0; i < ${node.length}; i++) a.push(${cells.json(node.element, element.at("i"), element.child("i"))}); return a; }`,
  );
}

/** Body of a membership test: an atom is encoded and compared raw; a composite is written into scratch slots and compared whole. */
function includesBody(cells: Cells, node: TypeNode, length: string, at: (i: string) => string, child: (i: string) => string): string {
  if (isAtom(node)) {
    return `const raw = ${cells.encode(node, "v", "this", `""`)}; const n = ${length}; for (let i = 0; i < n; i++) if (row[${at("i")}] === raw) return true; return false;`;
  }
  return `const text = JSON.stringify(R.plain(v)); const n = ${length}; for (let i = 0; i < n; i++) if (JSON.stringify(${cells.json(node, at("i"), child("i"))}) === text) return true; return false;`;
}

export function fifoClass(writer: SourceWriter, cells: Cells, node: Node<"fifo">, name: string): string {
  const element = elementCells(cells, node.element, 1);
  const width = slotCount(node.element);
  const get = (i: string): string => cells.get(node.element, element.at(i), element.child(i));
  const json = (i: string): string => cells.json(node.element, element.at(i), element.child(i));
  const push = (value: string): string => `${cells.put(node.element, element.at("n"), element.child("n"), value, "this", "n")} row[this.$o] = n + 1;`;
  return classFrame(
    writer,
    node,
    name,
    element.make(node.capacity),
    `  get length() { return row[this.$o]; }
  get capacity() { return ${node.capacity}; }
  get isEmpty() { return row[this.$o] === 0; }
  get isFull() { return row[this.$o] === ${node.capacity}; }
  get head() { return row[this.$o] === 0 ? null : ${get("0")}; }
  at(index) { ${checkIndex("row[this.$o]")} return ${get("index")}; }
  push(v) { ${guardWrite} const n = row[this.$o]; if (n === ${node.capacity}) R.noRoom(this, "fifo", v, ${node.capacity}); ${push("v")} }
  shift() { ${guardWrite} const n = row[this.$o]; if (n === 0) R.nothingToTake(this); const v = ${json("0")}; ${shiftText(width, node.capacity)} row[this.$o] = n - 1; return v; }
  clear() { ${guardWrite} R.zeroSlots(row, this.$o, ${slotCount(node)}); }
${elementsMethods("row[this.$o]", get)}
  $assign(v) { ${assignStart(node)} const e = R.elementsOf(v, "a list of at most ${node.capacity} elements", this.$path); this.clear(); for (let i = 0; i < e.length; i++) this.push(e[i]); }
  toJSON() { const n = row[this.$o]; const a = []; for (let i = 0; i < n; i++) a.push(${json("i")}); return a; }`,
  );
}

/** Moves every element one place down. Unused elements are zero, so moving all of them is right, and straight-line for few. */
function shiftText(width: number, capacity: number): string {
  const slots = width * capacity;
  if (slots > 16) return `R.removeElement(row, this.$o + 1, ${width}, n, 0);`;
  return Array.from({ length: slots }, (_, i) => `row[this.$o + ${1 + i}] = ${i + width < slots ? `row[this.$o + ${1 + i + width}]` : "0"};`).join(" ");
}

export function bagClass(writer: SourceWriter, cells: Cells, node: Node<"bag">, name: string): string {
  const element = elementCells(cells, node.element, 1);
  const width = slotCount(node.element);
  const get = (i: string): string => cells.get(node.element, element.at(i), element.child(i));
  const json = (i: string): string => cells.json(node.element, element.at(i), element.child(i));
  const take = `R.removeElement(row, this.$o + 1, ${width}, n, i); row[this.$o] = n - 1;`;
  return classFrame(
    writer,
    node,
    name,
    element.make(node.capacity),
    `  get size() { return row[this.$o]; }
  get capacity() { return ${node.capacity}; }
  get isEmpty() { return row[this.$o] === 0; }
  get isFull() { return row[this.$o] === ${node.capacity}; }
  at(index) { ${checkIndex("row[this.$o]")} return ${get("index")}; }
  has(v) { ${includesBody(cells, node.element, "row[this.$o]", element.at, element.child)} }
  add(v) { ${guardWrite} const n = row[this.$o]; if (n === ${node.capacity}) R.noRoom(this, "bag", v, ${node.capacity}); ${cells.put(node.element, element.at("n"), element.child("n"), "v", "this", "n")} row[this.$o] = n + 1; R.settleElement(row, this.$o + 1, ${width}, n + 1); }
  remove(v) { ${guardWrite} const n = row[this.$o]; ${findBody(cells, node.element, element)} R.absent(this, v); }
  take(i) { ${guardWrite} const n = row[this.$o]; { const index = i; ${checkIndex("n")} } const v = ${json("i")}; ${take} return v; }
  removeWhere(test) { ${guardWrite} let removed = 0; for (let i = row[this.$o] - 1; i >= 0; i--) if (test(${get("i")})) { const n = row[this.$o]; ${take} removed++; } return removed; }
  clear() { ${guardWrite} R.zeroSlots(row, this.$o, ${slotCount(node)}); }
${elementsMethods("row[this.$o]", get)}
  $assign(v) { ${assignStart(node)} const e = R.elementsOf(v, "a list of at most ${node.capacity} elements", this.$path); this.clear(); for (let i = 0; i < e.length; i++) this.add(e[i]); }
  toJSON() { const n = row[this.$o]; const a = []; for (let i = 0; i < n; i++) a.push(${json("i")}); return a; }`,
  );

  function findBody(to: Cells, of: TypeNode, each: ReturnType<typeof elementCells>): string {
    const test = isAtom(of) ? `row[${each.at("i")}] === raw` : `JSON.stringify(${to.json(of, each.at("i"), each.child("i"))}) === text`;
    const key = isAtom(of) ? `const raw = ${to.encode(of, "v", "this", `""`)};` : `const text = JSON.stringify(R.plain(v));`;
    return `${key} for (let i = 0; i < n; i++) if (${test}) { ${take} return; }`;
  }
}

/** Expressions for a finite domain: a value's rank and the value of a rank. */
function domainCells(writer: SourceWriter, cells: Cells, domain: TypeNode): { rank: (value: string) => string; value: (rank: string) => string } {
  if (isAtom(domain)) {
    return { rank: value => cells.encode(domain, value, "this", `""`), value: rank => cells.decode(domain, rank) };
  }
  const members = valuesOfNode(domain);
  const list = writer.constant(members);
  const rank = `${writer.constant({ rank: null })}.rank`;
  writer.add(`${rank} = R.domainIndex(${list});`);
  return { rank: value => `${rank}(${value}, this)`, value: index => `${list}[${index}]` };
}

export function setClass(writer: SourceWriter, cells: Cells, node: Node<"set">, name: string): string {
  const members = isAtom(node.domain) ? atomMax(node.domain) + 1 : cardinality(node.domain);
  const domain = domainCells(writer, cells, node.domain);
  const words = slotCount(node);
  const word = (rank: string): string => (words === 1 ? "row[this.$o]" : `row[this.$o + (${rank} / ${membersPerSlot} | 0)]`);
  const bit = (rank: string): string => (words === 1 ? rank : `(${rank} % ${membersPerSlot})`);
  const eachWord = (text: (w: number) => string, glue: string): string => Array.from({ length: words }, (_, w) => text(w)).join(glue);
  const full = (w: number): number => 2 ** Math.min(membersPerSlot, members - w * membersPerSlot) - 1;
  const pairs = (test: string): string =>
    `other.$node === this.$node ? ${eachWord(w => `(row[this.$o + ${w}] & ${test}other.$row[other.$o + ${w}]) === 0`, " && ")}`;
  return classFrame(
    writer,
    node,
    name,
    "",
    `  get size() { return ${eachWord(w => `R.bitCount(row[this.$o + ${w}])`, " + ")}; }
  get isEmpty() { return ${eachWord(w => `row[this.$o + ${w}] === 0`, " && ")}; }
  get isFull() { return ${eachWord(w => `row[this.$o + ${w}] === ${full(w)}`, " && ")}; }
  has(v) { const i = ${domain.rank("v")}; return (${word("i")} >>> ${bit("i")} & 1) === 1; }
  add(v) { ${guardWrite} const i = ${domain.rank("v")}; ${word("i")} |= 1 << ${bit("i")}; }
  delete(v) { ${guardWrite} const i = ${domain.rank("v")}; ${word("i")} &= ~(1 << ${bit("i")}); }
  addAll(members) { for (const v of members) this.add(v); }
  deleteAll(members) { for (const v of members) this.delete(v); }
  clear() { ${guardWrite} ${eachWord(w => `row[this.$o + ${w}] = 0;`, " ")} }
  fill() { ${guardWrite} ${eachWord(w => `row[this.$o + ${w}] = ${full(w)};`, " ")} }
  isSubsetOf(other) { return ${pairs("~")} : this.every(v => other.has(v)); }
  isDisjointFrom(other) { return ${pairs("")} : !this.some(v => other.has(v)); }
  toArray() { const a = []; for (let i = 0; i < ${members}; i++) if ((${word("i")} >>> ${bit("i")} & 1) === 1) a.push(${domain.value("i")}); return a; }
  some(test) { return this.toArray().some((v, i) => test(v, i)); }
  every(test) { return this.toArray().every((v, i) => test(v, i)); }
  count(test) { return this.toArray().filter((v, i) => test(v, i)).length; }
  [Symbol.iterator]() { return this.toArray()[Symbol.iterator](); }
  $assign(v) { ${assignStart(node)} const e = R.elementsOf(v, "a list of members", this.$path); this.clear(); for (let i = 0; i < e.length; i++) this.add(e[i]); }
  toJSON() { return this.toArray(); }`,
  );
}

export function mapClass(writer: SourceWriter, cells: Cells, node: Node<"map">, name: string): string {
  const entry = entryNode(node);
  const keys = isAtom(node.key) ? atomMax(node.key) + 1 : cardinality(node.key);
  const domain = domainCells(writer, cells, node.key);
  const cell = elementCells(cells, entry, 0);
  const width = slotCount(entry);
  const present = (i: string): string => `row[${cell.at(i)}] !== 0`;
  const pathNote = `this.$path + "(" + String(k) + ")"`;
  const list = (item: string): string => `const a = []; for (let i = 0; i < ${keys}; i++) if (${present("i")}) a.push(${item}); return a;`;
  const value = cells.get(entry, cell.at("i"), cell.child("i"), "undefined");
  const jsonValue = cells.json(entry, cell.at("i"), cell.child("i"));
  return classFrame(
    writer,
    node,
    name,
    cell.make(keys),
    `  get size() { let n = 0; for (let i = 0; i < ${keys}; i++) if (${present("i")}) n++; return n; }
  get isEmpty() { return this.size === 0; }
  has(k) { const i = ${domain.rank("k")}; return ${present("i")}; }
  get(k) { const i = ${domain.rank("k")}; return ${value}; }
  set(k, v) { ${guardWrite} const i = ${domain.rank("k")}; ${entryPut(cells, entry, cell, pathNote)} }
  delete(k) { ${guardWrite} const i = ${domain.rank("k")}; R.zeroSlots(row, ${cell.at("i")}, ${width}); }
  clear() { ${guardWrite} R.zeroSlots(row, this.$o, ${slotCount(node)}); }
  keys() { ${list(domain.value("i"))} }
  values() { ${list(value)} }
  toArray() { ${list(`[${domain.value("i")}, ${value}]`)} }
  some(test) { return this.toArray().some((v, i) => test(v, i)); }
  every(test) { return this.toArray().every((v, i) => test(v, i)); }
  count(test) { return this.toArray().filter((v, i) => test(v, i)).length; }
  [Symbol.iterator]() { return this.toArray()[Symbol.iterator](); }
  $assign(v) { ${assignStart(node)} const e = R.elementsOf(v, "a list of [key, value]", this.$path); this.clear(); for (let i = 0; i < e.length; i++) this.set(e[i][0], e[i][1]); }
  toJSON() { ${list(`[${domain.value("i")}, ${jsonValue}]`)} }`,
  );
}

/** Writes a present entry. The value `null` of an optional value type is a present null, not an absent entry. */
function entryPut(cells: Cells, entry: Node<"option">, cell: ReturnType<typeof elementCells>, path: string): string {
  if (isAtom(entry)) return `row[${cell.at("i")}] = ${isAtom(entry.element) ? cells.encode(entry.element, "v", path, `""`) : ""} + 1;`;
  return `row[${cell.at("i")}] = 1; ${cells.put(entry.element, `${cell.at("i")} + 1`, cell.child("i"), "v", path, `""`)}`;
}
