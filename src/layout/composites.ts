/** Generates the view classes of records and unions. */
import type { ShapeNode } from "../dsl/types.ts";
import type { Cells } from "./cells.ts";
import { type ChildText, type ClassText, classFrame, copyOfSame } from "./frame.ts";
import { isAtom, slotAfter, slotCount } from "./slots.ts";
import type { SourceWriter } from "./writer.ts";

export function recordClass(writer: SourceWriter, cells: Cells, node: Extract<ShapeNode, { kind: "record" }>, name: string): string {
  const fields = placeFields(node.fields, 0);
  const names = writer.constant(fields.map(each => each.name));
  const assigns = fields.map(each => putOf(cells, each, "self", `p.${each.name}`)).join(" ");
  return classFrame(
    writer,
    node,
    name,
    {
      ...fieldsText(cells, fields),
      assign: `${cells.guard("self", `""`)}
    if (${isLiteral}) { ${readText(fields)} if (${isApartText(node, fields, 0)}) { ${fieldPuts(cells, fields)} return; } }
    ${copyOfSame(cells, node)}
    const p = R.plain(v); R.checkFields(p, ${names}, R.pathOf(self, "")); ${assigns}`,
      plain: `return { ${jsonText(cells, fields)} };`,
    },
    fields.map(each => each.name),
  );
}

/** What most assigned values are. A view has no constructor, and an object of a class, or of none, takes the general path. */
const isLiteral = `v !== null && typeof v === "object" && v.constructor === Object`;

/**
 * Each variant has a class of its own: a view shows the fields of one variant, to be read, enumerated and asked for with `in`. They share the place of the union, and a
 * base that has all private fields, so that these lie at the same offsets in all of them, and one getter of `kind`: V8 reads `kind` of several variants as of one.
 * Simpler would be one class with the fields of all variants; but then `in`, spread and the names in a message are those of all, and which variant a view was read as is lost.
 */
export function unionClass(writer: SourceWriter, cells: Cells, node: Extract<ShapeNode, { kind: "union" }>, name: string): string {
  const variants = Object.entries(node.variants).map(([kind, fields], number) => ({ kind, number, fields: placeFields(fields, 1) }));
  const classes = variants.map(variant => variantClass(writer, cells, node, name, variant));
  const shapes = writer.constant(Object.fromEntries(variants.map(({ kind, fields }) => [kind, fields.map(each => each.name)])));
  const quick = variants.map(({ number, kind }) => `case ${JSON.stringify(kind)}: if (${name}_${number}.quick(views[${number}], v)) return; break;`);
  const writes = variants.map(({ number }) => `case ${number}: ${name}_${number}.write(views[${number}], p); break;`);
  const plains = variants.map(({ number }) => `case ${number}: return ${name}_${number}.plain(views[${number}]);`);
  return `let ${variants.map(({ number }) => `${name}_${number}`).join(", ")};
class ${name} extends R.View {
  #o; #pool; #generation; #number;
  constructor(view, o, path, pool, generation, number) {
    super(view, o, path);
    this.#o = o; this.#pool = pool; this.#generation = generation; this.#number = number;
  }
  static #kinds = {
    get kind() { const n = row[this.#o]; if (n !== this.#number || this.#pool.current !== this.#generation) R.otherVariant(this); return ${writer.constant(Object.keys(node.variants))}[n]; },
    set kind(v) { R.kindAssigned(this); },
  };
  static {
${classes.join("\n")}
  }
}
function assign${name}(o, views, v) {
  ${cells.guard("views[0]", `""`)}
  if (${isLiteral}) switch (v.kind) { ${quick.join(" ")} }
  const q = R.insideOf(v); if (q !== null && q.view.node === ${cells.constantOf(node)}) { R.copySlots(q.view.row, q.at, row, o, ${slotCount(node)}); return; }
  const p = R.plain(v); const variant = R.variantOf(p, ${shapes}, R.pathOf(views[0], ""));
  R.zeroSlots(row, o, ${slotCount(node)}); row[o] = variant;
  switch (variant) { ${writes.join(" ")} }
}
function plain${name}(o, views) { switch (row[o]) { ${plains.join(" ")} } }`;
}

interface Variant {
  readonly kind: string;
  readonly number: number;
  readonly fields: readonly PlacedField[];
}

