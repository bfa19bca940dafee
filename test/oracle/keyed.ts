/** The oracle's views of sets and maps. */
import type { ShapeNode } from "../../src/dsl/types.ts";
import { type Cell, partOf } from "./cell.ts";
import { Collection, type ViewOf } from "./collections.ts";
import { admit, inDomainOrder, keyOf, keyPath, listOf, type Value, valuesInOrder, withKey } from "./values.ts";

type Node<K extends ShapeNode["kind"]> = Extract<ShapeNode, { kind: K }>;

export class OracleSet extends Collection {
  private readonly domain: ShapeNode;

  constructor(node: Node<"set">, cell: Cell, viewOf: ViewOf) {
    super(cell, viewOf);
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

  addAll(members: Value): void {
    for (const member of listOf(members, this.cell.path)) this.add(member);
  }

  deleteAll(members: Value): void {
    for (const member of listOf(members, this.cell.path)) this.delete(member);
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

export class OracleMap extends Collection {
  private readonly node: Node<"map">;

  constructor(node: Node<"map">, cell: Cell, viewOf: ViewOf) {
    super(cell, viewOf);
    this.node = node;
  }

  get size(): number {
    return this.plain.length;
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  has(key: Value): boolean {
    return this.positionOf(this.admittedKey(key)) >= 0;
  }

  get(key: Value): Value {
    const admitted = this.admittedKey(key);
    return this.positionOf(admitted) < 0 ? undefined : this.viewOf(this.node.value, this.valueCell(admitted));
  }

  set(key: Value, value: Value): void {
    this.cell.checkWritable();
    const admitted = this.admittedKey(key);
    this.put(admitted, admit(this.node.value, value, keyPath(this.cell.path, admitted)));
  }

  delete(key: Value): void {
    this.cell.checkWritable();
    const index = this.positionOf(this.admittedKey(key));
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
    const get = (): Value => this.pairs[this.positionOf(key)]![1];
    return partOf(this.cell, suffix, get, (whole, part) => withKey(this.node.key, whole as typeof this.pairs, key, part));
  }

  private admittedKey(key: Value): Value {
    return admit(this.node.key, key, this.cell.path);
  }

  private positionOf(key: Value): number {
    const text = keyOf(key);
    return this.pairs.findIndex(pair => keyOf(pair[0]) === text);
  }
}
