/** The fast engine and the naive one on random machines: everything they report must be the same. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { explore } from "../../src/explore/explore.ts";
import { exploreNaively } from "../../src/plain/explore.ts";
import { randomMachine } from "../generator/randomMachine.ts";
import { comparable } from "./agree.ts";
import { seed } from "./seed.ts";

/** Machines on which both engines run; those with more states are discarded. */
const machines = 600;
const statesMax = 1500;

/** What must occur in the machines of any seed. */
const types = ["bool", "int", "oneOf", "record", "array", "option", "union", "fifo", "bag", "set", "map"];
const properties = ["init", "action", "invariant", "step", "witness", "witnessStep", "reachableIn", "terminal"];
const methods = [
  "get",
  "at",
  "fill",
  "push",
  "shift",
  "add",
  "remove",
  "take",
  "removeWhere",
  "has",
  "delete",
  "addAll",
  "deleteAll",
  "clear",
  "some",
  "includes",
];
const language = [...types, ...properties, ...methods];

test(`${machines} random machines (CUTCHECK_SEED=${seed})`, () => {
  const sizes: number[] = [];
  const words = new Set<string>();
  const seen = { holds: 0, violated: 0, error: 0, incomplete: 0 };
  const agree = fc.property(randomMachine(), ({ source, definition }) => {
    const naive = exploreNaively(definition, { statesMax });
    seen[naive.finding.verdict]++;
    fc.pre(naive.finding.verdict !== "incomplete");
    for (const word of source.match(/(?<=\bt\.|\.)[a-z]\w*(?=\()/gi) ?? []) words.add(word);
    sizes.push(naive.counts.distinctStates);
    expect(comparable(explore(definition, { countEdges: true }))).toEqual(comparable(naive));
  });
  fc.assert(agree, { seed, numRuns: machines, endOnFailure: process.env.CI !== undefined });
  sizes.sort((a, b) => a - b);
  const states = sizes.reduce((sum, size) => sum + size, 0);
  console.info(`seed ${seed}: ${states} states (median ${sizes[sizes.length >> 1]}, largest ${sizes.at(-1)}) in ${machines} machines: ${JSON.stringify(seen)}`);
  expect([...words]).toEqual(expect.arrayContaining(language));
  expect(Math.min(seen.holds, seen.violated, seen.error)).toBeGreaterThan(machines / 50);
});
