/** The code of fifos and sequences. */
import type { NodeOf } from "../../dsl/nodes.ts";
import type { Cells } from "../cells.ts";
import {
  checkIndex,
  collectionFrame,
  type ElementCells,
  elementCells,
  elementsMethods,
  scratchFor,
  search,
} from "../collectionText.ts";
import { assignStart } from "../frame.ts";
import { isAtom, slotCount } from "../slots.ts";
import type { SourceWriter } from "../writer.ts";
import { allGone, eachElement, listRuns, renameList } from "./elements.ts";
import { exchangeElements, type KindCode } from "./kind.ts";

/** What the two have in common: the order of the elements is visible. */
const list: Omit<KindCode<NodeOf<"fifo" | "seq">>, "viewClass" | "otherNames"> = {
  runs: listRuns,
  rename: (node, renaming) => renameList(node, renaming, ""),
  hash: (node, colours) => eachElement(node, at => `h = mix(h, ${colours.hash(node.element, at)});`),
  walk: (node, colours) =>
    eachElement(node, at => colours.walk(node.element, at, `mix(c, mix(i, ${colours.hash(node.element, at)}))`)),
  exchange: (node, exchange) => exchangeElements("row[a]", node.element, "a + 1", exchange),
  index: (_, index) => `Write at(${index}).`,
};

export const fifo: KindCode<NodeOf<"fifo">> = {
  ...list,
  viewClass: fifoClass,
  otherNames: {
    size: "length",
    enqueue: "push(value)",
    add: "push(value)",
    dequeue: "shift()",
    pop: "shift(), which takes the oldest",
    peek: "head",
    first: "head",
    front: "head",
    get: "at(index)",
    empty: "isEmpty",
    includes: "some(each => ...)",
    has: "some(each => ...)",
    unshift: "push(value): new elements come last",
    splice: "removeAt(index)",
    delete: "removeAt(index)",
    remove: "removeAt(index)",
    filter: "removeWhere(test), or toArray().filter(test)",
  },
};

export const seq: KindCode<NodeOf<"seq">> = {
  ...list,
  viewClass: seqClass,
  otherNames: {
    size: "length",
    add: "push(value)",
    append: "push(value)",
    shift: "removeAt(0)",
    pop: "removeAt(length - 1)",
    unshift: "insert(0, value)",
    splice: "removeAt(index) or insert(index, value)",
    first: "head",
    tail: "last",
    get: "at(index)",
    empty: "isEmpty",
    includes: "some(each => ...)",
    has: "some(each => ...)",
    delete: "removeAt(index)",
    remove: "removeAt(index)",
    filter: "removeWhere(test), or toArray().filter(test)",
  },
};

