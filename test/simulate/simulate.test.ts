/** Random walks: what they find is there, what they show replays, and they never say that something holds. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adHoc, type Instance, instanceOf } from "../../src/check/check.ts";
import { archiveOf, readTrace, writeTrace } from "../../src/counterexample/archive.ts";
import { replay } from "../../src/counterexample/replay.ts";
import type { MachineDefinition } from "../../src/dsl/machine.ts";
import { unlimited } from "../../src/explore/explore.ts";
import type { Budget, Platform } from "../../src/explore/work/outcome.ts";
import { assign, holds, Machine, machine, type Spec, spec, t, violates } from "../../src/index.ts";
import { exploreNaively } from "../../src/plain/explore.ts";
import { archiveReadme } from "../../src/render/markdown.ts";
import { againCommand, simulationArchive, simulationSentences, simulationVerdict } from "../../src/render/simulation.ts";
import { simulationDocument, simulationSchema } from "../../src/render/simulationJson.ts";
import { type Simulation, type SimulationOptions, simulate } from "../../src/simulate/simulate.ts";
import { seed } from "../explore/seed.ts";
import { randomMachine } from "../generator/randomMachine.ts";
import { badStart, badStep, clock, counter, deadlockFirst, lockOrder, refines, square } from "../toys/small.ts";

const still: Platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };
const defaults: SimulationOptions = { runs: 100, steps: 50, seed: 1, path: null, budget: unlimited, onWalk: () => {} };

const specOf = (definition: MachineDefinition, cases: Spec["cases"] = []): Spec => ({
  ...spec("walked", { title: "Walked", summary: "", build: () => new Machine(definition), cases: [] }),
  cases,
});
const walked = (definition: MachineDefinition, options: Partial<SimulationOptions> = {}, platform: Partial<Platform> = {}): Promise<Simulation> =>
  simulate(adHoc(specOf(definition), {}, {}), { ...defaults, ...options }, { ...still, ...platform });
const within = (budget: Partial<Budget>): Pick<SimulationOptions, "budget"> => ({ budget: { ...unlimited, ...budget } });

/** The violation of a simulation. Fails the test where there is none. */
function violationOf(simulation: Simulation): Extract<Simulation["finding"], { readonly kind: "violated" }> {
  if (simulation.finding.kind !== "violated") throw new Error(`${simulation.finding.kind}: ${simulationSentences(simulation).join(" ")}`);
  return simulation.finding;
}

/** Its archive, as it comes back from its file. */
function archived(simulation: Simulation, definition: MachineDefinition) {
  const { property, trace } = violationOf(simulation);
  return readTrace(writeTrace(simulationArchive(archiveOf(simulation.instance, definition, property, trace), simulation)), "trace.json");
}

/** Takes a step back as often as forward: far from the start is rare. */
const drunkard = (far: number) =>
  machine("drunkard", { at: t.int(0, far), rests: t.int(0, 3) })
    .action("forward", { when: s => s.at < far, then: s => void s.at++ })
    .action("back", { when: s => s.at > 0, then: s => void s.at-- })
    .action("rest", {
      then: s => {
        s.rests = (s.rests + 1) % 4;
      },
    })
    .invariant("never far away", s => s.at < far)
    .witness("a rest", s => s.rests === 3).definition;

/** Counts by one, and from 3 by two. */
const jumping = machine("jumping", { n: t.int(0, 9) })
  .action("count", {
    when: s => s.n < 7,
    then: s => {
      s.n += s.n === 3 ? 2 : 1;
    },
  })
  .terminal("any")
  .refines("it counts by one", machine("counter", { n: t.int(0, 9) }).action("count", { when: s => s.n < 9, then: s => void s.n++ }), s => ({
    n: s.n,
  })).definition;

