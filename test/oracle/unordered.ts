/** The oracle's views of what scalarsets index: collections without an order. */
import { membersOf } from "../../src/dsl/scalarset.ts";
import type { ShapeNode } from "../../src/dsl/types.ts";
import { theOnly, unordered } from "../../src/dsl/unordered.ts";
import { type Cell, elementOf } from "./cell.ts";
import { OracleBag, type ViewOf } from "./collections.ts";
import { OracleMap, OracleSet } from "./keyed.ts";
import { admit, handedOut, readPlain, type Value } from "./values.ts";

type Node<K extends ShapeNode["kind"]> = Extract<ShapeNode, { kind: K }>;
type Test = (value: Value) => boolean;
// biome-ignore lint/suspicious/noExplicitAny: an ordered map gives a position where this one gives a key
type EntryTest = (value: Value, key: any) => boolean;

export class UnorderedSet extends OracleSet {
  find(test: Test): Value {
    return theOnly(this.toArray().filter(each => test(each)));
  }

  filter(test: Test): Value {
    return unordered(this.toArray().filter(each => test(each)));
  }

  forEach(visit: (value: Value) => void): void {
    for (const each of this.toArray()) visit(each);
  }
}

export class UnorderedBag extends OracleBag {
  forEach(visit: (value: Value) => void): void {
    for (const each of this.toArray()) visit(each);
  }
}

export class UnorderedMap extends OracleMap {
  override some(test: EntryTest): boolean {
    return this.keys().some(key => test(this.get(key), key));
  }

  override every(test: EntryTest): boolean {
    return this.keys().every(key => test(this.get(key), key));
  }

  override count(test: EntryTest): number {
    return this.keys().filter(key => test(this.get(key), key)).length;
  }

  find(test: EntryTest): Value {
    return theOnly(this.keys().filter(key => test(this.get(key), key)));
  }

  forEach(visit: (value: Value, key: Value) => void): void {
    for (const key of this.keys()) visit(this.get(key), key);
  }
}

export class OracleIndexed {
  private readonly node: Node<"indexed">;
  private readonly cell: Cell;
  private readonly viewOf: ViewOf;

  constructor(node: Node<"indexed">, cell: Cell, viewOf: ViewOf) {
    this.node = node;
    this.cell = cell;
    this.viewOf = viewOf;
  }

  [readPlain](): Value {
    return handedOut(this.node, this.cell.read());
  }

  get(index: Value): Value {
    return this.viewOf(this.node.element, this.elementAt(index));
  }

  set(index: Value, value: Value): void {
    this.cell.checkWritable();
    const cell = this.elementAt(index);
    cell.write(admit(this.node.element, value, cell.path));
  }

  fill(value: Value): void {
    for (const index of membersOf(this.node.by)) this.set(index, value);
  }

  some(test: EntryTest): boolean {
    return membersOf(this.node.by).some(index => test(this.get(index), index));
  }

  every(test: EntryTest): boolean {
    return membersOf(this.node.by).every(index => test(this.get(index), index));
  }

  count(test: EntryTest): number {
    return membersOf(this.node.by).filter(index => test(this.get(index), index)).length;
  }

  find(test: EntryTest): Value {
    return theOnly(membersOf(this.node.by).filter(index => test(this.get(index), index)));
  }

  forEach(visit: (value: Value, index: Value) => void): void {
    for (const index of membersOf(this.node.by)) visit(this.get(index), index);
  }

  private elementAt(index: Value): Cell {
    const rank = membersOf(this.node.by).indexOf(admit(this.node.by, index, this.cell.path));
    return elementOf(this.cell, rank);
  }
}
