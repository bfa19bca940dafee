/** The fast engine and the naive one on random machines: everything they report must be the same. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { explore } from "../../src/explore/explore.ts";
import { randomMachine } from "../generator/randomMachine.ts";
import { exploreNaively } from "../oracle/explore.ts";
import { comparable } from "./agree.ts";
import { seed } from "./seed.ts";

/** Machines on which both engines run; those with more states are discarded. */
const machines = 600;
const statesMax = 1500;

test(`${machines} random machines (CUTCHECK_SEED=${seed})`, () => {
  const sizes: number[] = [];
  const seen = { holds: 0, violated: 0, error: 0, incomplete: 0 };
  const agree = fc.property(randomMachine(), ({ definition }) => {
    const naive = exploreNaively(definition, { statesMax });
    seen[naive.finding.verdict]++;
    fc.pre(naive.finding.verdict !== "incomplete");
    sizes.push(naive.counts.distinctStates);
    expect(comparable(explore(definition, { countEdges: true }))).toEqual(comparable(naive));
  });
  fc.assert(agree, { seed, numRuns: machines, endOnFailure: process.env.CI !== undefined });
  sizes.sort((a, b) => a - b);
  const states = sizes.reduce((sum, size) => sum + size, 0);
  console.info(`seed ${seed}: ${states} states (median ${sizes[sizes.length >> 1]}, largest ${sizes.at(-1)}) in ${machines} machines: ${JSON.stringify(seen)}`);
  expect(Math.min(seen.holds, seen.violated, seen.error)).toBeGreaterThan(machines / 50);
});
