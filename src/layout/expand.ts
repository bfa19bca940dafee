/**
 * Generates the expansion loop: one loop for each action over its parameter choices, so that every call site sees one guard and
 * one effect and V8 can inline them. (One array of closures for all instances is megamorphic: each call costs an indirect jump.)
 */
import type { MachineDefinition } from "../dsl/machine.ts";
import type { ActionInstance } from "./instances.ts";
import type { SourceWriter } from "./writer.ts";

export function expandText(writer: SourceWriter, definition: MachineDefinition, instances: readonly ActionInstance[], lists: readonly number[]): string {
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
  return `${listsText(lists)}
${consts}
function expand(sink) {
  let enabled = 0; let g;
  lock(); unpack();${within} save();
${loops}
  if (areChanged()) R.checkLists(lists0);
  F.throwFirst();
  return enabled;
}`;
}

/** Straight-line code up to this number of elements in all lists. */
const comparedMax = 64;

/**
 * Generates `areChanged()`: whether the lists of views may be other ones than were made. `lists`: their lengths. What is
 * wrong is found by `checkLists`, which is enough by itself, but is asked for every state.
 */
function listsText(lists: readonly number[]): string {
  if (lists.reduce((sum, length) => sum + length, 0) > comparedMax) return "const areChanged = () => true;";
  const names = lists.map((_, i) => `const { list: L${i}, made: M${i} } = lists0[${i}];`).join(" ");
  const tests = lists.flatMap((length, i) => [`L${i}.length !== ${length}`, ...Array.from({ length }, (_, k) => `L${i}[${k}] !== M${i}[${k}]`)]);
  return `${names}\nfunction areChanged() { return ${tests.length === 0 ? "false" : tests.join(" || ")}; }`;
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