function variantClass(
  writer: SourceWriter,
  cells: Cells,
  node: Extract<ShapeNode, { kind: "union" }>,
  union: string,
  { kind, number, fields }: Variant,
): string {
  const isOther = `this.#pool.current !== this.#generation || row[this.#o] !== ${number}`;
  const text = fieldsText(cells, fields, isOther);
  return classFrame(
    writer,
    node,
    `${union}_${number}`,
    {
      ...text,
      assign: "R.kindAssigned(self);",
      plain: `return { kind: ${JSON.stringify(kind)}, ${jsonText(cells, fields)} };`,
      statics: `static quick(self, v) { ${readText(fields)} if (!(${isApartText(node, fields, 1)})) return false; ${zeroText(slotCount(node))} row[self.#o] = ${number}; ${fieldPuts(cells, fields)} return true; }
  static write(self, p) { ${fields.map(each => putOf(cells, each, "self", `p.${each.name}`)).join(" ")} }`,
    },
    ["kind", ...fields.map(each => each.name)],
    { union, kind, number },
  );
}

/** Children and accessors of fields. `isOther`: what says that the view shows another variant now. */
function fieldsText(cells: Cells, fields: readonly PlacedField[], isOther: string | null = null): Pick<ClassText, "children" | "fields" | "methods"> {
  const children = fields.flatMap((each): readonly ChildText[] =>
    cells.hasChild(each.node) ? [{ name: childOf(each), make: cells.make(each.node, `o + ${each.offset}`, `path + ".${each.name}"`) }] : [],
  );
  const test = isOther === null ? "" : `if (${isOther}) R.otherVariant(this); `;
  const accessors = fields.map(
    each => `get ${each.name}() { ${test}return ${cells.get(each.node, slotAfter("this.#o", each.offset), `this.#${childOf(each)}`)}; },
    set ${each.name}(v) { ${cells.guard("this", `"${each.name}"`)} ${test}${putOf(cells, each, "this", "v")} },`,
  );
  return { children, fields: accessors.join("\n    "), methods: "" };
}

function childOf({ name }: PlacedField): string {
  return `_${name}`;
}

function putOf(cells: Cells, each: PlacedField, view: string, value: string): string {
  return cells.put(each.node, slotAfter(`${view}.#o`, each.offset), `${view}.#${childOf(each)}`, value, view, `"${each.name}"`);
}

function jsonText(cells: Cells, fields: readonly PlacedField[]): string {
  return fields.map(each => `${each.name}: ${cells.json(each.node, slotAfter("self.#o", each.offset), `self.#${childOf(each)}`)}`).join(", ");
}

/**
 * A fast path for a plain object whose fields have nothing to do with the slots that are overwritten: they are written one by one. Anything
 * else, mistakes included, falls through to the general path, which copies the object first. Measured: ABS, with three reports
 * assigned as unions, took 3.9 s with it instead of 5.5 s (together with `checkLists`).
 */
function isApartText(node: ShapeNode, fields: readonly PlacedField[], kindFields: number): string {
  const apart = fields.flatMap((each, i) => (isAtom(each.node) ? [] : [`R.isApart(f${i}, row, self.#o, self.#o + ${slotCount(node)})`]));
  return [`R.fieldCount(v) === ${fields.length + kindFields}`, ...fields.map((_, i) => `f${i} !== undefined`), ...apart].join(" && ");
}

function readText(fields: readonly PlacedField[]): string {
  return fields.map((each, i) => `const f${i} = v.${each.name};`).join(" ");
}

function fieldPuts(cells: Cells, fields: readonly PlacedField[]): string {
  return fields.map((each, i) => putOf(cells, each, "self", `f${i}`)).join(" ");
}

/** Straight-line for the few slots that most types have. */
function zeroText(slots: number): string {
  if (slots > 16) return `R.zeroSlots(row, self.#o, ${slots});`;
  return Array.from({ length: slots }, (_, i) => `row[${slotAfter("self.#o", i)}] = 0;`).join(" ");
}

interface PlacedField {
  readonly name: string;
  readonly node: ShapeNode;
  readonly offset: number;
}

function placeFields(fields: Readonly<Record<string, ShapeNode>>, from: number): readonly PlacedField[] {
  let offset = from;
  return Object.entries(fields).map(([name, node]) => {
    const placed = { name, node, offset };
    offset += slotCount(node);
    return placed;
  });
}
