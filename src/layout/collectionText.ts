/** What the generated classes of collections have in common: their elements, the loops over them, values on their way, finite domains. */
import { mentionsScalarset, type ShapeNode, valuesOfNode } from "../dsl/types.ts";
import { isPlainAlready } from "../dsl/views.ts";
import type { Cells } from "./cells.ts";
import { ranksOf } from "./domains.ts";
import { type ChildText, classFrame } from "./frame.ts";
import { isAtom, slotAfter, slotCount } from "./slots.ts";
import type { SourceWriter } from "./writer.ts";

/** Expressions for element `i` of consecutive cells that start `header` slots after the view's first. `self` is the view. */
export interface ElementCells {
  readonly at: (i: string, self?: string) => string;
  readonly child: (i: string, self?: string) => string;
  /** What makes the children; `suffix` is the path of element `i` below the view's. */
  readonly make: (count: number, suffix?: string) => readonly ChildText[];
}

/** `passes`: the places of the elements pass with their values. */
export function elementCells(cells: Cells, node: ShapeNode, header: number, passes: boolean): ElementCells {
  const width = slotCount(node);
  const at = (i: string, self = "this"): string =>
    `${slotAfter(`${self}.#o`, header)} + ${width === 1 ? i : `${i} * ${width}`}`;
  const makeOne = (suffix: string): string =>
    cells.make(node, `o + ${header} + i * ${width}`, `path + ${suffix}`, passes);
  return {
    at,
    child: (i, self = "this") => `${self}.#e[${i}]`,
    make: (count, suffix = `"[" + i + "]"`) =>
      cells.hasChild(node)
        ? [{ name: "e", make: `Array.from({ length: ${count} }, (_, i) => ${makeOne(suffix)})` }]
        : [],
  };
}

/**
 * A place for one composite value on its way: looked for in a collection, or going into a bag. Writing a value there checks it and
 * gives it its one representation, so that values are compared slot by slot. All views of a class share the slots.
 */
export interface Scratch {
  readonly at: number;
  /** What makes it; its errors name the path of the collection. */
  readonly make: readonly ChildText[];
  /** Statement that writes a value there; `suffix` is an expression that names it in errors, below the collection. */
  readonly put: (value: string) => string;
  readonly json: string;
}

function scratchCell(writer: SourceWriter, cells: Cells, node: ShapeNode): Scratch {
  const at = writer.reserve(slotCount(node));
  const inside = cells.in("scratch");
  return {
    at,
    make: [{ name: "s", make: inside.make(node, String(at), "path") }],
    put: value => inside.put(node, String(at), "this.#s", value, "this", `""`),
    json: inside.json(node, String(at), "this.#s"),
  };
}

/** A loop over the elements that are there: what a visit does to the collection it does not see, but it never goes beyond its end. */
function loop(length: string, body: string): string {
  const isFixed = /^\d+$/.test(length);
  return `const n = ${length}; for (let i = 0; i < n${isFixed ? "" : ` && i < ${length}`}; i++) { ${body} }`;
}

/** Methods of a collection whose elements have no order, over `length` elements read by `get`. */
export function unorderedMethods(length: string, get: (i: string) => string): string {
  const passes = `U.passes(test(${get("i")}))`;
  return `  some(test) { ${loop(length, `if (${passes}) return true;`)} return false; }
  every(test) { ${loop(length, `if (!${passes}) return false;`)} return true; }
  count(test) { let c = 0; ${loop(length, `if (${passes}) c++;`)} return c; }
  forEach(visit) { ${loop(length, `visit(${get("i")});`)} }
${withoutOrder(["at", "take", "toArray"])}`;
}

/** Methods that would show an order, for specs that are not type-checked. */
export function withoutOrder(methods: readonly string[]): string {
  return [
    ...methods.map(method => `  ${method}() { U.noOrder(this, ".${method}"); }`),
    `  [Symbol.iterator]() { U.noOrder(this, ""); }`,
  ].join("\n");
}

/** Methods that every collection has, over `length` elements read by `get`. */
export function elementsMethods(length: string, get: (i: string) => string): string {
  const passes = `U.passes(test(${get("i")}, i))`;
  return `  some(test) { ${loop(length, `if (${passes}) return true;`)} return false; }
  every(test) { ${loop(length, `if (!${passes}) return false;`)} return true; }
  count(test) { let c = 0; ${loop(length, `if (${passes}) c++;`)} return c; }
  toArray() { const n = ${length}; const a = []; for (let i = 0; i < n; i++) a.push(${get("i")}); return a; }
  [Symbol.iterator]() { return this.toArray()[Symbol.iterator](); }`;
}

