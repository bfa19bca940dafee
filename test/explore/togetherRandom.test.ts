/** On random machines, too, several workers find what one finds, however they interleave; on toys: `together.test.ts`. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { explore, unlimited } from "../../src/explore/explore.ts";
import { exploreNaively } from "../../src/plain/explore.ts";
import { randomMachine } from "../generator/randomMachine.ts";
import { symmetricMachine } from "../generator/symmetricMachine.ts";
import { comparable } from "./agree.ts";
import { exploreTogether, type Seen } from "./fakeThreads.ts";
import { seed } from "./seed.ts";

const kinds = [
  ["random machines", randomMachine(), 300, ["holds", "violated", "error", "incomplete"]],
  ["random symmetric machines", symmetricMachine, 120, ["holds", "violated"]],
] as const;

test.each(kinds)(`%s, workers and interleavings (CUTCHECK_SEED=${seed})`, async (_, machines, numRuns, verdicts) => {
  const schedules = fc.record({
    count: fc.constantFrom(2, 3, 4, 8),
    delay: fc.nat(3),
    statesPerTurn: fc.integer({ min: 1, max: 8 }),
    // Small ones, so that there must be more of them soon and often.
    tables: fc.constantFrom({ slots: 256, rows: 32 }, { slots: 4096, rows: 1024 }),
    turns: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 7 }),
  });
  const seen = { handedOver: 0, holds: 0, violated: 0, error: 0, incomplete: 0 };
  const agree = fc.asyncProperty(machines, schedules, fc.option(fc.nat(300)), async ({ definition }, schedule, statesMax) => {
    fc.pre(exploreNaively(definition, { statesMax: 1500 }).finding.verdict !== "incomplete");
    const budget = statesMax === null ? {} : { statesMax };
    const alone = explore(definition, { countEdges: true, ...(statesMax === null ? {} : { budget: { ...unlimited, statesMax } }) });
    const run: Seen = { handedOver: false };
    expect(comparable(await exploreTogether(definition, schedule, budget, run))).toEqual(comparable(alone));
    seen[alone.finding.verdict]++;
    if (run.handedOver) seen.handedOver++;
  });
  await fc.assert(agree, { seed, numRuns, endOnFailure: process.env.CI !== undefined });
  console.info(`seed ${seed}: ${JSON.stringify(seen)}`);
  expect(seen.handedOver).toBeGreaterThan(numRuns / 8);
  expect(Math.min(...verdicts.map(verdict => seen[verdict]))).toBeGreaterThan(8);
});