describe("a violation", () => {
  test("that is rare is found, shrunk, and minimised to a shortest run", async () => {
    const simulation = await walked(drunkard(14), { runs: 2_000 });
    const { property, trace, metSteps, shrunkSteps, minimised } = violationOf(simulation);
    expect(simulation.counts.walks).toBeGreaterThan(1);
    expect({ property, steps: trace.steps.length, minimised }).toEqual({
      property: "never far away",
      steps: 14,
      minimised: { by: "shortest", distinctStates: expect.any(Number), symmetry: null },
    });
    expect(metSteps).toBeGreaterThan(shrunkSteps);
    expect(shrunkSteps).toBeGreaterThanOrEqual(14);
    expect(simulationVerdict(simulation)).toBe("violated");
    expect(replay(archived(simulation, drunkard(14)), simulation.instance.spec)).toMatchObject({ outcome: "violates", step: 14 });
  });

  test.each([
    ["an invariant", counter.definition, "the count stays below 5", 5],
    ["a step", badStep.definition, "a reset happens only at 2", 4],
    ["an initial state", badStart.definition, "a is never 2", 0],
    ["a deadlock", lockOrder.definition, "no deadlock", 2],
    ["a deadlock that comes before another violation", deadlockFirst.definition, "no deadlock", 1],
    ["a step that another machine cannot take", jumping, "it counts by one", 4],
    ["a state of another machine", refines.definition, "a state of the alternating clocks", 1],
  ])("of %s is found", async (_, definition, property, steps) => {
    const simulation = await walked(definition);
    expect(violationOf(simulation)).toMatchObject({ property, trace: { steps: { length: steps } }, minimised: { by: "shortest" } });
    expect(replay(archived(simulation, definition), simulation.instance.spec)).toMatchObject({ outcome: "violates", step: steps });
  });

  test("is minimised up to symmetry where things are interchangeable, to the same run as without, and the answer says so", async () => {
    const Lamp = t.scalarset("lamp", 3);
    const lamps = machine("lamps", { lit: t.set(Lamp) })
      .action("light", { lamp: Lamp }, { when: (s, { lamp }) => !s.lit.has(lamp), then: (s, { lamp }) => s.lit.add(lamp) })
      .invariant("one lamp is dark", s => !s.lit.isFull)
      .terminal("any").definition;
    const [on, off] = [await walked(lamps, { symmetry: true }), await walked(lamps, { symmetry: false })];
    expect(violationOf(on).minimised).toEqual({ by: "shortest", distinctStates: 4, symmetry: "reduced" });
    expect(violationOf(off).minimised).toEqual({ by: "shortest", distinctStates: 8, symmetry: "full" });
    expect(violationOf(on).trace).toEqual(violationOf(off).trace);
    expect(simulationSentences(on).join(" ")).toContain("4 states up to symmetry");
  });

  test("is only shrunk where not all runs of its length can be explored, and everything that shows it says so", async () => {
    const simulation = await walked(drunkard(14), { runs: 2_000, ...within({ statesMax: 10 }) });
    expect(violationOf(simulation)).toMatchObject({
      minimised: { by: "shrinking", because: "states" },
      trace: { steps: { length: violationOf(simulation).shrunkSteps } },
    });
    expect(simulationSentences(simulation)[1]).toContain("it is only shrunk, and a shorter run may exist");
    const archive = archived(simulation, drunkard(14));
    expect(archive.walk).toEqual({ seed: 1, steps: 50, path: violationOf(simulation).path });
    expect(replay(archive, simulation.instance.spec)).toMatchObject({ outcome: "violates", step: 14 });
    const page = archiveReadme(archive);
    expect(page).toContain("a shorter run may break it, too");
    expect(page).not.toContain("No shorter run");
    expect(page).toContain(`\nnpx cutcheck simulate walked --steps 50 --seed 1 --path ${archive.walk?.path}\n`);
  });

  test("that was minimised is one that check finds, asked about this property", async () => {
    const archive = archived(await walked(counter.definition), counter.definition);
    expect(archive).toMatchObject({ walk: null, properties: ["the count stays below 5"] });
    expect(archiveReadme(archive)).toContain("npx cutcheck check walked --property 'the count stays below 5'\n");
  });

  test("is found again by its seed and path, without any other walk", async () => {
    const first = await walked(drunkard(14), { runs: 2_000 });
    const { path } = violationOf(first);
    const again = await walked(drunkard(14), { path });
    expect(violationOf(again)).toEqual({ ...violationOf(first), metSteps: violationOf(first).shrunkSteps });
    expect(again.counts.walks).toBe(1);
    expect(againCommand(first, "my.spec.ts", path)).toBe(`npx cutcheck simulate my.spec.ts --steps 50 --seed 1 --path ${path}`);
    expect(againCommand(again, "my.spec.ts", path)).toBe(againCommand(first, "my.spec.ts", path));
    expect(simulationVerdict(await walked(drunkard(14), { path: `${path}:99999` }))).toBe("incomplete");
    expect(simulationSentences(await walked(clock.definition, { path: "3:1" }))[0]).toBe("Not violated in 1 walk. What no walk has met is unknown.");
  });
});