export function checkIndex(length: string): string {
  return `if (index >>> 0 >= ${length} || (index | 0) !== index) R.badIndex(this, index, ${length});`;
}

/** Code that finds a value among `length` elements: `prepare` runs once, `matches` is asked for each `i`. */
export function search(
  cells: Cells,
  node: ShapeNode,
  element: ElementCells,
  scratch: Scratch | null,
): { readonly prepare: string; readonly matches: string } {
  if (isAtom(node))
    return {
      prepare: `const raw = ${cells.encode(node, "v", "this", `""`)};`,
      matches: `row[${element.at("i")}] === raw`,
    };
  const { put, at } = scratch as Scratch;
  return { prepare: put("v"), matches: `R.sameSlots(row, ${element.at("i")}, ${at}, ${slotCount(node)})` };
}

/** Null for atoms, which need none. */
export function scratchFor(writer: SourceWriter, cells: Cells, node: ShapeNode): Scratch | null {
  return isAtom(node) ? null : scratchCell(writer, cells, node);
}

/** A finite domain: what is to be made for it, a statement that makes `i` the rank of a value, and the value of a rank. */
export interface DomainCells {
  readonly make: readonly ChildText[];
  readonly rank: (value: string) => string;
  readonly value: (rank: string) => string;
}

export function domainCells(writer: SourceWriter, cells: Cells, domain: ShapeNode): DomainCells {
  if (isAtom(domain))
    return {
      make: [],
      rank: value => `const i = ${cells.encode(domain, value, "this", `""`)};`,
      value: rank => cells.decode(domain, rank),
    };
  const { make, put, json } = scratchCell(writer, cells, domain);
  const members = valuesOfNode(domain);
  const list = writer.constant(members.map(frozen));
  const ranks = writer.constant(ranksOf(members));
  return {
    make,
    rank: value =>
      `${put(value)} const i = ${ranks}.get(${mentionsScalarset(domain) ? "U.domainText" : "JSON.stringify"}(${json}));`,
    value: rank => `${list}[${rank}]`,
  };
}

/** A class whose views have no fields of their own. */
export function collectionFrame(
  writer: SourceWriter,
  node: ShapeNode,
  name: string,
  children: readonly ChildText[],
  text: { readonly methods: string; readonly assign: string; readonly plain: string },
): string {
  const names = [...text.methods.matchAll(/^ {2}(?:get |set )?([A-Za-z]\w*)\(/gm)].map(([, method]) => method);
  return classFrame(writer, node, name, { children, fields: "", ...text }, [...new Set(names)]);
}

/** Members are handed out as they are, to every spec that has the domain: nobody may change them. */
function frozen(member: unknown): unknown {
  if (typeof member !== "object" || member === null || isPlainAlready(member)) return member;
  for (const part of Object.values(member)) frozen(part);
  return Object.freeze(member);
}

/** Methods over the keys or members that are there, in the order of the domain. */
export const keysMethods = `  some(test) { return this.toArray().some((v, i) => U.passes(test(v, i))); }
  every(test) { return this.toArray().every((v, i) => U.passes(test(v, i))); }
  count(test) { return this.toArray().filter((v, i) => U.passes(test(v, i))).length; }
  [Symbol.iterator]() { return this.toArray()[Symbol.iterator](); }`;

/** Methods of a map or array whose keys have no order: over the ranks of the keys, those present. */
export function keyedMethods(keys: number, domain: DomainCells, present: (i: string) => string, value: string): string {
  const each = (body: string): string => `for (let i = 0; i < ${keys}; i++) if (${present("i")}) { ${body} }`;
  const call = (f: string): string => `${f}(${value}, ${domain.value("i")})`;
  const passes = `U.passes(${call("test")})`;
  return `  some(test) { ${each(`if (${passes}) return true;`)} return false; }
  every(test) { ${each(`if (!${passes}) return false;`)} return true; }
  count(test) { let c = 0; ${each(`if (${passes}) c++;`)} return c; }
  find(test) { const a = []; ${each(`if (${passes}) a.push(${domain.value("i")});`)} return U.only(a, R.pathOf(this, "")); }
  forEach(visit) { ${each(`${call("visit")};`)} }
${withoutOrder(["keys", "values", "toArray"])}`;
}
