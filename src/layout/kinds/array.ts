/** The code of arrays: by position, or by the members of a scalarset. */
import type { NodeOf } from "../../dsl/nodes.ts";
import { type ShapeNode, valuesOfNode } from "../../dsl/types.ts";
import type { Cells } from "../cells.ts";
import {
  checkIndex,
  collectionFrame,
  domainCells,
  elementCells,
  elementsMethods,
  keyedMethods,
  scratchFor,
  search,
} from "../collectionText.ts";
import { keySuffixes } from "../domains.ts";
import { assignStart } from "../frame.ts";
import { slotCount } from "../slots.ts";
import type { SourceWriter } from "../writer.ts";
import { elementAt, exchangeElements, type KindCode } from "./kind.ts";

export const array: KindCode<NodeOf<"array">> = {
  viewClass: arrayClass,
  runs: node => [{ kind: "cells", node: node.element, at: 0, count: node.length }],
  rename: (node, renaming) => {
    const cell = renaming.cell(node.element, elementAt(node.element, "a"), elementAt(node.element, "b"));
    return `for (let i = 0; i < ${node.length}; i++) { ${cell} }`;
  },
  hash: (node, colours) => {
    const element = colours.hash(node.element, elementAt(node.element, "a"));
    return `for (let i = 0; i < ${node.length}; i++) h = mix(h, ${element});`;
  },
  walk: (node, colours) => {
    const element = colours.walk(node.element, elementAt(node.element, "a"), "mix(c, i)");
    return `for (let i = 0; i < ${node.length}; i++) { ${element} }`;
  },
  exchange: (node, exchange) => exchangeElements(String(node.length), node.element, "a", exchange),
  otherNames: {
    size: "length",
    at: "get(index)",
    contains: "includes(value)",
    has: "includes(value)",
    indexOf: "toArray().indexOf(value)",
  },
  index: byIndex,
};

export const indexed: KindCode<NodeOf<"indexed">> = {
  viewClass: indexedClass,
  runs: node => [{ kind: "cells", node: node.element, at: 0, count: node.by.size }],
  rename: (node, renaming) => {
    const to = `b + ${renaming.rank(node.by, "i")} * ${slotCount(node.element)}`;
    return `for (let i = 0; i < ${node.by.size}; i++) { ${renaming.cell(node.element, elementAt(node.element, "a"), to)} }`;
  },
  hash: (node, colours) => {
    const element = colours.hash(node.element, elementAt(node.element, "a"));
    return `for (let i = 0; i < ${node.by.size}; i++) h += mix(${colours.domainHash(node.by, "i")}, ${element});`;
  },
  walk: (node, colours) => {
    const at = elementAt(node.element, "a");
    const seen = colours.domainWalk(node.by, "i", `mix(c, ${colours.hash(node.element, at)})`);
    const element = colours.walk(node.element, at, `mix(mix(c, 23), ${colours.domainHash(node.by, "i")})`);
    return `for (let i = 0; i < ${node.by.size}; i++) { ${seen} ${element} }`;
  },
  exchange: (node, exchange) => {
    if (node.by.name !== exchange.name) return exchangeElements(String(node.by.size), node.element, "a", exchange);
    if (exchange.isIn(node.element)) exchange.giveUp();
    const width = slotCount(node.element);
    return `if (!R.sameSlots(row, a + x * ${width}, a + y * ${width}, ${width})) return false;`;
  },
  otherNames: { length: "its scalarset's size", size: "its scalarset's size", at: "get(member)" },
  index: byIndex,
};

function byIndex(_: ShapeNode, index: string, isWritten: boolean): string {
  return isWritten ? `Write set(${index}, value).` : `Write get(${index}).`;
}

function arrayClass(writer: SourceWriter, cells: Cells, node: NodeOf<"array">, name: string): string {
  const element = elementCells(cells, node.element, 0, false);
  const get = (i: string): string => cells.get(node.element, element.at(i), element.child(i));
  const put = (i: string, value: string, self = "this"): string =>
    cells.put(node.element, element.at(i, self), element.child(i, self), value, self, i);
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

/** An array with an element for each member of a scalarset. */
function indexedClass(writer: SourceWriter, cells: Cells, node: NodeOf<"indexed">, name: string): string {
  const element = elementCells(cells, node.element, 0, false);
  const size = node.by.size;
  const domain = domainCells(writer, cells, node.by);
  const get = cells.get(node.element, element.at("i"), element.child("i"));
  const suffixes = writer.constant(keySuffixes(valuesOfNode(node.by)));
  const put = (value: string): string =>
    cells.put(node.element, element.at("i"), element.child("i"), value, "this", `${suffixes}[i]`);
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
