/**
 * Generates the expansion loop: one loop for each action over its parameter choices, so that every call site sees one guard and
 * one effect and V8 can inline them. (One array of closures for all instances is megamorphic: each call costs an indirect jump.)
 */
import type { MachineDefinition } from "../dsl/machine.ts";
import type { ActionInstance } from "./instances.ts";
import type { SourceWriter } from "./writer.ts";

export function expandText(writer: SourceWriter, definition: MachineDefinition, instances: readonly ActionInstance[]): string {
  const blocks = definition.actions.map((action, index) => {
    const first = instances.findIndex(instance => instance.action === index);
    const choices = instances.filter(instance => instance.action === index).map(instance => instance.given);
    if (choices.length === 0) return "";
    const tests = action.conditions.length > 0 ? action.conditions.map(({ test }) => test) : action.when === null ? [] : [action.when];
    return actionText(
      index,
      first,
      writer.constant(choices),
      choices.length,
      tests.map(test => writer.constant(test)),
      writer.constant(action.then),
    );
  });
  const consts = blocks.map(block => (typeof block === "string" ? "" : block.declarations)).join("\n");
  const within = definition.within === null ? "" : withinText(writer.constant(definition.within));
  const loops = blocks.map(block => (typeof block === "string" ? "" : block.loop)).join("\n");
  return `${consts}
function expand(sink) {
  let enabled = 0; let g;
  lock(); unpack();${within} save();
${loops}
  R.checkLists(lists0);
  F.throwFirst();
  return enabled;
}`;
}

/** Of a machine with a constraint: a state beyond it has no successors. */
function withinText(within: string): string {
  return ` g = ${within}(s0); if (g !== true) { if (g !== false) R.badResult(g); R.checkLists(lists0); F.throwFirst(); return -1; }`;
}

/** `tests`: the guard, or the conditions that it is made of, each called by itself. */
function actionText(
  index: number,
  first: number,
  choices: string,
  count: number,
  tests: readonly string[],
  then: string,
): { declarations: string; loop: string } {
  const guard = (i: number): string => (i === 0 ? `W${index}` : `W${index}_${i}`);
  const declarations = `const P${index} = ${choices};${tests.map((test, i) => ` const ${guard(i)} = ${test};`).join("")} const T${index} = ${then};`;
  const run = `enabled++; unlock(); g = T${index}(s0, p); lock(); if (g !== undefined) F.checkEffectResult(g, s0, T${index}); pack(); sink(${first} + i); restore();`;
  const guarded = tests.reduceRight((inner, _, i) => `g = ${guard(i)}(s0, p); if (g === true) { ${inner} } else if (g !== false) R.badResult(g);`, run);
  return { declarations, loop: `  for (let i = 0; i < ${count}; i++) { const p = P${index}[i]; ${guarded} }` };
}

/** Generates `save()` and `restore()`: a copy of the row at slot 0 on the side. */
export function savingText(slots: number): string {
  return `function save() { ${eachSlot(slots, i => `saved[${i}] = row[${i}];`)} }
function restore() { ${eachSlot(slots, i => `row[${i}] = saved[${i}];`)} }`;
}

/** Straight-line below a limit: V8 does not inline or optimise huge functions. */
function eachSlot(slots: number, text: (i: number | string) => string): string {
  if (slots > 256) return `for (let i = 0; i < ${slots}; i++) ${text("i")}`;
  return Array.from({ length: slots }, (_, i) => text(i)).join(" ");
}
