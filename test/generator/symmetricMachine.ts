/**
 * Random machines over scalarsets, symmetric by how they are made: every use of a member is one that the language offers. Guards,
 * effects and tests come from the fields' own templates, in which x and y are members of `Task` and z is one of `Split`.
 */
import fc from "fast-check";
import { machineOf, type RandomMachine } from "./randomMachine.ts";

/** What can be done with a field of a type. `F` stands for the field. */
interface Template {
  readonly type: string;
  readonly tests: readonly string[];
  /** Tests that name no member: what properties are made of. */
  readonly facts: readonly string[];
  readonly effects: readonly string[];
}

const templates: readonly Template[] = [
  {
    type: "t.array(Task, t.int(0, 2))",
    tests: ["F.get(x) < 2", "F.get(x) === F.get(y)", "F.get(y) === 0"],
    facts: ["F.every(v => v < 2)", "F.count(v => v === 1) < 2", "F.some((v, k) => v > 0 && F.every((w, l) => l === k || w === 0))"],
    effects: ["F.set(x, (F.get(x) + 1) % 3);", "F.forEach((v, k) => F.set(k, v > 0 ? v - 1 : 0));", "F.set(x, F.get(y));", "F.fill(1);"],
  },
  {
    type: "t.set(Task)",
    tests: ["F.has(x)", "!F.has(y)", "F.size > 1"],
    facts: ["F.isFull", "F.isEmpty", "F.size === 1", "F.every(k => F.has(k))", "F.filter(k => F.has(k)).size > 1"],
    effects: [
      "F.add(x);",
      "F.delete(y);",
      "if (F.isFull) F.clear();",
      "F.forEach(k => { if (k !== x) F.delete(k); });",
      "F.addAll(Task.filter(k => k !== y));",
    ],
  },
  {
    type: "t.option(Task)",
    tests: ["F === null", "F === x", "F !== y"],
    facts: ["F === null"],
    effects: ["F = x;", "F = null;", "if (F === x) F = y;"],
  },
  {
    type: "t.fifo(Task, 2)",
    tests: ["!F.isFull", "F.head === x", "!F.some(k => k === y)"],
    facts: ["F.isEmpty", "F.isFull && F.at(0) === F.at(1)", "F.length === 1"],
    effects: ["if (!F.isFull) F.push(x);", "if (!F.isEmpty) F.shift();", "if (F.length === 2) { const k = F.shift(); F.push(k); }"],
  },
  {
    type: "t.seq(Task, 2)",
    tests: ["!F.isFull", "F.last === x", "!F.some(k => k === y)"],
    facts: ["F.isEmpty", "F.isFull && F.head !== F.last", "F.length === 1"],
    effects: ["if (!F.isFull) F.insert(0, x);", "if (!F.isEmpty) F.set(0, y);", "F.removeWhere(k => k === x);", "if (!F.isEmpty) F.removeAt(F.length - 1);"],
  },
  {
    type: "t.bag(t.record({ who: Task, n: t.int(0, 1) }), 2)",
    tests: ["F.has({ who: x, n: 1 })", "F.some(each => each.who === y)", "!F.isFull"],
    facts: ["F.isFull && F.every(each => each.n === 1)", "F.size === 1", "F.some(each => F.count(other => other.who === each.who) === 2)"],
    effects: [
      "if (!F.isFull) F.add({ who: x, n: 0 });",
      "if (!F.isFull) F.add({ who: y, n: 1 });",
      "F.removeWhere(each => each.who === x);",
      "if (F.has({ who: x, n: 0 })) { F.remove({ who: x, n: 0 }); F.add({ who: y, n: 1 }); }",
    ],
  },
  {
    type: "t.map(Task, t.bool())",
    tests: ["F.has(x)", "F.get(y) === true", "F.size < 2"],
    facts: ["F.isEmpty", "F.some(v => v)", "F.every((v, k) => !v || F.get(k) === true)"],
    effects: ["F.set(x, F.has(x));", "F.delete(y);", "F.forEach((v, k) => { if (v) F.delete(k); });"],
  },
  {
    type: "t.array(Task, t.option(Task))",
    tests: ["F.get(x) === null", "F.get(x) === y", "F.get(y) !== null"],
    facts: ["F.some((v, k) => v === k)", "F.some((v, k) => v !== null && F.get(v) === k && v !== k)", "F.every(v => v === null)"],
    effects: ["F.set(x, y);", "F.set(x, null);", "F.set(y, F.get(x));"],
  },
  {
    type: 't.array(Task, t.record({ phase: t.oneOf("a", "b"), others: t.set(Task), at: t.option(Split) }))',
    tests: ['F.get(x).phase === "a"', "F.get(x).others.has(y)", "F.get(y).at === z"],
    facts: ['F.every(v => v.phase === "b")', "F.some((v, k) => v.others.has(k))", "F.count(v => v.at === null) > 1"],
    effects: [
      'F.get(x).phase = F.get(x).phase === "a" ? "b" : "a";',
      "F.get(x).others.add(y);",
      "F.get(x).at = z;",
      "F.get(y).others = F.get(x).others;",
      "F.set(x, F.get(y));",
    ],
  },
  {
    type: "t.union({ none: {}, owned: { by: Task, n: t.int(0, 1) } })",
    tests: ['F.kind === "none"', 'F.kind === "owned" && F.by === x'],
    facts: ['F.kind === "none"', 'F.kind === "owned" && F.n === 1'],
    effects: ['F = { kind: "owned", by: x, n: 0 };', 'F = { kind: "none" };', 'if (F.kind === "owned" && F.by !== y) F.n = 1;'],
  },
  {
    type: "t.set(t.record({ task: Task, split: Split }))",
    tests: ["F.has({ task: x, split: z })", "F.some(each => each.task === y)"],
    facts: ["F.isFull", "F.size > 1", "F.some(each => F.every(other => other.split === each.split))"],
    effects: ["F.add({ task: x, split: z });", "F.delete({ task: y, split: z });", "if (F.size > 2) F.clear();"],
  },
  {
    type: "t.set(t.option(Task))",
    tests: ["F.has(null)", "F.has(x)"],
    facts: ["F.isFull", "F.has(null) && F.size > 1"],
    effects: ["F.add(x);", "F.add(null);", "F.delete(y);"],
  },
  {
    type: "t.set(t.union({ all: { on: t.bool() }, one: { who: Task } }))",
    tests: ['F.has({ kind: "one", who: x })', 'F.has({ kind: "all", on: true })'],
    facts: ["F.size > 2", 'F.some(each => each.kind === "one")'],
    effects: ['F.add({ kind: "one", who: x });', 'F.add({ kind: "all", on: true });', 'F.delete({ kind: "one", who: y });'],
  },
  {
    type: "t.map(Split, Task)",
    tests: ["F.get(z) === x", "!F.has(z)"],
    facts: ["F.isEmpty", "F.size > 1", "F.some((v, k) => F.every((w, l) => l === k || w !== v))"],
    effects: ["F.set(z, x);", "F.delete(z);", "F.forEach((v, k) => { if (v === y) F.delete(k); });"],
  },
  {
    type: "t.array(Split, t.bag(Task, 2))",
    tests: ["F.get(z).has(x)", "F.get(z).isEmpty"],
    facts: ["F.some(v => v.isFull)", "F.every(v => v.isEmpty)"],
    effects: ["if (!F.get(z).isFull) F.get(z).add(x);", "if (F.get(z).has(y)) F.get(z).remove(y);", "F.get(z).clear();"],
  },
  {
    type: "t.array(2, t.option(Task))",
    tests: ["F.get(0) === x", "F.get(1) === null"],
    facts: ["F.get(0) === F.get(1)", "F.get(0) === null && F.get(1) !== null"],
    effects: ["F.set(0, x);", "F.set(1, F.get(0));", "F.set(0, null);"],
  },
  {
    type: "t.map(t.record({ who: Task, on: t.bool() }), t.option(t.record({ next: Task })))",
    tests: ["F.has({ who: x, on: true })", "F.get({ who: y, on: false }) === null"],
    facts: ["F.size > 1", "F.some((v, k) => v !== null && v.next === k.who)"],
    effects: ["F.set({ who: x, on: true }, { next: y });", "F.set({ who: x, on: false }, null);", "F.delete({ who: y, on: true });"],
  },
  {
    type: "t.option(t.record({ from: Task, seen: t.set(Task) }))",
    tests: ["F === null", "F !== null && F.from === x", "F !== null && F.seen.has(y)"],
    facts: ["F !== null && F.seen.isFull", "F !== null && F.seen.has(F.from)"],
    effects: ["F = { from: x, seen: [y] };", "if (F !== null) F.seen.add(x);", "F = null;"],
  },
  {
    type: "t.fifo(t.record({ to: Task, late: t.set(Split) }), 1)",
    tests: ["F.isEmpty", "!F.isEmpty && F.at(0).to === x"],
    facts: ["!F.isEmpty && F.at(0).late.isFull"],
    effects: [
      "if (F.isEmpty) F.push({ to: x, late: [z] });",
      "if (!F.isEmpty) { const { to, late } = F.shift(); F.push({ to: to === x ? y : to, late }); }",
      "if (!F.isEmpty) F.at(0).late.add(z);",
    ],
  },
  {
    type: "t.int(0, 2)",
    tests: ["F < 2", "F === 0"],
    facts: ["F === 2", "F === 0"],
    effects: ["F = (F + 1) % 3;", "F = Task.count(k => k === x || k === y) % 3;"],
  },
];

