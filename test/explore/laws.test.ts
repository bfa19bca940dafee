/** Laws that hold for every machine and every way to run the engine. A new strategy is one more entry in `strategies`. */
import { describe, expect, test } from "vitest";
import type { MachineDefinition } from "../../src/dsl/machine.ts";
import { apply, eachInitial, enabled } from "../../src/explore/calls/run.ts";
import { Keeper } from "../../src/explore/checkpoint/keeper.ts";
import { explore, exploreWith, unlimited } from "../../src/explore/explore.ts";
import type { Keepable } from "../../src/explore/work/keeping.ts";
import type { Budget, Outcome, Platform, Progress, Trace } from "../../src/explore/work/outcome.ts";
import { compile } from "../../src/layout/compile.ts";
import { exploreNaively } from "../../src/plain/explore.ts";
import { everyType } from "../toys/everyType.ts";
import { smallToys, square } from "../toys/small.ts";
import { comparable } from "./agree.ts";
import { FragileFolder } from "./fragileFolder.ts";

type Strategy = (machine: MachineDefinition, budget?: Partial<Budget>) => Promise<Outcome>;

const strategies: Readonly<Record<string, Strategy>> = {
  "at one go": async (machine, budget = {}) => explore(machine, { countEdges: true, budget: { ...unlimited, ...budget } }),
  "with pauses": (machine, budget = {}) => exploreWith(machine, { countEdges: true, properties: null, budget: { ...unlimited, ...budget } }, quietPlatform()),
  "by a new process for each level": exploreInRelays,
};

const toys = [...smallToys, everyType].map(toy => [toy.definition.name, toy.definition] as const);

describe.each(Object.entries(strategies))("explored %s, the toy", (_, strategy) => {
  test.each(toys)("%s: visits exactly the reachable states, and reports what the oracle reports", async (_, machine) => {
    expect(comparable(await strategy(machine))).toEqual(comparable(exploreNaively(machine)));
  });

  test.each(toys)("%s: two runs give the same outcome", async (_, machine) => {
    expect(await strategy(machine)).toEqual(await strategy(machine));
  });

  test.each(toys)("%s: the trace replays, and no shorter run violates", async (_, machine) => {
    const { finding } = await strategy(machine);
    if (finding.verdict !== "violated") return;
    expectRun(machine, finding.trace);
    const shorter = exploreNaively(machine, { depthMax: finding.trace.steps.length - 1 });
    expect(shorter.finding.verdict).toBe(finding.trace.steps.length === 0 ? "violated" : "incomplete");
  });

  test.each(toys)("%s: a limit on depth gives a smaller, honest outcome at every depth", async (_, machine) => {
    const { levels } = exploreNaively(machine).counts;
    for (let depthMax = 0; depthMax <= levels.length; depthMax++) {
      expect(comparable(await strategy(machine, { depthMax }))).toEqual(comparable(exploreNaively(machine, { depthMax })));
    }
  });

  test.each(toys)("%s: a limit on states never makes it hold, and never invents anything", async (_, machine) => {
    const whole = await strategy(machine);
    const limits = Array.from({ length: Math.min(whole.counts.distinctStates - 1, 60) }, (_, i) => i + 1);
    for (const statesMax of limits) {
      const { finding, counts } = await strategy(machine, { statesMax });
      if (finding.verdict === "incomplete") expect(finding.reason).toBe("states");
      else expect(finding).toEqual(whole.finding);
      expect(finding.verdict).not.toBe("holds");
      expect(counts.distinctStates).toBe(counts.levels.reduce((sum, level) => sum + level, 0));
      expect(counts.distinctStates).toBeLessThanOrEqual(whole.counts.distinctStates);
      for (const [depth, level] of counts.levels.entries()) expect(level).toBeLessThanOrEqual(whole.counts.levels[depth]!);
    }
  });

  test.each(toys)("%s: a limit as large as the state space changes nothing", async (_, machine) => {
    const whole = await strategy(machine);
    const statesMax = Math.max(whole.counts.distinctStates, ...othersOf(machine).map(other => exploreNaively(other).counts.distinctStates));
    expect(await strategy(machine, { statesMax, depthMax: whole.counts.levels.length })).toEqual(whole);
  });

  test.each(toys)("%s: no memory is incomplete", async (_, machine) => {
    expect((await strategy(machine, { memoryBytesMax: 1 })).finding).toEqual({ verdict: "incomplete", reason: "memory" });
  });
});

