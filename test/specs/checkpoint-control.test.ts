/** The control spec: which bugs it knows, that its lassos go on, that giving ids out anew loses nothing, and that the naive explorer sees the same machine. */
import { describe, expect, test } from "vitest";
import { checkpointControl } from "../../specs/flink/checkpoint-control/machine.ts";
import { controlMutants } from "../../specs/flink/checkpoint-control/mutants.ts";
import { controlModel, type controlRules, type controlScope } from "../../specs/flink/checkpoint-control/scope.ts";
import checkpointControlSpec from "../../specs/flink/checkpoint-control.spec.ts";
import { renameCheckpoints } from "../../specs/flink/parts/checkpoint-names.ts";
import type { ControlModel, ControlWorld } from "../../specs/flink/parts/control-world.ts";
import { type KnobValues, resolveKnobs } from "../../src/dsl/knobs.ts";
import { explore } from "../../src/explore/explore.ts";
import { exploreNaively, graphNaively, type NaiveGraph } from "../../src/plain/explore.ts";
import type { Found } from "../../src/plain/found.ts";
import { keyOf } from "../../src/plain/keys.ts";
import { comparable } from "../explore/agree.ts";

type Knobs = Record<string, unknown>;

function model(scope: Knobs, semantics: Knobs): ControlModel {
  return controlModel(
    resolveKnobs(checkpointControlSpec.scope, scope, "scope") as KnobValues<typeof controlScope>,
    resolveKnobs(checkpointControlSpec.semantics, semantics, "semantics") as KnobValues<typeof controlRules>,
  );
}

const tiny = { faults: 1, declines: 1, timeouts: 0, taskFailures: 0, finalizeFailures: 0, triggerFailures: 0, jobManagerFailures: 0 };
const regional = { regional: true, maxRegional: 1 };

describe("the two explorers agree", () => {
  test.each([
    ["stock rules", { faults: 1 }, {}],
    ["savepoints beside checkpoints", { ...tiny, savepoints: 1 }, {}],
    ["tasks that need an event", tiny, { acknowledging: "needsEvent" }],
    ["regional checkpoints, two at a time", { ...tiny, concurrent: 2 }, regional],
    ["a region that declines for ever", { faults: 0 }, { ...regional, breakdown: "declines", tier2Reset: "failJob" }],
    ["crashes that count as declines", { ...tiny, taskFailures: 1 }, { ...regional, crashHandling: "failedRegion" }],
  ])("on %s", (_, scope, semantics) => {
    const { definition } = checkpointControl(model(scope, semantics));
    // What a lasso looks like is a matter of the liveness tests.
    const machine = { ...definition, properties: definition.properties.filter(({ kind }) => kind === "invariant" || kind === "step") };
    expect(comparable(explore(machine, { countEdges: true }))).toEqual(comparable(exploreNaively(machine)));
  });
});

describe("ids that are given out anew", () => {
  const idsMax = 4;

  /** Every state with the names that a trigger would give, of runs with so many triggers. */
  function states(graph: NaiveGraph): ReadonlySet<string> {
    const triggers = fewestTriggers(graph);
    return new Set(graph.states.filter(each => (triggers.get(each.key) ?? 0) <= idsMax).map(renamedKey));
  }

  function renamedKey({ state }: Found): string {
    const copy = structuredClone(state) as unknown as ControlWorld;
    renameCheckpoints(copy);
    return keyOf(copy as never);
  }

  /** How often a run to each state triggers at least. */
  function fewestTriggers({ initials, transitions }: NaiveGraph): ReadonlyMap<string, number> {
    const fewest = new Map(initials.map(({ key }) => [key, 0]));
    for (let isChanged = true; isChanged; ) {
      isChanged = false;
      for (const { from, to, action } of transitions) {
        const triggers = (fewest.get(from.key) ?? Number.POSITIVE_INFINITY) + (action.startsWith("triggers ") ? 1 : 0);
        if (triggers >= (fewest.get(to.key) ?? Number.POSITIVE_INFINITY)) continue;
        fewest.set(to.key, triggers);
        isChanged = true;
      }
    }
    return fewest;
  }

  test.each([
    ["one checkpoint at a time", { ...tiny, jobManagerFailures: 1, faults: 2 }, regional],
    ["two at a time", { ...tiny, concurrent: 2 }, regional],
    ["savepoints", { ...tiny, savepoints: 1 }, {}],
    ["a region that declines for ever", { faults: 0 }, { regional: true, tier2Reset: "resetCounter", breakdown: "declines" }],
  ])("lose no run and add none: %s", (_, scope, semantics) => {
    const reused = model(scope, semantics);
    const kept: ControlModel = { ...reused, reusesIds: false, job: { ...reused.job, ids: idsMax } };
    const withNames = states(graphNaively(checkpointControl(reused).definition));
    const withIds = states(graphNaively(checkpointControl(kept).definition));
    expect(withIds.size).toBeGreaterThan(30);
    expect([...withNames].sort()).toEqual([...withIds].sort());
  });
});

test("every seeded bug has a case in which it is caught, but for the half of M50 that another rule makes harmless", () => {
  const caught = new Set(checkpointControlSpec.cases.filter(each => each.expect.verdict === "violated").map(each => each.semantics.bug));
  expect([...caught, "M50-subsumed-newer"].sort()).toEqual(["none", ...controlMutants.map(({ name }) => name)].sort());
});

test("every property is violated in some case, and holds in another", () => {
  const named = new Set(checkpointControlSpec.cases.flatMap(each => each.properties ?? []));
  const violated = new Set(
    checkpointControlSpec.cases.flatMap(({ expect: { verdict, ...rest } }) => (verdict === "violated" && "property" in rest ? [rest.property] : [])),
  );
  const held = new Set(checkpointControlSpec.cases.flatMap(each => (each.expect.verdict === "holds" ? (each.properties ?? []) : [])));
  expect([...named].filter(name => !violated.has(name)).map(name => name.split(" ")[0])).toEqual([]);
  expect([...named].filter(name => !held.has(name)).map(name => name.split(" ")[0])).toEqual([]);
});
