/** What the generated view classes have in common. */
import type { ShapeNode } from "../dsl/types.ts";
import type { Cells } from "./cells.ts";
import { hasPassing, slotAfter, slotCount } from "./slots.ts";
import type { SourceWriter } from "./writer.ts";

/** A composite part of a view: the private field that holds it, and the expression that makes it, in which `o` is the view's first slot and `path` its path. */
export interface ChildText {
  readonly name: string;
  readonly make: string;
}

/** What is generated of a class. In `methods` and `accessors` the view is `this`; in the bodies of `assign` and `plain` it is `self`. */
export interface ClassText {
  readonly children: readonly ChildText[];
  /** Accessors that the view has as its own, enumerable: its declared fields. */
  readonly fields: string;
  readonly methods: string;
  /** Body that replaces the view's value by `v`. */
  readonly assign: string;
  /** Body that returns the plain value. */
  readonly plain: string;
  /** Further static members. */
  readonly statics?: string;
}

/** A variant of a union: the base of its class, its name and its number. */
export interface VariantText {
  readonly union: string;
  readonly kind: string;
  readonly number: number;
}

/**
 * A view class. Its place is `#o`, beside the one that its base knows: a private field of the class itself is read as fast as any. That of a variant is its union's, in
 * whose class it stands. `static` members are for generated code alone: a view does not lead to its class.
 */
export function classFrame(
  writer: SourceWriter,
  node: ShapeNode,
  name: string,
  text: ClassText,
  names: readonly string[],
  variant: VariantText | null = null,
): string {
  const info = `I_${name}`;
  const { children, fields, methods, assign, plain, statics = "" } = text;
  const view = `R.viewClass(${writer.constant(node)}, row, ${writer.constant(names)}, ${JSON.stringify(variant?.kind ?? null)})`;
  const own = children.map(child => `#${child.name};`).join(" ");
  const ofBase = variant === null ? "{}" : `${variant.union}.#kinds`;
  return `const ${info} = ${view};
${variant === null ? `class ${name} extends R.View` : `${name} = class extends ${variant.union}`} {
  ${variant === null ? `#o; ${own}` : own}
  constructor(o, path${variant === null ? "" : ", givenPool, generation"}) {
    ${variant === null ? `super(${info}, o, path);\n    this.#o = o;` : `super(${info}, o, path, givenPool, generation, ${variant.number});`}
    ${children.map(child => `this.#${child.name} = ${child.make};`).join("\n    ")}
    R.born(this, [${children.map(child => `this.#${child.name}`).join(", ")}]);
  }
${methods}
  toJSON() { return ${name}.plain(this); }
  static place(self, at) { self.#o = at; }
  static plain(self) { ${plain} }
  static assign(self, v) { ${assign} }
  ${statics}
  static { R.finish(this, ${info}, ${ofBase}, { ${fields} }); }
}`;
}

/** Beginning of `assign` of a collection. */
export function assignStart(cells: Cells, node: ShapeNode): string {
  return `${cells.guard("self", `""`)}
    ${copyOfSame(cells, node)}`;
}

/**
 * The fast copy from a view of the same type. What was handed out of what is replaced is stale. A view of the same class, which most are, is known by its private
 * field; others have to be asked for their inside.
 */
export function copyOfSame(cells: Cells, node: ShapeNode): string {
  const replaced = hasPassing(node) ? " R.replaceInside(self, epoch);" : "";
  const copy = (row: string, at: string): string => `{ ${copyText(row, at, slotCount(node))}${replaced} return; }`;
  return `if (v !== null && typeof v === "object" && #o in v) ${copy("row", "v.#o")}
    const q = R.insideOf(v); if (q !== null && q.view.node === ${cells.constantOf(node)}) ${copy("q.view.row", "q.at")}`;
}

/** Straight-line for the few slots that most types have: two places of one type are the same, or apart. */
function copyText(row: string, at: string, slots: number): string {
  if (slots > 8) return `R.copySlots(${row}, ${at}, row, self.#o, ${slots});`;
  return Array.from({ length: slots }, (_, i) => `row[${slotAfter("self.#o", i)}] = ${row}[${slotAfter(at, i)}];`).join(
    " ",
  );
}
