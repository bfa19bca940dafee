/** Checking some properties only: what they are called, and what a case then still expects. */
import { describe, expect, test } from "vitest";
import { archiveOf } from "../../src/counterexample/archive.ts";
import { check, expectationOf, type Instance, instanceOf, machineOf } from "../../src/explore/check.ts";
import { unlimited } from "../../src/explore/explore.ts";
import type { Platform } from "../../src/explore/outcome.ts";
import { hasAny, propertyMeant, propertyNames } from "../../src/explore/properties.ts";
import { holds, machine, spec, t, violates } from "../../src/index.ts";
import { archiveReadme } from "../../src/render/markdown.ts";

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
  expect(propertyMeant("P", known, {})).toBeNull();
  expect(() => propertyMeant("P4", ["P4 One", "P4 Two"], {})).toThrow("CUT305");
});

test("a machine that does not build is asked about everything", () => {
  expect([hasAny(null, [p1]), hasAny([p2], null), hasAny([p2], [p1, p2]), hasAny([p2], [p1])]).toEqual([true, true, true, false]);
});
