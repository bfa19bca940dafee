/** Every spec comes out the same for 1, 2, 3, 4 and 8 workers. They take turns in one thread; `test/cli/workers.test.ts` has real ones. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Case, Spec } from "cutcheck";
import { describe, expect, test } from "vitest";
import { instanceOf, machineOf } from "../../src/check/check.ts";
import { explore, unlimited } from "../../src/explore/explore.ts";
import { repository } from "../cli/build.ts";
import { comparable } from "../explore/agree.ts";
import { exploreTogether, type Schedule } from "../explore/fakeThreads.ts";

/** More would only take longer: the tables are so small that they are divided all the time. A larger case ends as incomplete, at the same place for all. */
const statesMax = 2000;
/** Of each spec and verdict, those that are over soonest. */
const casesMax = 2;

const folder = join(repository, "specs");
const files = (await readdir(folder, { recursive: true })).filter(file => file.endsWith(".spec.ts")).sort();

const schedule = (count: number): Schedule => ({ count, delay: 1, statesPerTurn: 4, tables: { slots: 256, rows: 32 }, turns: [5, 1, 12] });

function smallCases({ cases }: Spec): readonly Case[] {
  const size = ({ expect: { counts, ...expected } }: Case): number =>
    counts.states ?? (expected.verdict === "violated" ? (expected.steps ?? 0) * 100 : Number.POSITIVE_INFINITY);
  const sorted = [...cases].sort((a, b) => size(a) - size(b));
  return ["holds", "violated"].flatMap(verdict => sorted.filter(each => each.expect.verdict === verdict).slice(0, casesMax));
}

describe.each(files)("%s", async file => {
  const { default: exported } = (await import(pathToFileURL(join(folder, file)).href)) as { default: Spec | readonly Spec[] };
  const chosen = [exported].flat().flatMap(spec => smallCases(spec as Spec).map(each => [each.name, spec as Spec, each] as const));

  test.each(chosen)("%s comes out the same for 1, 2, 3, 4 and 8 workers", async (_, spec, each) => {
    const { definition } = machineOf(instanceOf(spec, each));
    const alone = explore(definition, { countEdges: true, budget: { ...unlimited, statesMax } });
    for (const count of [2, 3, 4, 8]) {
      expect(comparable(await exploreTogether(definition, schedule(count), { statesMax })), `${count} workers`).toEqual(comparable(alone));
    }
  });
});