describe("walks on random machines", () => {
  test(`replay, tell the same for the same seed, and find only what is there (CUTCHECK_SEED=${seed})`, async () => {
    const kinds = { none: 0, violated: 0, mistake: 0 };
    await fc.assert(
      fc.asyncProperty(randomMachine(), fc.integer(), async ({ definition }, walkSeed) => {
        const naive = exploreNaively(definition, { statesMax: 500 });
        fc.pre(naive.finding.verdict !== "incomplete");
        const options = { runs: 15, steps: 15, seed: walkSeed, ...within({ statesMax: 5_000 }) };
        const simulation = await walked(definition, options);
        kinds[simulation.finding.kind]++;
        const document = simulationSchema.parse(simulationDocument(simulation, null));
        expect(simulationDocument(await walked(definition, options), null)).toEqual(document);
        expect(document.verdict).not.toBe("holds");
        if (naive.finding.verdict === "holds") expect(simulation.finding.kind).toBe("none");
        if (simulation.finding.kind !== "violated") return;
        const { trace } = simulation.finding;
        expect(replay(archived(simulation, definition), simulation.instance.spec)).toMatchObject({ outcome: "violates", step: trace.steps.length });
        // What was explored is a part of what the oracle has explored: its shortest run is of any property.
        if (naive.finding.verdict === "violated") expect(trace.steps.length).toBeGreaterThanOrEqual(naive.finding.trace.steps.length);
      }),
      { seed, numRuns: 120 },
    );
    expect(Math.min(...Object.values(kinds))).toBeGreaterThan(5);
  }, 60_000);
});

describe("without a violation", () => {
  test("the answer says what was covered and what was not met, and not that it holds", async () => {
    const simulation = await walked(square(40).witness("the end", s => s.x === 39 && s.y === 39).definition, { runs: 10 });
    expect(simulation.counts).toEqual({ walks: 10, steps: 500, distinctStates: expect.any(Number), longest: 50, ended: 0 });
    expect(simulationSentences(simulation)).toEqual([
      "Not violated in 10 walks. What no walk has met is unknown.",
      `They took 500 steps, the longest walk 50, and met ${simulation.counts.distinctStates} distinct states.`,
      'No walk reached the witness "the end".',
    ]);
    expect(simulationSentences(simulation).join(" ")).not.toMatch(/\bholds?\b/);
    expect(simulationVerdict(simulation)).toBe("not-violated");
  });

  test("walks that end in a terminal state are counted", async () => {
    const { counts } = await walked(square(3).definition, { runs: 10 });
    expect(counts).toEqual({ walks: 10, steps: 40, distinctStates: 9, longest: 4, ended: 10 });
  });

  test("walks that end beyond a constraint are counted apart from those", async () => {
    const bounded = machine("bounded", { n: t.int(0, 9) })
      .action("count", { when: s => s.n < 9, then: s => void s.n++ })
      .action("stop", { when: s => s.n < 9, then: s => assign(s, { n: 9 }) })
      .terminal(s => s.n === 9)
      .within(s => s.n === 9 || s.n < 2);
    const simulation = await walked(bounded.definition, { runs: 40 });
    const { ended, outside } = simulation.counts;
    expect([ended + (outside ?? 0), ended > 0, (outside ?? 0) > 0]).toEqual([40, true, true]);
    expect(simulationSentences(simulation).join(" ")).toContain(`, ${ended} ended in a terminal state, ${outside} ended beyond the constraint, and met`);
    expect(simulationSchema.parse(simulationDocument(simulation, null)).counts).toEqual(simulation.counts);
  });

  test("an action that is never enabled is named", async () => {
    const never = clock.action("never", { when: () => false, then: () => {} });
    expect(simulationSentences(await walked(never.definition))).toContain("In no walk was enabled: never.");
  });

  test("walks that are stopped are no answer", async () => {
    let [looks, time] = [0, 0];
    const interrupted = await walked(clock.definition, {}, { interrupted: () => ++looks > 7 });
    expect(interrupted).toMatchObject({ stopped: "interrupted", counts: { walks: 7 } });
    expect(simulationVerdict(interrupted)).toBe("incomplete");
    expect(simulationSentences(interrupted)[0]).toBe("Not violated in 7 of 100 walks, stopped because it was interrupted. What no walk has met is unknown.");
    expect(await walked(clock.definition, within({ secondsMax: 5 }), { now: () => time++ })).toMatchObject({ stopped: "seconds" });
    expect(await walked(square(200).definition, { steps: 400, runs: 1_000, ...within({ memoryBytesMax: 150_000 }) })).toMatchObject({ stopped: "memory" });
  });

  test("a property about another machine that cannot be explored whole is not judged", async () => {
    const simulation = await walked(refines.definition, within({ statesMax: 2 }));
    expect(simulation).toMatchObject({ finding: { kind: "none" }, unjudged: ["a state of the alternating clocks"] });
    expect(simulationVerdict(simulation)).toBe("incomplete");
  });
});

