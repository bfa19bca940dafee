/** The code of maps: an option of the value for each key of the domain. */
import type { NodeOf } from "../../dsl/nodes.ts";
import { cardinality, valuesOfNode } from "../../dsl/types.ts";
import type { Cells } from "../cells.ts";
import {
  collectionFrame,
  domainCells,
  type ElementCells,
  elementCells,
  keyedMethods,
  keysMethods,
} from "../collectionText.ts";
import { keySuffixes } from "../domains.ts";
import { assignStart } from "../frame.ts";
import { atomMax, entryNode, isAtom, isUnordered, slotCount } from "../slots.ts";
import type { SourceWriter } from "../writer.ts";
import type { KindCode } from "./kind.ts";

export const map: KindCode<NodeOf<"map">> = {
  viewClass: mapClass,
  runs: node => [{ kind: "cells", node: entryNode(node), at: 0, count: cardinality(node.key) }],
  rename: (node, renaming) => {
    const entry = entryNode(node);
    const width = slotCount(entry);
    const cell = renaming.cell(entry, `a + r * ${width}`, `b + q * ${width}`);
    return `for (let r = 0; r < ${cardinality(node.key)}; r++) { const q = ${renaming.rank(node.key, "r")}; ${cell} }`;
  },
  hash: (node, colours) =>
    eachEntry(node, at => `h += mix(${colours.domainHash(node.key, "r")}, ${colours.hash(node.value, at)});`),
  walk: (node, colours) =>
    eachEntry(node, at => {
      const context = `mix(c, mix(${colours.domainHash(node.key, "r")}, ${colours.hash(node.value, at)}))`;
      const parts = `${colours.domainWalk(node.key, "r", "d")} ${colours.walk(node.value, at, "mix(d, 17)")}`;
      return `{ const d = ${context}; ${parts} }`;
    }),
  exchange: (node, exchange) => {
    const width = slotCount(entryNode(node));
    if (node.key.kind !== "scalarset" || exchange.isIn(node.value)) exchange.giveUp();
    return `if (!R.sameSlots(row, a + x * ${width}, a + y * ${width}, ${width})) return false;`;
  },
  otherNames: {
    length: "size",
    put: "set(key, value)",
    remove: "delete(key)",
    includes: "has(key)",
    contains: "has(key)",
    entries: "toArray()",
    at: "get(key)",
  },
  index: (_, index, isWritten) => (isWritten ? `Write set(${index}, value).` : `Write get(${index}).`),
};

/** `text` is given where the value of a present entry begins. */
function eachEntry(node: NodeOf<"map">, text: (at: string) => string): string {
  const entry = entryNode(node);
  const width = slotCount(entry);
  const keys = cardinality(node.key);
  if (!isAtom(entry))
    return `for (let r = 0; r < ${keys}; r++) if (row[a + r * ${width}] !== 0) { ${text(`a + r * ${width} + 1`)} }`;
  // The entry is one slot, value + 1: the value is put where a slot can be read.
  return `for (let r = 0; r < ${keys}; r++) if (row[a + r] !== 0) { row[spare] = row[a + r] - 1; ${text("spare")} }`;
}

function mapClass(writer: SourceWriter, cells: Cells, node: NodeOf<"map">, name: string): string {
  const entry = entryNode(node);
  const keys = isAtom(node.key) ? atomMax(node.key) + 1 : cardinality(node.key);
  const domain = domainCells(writer, cells, node.key);
  const cell = elementCells(cells, entry, 0, true);
  const width = slotCount(entry);
  const present = (i: string, self = "this"): string => `row[${cell.at(i, self)}] !== 0`;
  const suffixes = writer.constant(keySuffixes(valuesOfNode(node.key)));
  const list = (item: string): string =>
    `const a = []; for (let i = 0; i < ${keys}; i++) if (${present("i")}) a.push(${item}); return a;`;
  const value = cells.get(entry, cell.at("i"), cell.child("i"), "undefined");
  const jsonValue = cells.json(entry, cell.at("i", "self"), cell.child("i", "self"));
  const guardWrite = cells.guard("this", `""`);
  const gone = cells.gone(entry, cell.child("i"));
  const pairs = (item: string): string =>
    `const a = []; for (let i = 0; i < ${keys}; i++) if (${present("i", "self")}) a.push([${domain.value("i")}, ${item}]);`;
  const listed = `  keys() { ${list(domain.value("i"))} }
  values() { ${list(value)} }
  toArray() { ${list(`[${domain.value("i")}, ${value}]`)} }
${keysMethods}`;
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

/** Writes the present entry of the key of rank `i`. The value `null` of an optional value type is a present null, not an absent entry. */
function entryPut(cells: Cells, entry: NodeOf<"option">, cell: ElementCells, suffix: string): string {
  if (isAtom(entry))
    return `row[${cell.at("i")}] = ${isAtom(entry.element) ? cells.encode(entry.element, "v", "this", suffix) : ""} + 1;`;
  return `row[${cell.at("i")}] = 1; ${cells.put(entry.element, `${cell.at("i")} + 1`, cell.child("i"), "v", "this", suffix, true)}`;
}
