/** Generated views against the oracle's: random statements, step by step, on random types. */
import fc from "fast-check";
import { test } from "vitest";
import { seed } from "../explore/seed.ts";
import { randomStatements } from "../generator/randomMachine.ts";
import { Pair } from "./pair.ts";

const runs = 500;

test(`${runs} random sequences of statements do the same to both kinds of views (CUTCHECK_SEED=${seed})`, () => {
  fc.assert(
    fc.property(randomStatements(8, 12), ({ machine, statements }) => {
      const pair = new Pair(machine.definition);
      for (const text of statements) pair.run(text);
    }),
    { seed, numRuns: runs },
  );
});

test(`where only reading is allowed, every statement is the same mistake on both kinds of views, or changes nothing (CUTCHECK_SEED=${seed})`, () => {
  fc.assert(
    fc.property(randomStatements(30, 12), ({ machine, statements }) => {
      const pair = new Pair(machine.definition);
      for (const text of statements) {
        pair.runLocked(text);
        pair.run(text);
      }
    }),
    { seed, numRuns: runs / 2 },
  );
});
