/** The plain engine's arrays of plain values, fifos and bags, behind the proxies that specs see. */
import { show } from "../dsl/errors.ts";
import type { ShapeNode } from "../dsl/types.ts";
import { type Cell, contentOf, elementOf, elementOfBag } from "./cell.ts";
import { noRoom } from "./given.ts";
import { handedOut } from "./handedOut.ts";
import { type Inside, leaseOf } from "./inside.ts";
import { keyOf } from "./keys.ts";
import { refuse } from "./mistakes.ts";
import { isScalar, type Node, type Value } from "./shapes.ts";
import { admit, compare } from "./values.ts";

type Test<V> = (value: V, index: number) => boolean;
/** What a spec reads at a cell. Given by `views.ts`, which needs the collections in turn. */
export type ViewOf = (node: ShapeNode, cell: Cell, lease: Inside["lease"]) => Value;

export abstract class Collection {
  protected readonly inside: Inside;
  protected readonly viewOf: ViewOf;

  constructor(inside: Inside, viewOf: ViewOf) {
    this.inside = inside;
    this.viewOf = viewOf;
  }

  protected get cell(): Cell {
    return this.inside.cell;
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
    return this.inside.read() as readonly Value[];
  }

  protected checkIndex(index: number, length = this.plain.length): void {
    if (Number.isInteger(index) && index >= 0 && index < length) return;
    const allowed = length === 0 ? "nothing: it is empty" : `0..${length - 1}`;
    refuse("CUT206", `${this.cell.path} has no element ${show(index)}.`, this.cell.path, {
      given: show(index),
      allowed,
    });
  }
}

export class PlainArray extends Collection {
  private readonly element: ShapeNode;

  constructor(node: Node<"array">, inside: Inside, viewOf: ViewOf) {
    super(inside, viewOf);
    this.element = node.element;
  }

  get length(): number {
    return this.plain.length;
  }

  get(index: number): Value {
    this.checkIndex(index);
    return this.viewOf(this.element, elementOf(this.cell, index), this.inside.lease);
  }

  set(index: number, value: Value): void {
    this.inside.checkWritable();
    this.checkIndex(index);
    const cell = elementOf(this.cell, index);
    cell.replace(admit(this.element, value, cell.path));
  }

  fill(value: Value): void {
    this.inside.checkWritable();
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
  protected readonly node: Node<"fifo" | "seq" | "bag">;

  constructor(node: Node<"fifo" | "seq" | "bag">, inside: Inside, viewOf: ViewOf) {
    super(inside, viewOf);
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
    const cell = this.elementCell(index);
    return isScalar(this.node.element) ? cell.read() : this.viewOf(this.node.element, contentOf(cell), leaseOf(cell));
  }

  clear(): void {
    this.inside.checkWritable();
    this.cell.replace([]);
  }

  toArray(): Value[] {
    return this.plain.map((_, i) => this.at(i));
  }

  protected abstract elementCell(index: number): Cell;

  /** How a mistake names a value on its way in. */
  protected abstract get nextPath(): string;

  /** The list with one more value at its end. */
  protected with(value: Value): readonly Value[] {
    this.inside.checkWritable();
    this.checkRoom();
    return [...this.plain, admit(this.node.element, value, this.nextPath)];
  }

  protected checkRoom(): void {
    if (this.isFull) noRoom(this.cell.path, this.capacity);
  }

  protected without(index: number): void {
    this.cell.replace(this.plain.toSpliced(index, 1));
  }
}

abstract class PlainList extends BoundedList {
  get length(): number {
    return this.plain.length;
  }

  get head(): Value {
    return this.isEmpty ? null : this.at(0);
  }

  push(value: Value): void {
    this.cell.write(this.with(value));
  }

  removeAt(index: number): Value {
    this.inside.checkWritable();
    this.checkIndex(index);
    const removed = this.plain[index];
    this.without(index);
    return handedOut(this.node.element, removed);
  }

  removeWhere(test: (value: Value) => boolean): number {
    this.inside.checkWritable();
    const isRemoved = this.toArray().map(value => Boolean(test(value)));
    const before = this.length;
    const left = this.plain.filter((_, i) => !isRemoved[i]);
    if (left.length < before) this.cell.replace(left);
    return before - left.length;
  }

  protected elementCell(index: number): Cell {
    return elementOf(this.cell, index);
  }

  protected get nextPath(): string {
    return `${this.cell.path}[${this.length}]`;
  }
}

export class PlainFifo extends PlainList {
  shift(): Value {
    this.inside.checkWritable();
    if (this.isEmpty) refuse("CUT205", `${this.cell.path} is empty: there is nothing to shift.`, this.cell.path);
    const head = this.plain[0];
    this.without(0);
    return handedOut(this.node.element, head);
  }
}

export class PlainSeq extends PlainList {
  get last(): Value {
    return this.isEmpty ? null : this.at(this.length - 1);
  }

  set(index: number, value: Value): void {
    this.inside.checkWritable();
    this.checkIndex(index);
    const cell = this.elementCell(index);
    cell.replace(admit(this.node.element, value, cell.path));
  }

  insert(index: number, value: Value): void {
    this.inside.checkWritable();
    this.checkRoom();
    this.checkIndex(index, this.length + 1);
    const inserted = admit(this.node.element, value, this.cell.path);
    this.cell.replace(this.plain.toSpliced(index, 0, inserted));
  }
}

export class PlainBag extends BoundedList {
  get size(): number {
    return this.plain.length;
  }

  has(value: Value): boolean {
    return this.find(value) >= 0;
  }

  add(value: Value): void {
    this.cell.replace(this.with(value).toSorted((a, b) => compare(this.node.element, a, b)));
  }

  remove(value: Value): void {
    this.inside.checkWritable();
    const index = this.find(value);
    if (index < 0) refuse("CUT211", `${this.cell.path} does not contain the value.`, this.cell.path);
    this.without(index);
  }

  take(index: number): Value {
    this.inside.checkWritable();
    this.checkIndex(index);
    const taken = this.plain[index];
    this.without(index);
    return handedOut(this.node.element, taken);
  }

  removeWhere(test: (value: Value) => boolean): number {
    this.inside.checkWritable();
    const isRemoved = this.toArray().map(value => Boolean(test(value)));
    const removed = isRemoved.filter(Boolean).length;
    if (removed > 0) this.cell.replace(this.plain.filter((_, i) => !isRemoved[i]));
    return removed;
  }

  /** An element's place depends on its value, so elements are only read. */
  protected elementCell(index: number): Cell {
    return elementOfBag(this.cell, index);
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
