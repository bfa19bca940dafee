/** Checking some properties only: what they are called, and what a case then still expects. */
import { Chalk } from "chalk";
import { describe, expect, test } from "vitest";
import { check, expectationOf, type Instance, instanceOf, machineOf } from "../../src/check/check.ts";
import { hasAny, propertyMeant, propertyNames } from "../../src/check/properties.ts";
import { archiveOf } from "../../src/counterexample/archive.ts";
import { unlimited } from "../../src/explore/explore.ts";
import type { Platform } from "../../src/explore/work/outcome.ts";
import { type Expectation, holds, machine, spec, t, violates } from "../../src/index.ts";
import { archiveReadme } from "../../src/render/markdown.ts";
import { reportText } from "../../src/render/report.ts";
import { reportDocument } from "../../src/render/reportJson.ts";

const count = machine("count", { n: t.int(0, 9) })
  .action("count", { when: s => s.n < 9, then: s => void s.n++ })
  .terminal(s => s.n === 9)
  .invariant("P1 Small: below five", s => s.n < 5)
  .invariant("P2 Smaller: below three", s => s.n < 3)
  .invariant("P3 Fits: below ten", s => s.n < 10)
  .witness("the end", s => s.n === 9);

const counting = spec("counting", {
  title: "",
  summary: "",
  build: () => count,
  cases: [
    { name: "all", expect: violates("P2 Smaller: below three", { steps: 3, states: 4 }) },
    { name: "some", properties: ["P3 Fits: below ten"], expect: holds({ states: 10 }) },
  ],
});

const noColours = new Chalk({ level: 0 });
const still: Platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };
const asked = (name: string, properties: readonly string[] | null): Instance =>
  instanceOf(counting, counting.cases.find(each => each.name === name)!, properties);
const checked = (instance: Instance) => check(instance, { budget: unlimited, countEdges: false }, still);

const [p1, p2, p3] = ["P1 Small: below five", "P2 Smaller: below three", "P3 Fits: below ten"] as const;

describe("what a case expects when some properties are checked", () => {
  test.each([
    ["all", null],
    ["all", [p2]],
    ["all", [p3, p2]],
    ["some", null],
    ["some", [p3]],
    ["some", ["no deadlock"]],
  ] as const)("of %s stands for %j, and comes out", async (name, properties) => {
    const instance = asked(name, properties);
    expect(expectationOf(instance)).toBe(instance.case?.expect);
    expect((await checked(instance)).differences).toEqual([]);
  });

  test.each([
    ["all", [p1], "violated"],
    ["all", [p3], "holds"],
    ["all", ["no deadlock"], "holds"],
    ["some", [p1], "violated"],
    ["some", [p3, p2], "violated"],
  ] as const)("of %s is nothing for %j, and the verdict stands alone", async (name, properties, verdict) => {
    const instance = asked(name, properties);
    expect(expectationOf(instance)).toBeNull();
    expect(await checked(instance)).toMatchObject({ verdict, asExpected: verdict === "holds", differences: [] });
  });
});

test("only what is asked is violated, and the page of the run asks the same again", async () => {
  const instance = asked("all", [p1, p3]);
  const { outcome } = await checked(instance);
  if (outcome.finding.verdict !== "violated") throw new Error(outcome.finding.verdict);
  expect(outcome.finding).toMatchObject({ property: p1, trace: { steps: { length: 5 } } });
  const archive = archiveOf(instance, machineOf(instance).definition, outcome.finding.property, outcome.finding.trace);
  expect(archiveReadme(archive)).toContain("npx cutcheck check counting --case all --property 'P1 Small: below five' --property 'P3 Fits: below ten'\n");
});

test("a run that the case expects is archived as if nothing had been asked", async () => {
  const archives = await Promise.all(
    [null, [p2]].map(async properties => {
      const instance = asked("all", properties);
      const { finding } = (await checked(instance)).outcome;
      return finding.verdict === "violated" ? archiveOf(instance, count.definition, finding.property, finding.trace) : null;
    }),
  );
  expect(archives[0]).not.toBeNull();
  expect(archives[1]).toEqual(archives[0]);
});

test("a property is meant by its name, or by how it alone begins", () => {
  expect(propertyNames(asked("all", null))).toEqual([p1, p2, p3, "no deadlock"]);
  const known = [p1, p2, p3, "P12 Other"];
  expect(propertyMeant("P1", known, {})).toBe(p1);
  expect(propertyMeant(p2, known, {})).toBe(p2);
  expect(propertyMeant("P2 Sm", known, {})).toBe(p2);
  expect(propertyMeant("P12", [...known, "P12b Another"], {})).toBe("P12 Other");
  expect(propertyMeant("Q", known, {})).toBeNull();
  for (const several of ["P", "P4"]) expect(() => propertyMeant(several, ["P4 One", "P4 Two"], {})).toThrow("CUT305");
  for (const nothing of ["", " "]) expect(() => propertyMeant(nothing, [p1], {})).toThrow("CUT305");
});

