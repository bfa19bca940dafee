/** Liveness on random machines: the engine and the definitions must say the same, and what the engine shows must be what it says it is. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { LivenessProperty } from "../../src/dsl/liveness.ts";
import { isLiveness, type MachineDefinition } from "../../src/dsl/machine.ts";
import { explore } from "../../src/explore/explore.ts";
import type { Trace } from "../../src/explore/work/outcome.ts";
import { graphNaively, type NaiveGraph } from "../../src/plain/explore.ts";
import { violatedLiveness } from "../../src/plain/liveness.ts";
import { graphMachine } from "../generator/graphMachine.ts";
import { lassoProblems } from "../oracle/lasso.ts";
import { decideNaively } from "../oracle/liveness.ts";
import { seed } from "./seed.ts";

const machines = 2000;

test(`${machines} random machines with random fairness (CUTCHECK_SEED=${seed})`, () => {
  const seen = new Map<string, number>();
  const agree = fc.property(graphMachine(), ({ definition }) => {
    const graph = graphNaively(definition);
    for (const property of definition.properties.filter(isLiveness)) {
      const naive = decideNaively(definition, graph, property);
      expect([property.name, plainly(definition, graph, property)]).toEqual([property.name, naive.stem]);
      const { finding } = explore(definition, { properties: [property.name] });
      const what = `${property.name} ${finding.verdict}`;
      seen.set(what, (seen.get(what) ?? 0) + 1);
      expect([property.name, finding.verdict]).toEqual([property.name, naive.violated ? "violated" : "holds"]);
      if (finding.verdict === "violated") expect(problemsOf(definition, property, finding.trace, naive.stem)).toEqual([]);
    }
  });
  fc.assert(agree, { seed, numRuns: machines, endOnFailure: process.env.CI !== undefined });
  console.info(`seed ${seed}: ${JSON.stringify(Object.fromEntries([...seen].sort()))}`);
  expect(seen.size).toBe(20);
  expect(Math.min(...seen.values())).toBeGreaterThan(machines / 20);
}, 120_000);

/** What the plain engine says of larger graphs than these: the stem of a violation, or null. */
function plainly(machine: MachineDefinition, graph: NaiveGraph, property: LivenessProperty): number | null {
  const turns = violatedLiveness(machine, graph, [property]);
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return turn.value?.stem ?? null;
  }
}

function problemsOf(machine: MachineDefinition, property: LivenessProperty, trace: Trace, stem: number | null): readonly string[] {
  const length = trace.loop?.start ?? trace.steps.length;
  return [...lassoProblems(machine, property, trace), ...(length === stem ? [] : [`the stem has ${length} steps, and ${stem} are enough`])];
}
