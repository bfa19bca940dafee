/** What the generated view classes have in common. */
import type { ShapeNode } from "../dsl/types.ts";
import { type Cells, hasPassing } from "./cells.ts";
import { slotCount } from "./slots.ts";
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

/**
 * A view class. Its place is `#o`, beside the one that its base knows: a private field of the class itself is read as fast as any. `static` members are for generated
 * code alone: a view does not lead to its class.
 */
export function classFrame(
  writer: SourceWriter,
  node: ShapeNode,
  name: string,
  text: ClassText,
  names: readonly string[],
  variant: string | null = null,
): string {
  const info = `I_${name}`;
  const nodeConstant = writer.constant(node);
  const { children, fields, methods, assign, plain, statics = "" } = text;
  const [given, kept] = variant === null ? ["", ""] : [", givenPool, generation", " this.#pool = givenPool; this.#generation = generation;"];
  return `const ${info} = R.viewClass(${nodeConstant}, row, ${writer.constant(names)}, ${JSON.stringify(variant)});
class ${name} extends R.View {
  #o;${variant === null ? "" : " #pool; #generation;"} ${children.map(child => `#${child.name};`).join(" ")}
  constructor(o, path${given}) {
    super(${info}, o, path);
    this.#o = o;${kept}
    ${children.map(child => `this.#${child.name} = ${child.make};`).join("\n    ")}
    R.born(this, [${children.map(child => `this.#${child.name}`).join(", ")}]);
  }
${methods}
  toJSON() { return ${name}.plain(this); }
  static place(self, at) { self.#o = at; }
  static plain(self) { ${plain} }
  static assign(self, v) { ${assign} }
  ${statics}
  static { R.finish(${name}, ${info}, { ${fields} }); }
}`;
}

/**
 * Beginning of `assign`: writing allowed, and the fast copy from a view of the same type. What was handed out of what is replaced is stale. A view of the same
 * class, which most are, is known by its private field; others have to be asked for their inside.
 */
export function assignStart(cells: Cells, node: ShapeNode): string {
  const replaced = hasPassing(node) ? " R.replaceInside(self, epoch);" : "";
  const copy = (row: string, at: string): string => `{ R.copySlots(${row}, ${at}, row, self.#o, ${slotCount(node)});${replaced} return; }`;
  return `${cells.guard("self", `""`)}
    if (v !== null && typeof v === "object" && #o in v) ${copy("row", "v.#o")}
    const q = R.insideOf(v); if (q !== null && q.view.node === ${cells.constantOf(node)}) ${copy("q.view.row", "q.at")}`;
}
