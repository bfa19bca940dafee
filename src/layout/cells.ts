/**
 * How generated code reads and writes one value at a slot. A cell is a type at an offset; its forms are
 *
 *   atom               a JavaScript scalar in one slot, no view object
 *   view               a generated view object (record, union, collection)
 *   list of views      an array of composites: a JavaScript array of views, which `checkLists` keeps from being changed
 *   optional view      a presence slot, then one of the two above
 *
 * `child` is the expression of the view object (or array of them); atoms have none.
 */

import { membersOf, scalarsetNode } from "../dsl/scalarset.ts";
import type { ShapeNode } from "../dsl/types.ts";
import { type AtomNode, isAtom, slotCount } from "./slots.ts";
import type { SourceWriter } from "./writer.ts";

/** Emits the class of a view node for the mode of the cells; returns its number. Given by `views.ts`, which needs cells in turn. */
export type ClassEmitter = (cells: Cells, node: ShapeNode) => number;

/**
 * Who may write through a view, in three kinds of classes:
 *
 *   state      a spec, unless the box is locked
 *   element    nobody: elements of a bag, whose place depends on their value; the bag itself moves slots
 *   scratch    only generated code: values on their way into a bag, or looked for in a collection
 */
export type CellMode = "state" | "element" | "scratch";

export class Cells {
  readonly mode: CellMode;
  private readonly writer: SourceWriter;
  private readonly emitClass: ClassEmitter;
  private names = 0;
  private readonly encoders: Map<ShapeNode, string>;
  private readonly modes: Map<CellMode, Cells>;

  /** Cells of other modes come from `in`. */
  constructor(writer: SourceWriter, emitClass: ClassEmitter, mode: CellMode = "state", sibling: Cells | null = null) {
    this.writer = writer;
    this.emitClass = emitClass;
    this.mode = mode;
    this.encoders = sibling?.encoders ?? new Map();
    this.modes = sibling?.modes ?? new Map();
    this.modes.set(mode, this);
  }

  /** Cells whose children are of a mode. */
  in(mode: CellMode): Cells {
    return this.modes.get(mode) ?? new Cells(this.writer, this.emitClass, mode, this);
  }

  /** Statement at the beginning of whatever writes; `suffix` is an expression. */
  guard(suffix: string): string {
    if (this.mode === "scratch") return "";
    const locked = `if (locked) R.readOnly(this, ${suffix});`;
    return this.mode === "state" ? locked : `${locked} R.elementWritten(this, ${suffix});`;
  }

  /** A variable name that no enclosing generated block has. */
  private fresh(base: string): string {
    return `${base}${this.names++}`;
  }

  /** Whether cells of this type have a child object. */
  hasChild(node: ShapeNode): boolean {
    return !isAtom(node);
  }