test("a property of runs without end is not judged, and that is no answer where it is asked for", async () => {
  const waiting = clock.eventually("it stays on", s => s.on).definition;
  const simulation = await walked(waiting);
  expect(simulation).toMatchObject({ finding: { kind: "none" }, beyond: ["it stays on"] });
  expect(simulationSentences(simulation)).toContain('Not judged, for no walk can show it: "it stays on".');
  expect(simulationVerdict(simulation)).toBe("not-violated");
  const asked = await simulate(adHoc(specOf(waiting), {}, {}, ["it stays on"]), defaults, still);
  expect(simulationVerdict(asked)).toBe("incomplete");
});

describe("a mistake in the spec", () => {
  test("is found with a run that leads there, shrunk", async () => {
    const overflowing = machine("overflowing", { n: t.int(0, 3), other: t.bool() })
      .action("up", { then: s => void s.n++ })
      .action("toggle", {
        then: s => {
          s.other = !s.other;
        },
      });
    const { finding } = await walked(overflowing.definition);
    expect(finding).toMatchObject({
      kind: "mistake",
      error: { mistake: { code: "CUT201", place: { spec: "walked", role: "effect", name: "up", path: "s.n" } } },
    });
    expect(finding).toMatchObject({ error: { trace: { steps: [{ action: "up" }, { action: "up" }, { action: "up" }] } } });
  });

  test("is found before the first walk", async () => {
    const simulation = await walked(
      machine("m", { n: t.int(0, 1) }).init(s => {
        s.n = 2;
      }).definition,
    );
    expect(simulation.finding).toMatchObject({ kind: "mistake", error: { mistake: { code: "CUT201" } }, path: null });
    expect(simulationVerdict(simulation)).toBe("error");
  });
});

describe("a case", () => {
  const counting = spec("counting", {
    title: "",
    summary: "",
    build: () => counter,
    cases: [
      { name: "as-it-is", expect: violates("the count stays below 5") },
      { name: "wrong", expect: holds() },
    ],
  });
  const of = (name: string, options: Partial<SimulationOptions> = {}): Promise<Simulation> => {
    const instance: Instance = instanceOf(counting, counting.cases.find(each => each.name === name)!);
    return simulate(instance, { ...defaults, ...options }, still);
  };

  test("that expects the violation gets it, and where no walk meets it that is no answer", async () => {
    expect(simulationSentences(await of("as-it-is"))).toContain("As the case expects.");
    const short = await of("as-it-is", { steps: 4 });
    expect(simulationSentences(short)).toContain('The case expects "the count stays below 5" to be violated, which no walk has met.');
    expect(simulationVerdict(short)).toBe("incomplete");
  });

  test("that expects none is told", async () => {
    expect(simulationSentences(await of("wrong"))).toContain("The case expects no violation.");
  });
});