interface Raw {
  readonly fields: readonly number[];
  readonly tasks: number;
  readonly splits: number;
  /** Whether splits have numbers, which one of the guards then asks for. */
  readonly areSplitsNumbered: boolean;
  readonly actions: readonly { readonly guard: readonly number[]; readonly effect: readonly number[]; readonly fault: boolean; readonly actor: number }[];
  readonly facts: readonly { readonly kind: number; readonly picks: readonly number[] }[];
  readonly start: readonly number[];
  readonly isTerminalAny: boolean;
}

const picks = (minLength: number, maxLength: number): fc.Arbitrary<readonly number[]> => fc.array(fc.nat(9999), { minLength, maxLength });

const rawMachine: fc.Arbitrary<Raw> = fc.record({
  fields: picks(2, 4),
  tasks: fc.constantFrom(2, 2, 3, 3, 3, 4),
  splits: fc.constantFrom(1, 2),
  areSplitsNumbered: fc.constantFrom(false, false, true),
  actions: fc.array(fc.record({ guard: picks(0, 2), effect: picks(1, 2), fault: fc.boolean(), actor: fc.nat(2) }), { minLength: 2, maxLength: 4 }),
  facts: fc.array(fc.record({ kind: fc.nat(4), picks: picks(2, 2) }), { maxLength: 3 }),
  start: picks(0, 2),
  isTerminalAny: fc.boolean(),
});