  /** Expression that makes the child of a cell. */
  make(node: ShapeNode, at: string, path: string): string {
    if (isListOfViews(node)) {
      const width = slotCount(node.element);
      const i = this.fresh("i");
      return `R.list(lists, Array.from({ length: ${node.length} }, (_, ${i}) => ${this.make(node.element, `(${at}) + ${i} * ${width}`, `\`\${${path}}[\${${i}}]\``)}), ${path})`;
    }
    if (node.kind === "option") return this.make(node.element, `(${at}) + 1`, path);
    return `new V${this.emitClass(this, node)}(${at}, ${path})`;
  }

  /** Expression that reads a cell; `absent` is what an empty option reads as. */
  get(node: ShapeNode, at: string, child: string, absent = "null"): string {
    if (isAtom(node)) return this.decode(node, `row[${at}]`, absent);
    if (node.kind === "option") return `(row[${at}] === 0 ? ${absent} : ${this.get(node.element, `(${at}) + 1`, child)})`;
    return child;
  }

  /** Statement that writes a cell. `view` and `suffix` name it in errors. */
  put(node: ShapeNode, at: string, child: string, value: string, view: string, suffix: string): string {
    if (isAtom(node)) return `row[${at}] = ${this.encode(node, value, view, suffix)};`;
    if (node.kind === "option") {
      const v = this.fresh("v");
      const inner = this.put(node.element, `(${at}) + 1`, child, v, view, suffix);
      return `{ const ${v} = ${value}; if (${v} === null) R.zeroSlots(row, ${at}, ${slotCount(node)}); else { row[${at}] = 1; ${inner} } }`;
    }
    if (isListOfViews(node)) {
      const [c, e, i] = [this.fresh("c"), this.fresh("e"), this.fresh("i")];
      const put = this.put(node.element, `0`, `${c}[${i}]`, `${e}[${i}]`, `${c}[${i}]`, `""`);
      return `{ const ${c} = ${child}; const ${e} = R.elementsOf(${value}, "an array of ${node.length} elements", R.pathOf(${view}, ${suffix})); R.checkLength(${e}, ${node.length}, R.pathOf(${view}, ${suffix})); for (let ${i} = 0; ${i} < ${node.length}; ${i}++) { ${put} } }`;
    }
    return `${child}.$assign(${value});`;
  }

  /** Expression of a cell's plain value. */
  json(node: ShapeNode, at: string, child: string): string {
    if (isAtom(node)) return this.get(node, at, child);
    if (node.kind === "option") return `(row[${at}] === 0 ? null : ${this.json(node.element, `(${at}) + 1`, child)})`;
    if (isListOfViews(node)) return `${child}.map(c => ${this.json(node.element, "0", "c")})`;
    return `${child}.toJSON()`;
  }

  /** Expression that turns a raw slot value of an atom into what guards see. */
  decode(node: AtomNode, raw: string, absent = "null"): string {
    switch (node.kind) {
      case "bool":
        return `(${raw} !== 0)`;
      case "int":
        return node.lo === 0 ? raw : `(${raw} + ${node.lo})`;
      case "oneOf":
        // A copy: V8 reads frozen arrays several times slower.
        return `${this.writer.constant([...node.labels])}[${raw}]`;
      case "scalarset":
        return `${this.writer.constant([...membersOf(node)])}[${raw}]`;
      case "option":
        return `(${raw} === 0 ? ${absent} : ${this.decode(node.element, `(${raw} - 1)`)})`;
    }
  }

  /** Expression that checks a value and turns it into a raw slot value. */
  encode(node: AtomNode, value: string, view: string, suffix: string): string {
    let name = this.encoders.get(node);
    if (name === undefined) {
      name = `encode${this.encoders.size}`;
      this.encoders.set(node, name);
      this.writer.add(this.encoder(name, node));
    }
    return `${name}(${value}, ${view}, ${suffix})`;
  }

  private encoder(name: string, node: AtomNode): string {
    const bad = `return R.badAtom(${this.writer.constant(node)}, v, view, suffix);`;
    switch (node.kind) {
      case "bool":
        return `function ${name}(v, view, suffix) { if (v === true) return 1; if (v === false) return 0; ${bad} }`;
      case "int":
        return `function ${name}(v, view, suffix) { if (typeof v === "number" && v >= ${node.lo} && v <= ${node.hi} && (v | 0) === v) return v${node.lo === 0 ? " | 0" : ` - ${node.lo}`}; ${bad} }`;
      case "oneOf":
        return `function ${name}(v, view, suffix) { ${node.labels.map((label, i) => `if (v === ${JSON.stringify(label)}) return ${i};`).join(" ")} ${bad} }`;
      case "scalarset":
        return `function ${name}(v, view, suffix) { const i = U.member(v, ${this.writer.constant(scalarsetNode(node))}); if (i >= 0) return i; ${bad} }`;
      case "option": {
        const inner = this.encode(node.element, "v", "view", "suffix");
        return `function ${name}(v, view, suffix) { return v === null ? 0 : ${inner} + 1; }`;
      }
    }
  }
}

/** An array whose elements are always view objects: it reads as a JavaScript array. */
function isListOfViews(node: ShapeNode): node is Extract<ShapeNode, { kind: "array" }> {
  return node.kind === "array" && !isAtom(node.element) && node.element.kind !== "option";
}
