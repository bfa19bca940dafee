/** The oracle's views: the contract of `src/dsl/views.ts`, met by simple objects over cells. */
import { fail, show } from "../../src/dsl/errors.ts";
import type { ShapeNode } from "../../src/dsl/types.ts";
import { isUnordered } from "../../src/layout/slots.ts";
import { type Cell, elementOf, fieldOf } from "./cell.ts";
import { OracleArray, OracleBag, OracleFifo } from "./collections.ts";
import { OracleMap, OracleSet } from "./keyed.ts";
import { OracleIndexed, UnorderedBag, UnorderedMap, UnorderedSet } from "./unordered.ts";
import { admit, type NodeFields, readPlain, type Value } from "./values.ts";

type Node<K extends ShapeNode["kind"]> = Extract<ShapeNode, { kind: K }>;

/** What a spec reads at a cell: a scalar, null, or a view. */
function viewOf(node: ShapeNode, cell: Cell): Value {
  switch (node.kind) {
    case "bool":
    case "int":
    case "oneOf":
    case "scalarset":
      return cell.read();
    case "indexed":
      return Object.preventExtensions(new OracleIndexed(node, cell, viewOf));
    case "record":
      return recordView(node.fields, cell);
    case "array":
      return arrayView(node, cell);
    case "option":
      return cell.read() === null ? null : viewOf(node.element, cell);
    case "union":
      return unionView(node, cell);
    case "fifo":
      return Object.preventExtensions(new OracleFifo(node, cell, viewOf));
    case "bag":
      return Object.preventExtensions(isUnordered(node) ? new UnorderedBag(node, cell, viewOf) : new OracleBag(node, cell, viewOf));
    case "set":
      return Object.preventExtensions(isUnordered(node) ? new UnorderedSet(node, cell, viewOf) : new OracleSet(node, cell, viewOf));
    case "map":
      return Object.preventExtensions(isUnordered(node) ? new UnorderedMap(node, cell, viewOf) : new OracleMap(node, cell, viewOf));
  }
}

/** The view of a record: one property for each field. */
export function recordView(fields: NodeFields, cell: Cell): object {
  const view = viewObject(cell);
  for (const [name, node] of Object.entries(fields)) {
    const field = fieldOf(cell, name);
    Object.defineProperty(view, name, { enumerable: true, get: () => viewOf(node, field), set: input => assignTo(node, field, input) });
  }
  return Object.preventExtensions(view);
}

function unionView(node: Node<"union">, cell: Cell): object {
  const view = viewObject(cell);
  const kind = (): string => (cell.read() as { kind: string }).kind;
  const kindAssigned = (): never => fail("CUT210", "kind cannot be assigned alone.", { place: { path: `${cell.path}.kind` } });
  Object.defineProperty(view, "kind", { enumerable: true, get: kind, set: kindAssigned });
  for (const name of new Set(Object.values(node.variants).flatMap(fields => Object.keys(fields)))) {
    const field = fieldOf(cell, name);
    const nodeNow = (): ShapeNode =>
      node.variants[kind()]![name] ?? fail("CUT210", `A ${show(kind())} has no field ${show(name)}.`, { place: { path: cell.path } });
    const set = (input: Value): void => {
      field.checkWritable();
      assignTo(nodeNow(), field, input);
    };
    Object.defineProperty(view, name, { enumerable: name in node.variants[kind()]!, get: () => viewOf(nodeNow(), field), set });
  }
  return Object.preventExtensions(view);
}

function viewObject(cell: Cell): object {
  return Object.defineProperty({}, readPlain, { value: () => cell.read() });
}

function assignTo(node: ShapeNode, cell: Cell, input: Value): void {
  cell.checkWritable();
  cell.write(admit(node, input, cell.path));
}

/** Elements that always read as view objects make an ordinary array, which nobody may change; others an object with `get` and `set`. */
function arrayView(node: Node<"array">, cell: Cell): Value {
  if (["bool", "int", "oneOf", "option", "scalarset"].includes(node.element.kind)) return Object.preventExtensions(new OracleArray(node, cell, viewOf));
  const views = Array.from({ length: node.length }, (_, i) => viewOf(node.element, elementOf(cell, i)));
  const refuse = (): never => fail("CUT207", "The array is changed as if it were one of JavaScript.", { place: { path: cell.path } });
  const list = Object.defineProperty(views, readPlain, { value: () => cell.read() });
  return new Proxy(list, { set: refuse, defineProperty: refuse, deleteProperty: refuse });
}