test("a machine that does not build is asked about everything", () => {
  expect([hasAny(null, [p1]), hasAny([p2], null), hasAny([p2], [p1, p2]), hasAny([p2], [p1])]).toEqual([true, true, true, false]);
});

describe("of a machine with interchangeable members", () => {
  const Task = t.scalarset("task", 3);
  const lights = machine("lights", { on: t.set(Task) })
    .action("switch on", { task: Task }, { fair: "weak", when: (s, { task }) => !s.on.has(task), then: (s, { task }) => s.on.add(task) })
    .terminal(s => s.on.isFull);
  const some = lights.invariant("some are off or on", s => s.on.size <= 3);
  const live = some.eventually("all are on", s => s.on.isFull);
  const room = machine("room", { on: t.int(0, 3) }).action("switch on", { when: s => s.on < 3, then: s => void s.on++ });
  const refining = some.refines("a room", room, s => ({ on: s.on.size }));
  const safe = "some are off or on";

  const result = (built: typeof some, expect: Expectation, properties: readonly string[] | null, symmetry = true) => {
    const owner = spec("lights", { title: "", summary: "", build: () => built, cases: [{ name: "all", expect }] });
    return check(instanceOf(owner, owner.cases[0]!, properties), { budget: unlimited, countEdges: false, symmetry }, still);
  };

  const up = "the case gives them up to symmetry, this run counts all states";
  const all = "the case gives them of all states, this run counts up to symmetry";

  test.each([
    ["its own run", some, null, true, { states: 4 }, [], []],
    ["its own run, wrongly counted", some, null, true, { states: 8 }, ["states: 8 expected, 4 found"], []],
    ["the switch", some, null, false, { states: 4, transitions: 3, levelCount: 4 }, [], [`states, transitions: ${up}`]],
    ["the switch, with both", some, null, false, { states: 4, withoutSymmetry: { states: 8 } }, [], []],
    ["the switch, with a wrong depth", some, null, false, { levels: [1, 1, 1] }, ["levels: 3 expected, 4 found"], [`levels: ${up}`]],
    ["liveness", live, null, true, { states: 8 }, [], []],
    ["liveness, wrongly counted without symmetry", live, null, true, { states: 8, withoutSymmetry: { states: 999 } }, ["states: 999 expected, 8 found"], []],
    ["a refinement", refining, null, true, { states: 8, withoutSymmetry: { states: 8 } }, [], []],
    ["liveness that is left out", live, [safe], true, { states: 8, transitions: 12 }, [], [`states, transitions: ${all}`]],
    ["liveness that is left out, with the switch", live, [safe], false, { states: 7 }, ["states: 7 expected, 8 found"], []],
    ["a refinement that is left out", refining, [safe], true, { states: 8 }, [], [`states: ${all}`]],
  ] as const)("counts are compared with counts of their kind: %s", async (_, built, properties, symmetry, counts, differences, notCompared) => {
    const found = await result(built as typeof some, holds(counts), properties, symmetry);
    expect([found.differences, found.notCompared]).toEqual([differences, notCompared]);
    expect(found.asExpected).toBe(differences.length === 0);
  });

  test.each([
    [some, null, true, undefined],
    [some, null, false, "switch"],
    [live, null, true, "liveness"],
    [refining, null, true, "refinement"],
    [refining, null, false, "refinement"],
    [live, [safe], true, undefined],
    [live, [safe], false, "switch"],
  ] as const)("the report says why the reduction is off", async (built, properties, symmetry, reason) => {
    const found = await result(built as typeof some, holds(), properties, symmetry);
    expect(found.outcome.symmetryOff).toBe(reason);
    expect(found.outcome.symmetry).toBe(reason === undefined ? "reduced" : "full");
    const reported = { result: found, counterexample: null, remark: null };
    expect(reportDocument([reported], 1).results[0]?.symmetryOff).toBe(reason ?? null);
    const said = { switch: "as --no-symmetry says", liveness: "liveness is decided", refinement: "a refinement is decided" };
    if (reason === undefined) expect(reportText([reported], noColours)).not.toContain("one by one");
    else expect(reportText([reported], noColours)).toContain(said[reason]);
  });
});
