/** The plain engine's sets and maps, behind the proxies that specs see. */
import type { ShapeNode } from "../dsl/types.ts";
import { type Cell, contentOf, partOf } from "./cell.ts";
import { Collection, type ViewOf } from "./collections.ts";
import { keyPath, listOf } from "./given.ts";
import { handedOut, handedOutAll } from "./handedOut.ts";
import { type Inside, leaseOf } from "./inside.ts";
import { keyOf } from "./keys.ts";
import { inDomainOrder, valuesInOrder, withKey } from "./order.ts";
import { isScalar, type Node, type Value } from "./shapes.ts";
import { admit } from "./values.ts";

export class PlainSet extends Collection {
  private readonly domain: ShapeNode;

  constructor(node: Node<"set">, inside: Inside, viewOf: ViewOf) {
    super(inside, viewOf);
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
    this.inside.checkWritable();
    this.cell.write(inDomainOrder(this.domain, [...this.plain, this.admitted(member)]));
  }

  delete(member: Value): void {
    this.inside.checkWritable();
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
    this.inside.checkWritable();
    this.cell.write([]);
  }

  fill(): void {
    this.inside.checkWritable();
    this.cell.write(valuesInOrder(this.domain));
  }

  isSubsetOf(other: PlainSet): boolean {
    return this.plain.every(member => other.has(member));
  }

  isDisjointFrom(other: PlainSet): boolean {
    return !this.plain.some(member => other.has(member));
  }

  toArray(): Value[] {
    return handedOutAll(this.domain, this.plain);
  }

  private admitted(member: Value): Value {
    return admit(this.domain, member, this.cell.path);
  }

  private holds(member: Value): boolean {
    const key = keyOf(member);
    return this.plain.some(each => keyOf(each) === key);
  }
}

export class PlainMap extends Collection {
  private readonly node: Node<"map">;

  constructor(node: Node<"map">, inside: Inside, viewOf: ViewOf) {
    super(inside, viewOf);
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
    if (this.positionOf(admitted) < 0) return undefined;
    const cell = this.valueCell(admitted);
    return isScalar(this.node.value) ? cell.read() : this.viewOf(this.node.value, contentOf(cell), leaseOf(cell));
  }

  set(key: Value, value: Value): void {
    this.inside.checkWritable();
    const admitted = this.admittedKey(key);
    this.valueCell(admitted).replace(admit(this.node.value, value, keyPath(this.cell.path, admitted)));
  }

  delete(key: Value): void {
    this.inside.checkWritable();
    const admitted = this.admittedKey(key);
    const index = this.positionOf(admitted);
    if (index < 0) return;
    this.valueCell(admitted).end();
    this.cell.write(this.plain.toSpliced(index, 1));
  }

  clear(): void {
    this.inside.checkWritable();
    this.cell.replace([]);
  }

  keys(): Value[] {
    return this.pairs.map(([key]) => handedOut(this.node.key, key));
  }

  values(): Value[] {
    return this.pairs.map(([key]) => this.get(key));
  }

  toArray(): Value[] {
    return this.pairs.map(([key]) => [handedOut(this.node.key, key), this.get(key)]);
  }

  private get pairs(): readonly (readonly [Value, Value])[] {
    return this.plain as readonly (readonly [Value, Value])[];
  }

  private valueCell(key: Value): Cell {
    const name = keyOf(key);
    const get = (whole: Value): Value => (whole as typeof this.pairs).find(pair => keyOf(pair[0]) === name)?.[1];
    return partOf(this.cell, name, keyPath("", key), get, (whole, part) => withKey(this.node.key, whole as typeof this.pairs, key, part));
  }

  private admittedKey(key: Value): Value {
    return admit(this.node.key, key, this.cell.path);
  }

  private positionOf(key: Value): number {
    const text = keyOf(key);
    return this.pairs.findIndex(pair => keyOf(pair[0]) === text);
  }
}
