/** The plain engine's views of what scalarsets index: collections without an order. */
import { membersOf } from "../dsl/scalarset.ts";
import { theOnly, unordered } from "../dsl/unordered.ts";
import { type Cell, elementOf } from "./cell.ts";
import { PlainBag, type ViewOf } from "./collections.ts";
import type { Inside } from "./inside.ts";
import { PlainMap, PlainSet } from "./keyed.ts";
import type { Node, Value } from "./shapes.ts";
import { admit } from "./values.ts";

type Test = (value: Value) => boolean;
// biome-ignore lint/suspicious/noExplicitAny: an ordered map gives a position where this one gives a key
type EntryTest = (value: Value, key: any) => boolean;

export class UnorderedSet extends PlainSet {
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

export class UnorderedBag extends PlainBag {
  forEach(visit: (value: Value) => void): void {
    for (const each of this.toArray()) visit(each);
  }
}

export class UnorderedMap extends PlainMap {
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

export class PlainIndexed {
  private readonly node: Node<"indexed">;
  private readonly inside: Inside;
  private readonly viewOf: ViewOf;

  constructor(node: Node<"indexed">, inside: Inside, viewOf: ViewOf) {
    this.node = node;
    this.inside = inside;
    this.viewOf = viewOf;
  }

  get(index: Value): Value {
    this.inside.read();
    return this.viewOf(this.node.element, this.elementAt(index), this.inside.lease);
  }

  set(index: Value, value: Value): void {
    this.inside.checkWritable();
    const cell = this.elementAt(index);
    cell.replace(admit(this.node.element, value, cell.path));
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
    const rank = membersOf(this.node.by).indexOf(admit(this.node.by, index, this.inside.cell.path));
    return elementOf(this.inside.cell, rank);
  }
}