function fifoClass(writer: SourceWriter, cells: Cells, node: NodeOf<"fifo">, name: string): string {
  const element = elementCells(cells, node.element, 1, true);
  const width = slotCount(node.element);
  const get = (i: string): string => cells.get(node.element, element.at(i), element.child(i), "null", true);
  const json = (i: string, self = "this"): string =>
    cells.json(node.element, element.at(i, self), element.child(i, self), true);
  const push = (value: string): string =>
    `${cells.put(node.element, element.at("n"), element.child("n"), value, "this", "n", true)} row[this.#o] = n + 1;`;
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
${removals(cells, node, element)}
  clear() { ${guardWrite} ${gone} R.zeroSlots(row, this.#o, ${slotCount(node)}); }
${elementsMethods("row[this.#o]", get)}`;
  return collectionFrame(writer, node, name, element.make(node.capacity), {
    methods,
    assign: `${assignStart(cells, node)} const e = R.elementsOf(v, "a list of at most ${node.capacity} elements", R.pathOf(self, "")); self.clear(); for (let i = 0; i < e.length; i++) self.push(e[i]);`,
    plain: `const n = row[self.#o]; const a = []; for (let i = 0; i < n; i++) a.push(${json("i", "self")}); return a;`,
  });
}

/** Moves every element one place down. Unused elements are zero, so moving all of them is right, and straight-line for few. */
function shiftText(width: number, capacity: number): string {
  const slots = width * capacity;
  if (slots > 16) return `R.removeElement(row, this.#o + 1, ${width}, n, 0);`;
  return Array.from(
    { length: slots },
    (_, i) => `row[this.#o + ${1 + i}] = ${i + width < slots ? `row[this.#o + ${1 + i + width}]` : "0"};`,
  ).join(" ");
}

function seqClass(writer: SourceWriter, cells: Cells, node: NodeOf<"seq">, name: string): string {
  const element = elementCells(cells, node.element, 1, true);
  const scratch = scratchFor(writer, cells, node.element);
  // A value on its way to a place is checked aside: it may be an element of this sequence.
  const { prepare } = search(cells, node.element, element, scratch);
  const width = slotCount(node.element);
  const { capacity } = node;
  const get = (i: string): string => cells.get(node.element, element.at(i), element.child(i), "null", true);
  const json = (i: string, self = "this"): string =>
    cells.json(node.element, element.at(i, self), element.child(i, self), true);
  const put = (i: string): string => cells.put(node.element, element.at(i), element.child(i), "v", "this", i, true);
  const guardWrite = cells.guard("this", `""`);
  const checkRoom = `if (n === ${capacity}) R.noRoom(this, "seq", v, ${capacity});`;
  const gone = allGone(cells, node.element, element);
  const open = `R.openElement(row, this.#o + 1, ${width}, n, index);`;
  const fill =
    scratch === null
      ? `row[${element.at("index")}] = raw;`
      : `R.copySlots(row, ${scratch.at}, row, ${element.at("index")}, ${width});`;
  const methods = `  get length() { return row[this.#o]; }
  get capacity() { return ${capacity}; }
  get isEmpty() { return row[this.#o] === 0; }
  get isFull() { return row[this.#o] === ${capacity}; }
  get head() { return row[this.#o] === 0 ? null : ${get("0")}; }
  get last() { const n = row[this.#o]; return n === 0 ? null : ${get("(n - 1)")}; }
  at(index) { ${checkIndex("row[this.#o]")} return ${get("index")}; }
  set(index, v) { ${guardWrite} ${checkIndex("row[this.#o]")} ${put("index")} }
  push(v) { ${guardWrite} const n = row[this.#o]; ${checkRoom} ${put("n")} row[this.#o] = n + 1; }
  insert(index, v) {
    ${guardWrite} const n = row[this.#o];
    ${checkRoom} ${checkIndex("n + 1")}
    ${prepare}
    ${gone} ${open} ${fill}
    row[this.#o] = n + 1;
  }
${removals(cells, node, element)}
  clear() { ${guardWrite} ${gone} R.zeroSlots(row, this.#o, ${slotCount(node)}); }
${elementsMethods("row[this.#o]", get)}`;
  return collectionFrame(writer, node, name, [...element.make(capacity), ...(scratch?.make ?? [])], {
    methods,
    assign: `${assignStart(cells, node)} const e = R.elementsOf(v, "a list of at most ${capacity} elements", R.pathOf(self, "")); self.clear(); for (let i = 0; i < e.length; i++) self.push(e[i]);`,
    plain: `const n = row[self.#o]; const a = []; for (let i = 0; i < n; i++) a.push(${json("i", "self")}); return a;`,
  });
}

/** Methods that take elements out of the middle. After them no view of an element is good. */
function removals(cells: Cells, node: NodeOf<"fifo" | "seq">, element: ElementCells): string {
  const width = slotCount(node.element);
  const guardWrite = cells.guard("this", `""`);
  const gone = allGone(cells, node.element, element);
  const taken = cells.json(node.element, element.at("index"), element.child("index"), true);
  return `  removeAt(index) {
    ${guardWrite} const n = row[this.#o];
    ${checkIndex("n")}
    const v = ${taken};
    ${gone}
    R.removeElement(row, this.#o + 1, ${width}, n, index);
    row[this.#o] = n - 1;
    return ${isAtom(node.element) ? "v" : "U.taken(v)"};
  }
  removeWhere(test) {
    ${guardWrite}
    const drop = this.toArray().map(v => U.passes(test(v)));
    const n = row[this.#o];
    const m = R.removeElements(row, this.#o + 1, ${width}, n, drop);
    if (m === n) return 0;
    ${gone}
    row[this.#o] = m;
    return n - m;
  }`;
}
