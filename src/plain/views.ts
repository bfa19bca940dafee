/** The views of the plain engine: the contract of `src/dsl/views.ts`, met by objects and proxies that read their cell anew each time. */
import { show } from "../dsl/errors.ts";
import type { ShapeNode } from "../dsl/types.ts";
import { arrayView } from "./arrays.ts";
import { type Cell, contentOf, fieldOf } from "./cell.ts";
import { collectionView } from "./collectionViews.ts";
import { Inside, insideOf, leaseOf, noted } from "./inside.ts";
import { refuse } from "./mistakes.ts";
import { commonName, hasCommonName, unknownName } from "./names.ts";
import { isScalar, type Node, type NodeFields, type Value } from "./shapes.ts";
import { admit } from "./values.ts";

/** What a spec reads at a cell: a scalar, null, or a view. `lease`: that of the view through which it is read. */
function viewOf(node: ShapeNode, cell: Cell, lease: Inside["lease"]): Value {
  switch (node.kind) {
    case "bool":
    case "int":
    case "oneOf":
    case "scalarset":
      return cell.read();
    case "option":
      return cell.read() === null ? null : viewOf(node.element, contentOf(cell), isScalar(node.element) ? null : leaseOf(cell));
    case "record":
      return once(node, cell, lease, "", () => recordObject(node.fields));
    case "union": {
      const { kind } = cell.read() as { kind: string };
      return once(node, cell, leaseOf(cell), kind, () => unionObject(node, kind));
    }
    case "array":
      return once(node, cell, lease, "", inside => arrayView(node, inside, viewOf));
    case "indexed":
    case "fifo":
    case "seq":
    case "bag":
    case "set":
    case "map":
      return once(node, cell, lease, "", inside => collectionView(node, inside, viewOf));
  }
}

/** The view of a whole state. */
export function stateView(fields: NodeFields, cell: Cell): object {
  return viewOf(rootOf(fields), cell, null) as object;
}

const roots = new WeakMap<NodeFields, Node<"record">>();

function rootOf(fields: NodeFields): Node<"record"> {
  const root = roots.get(fields) ?? { kind: "record", fields };
  roots.set(fields, root);
  return root;
}

interface Made {
  readonly inside: Inside;
  readonly view: object;
}

/** The view of a place is one object as long as it is not stale. */
function once(node: ShapeNode, cell: Cell, lease: Inside["lease"], variant: string, make: (inside: Inside) => object): object {
  const made = cell.made.get(variant) as Made | undefined;
  if (made !== undefined && made.inside.node === node && !made.inside.isStale) return made.view;
  const inside = new Inside(node, cell, lease);
  const view = noted(make(inside), inside);
  cell.made.set(variant, { inside, view });
  return view;
}

function recordObject(fields: NodeFields): object {
  const { prototype, properties } = onceFor(recordClasses, fields, () => ({
    prototype: beyond(Object.keys(fields), []),
    properties: propertiesOf(fields, null),
  }));
  return Object.preventExtensions(Object.create(prototype, properties));
}

function unionObject(node: Node<"union">, kind: string): object {
  const classes = onceFor(unionClasses, node, () => new Map<string, ViewClass>());
  const { prototype, properties } = classes.get(kind) ?? unionClass(node, kind);
  classes.set(kind, { prototype, properties });
  return Object.preventExtensions(Object.create(prototype, properties));
}

/** An object with own accessors shares them and its prototype with all views of its type. */
interface ViewClass {
  readonly prototype: object;
  readonly properties: PropertyDescriptorMap;
}

const recordClasses = new WeakMap<NodeFields, ViewClass>();
const unionClasses = new WeakMap<Node<"union">, Map<string, ViewClass>>();

function onceFor<K extends object, V>(made: WeakMap<K, V>, key: K, make: () => V): V {
  const known = made.get(key);
  if (known !== undefined) return known;
  const value = make();
  made.set(key, value);
  return value;
}

function unionClass(node: Node<"union">, kind: string): ViewClass {
  const fields = node.variants[kind];
  const names = ["kind", ...Object.keys(fields)];
  const others = Object.values(node.variants).flatMap(each => Object.keys(each));
  return { prototype: beyond(names, others), properties: { kind: kindProperty(kind), ...propertiesOf(fields, kind) } };
}

/** `kind`: the variant that the fields are of; null for a record. */
function propertiesOf(fields: NodeFields, kind: string | null): PropertyDescriptorMap {
  return Object.fromEntries(
    Object.entries(fields).map(([name, node]) => [
      name,
      {
        enumerable: true,
        get(this: unknown): Value {
          const inside = insideOfVariant(this, kind);
          return viewOf(node, fieldOf(inside.cell, name), inside.lease);
        },
        set(this: unknown, input: Value): void {
          assignTo(node, insideOfVariant(this, kind), name, input);
        },
      },
    ]),
  );
}

function kindProperty(kind: string): PropertyDescriptor {
  return {
    enumerable: true,
    get(this: unknown): string {
      insideOfVariant(this, kind);
      return kind;
    },
    set(this: unknown): void {
      const { path } = insideOfVariant(this, kind).cell;
      refuse("CUT210", `${path}.kind cannot be assigned alone.`, `${path}.kind`, { fix: "Assign the whole value: { kind: ..., ... }." });
    },
  };
}

/** Errors: CUT214 when the union has become another variant since the view was made. */
function insideOfVariant(view: unknown, kind: string | null): Inside {
  const inside = insideOf(view);
  if (inside === null) throw new TypeError("Not a view.");
  const value = inside.read() as { kind?: unknown };
  if (kind !== null && value.kind !== kind) refuse("CUT214", `A view of ${inside.cell.path} is used where it is no ${show(kind)}.`, inside.cell.path);
  return inside;
}

function assignTo(node: ShapeNode, inside: Inside, name: string, input: Value): void {
  const field = fieldOf(inside.cell, name);
  inside.checkWritable(`.${name}`);
  field.replace(admit(node, input, field.path));
}

/** The end of the prototype chain: what is asked for here is none of the view's names. `others`: fields of the other variants. */
function beyond(names: readonly string[], others: readonly string[]): object {
  const miss = (name: string, receiver: unknown): never => {
    const inside = insideOf(receiver);
    if (inside === null || !others.includes(name)) return unknownName(inside?.cell.path ?? "", name, names);
    const { path } = inside.cell;
    const { kind } = inside.read() as { kind: string };
    return refuse("CUT210", `${path} is a ${show(kind)} and has no field ${show(name)}.`, path, { fix: "Test .kind first." });
  };
  return new Proxy(Object.freeze(Object.create(null)), {
    get: (_, name, receiver) => {
      const { isKnown, value } = commonName(name);
      return isKnown || typeof name === "symbol" ? value : miss(name, receiver);
    },
    set: (_, name, _value, receiver) => (typeof name === "symbol" ? false : miss(name, receiver)),
    has: (_, name) => hasCommonName(name),
  });
}
