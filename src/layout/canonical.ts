/**
 * Whether unused slots of a row are zero. Views write only where they are, but a view can be kept too long: after `s.queue.shift()` the view
 * of a former element shows an unused slot, and writing through it would give one state two representations. Such a row differs from
 * every canonical one, so it is enough to look at rows that the store has never seen: that is where the engine calls `canonical`.
 */
import { fail } from "../dsl/errors.ts";
import { cardinality, type ShapeNode } from "../dsl/types.ts";
import { staleAdvice } from "./inside.ts";
import { entryNode, isAtom, lengthOf, slotCount } from "./slots.ts";

/** A run of cells of one type, used or not: what is unused must be zero. `used` and `variant` read the slot that says so. */
type Part =
  | { readonly kind: "cells"; readonly node: ShapeNode; readonly at: number; readonly count: number }
  | { readonly kind: "counted"; readonly node: ShapeNode; readonly at: number; readonly count: number; readonly used: number }
  | { readonly kind: "variants"; readonly at: number; readonly variant: number; readonly variants: readonly (readonly ShapeNode[])[]; readonly width: number };

/** The parts of a type's slots, relative to its first one. */
function partsOf(node: ShapeNode): readonly Part[] {
  if (isAtom(node)) return [];
  switch (node.kind) {
    case "record":
      return inRow(Object.values(node.fields), 0);
    case "array":
    case "indexed":
      return [{ kind: "cells", node: node.element, at: 0, count: lengthOf(node) }];
    case "option":
      return [{ kind: "counted", node: node.element, at: 1, count: 1, used: 0 }];
    case "fifo":
    case "bag":
      return [{ kind: "counted", node: node.element, at: 1, count: node.capacity, used: 0 }];
    case "union":
      return [{ kind: "variants", at: 1, variant: 0, variants: Object.values(node.variants).map(fields => Object.values(fields)), width: slotCount(node) - 1 }];
    case "map":
      return [{ kind: "cells", node: entryNode(node), at: 0, count: cardinality(node.key) }];
    case "set":
      return [];
  }
}

function inRow(nodes: readonly ShapeNode[], from: number): readonly Part[] {
  let at = from;
  return nodes.map(node => {
    const part = { kind: "cells", node, at, count: 1 } as const;
    at += slotCount(node);
    return part;
  });
}

/** Whether a type has slots that can be unused. */
function canBeUnused(node: ShapeNode): boolean {
  return partsOf(node).some(part => part.kind !== "cells" || canBeUnused(part.node));
}

/** Generates `canonical(o)`: whether the row at slot `o` has zeros in all unused slots. */
export function canonicalText(root: ShapeNode): string {
  const numbers = new Map<ShapeNode, number>();
  const texts: string[] = [];
  const test = (node: ShapeNode, at: string): string => {
    if (!canBeUnused(node)) return "";
    if (!numbers.has(node)) {
      const number = numbers.size;
      numbers.set(node, number);
      texts.push(`function canonical${number}(o) { ${partsOf(node).map(partText).join(" ")} return true; }`);
    }
    return `if (!canonical${numbers.get(node)}(${at})) return false;`;
  };
  const partText = (part: Part): string => {
    if (part.kind === "variants") return variantsText(part);
    const width = slotCount(part.node);
    const each = test(part.node, `o + ${part.at} + i * ${width}`);
    if (part.kind === "cells") return each === "" ? "" : `for (let i = 0; i < ${part.count}; i++) { ${each} }`;
    const end = part.at + part.count * width;
    return `{ const n = row[o + ${part.used}]; ${each === "" ? "" : `for (let i = 0; i < n; i++) { ${each} }`} for (let i = o + ${part.at} + n * ${width}; i < o + ${end}; i++) if (row[i] !== 0) return false; }`;
  };
  const variantsText = (part: Extract<Part, { kind: "variants" }>): string => {
    const cases = part.variants.map((nodes, number) => {
      const used = nodes.reduce((sum, node) => sum + slotCount(node), 0);
      const fields = inRow(nodes, part.at).map(partText).join(" ");
      return `case ${number}: ${fields} for (let i = o + ${part.at + used}; i < o + ${part.at + part.width}; i++) if (row[i] !== 0) return false; break;`;
    });
    return `switch (row[o + ${part.variant}]) { ${cases.join(" ")} }`;
  };
  const whole = test(root, "o");
  return `${texts.join("\n")}\nfunction canonical(o) { ${whole} return true; }`;
}

/** Errors: always, CUT214. */
export function staleWrite(): never {
  fail("CUT214", "A view was written after the value that it showed had gone.", {
    fix: staleAdvice,
  });
}
