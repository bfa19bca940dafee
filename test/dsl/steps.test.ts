/** Properties name actions; a name that no action has would make them true of everything. */
import { indices, machine, spec, t } from "cutcheck";
import { describe, expect, test } from "vitest";
import { comparedNames, namesTaken } from "../../src/dsl/functionText.ts";
import type { MachineDefinition } from "../../src/dsl/machine.ts";
import { buildMachine } from "../../src/dsl/spec.ts";
import { explore } from "../../src/explore/explore.ts";
import { exploreNaively } from "../../src/plain/explore.ts";
import { mistakeOf } from "../support/mistakes.ts";

const checkpoint = machine("checkpoint", { acked: t.int(0, 2), completed: t.bool() })
  .action("acknowledge", { task: indices(2) }, { when: s => !s.completed && s.acked < 2, then: s => void s.acked++ })
  .action("complete", {
    when: s => !s.completed,
    then: s => {
      s.completed = true;
    },
  })
  .terminal("any");

/** Built by a spec, and explored as it is: both look at the names. */
function mistakesIn(built: typeof checkpoint): readonly unknown[] {
  const owner = spec("checkpoint", { title: "", summary: "", build: () => built, cases: [] });
  const { finding } = explore(built.definition);
  return [mistakeOf(() => buildMachine(owner, {}, {})), finding.verdict === "error" ? finding.error.mistake : finding.verdict];
}

const advice = "An action that only other knobs give the machine is declared with .without(name).";
const known = "acknowledge; complete";

describe("a name that no action has is a mistake", () => {
  test.each<readonly [string, typeof checkpoint, string, string]>([
    ["in a step property", checkpoint.step("right", { of: ["complete", "completes"] }, () => true), 'The property "right" is about', "completes"],
    ["in a step witness", checkpoint.witnessStep("seen", { of: ["completed"] }, () => true), 'The witness "seen" is about', "completed"],
    ["among steps that are waited for", checkpoint.infinitelyOften("again", { of: ["completing"] }), 'The property "again" is about', "completing"],
    ["among steps that lead to something", checkpoint.leadsTo("then", { of: ["complett"] }, s => s.completed), 'The property "then" is about', "complett"],
    [
      "in a comparison of steps that are waited for",
      checkpoint.leadsTo("then", s => s.completed, { where: (_, __, step) => step.action === "complet" }),
      'The property "then" asks for',
      "complet",
    ],
    ["in marks", checkpoint.marks({ of: ["compleet"] }, () => []), "marks is about", "compleet"],
    [
      "in a comparison",
      checkpoint.step("right", (_, after, { action }) => action !== "complet" || after.completed),
      'The property "right" asks for',
      "complet",
    ],
  ])("%s", (_, built, who, name) => {
    const mistake = { code: "CUT305", message: `${who} the action "${name}", which the machine does not have.`, allowed: known };
    for (const found of mistakesIn(built)) {
      expect(found).toMatchObject({ ...mistake, fix: `Did you mean complete? ${advice}` });
    }
  });

  test("that is asked for with is, when a step is judged", () => {
    const asks = (name: string) => checkpoint.step("right", (_, after, step) => !step.is(...[name]) || after.completed);
    expect(explore(asks("complete").definition).finding.verdict).toBe("holds");
    const { finding } = explore(asks("completed").definition);
    expect(finding).toMatchObject({ verdict: "error", error: { mistake: { code: "CUT305", place: { role: "step", name: "right" } } } });
  });

  test("but not of an action that is declared later, or that only other knobs give the machine", () => {
    const right = machine("late", { n: t.int(0, 1) })
      .step("right", { of: ["restart", "count"] }, (before, after) => before.n < after.n)
      .witnessStep("counted", { of: ["count"] }, (before, after, { is }) => before.n < after.n && !is("restart"))
      .action("count", { when: s => s.n < 1, then: s => void s.n++ })
      .without("restart")
      .terminal(s => s.n === 1);
    expect(explore(right.definition).finding.verdict).toBe("holds");
  });
});

