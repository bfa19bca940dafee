/**
 * Whether unused slots of a row are zero. Views write only where they are, but a view can be kept too long: after `s.queue.shift()` the view
 * of a former element shows an unused slot, and writing through it would give one state two representations. Such a row differs from
 * every canonical one, so it is enough to look at rows that the store has never seen: that is where the engine calls `canonical`.
 */
import { fail } from "../dsl/errors.ts";
import type { ShapeNode } from "../dsl/types.ts";
import { staleAdvice } from "./inside.ts";
import { fieldRuns, type Run } from "./kinds/kind.ts";
import { codeOf } from "./kinds.ts";
import { isAtom, slotCount } from "./slots.ts";

function runsOf(node: ShapeNode): readonly Run[] {
  return isAtom(node) ? [] : codeOf(node).runs(node);
}

/** Whether a type has slots that can be unused. */
function canBeUnused(node: ShapeNode): boolean {
  return runsOf(node).some(part => part.kind !== "cells" || canBeUnused(part.node));
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
      texts.push(`function canonical${number}(o) { ${runsOf(node).map(partText).join(" ")} return true; }`);
    }
    return `if (!canonical${numbers.get(node)}(${at})) return false;`;
  };
  const partText = (part: Run): string => {
    if (part.kind === "variants") return variantsText(part);
    const width = slotCount(part.node);
    const each = test(part.node, `o + ${part.at} + i * ${width}`);
    if (part.kind === "cells") return each === "" ? "" : `for (let i = 0; i < ${part.count}; i++) { ${each} }`;
    const inside = each === "" ? "" : `for (let i = 0; i < n; i++) { ${each} }`;
    return `{ const n = row[o + ${part.used}]; ${inside} ${unusedText(part.at, part.count, width)} }`;
  };
  const variantsText = (part: Extract<Run, { kind: "variants" }>): string => {
    const cases = part.variants.map((variant, number) => {
      const used = Object.values(variant).reduce((sum, node) => sum + slotCount(node), 0);
      const fields = fieldRuns(variant, part.at).map(partText).join(" ");
      return `case ${number}: ${fields} ${zerosText(part.at + used, part.at + part.width)} break;`;
    });
    return `switch (row[o + ${part.variant}]) { ${cases.join(" ")} }`;
  };
  const whole = test(root, "o");
  return `${texts.join("\n")}\nfunction canonical(o) { ${whole} return true; }`;
}

/** Straight-line code for so many slots. */
const straightMax = 8;

/** Of `count` elements of `width` slots at `at`, that those behind the first `n` are zero. */
function unusedText(at: number, count: number, width: number): string {
  if (count * width > straightMax) {
    return `for (let i = o + ${at} + n * ${width}; i < o + ${at + count * width}; i++) if (row[i] !== 0) return false;`;
  }
  return Array.from(
    { length: count },
    (_, i) => `if (n <= ${i} && ${someText(at + i * width, at + (i + 1) * width)}) return false;`,
  ).join(" ");
}

/** That the slots from `from` to before `end` are zero. */
function zerosText(from: number, end: number): string {
  if (from === end) return "";
  if (end - from > straightMax) return `for (let i = o + ${from}; i < o + ${end}; i++) if (row[i] !== 0) return false;`;
  return `if (${someText(from, end)}) return false;`;
}

function someText(from: number, end: number): string {
  return `(${Array.from({ length: end - from }, (_, i) => `row[o + ${from + i}]`).join(" | ")}) !== 0`;
}

/** Errors: always, CUT214. */
export function staleWrite(): never {
  fail("CUT214", "A view was written after the value that it showed had gone.", {
    fix: staleAdvice,
  });
}
