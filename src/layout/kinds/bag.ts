/** The code of bags. */
import type { NodeOf } from "../../dsl/nodes.ts";
import type { Cells } from "../cells.ts";
import {
  checkIndex,
  collectionFrame,
  elementCells,
  elementsMethods,
  scratchFor,
  search,
  unorderedMethods,
} from "../collectionText.ts";
import { assignStart } from "../frame.ts";
import { isAtom, isUnordered, slotCount } from "../slots.ts";
import type { SourceWriter } from "../writer.ts";
import { allGone, eachElement, listRuns, renameList } from "./elements.ts";
import type { KindCode } from "./kind.ts";

export const bag: KindCode<NodeOf<"bag">> = {
  viewClass: bagClass,
  runs: listRuns,
  rename: (node, renaming) =>
    renameList(node, renaming, `R.settleElement(image, b + 1, ${slotCount(node.element)}, i + 1);`),
  // Sums: the order of the elements must not matter.
  hash: (node, colours) => eachElement(node, at => `h += mix(7, ${colours.hash(node.element, at)});`),
  walk: (node, colours) =>
    eachElement(node, at => colours.walk(node.element, at, `mix(c, ${colours.hash(node.element, at)})`)),
  exchange: (_, exchange) => {
    exchange.giveUp();
    return "";
  },
  otherNames: {
    length: "size",
    push: "add(value)",
    includes: "has(value)",
    contains: "has(value)",
    get: "at(index)",
    delete: "remove(value)",
    shift: "take(0)",
    pop: "take(index)",
  },
  index: (node, index) =>
    isUnordered(node) ? "Its elements have no order: ask with some, every or count." : `Write at(${index}).`,
};

function bagClass(writer: SourceWriter, cells: Cells, node: NodeOf<"bag">, name: string): string {
  const elements = cells.in(cells.mode === "scratch" ? "scratch" : "element");
  const element = elementCells(elements, node.element, 1, true);
  const scratch = scratchFor(writer, cells, node.element);
  const { prepare, matches } = search(cells, node.element, element, scratch);
  const width = slotCount(node.element);
  const get = (i: string): string => elements.get(node.element, element.at(i), element.child(i), "null", true);
  const json = (i: string, self = "this"): string =>
    elements.json(node.element, element.at(i, self), element.child(i, self), true);
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