/** Symmetric machines of every template. */
export const symmetricMachine: fc.Arbitrary<RandomMachine> = fc.noBias(rawMachine).map(raw => machineOf(sourceOf(raw)));

function sourceOf(raw: Raw): string {
  const fields = raw.fields.map(pick => templates[pick % templates.length]!);
  const pickOf =
    (kind: "tests" | "facts" | "effects") =>
    (pick: number): string => {
      const field = pick % fields.length;
      const texts = fields[field]![kind];
      return texts[(pick >> 3) % texts.length]!.replace(/\bF\b/g, `s.f${field}`);
    };
  const state = fields.map(({ type }, i) => `f${i}: ${type}`).join(", ");
  const parts = [
    raw.start.length === 0 ? "" : `.init({ x: Task, y: Task, z: Split }, (s, { x, y, z }) => { ${raw.start.map(pickOf("effects")).join(" ")} })`,
    ...raw.actions.map((action, i) => actionText(action, i, pickOf, raw.areSplitsNumbered && i === 0)),
    ...raw.facts.map((fact, i) => factText(fact, i, pickOf("facts"))),
    raw.isTerminalAny ? '.terminal("any")' : "",
  ];
  return `const Task = t.scalarset("task", ${raw.tasks});
const Split = t.${raw.areSplitsNumbered ? "numbered" : "scalarset"}("split", ${raw.splits});
return machine("symmetric", { ${state} })${parts.map(part => (part === "" ? "" : `\n  ${part}`)).join("")};`;
}

function actionText(
  { guard, effect, fault, actor }: Raw["actions"][number],
  index: number,
  pickOf: (kind: "tests" | "effects") => (pick: number) => string,
  asksNumber: boolean,
): string {
  const tests = [...(asksNumber ? ["numberOf(z) === 0"] : []), ...guard.map(pickOf("tests"))];
  const when = tests.length === 0 ? "" : `when: (s, { x, y, z }) => ${tests.join(" && ")}, `;
  const text = (words: string): string => `\`${words}\``;
  const actors = ["", `, actor: ({ x }) => ${text("task $" + "{x}")}`, `, actor: ({ x, y }) => x === y ? ${text("one $" + "{x}")} : "two"`];
  return `.action("a${index}", { x: Task, y: Task, z: Split }, { ${when}then: (s, { x, y, z }) => { ${effect.map(pickOf("effects")).join(" ")} }, fault: ${fault}${actors[actor]} })`;
}

function factText({ kind, picks: [first, second] }: Raw["facts"][number], index: number, fact: (pick: number) => string): string {
  const [one, two] = [fact(first!), fact(second!)];
  const after = two.replaceAll("s.", "after.");
  switch (kind) {
    case 0:
    case 1:
      return `.invariant("p${index}", s => !(${one}) || ${two})`;
    case 2:
      return `.step("p${index}", (s, after, step) => step.action !== "a0" || step.parameters.x === step.parameters.y || !(${one}) || ${after})`;
    case 3:
      return `.witness("w${index}", s => ${one} && ${two})`;
    default:
      return `.witnessStep("w${index}", (s, after, step) => step.action === "a1" && step.parameters.x !== step.parameters.y && ${one} && ${after})`;
  }
}
