/** The oracle's views: the contract of `src/dsl/views.ts`, met by simple objects over cells. */
import { fail, show } from "../../src/dsl/errors.ts";
import type { TypeNode } from "../../src/dsl/types.ts";
import { type Cell, elementOf, fieldOf, partOf, readOnlyCell } from "./cell.ts";
import { admit, inDomainOrder, keyOf, keyPath, type NodeFields, noRoom, readPlain, type Value, valuesInOrder, withKey } from "./values.ts";

type Node<K extends TypeNode["kind"]> = Extract<TypeNode, { kind: K }>;
type Test<V> = (value: V, index: number) => boolean;

/** What a spec reads at a cell: a scalar, null, or a view. */
function viewOf(node: TypeNode, cell: Cell): Value {
  switch (node.kind) {
    case "bool":
    case "int":
    case "oneOf":
      return cell.read();
    case "record":
      return recordView(node.fields, cell);
    case "array":
      return arrayView(node, cell);
    case "option":
      return cell.read() === null ? null : viewOf(node.element, cell);
    case "union":
      return unionView(node, cell);
    case "fifo":
      return Object.preventExtensions(new OracleFifo(node, cell));
    case "bag":
      return Object.preventExtensions(new OracleBag(node, cell));
    case "set":
      return Object.preventExtensions(new OracleSet(node, cell));
    case "map":
      return Object.preventExtensions(new OracleMap(node, cell));
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
    const nodeNow = (): TypeNode =>
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

function assignTo(node: TypeNode, cell: Cell, input: Value): void {
  cell.checkWritable();
  cell.write(admit(node, input, cell.path));
}

/** Elements that always read as view objects make an ordinary array, which nobody may change; others an object with `get` and `set`. */
function arrayView(node: Node<"array">, cell: Cell): Value {
  if (["bool", "int", "oneOf", "option"].includes(node.element.kind)) return Object.preventExtensions(new OracleArray(node, cell));
  const views = Array.from({ length: node.length }, (_, i) => viewOf(node.element, elementOf(cell, i)));
  const refuse = (): never => fail("CUT207", "The array is changed as if it were one of JavaScript.", { place: { path: cell.path } });
  const list = Object.defineProperty(views, readPlain, { value: () => cell.read() });
  return new Proxy(list, { set: refuse, defineProperty: refuse, deleteProperty: refuse });
}

abstract class Collection {
  protected readonly cell: Cell;

  constructor(cell: Cell) {
    this.cell = cell;
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

class OracleArray extends Collection {
  private readonly element: TypeNode;

  constructor(node: Node<"array">, cell: Cell) {
    super(cell);
    this.element = node.element;
  }

  get length(): number {
    return this.plain.length;
  }

  get(index: number): Value {
    this.checkIndex(index);
    return viewOf(this.element, elementOf(this.cell, index));
  }

  set(index: number, value: Value): void {
    this.cell.checkWritable();
    this.checkIndex(index);
    assignTo(this.element, elementOf(this.cell, index), value);
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

  constructor(node: Node<"fifo" | "bag">, cell: Cell) {
    super(cell);
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
    return viewOf(this.node.element, this.elementCell(index));
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

class OracleFifo extends BoundedList {
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
    return head;
  }

  protected elementCell(index: number): Cell {
    return elementOf(this.cell, index);
  }

  protected get nextPath(): string {
    return `${this.cell.path}[${this.length}]`;
  }
}

class OracleBag extends BoundedList {
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

class OracleSet extends Collection {
  private readonly domain: TypeNode;

  constructor(node: Node<"set">, cell: Cell) {
    super(cell);
    this.domain = node.domain;
  }

  get size(): number {
    return this.plain.length;
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  get isFull(): boolean {
    return this.size === valuesInOrder(this.domain).length;
  }

  has(member: Value): boolean {
    return this.holds(this.admitted(member));
  }

  add(member: Value): void {
    this.cell.checkWritable();
    this.cell.write(inDomainOrder(this.domain, [...this.plain, this.admitted(member)]));
  }

  delete(member: Value): void {
    this.cell.checkWritable();
    const key = keyOf(this.admitted(member));
    this.cell.write(this.plain.filter(each => keyOf(each) !== key));
  }

  addAll(members: Iterable<Value>): void {
    for (const member of members) this.add(member);
  }

  deleteAll(members: Iterable<Value>): void {
    for (const member of members) this.delete(member);
  }

  clear(): void {
    this.cell.checkWritable();
    this.cell.write([]);
  }

  fill(): void {
    this.cell.checkWritable();
    this.cell.write(valuesInOrder(this.domain));
  }

  isSubsetOf(other: OracleSet): boolean {
    return this.plain.every(member => other.has(member));
  }

  isDisjointFrom(other: OracleSet): boolean {
    return !this.plain.some(member => other.has(member));
  }

  toArray(): Value[] {
    return [...this.plain];
  }

  private admitted(member: Value): Value {
    return admit(this.domain, member, this.cell.path);
  }

  private holds(member: Value): boolean {
    const key = keyOf(member);
    return this.plain.some(each => keyOf(each) === key);
  }
}

class OracleMap extends Collection {
  private readonly node: Node<"map">;

  constructor(node: Node<"map">, cell: Cell) {
    super(cell);
    this.node = node;
  }

  get size(): number {
    return this.plain.length;
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  has(key: Value): boolean {
    return this.find(this.admittedKey(key)) >= 0;
  }

  get(key: Value): Value {
    const admitted = this.admittedKey(key);
    return this.find(admitted) < 0 ? undefined : viewOf(this.node.value, this.valueCell(admitted));
  }

  set(key: Value, value: Value): void {
    this.cell.checkWritable();
    const admitted = this.admittedKey(key);
    this.put(admitted, admit(this.node.value, value, keyPath(this.cell.path, admitted)));
  }

  delete(key: Value): void {
    this.cell.checkWritable();
    const index = this.find(this.admittedKey(key));
    if (index >= 0) this.cell.write(this.plain.toSpliced(index, 1));
  }

  clear(): void {
    this.cell.checkWritable();
    this.cell.write([]);
  }

  keys(): Value[] {
    return this.pairs.map(([key]) => key);
  }

  values(): Value[] {
    return this.pairs.map(([key]) => this.get(key));
  }

  toArray(): Value[] {
    return this.pairs.map(([key]) => [key, this.get(key)]);
  }

  private get pairs(): readonly (readonly [Value, Value])[] {
    return this.plain as readonly (readonly [Value, Value])[];
  }

  private put(key: Value, value: Value): void {
    this.cell.write(withKey(this.node.key, this.pairs, key, value));
  }

  private valueCell(key: Value): Cell {
    const suffix = keyPath("", key);
    const get = (): Value => this.pairs[this.find(key)]![1];
    return partOf(this.cell, suffix, get, (whole, part) => withKey(this.node.key, whole as typeof this.pairs, key, part));
  }

  private admittedKey(key: Value): Value {
    return admit(this.node.key, key, this.cell.path);
  }

  private find(key: Value): number {
    const text = keyOf(key);
    return this.pairs.findIndex(pair => keyOf(pair[0]) === text);
  }
}
