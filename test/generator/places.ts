/** Every place of a state that a spec can name: how it is read, under which conditions it exists, how it is assigned. */
import type { TypeNode } from "../../src/dsl/types.ts";
import { valuesInOrder } from "../../src/plain/order.ts";

export interface Place {
  /** Reads the place. */
  readonly text: string;
  /** Without these, reading is a mistake. */
  readonly conditions: readonly string[];
  readonly node: TypeNode;
  /** The statement that assigns a value, and its own conditions; null for elements that only their methods and fields change. */
  readonly assign: { readonly text: (value: string) => string; readonly conditions: readonly string[] } | null;
  /** Inside a bag, where nothing is changed in place. */
  readonly readOnly: boolean;
}

/** No more places than this: the first ones. */
const placesMax = 300;

/** All places below a root variable such as `s`. */
export function placesOf(fields: Readonly<Record<string, TypeNode>>, root: string): readonly Place[] {
  return Object.entries(fields)
    .flatMap(([name, node]) => below(field(root, name, node, [], false)))
    .slice(0, placesMax);
}

/** A place and all places inside it. */
function below(place: Place): readonly Place[] {
  return [place, ...partsOf(place).flatMap(below)];
}

function field(whole: string, name: string, node: TypeNode, conditions: readonly string[], readOnly: boolean): Place {
  const text = `${whole}.${name}`;
  return { text, conditions, node, readOnly, assign: readOnly ? null : { text: value => `${text} = ${value};`, conditions } };
}

function partsOf({ text, conditions, node, assign, readOnly }: Place): readonly Place[] {
  const element = (at: string, inner: TypeNode, condition: string | null, assigned: Place["assign"], fixed = readOnly): Place => ({
    text: `${text}${at}`,
    conditions: condition === null ? conditions : [...conditions, condition],
    node: inner,
    assign: fixed ? null : assigned,
    readOnly: fixed,
  });
  switch (node.kind) {
    case "record":
      return Object.entries(node.fields).map(([name, inner]) => field(text, name, inner, conditions, readOnly));
    case "union":
      return Object.entries(node.variants).flatMap(([kind, fields]) =>
        Object.entries(fields).map(([name, inner]) => field(text, name, inner, [...conditions, `${text}.kind === "${kind}"`], readOnly)),
      );
    case "option":
      return [element("", node.element, `${text} !== null`, assign)];
    case "array":
      return Array.from({ length: node.length }, (_, i) => {
        if (!readsAsScalar(node.element)) return element(`[${i}]`, node.element, null, null);
        return element(`.get(${i})`, node.element, null, { text: value => `${text}.set(${i}, ${value});`, conditions });
      });
    case "fifo":
      return [element(".at(0)", node.element, `!${text}.isEmpty`, null), element(`.at(${text}.length - 1)`, node.element, `!${text}.isEmpty`, null)];
    case "seq":
      return ["0", `${text}.length - 1`].map(i =>
        element(`.at(${i})`, node.element, `!${text}.isEmpty`, {
          text: value => `${text}.set(${i}, ${value});`,
          conditions: [...conditions, `!${text}.isEmpty`],
        }),
      );
    case "bag":
      return [element(".at(0)", node.element, `!${text}.isEmpty`, null, true)];
    case "map":
      return valuesInOrder(node.key)
        .slice(0, 2)
        .map(key => {
          const at = JSON.stringify(key);
          return element(`.get(${at})`, node.value, `${text}.has(${at})`, { text: value => `${text}.set(${at}, ${value});`, conditions });
        });
    default:
      return [];
  }
}

/** Whether an array of such elements has `get` and `set`. */
export function readsAsScalar(node: TypeNode): boolean {
  return ["bool", "int", "oneOf", "option"].includes(node.kind);
}