describe("a run over several pauses", () => {
  const large = square(150).definition;
  const whole = explore(large);
  const levels = Array.from({ length: 299 }, (_, depth) => Math.min(depth + 1, 299 - depth));

  test("is as if there were none", async () => {
    expect(whole).toMatchObject({ finding: { verdict: "holds" }, counts: { distinctStates: 22_500, transitions: 44_700, terminalStates: 1, levels } });
    expect(await run({})).toEqual(whole);
  });

  test("is incomplete when interrupted at any of them, and says what it covered", async () => {
    const covered: number[] = [];
    for (let pause = 1; covered.at(-1) !== whole.counts.distinctStates; pause++) {
      let pauses = 0;
      const { finding, counts } = await run({ interrupted: () => ++pauses === pause });
      if (finding.verdict !== "holds") expect(finding).toEqual({ verdict: "incomplete", reason: "interrupted" });
      expect(counts.levels.slice(0, -1)).toEqual(levels.slice(0, Math.max(0, counts.levels.length - 1)));
      covered.push(counts.distinctStates);
    }
    expect(covered[0]).toBe(0);
    expect(covered.length).toBeGreaterThan(3);
    expect(covered).toEqual(covered.toSorted((a, b) => a - b));
  });

  test("is incomplete when its time is over", async () => {
    let time = 0;
    const { finding } = await run({ now: () => time++ }, { secondsMax: 2 });
    expect(finding).toEqual({ verdict: "incomplete", reason: "seconds" });
  });

  test("reports progress that only grows", async () => {
    const seen: Progress[] = [];
    await run({ onProgress: progress => seen.push(progress) });
    expect(seen.length).toBeGreaterThan(2);
    for (const field of ["level", "distinctStates", "transitions", "memoryBytes"] as const) {
      const values = seen.map(progress => progress[field]);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
    }
    expect(new Set(seen.map(progress => progress.machine))).toEqual(new Set(["square"]));
  });

  function run(platform: Partial<Platform>, budget: Partial<Budget> = {}): Promise<Outcome> {
    return exploreWith(large, { countEdges: false, properties: null, budget: { ...unlimited, ...budget } }, { ...quietPlatform(), ...platform });
  }
});

test.each(toys)("%s: a run that is interrupted before it begins is incomplete", async (_, machine) => {
  const outcome = await exploreWith(machine, { countEdges: true, properties: null, budget: unlimited }, { ...quietPlatform(), interrupted: () => true });
  expect(outcome.finding).toEqual({ verdict: "incomplete", reason: "interrupted" });
});

/** The machines of `reachableIn` properties, for which the limit on states is meant too. */
function othersOf(machine: MachineDefinition): readonly MachineDefinition[] {
  return machine.properties.flatMap(property => (property.kind === "reachableIn" ? [property.other] : []));
}

/** Each step of the trace is an enabled action that leads to the next state. */
function expectRun(machine: MachineDefinition, { initial, steps }: Trace): void {
  const box = compile(machine).open();
  const initials: unknown[] = [];
  eachInitial(box, machine, () => initials.push(box.read()));
  expect(initials).toContainEqual(initial);
  box.load(initial);
  for (const { action: name, parameters, state } of steps) {
    const action = machine.actions.find(each => each.name === name)!;
    expect(enabled(box, action, parameters)).toBe(true);
    apply(box, action, parameters);
    expect(box.read()).toEqual(state);
  }
}

/** Each process explores one level more than was kept, and ends. */
async function exploreInRelays(machine: MachineDefinition, budget: Partial<Budget> = {}): Promise<Outcome> {
  const folder = new FragileFolder();
  const { depthMax, ...limits } = { ...unlimited, ...budget };
  for (let depth = 0; ; depth++) {
    const keeper = await Keeper.open(folder, { machine: machine.name });
    const keeping = {
      begin: (exploration: Keepable) => keeper.begin(exploration),
      afterTurn: async (exploration: Keepable) => {
        if (keeper.hasNews(exploration)) await keeper.save(exploration);
      },
    };
    const options = { countEdges: true, properties: null, budget: { ...limits, depthMax: Math.min(depth, depthMax) } };
    const outcome = await exploreWith(machine, options, { ...quietPlatform(), keeping });
    if (depth >= depthMax || outcome.finding.verdict !== "incomplete" || outcome.finding.reason !== "depth") return outcome;
  }
}

function quietPlatform(): Platform {
  return { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };
}