describe("what is said of some actions", () => {
  const seen: string[] = [];
  const counted = checkpoint
    .step("acknowledgements are counted", { of: ["acknowledge"] }, (before, after, { action, parameters }) => {
      seen.push(`${action} ${parameters["task"]}`);
      return after.acked > before.acked;
    })
    .witnessStep("completed at once", { of: ["complete"] }, before => before.acked === 0);

  test("is asked of their steps alone, in both engines", () => {
    expect(explore(counted.definition).finding.verdict).toBe("holds");
    expect([...new Set(seen)].sort()).toEqual(["acknowledge 0", "acknowledge 1"]);
    expect(exploreNaively(counted.definition)).toMatchObject({ finding: { verdict: "holds" }, missingWitnesses: [] });
  });

  test("gives the same counterexample as a comparison in the function", () => {
    const of = checkpoint.step("two acknowledge", { of: ["complete"] }, before => before.acked === 2);
    const compared = checkpoint.step("two acknowledge", (before, _, { action }) => action !== "complete" || before.acked === 2);
    expect(explore(of.definition).finding).toEqual(explore(compared.definition).finding);
    expect(exploreNaively(of.definition).finding).toEqual(exploreNaively(compared.definition).finding);
    for (const finding of [explore(of.definition).finding, exploreNaively(of.definition).finding]) {
      expect(finding).toMatchObject({ verdict: "violated", trace: { steps: [{ action: "complete" }] } });
    }
  });

  test("makes a verdict vacuous where none of them ever happens", () => {
    const { definition }: { readonly definition: MachineDefinition } = checkpoint.without("restart").witnessStep("restarted", { of: ["restart"] }, () => true);
    expect(explore(definition).missingWitnesses).toEqual(["restarted"]);
    expect(exploreNaively(definition).missingWitnesses).toEqual(["restarted"]);
  });
});

/** As another compiler may write it. */
const written = (text: string): unknown => new Function(`return (${text})`)();

describe("of a function's text is seen", () => {
  test.each<readonly [string, readonly string[]]>([
    ['(a, b, { action }) => action !== "one" || "two" === action', ["one", "two"]],
    ["(a, b, step) => { return step.action === 'on\\'e' && step.other.action === 'two'; }", ["on'e"]],
    ["(a, b, { parameters, action: name }) => name == `one` || action === 'two'", ["one"]],
    ['function (before, after, step) { return ["one", "two"].includes(step.action) }', ["one", "two"]],
    ['function named(before, after, { action }) { return action.startsWith("on") }', ["on*"]],
    [
      '{ holds(before, after, { action }) { switch (action) { case "one": return true; case "two": return false; default: return true; } } }.holds',
      ["one", "two"],
    ],
    ['(before, after, { action }) => before.action === "one" && after.action === "two"', []],
    ["(before, after) => before.action === 'one'", []],
    [`(before, after, { action }) => action === \`$\{before}\``, []],
    ["(before, after, { action }) => names.includes(action)", []],
  ])("%s", (text, names) => {
    const call = text.startsWith("{") ? (written(text.replace(/\.holds$/, "")) as { holds: unknown }).holds : written(text);
    expect(comparedNames(call).map(({ name, isPrefix }) => (isPrefix ? `${name}*` : name))).toEqual(names);
  });

  test.each<readonly [string, 0 | 1, readonly string[]]>([
    ["(s, { task, id: checkpoint }) => true", 1, ["task", "id"]],
    ["({ n }, { task }) => true", 1, ["task"]],
    ["({ task }) => true", 0, ["task"]],
    ["(s, { slot = 0, ...rest }) => true", 1, []],
    ["(s, parameters) => true", 1, []],
    ["s => true", 1, []],
  ])("the parameters that are taken apart in %s", (text, position, names) => {
    expect(namesTaken(written(text), position)).toEqual(names);
  });
});
