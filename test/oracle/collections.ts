/** The oracle's views of arrays of plain values, fifos and bags. */
import { fail, show } from "../../src/dsl/errors.ts";
import type { ShapeNode } from "../../src/dsl/types.ts";
import { type Cell, elementOf, readOnlyCell } from "./cell.ts";
import { admit, handedOut, keyOf, noRoom, readPlain, type Value } from "./values.ts";

type Node<K extends ShapeNode["kind"]> = Extract<ShapeNode, { kind: K }>;
type Test<V> = (value: V, index: number) => boolean;
/** What a spec reads at a cell. Given by `views.ts`, which needs the collections in turn. */
export type ViewOf = (node: ShapeNode, cell: Cell) => Value;

export abstract class Collection {
  protected readonly cell: Cell;
  protected readonly viewOf: ViewOf;

  constructor(cell: Cell, viewOf: ViewOf) {
    this.cell = cell;
    this.viewOf = viewOf;
  }

  [readPlain](): Value {
    return this.cell.read();
  }

  abstract toArray(): Value[];

  some(test: Test<Value>): boolean {
    return this.toArray().some((value, i) => test(value, i));
  }

  every(test: Test<Value>): boolean {
    return this.toArray().every((value, i) => test(value, i));
  }

  count(test: Test<Value>): number {
    return this.toArray().filter((value, i) => test(value, i)).length;
  }

  [Symbol.iterator](): Iterator<Value> {
    return this.toArray()[Symbol.iterator]();
  }

  protected get plain(): readonly Value[] {
    return this.cell.read() as readonly Value[];
  }

  protected checkIndex(index: number): void {
    if (!Number.isInteger(index) || index < 0 || index >= this.plain.length) {
      fail("CUT206", `There is no element ${show(index)}.`, { place: { path: this.cell.path }, given: show(index), allowed: `0..${this.plain.length - 1}` });
    }
  }
}

export class OracleArray extends Collection {
  private readonly element: ShapeNode;

  constructor(node: Node<"array">, cell: Cell, viewOf: ViewOf) {
    super(cell, viewOf);
    this.element = node.element;
  }

  get length(): number {
    return this.plain.length;
  }

  get(index: number): Value {
    this.checkIndex(index);
    return this.viewOf(this.element, elementOf(this.cell, index));
  }

  set(index: number, value: Value): void {
    this.cell.checkWritable();
    this.checkIndex(index);
    const cell = elementOf(this.cell, index);
    cell.write(admit(this.element, value, cell.path));
  }

  fill(value: Value): void {
    this.cell.checkWritable();
    for (let i = 0; i < this.length; i++) this.set(i, value);
  }

  includes(value: Value): boolean {
    const key = keyOf(admit(this.element, value, this.cell.path));
    return this.plain.some(each => keyOf(each) === key);
  }

  toArray(): Value[] {
    return this.plain.map((_, i) => this.get(i));
  }
}

abstract class BoundedList extends Collection {
  protected readonly node: Node<"fifo" | "bag">;

  constructor(node: Node<"fifo" | "bag">, cell: Cell, viewOf: ViewOf) {
    super(cell, viewOf);
    this.node = node;
  }

  get capacity(): number {
    return this.node.capacity;
  }

  get isEmpty(): boolean {
    return this.plain.length === 0;
  }

  get isFull(): boolean {
    return this.plain.length === this.node.capacity;
  }

  at(index: number): Value {
    this.checkIndex(index);
    return this.viewOf(this.node.element, this.elementCell(index));
  }

  clear(): void {
    this.cell.checkWritable();
    this.cell.write([]);
  }

  toArray(): Value[] {
    return this.plain.map((_, i) => this.at(i));
  }

  protected abstract elementCell(index: number): Cell;

  /** How a mistake names a value on its way in. */
  protected abstract get nextPath(): string;

  /** Adds a value at the end of the list, and puts the list in order. */
  protected append(value: Value): void {
    this.cell.checkWritable();
    if (this.isFull) noRoom(this.cell.path, this.capacity);
    const admitted = admit(this.node.element, value, this.nextPath);
    this.cell.write(admit(this.node, [...this.plain, admitted], this.cell.path));
  }

  protected without(index: number): void {
    this.cell.write(this.plain.toSpliced(index, 1));
  }
}

export class OracleFifo extends BoundedList {
  get length(): number {
    return this.plain.length;
  }

  get head(): Value {
    return this.isEmpty ? null : this.at(0);
  }

  push(value: Value): void {
    this.append(value);
  }

  shift(): Value {
    this.cell.checkWritable();
    if (this.isEmpty) fail("CUT205", "There is nothing to shift.", { place: { path: this.cell.path } });
    const head = this.plain[0];
    this.without(0);
    return handedOut(this.node.element, head);
  }

  protected elementCell(index: number): Cell {
    return elementOf(this.cell, index);
  }

  protected get nextPath(): string {
    return `${this.cell.path}[${this.length}]`;
  }
}

export class OracleBag extends BoundedList {
  get size(): number {
    return this.plain.length;
  }

  has(value: Value): boolean {
    return this.find(value) >= 0;
  }

  add(value: Value): void {
    this.append(value);
  }

  remove(value: Value): void {
    this.cell.checkWritable();
    const index = this.find(value);
    if (index < 0) fail("CUT211", "The value is not in the bag.", { place: { path: this.cell.path } });
    this.without(index);
  }

  take(index: number): Value {
    this.cell.checkWritable();
    this.checkIndex(index);
    const taken = this.plain[index];
    this.without(index);
    return taken;
  }

  removeWhere(test: (value: Value) => boolean): number {
    this.cell.checkWritable();
    const removed = this.toArray().map(value => test(value));
    this.cell.write(this.plain.filter((_, i) => !removed[i]));
    return removed.filter(Boolean).length;
  }

  /** An element's place depends on its value, so elements are only read. */
  protected elementCell(index: number): Cell {
    return readOnlyCell(elementOf(this.cell, index));
  }

  /** It has no position before it is in. */
  protected get nextPath(): string {
    return this.cell.path;
  }

  private find(value: Value): number {
    const key = keyOf(admit(this.node.element, value, this.cell.path));
    return this.plain.findIndex(each => keyOf(each) === key);
  }
}
