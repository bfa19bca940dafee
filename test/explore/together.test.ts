/** Several workers find what one finds: the same outcome, whatever their number and however they interleave. On random machines: `togetherRandom.test.ts`. */
import { machine, t } from "cutcheck";
import { describe, expect, test } from "vitest";
import { explore } from "../../src/explore/explore.ts";
import { exploreNaively } from "../../src/plain/explore.ts";
import { everyType } from "../toys/everyType.ts";
import { lateMistakes, mistaken } from "../toys/mistaken.ts";
import { smallToys, square } from "../toys/small.ts";
import { comparable } from "./agree.ts";
import { exploreTogether, type Schedule, type Seen } from "./fakeThreads.ts";

const counts = [2, 3, 4, 8];
/** Small ones, so that there must be more of them soon and often. */
const tables = { slots: 256, rows: 32 };
const toys = [...smallToys, everyType].map(toy => [toy.definition.name, toy.definition] as const);
const mistakes = [...Object.values(mistaken), ...Object.values(lateMistakes)].map(toy => [toy.definition.name, toy.definition] as const);

const Task = t.scalarset("task", 4);

/** Tasks start and end in any order. */
const tasks = machine("tasks", { running: t.set(Task), ended: t.set(Task) })
  .action("start", { task: Task }, { when: (s, { task }) => !s.running.has(task) && !s.ended.has(task), then: (s, { task }) => s.running.add(task) })
  .action(
    "end",
    { task: Task },
    {
      when: (s, { task }) => s.running.has(task),
      then: (s, { task }) => {
        s.running.delete(task);
        s.ended.add(task);
      },
    },
  )
  .terminal("any");

/** The same with tasks that may be lost, all at once in the end: then they are neither running nor ended, which is where `tasks` begin. */
const losses = machine("losses", { running: t.set(Task), ended: t.set(Task), last: t.option(Task) })
  .action("start", { task: Task }, { when: (s, { task }) => !s.running.has(task) && !s.ended.has(task), then: (s, { task }) => s.running.add(task) })
  .action(
    "end",
    { task: Task },
    {
      when: (s, { task }) => s.running.has(task),
      then: (s, { task }) => {
        s.running.delete(task);
        s.ended.add(task);
        s.last = task;
      },
    },
  )
  .action(
    "lose all",
    {},
    {
      when: s => s.ended.isFull,
      then: s => {
        s.running.clear();
        s.ended.clear();
      },
    },
  )
  .terminal("any")
  .reachableIn("tasks could be so", tasks, s => ({ running: s.running, ended: s.ended }))
  .step("whoever ends was running", (before, after) => after.last === before.last || (after.last !== null && before.running.has(after.last)));

const lostTask = losses.invariant("not all end", s => !s.ended.isFull);
const symmetric = [tasks, losses, lostTask].map(toy => toy.definition);

describe.each(counts)("%i workers", count => {
  const schedule: Schedule = { count, delay: 0, statesPerTurn: 1, tables, turns: [1, 3, 2] };

  test.each(toys)("find in %s what one finds, at every limit of depth", async (_, machine) => {
    const whole = explore(machine, { countEdges: true });
    expect(comparable(await exploreTogether(machine, schedule))).toEqual(comparable(whole));
    for (let depthMax = 0; depthMax <= whole.counts.levels.length; depthMax++) {
      expect(comparable(await exploreTogether(machine, schedule, { depthMax }))).toEqual(comparable(exploreNaively(machine, { depthMax })));
    }
  });

  test.each(symmetric.map((each, i) => [i, each] as const))("find in symmetric toy %i what one finds, up to symmetry and not", async (_, machine) => {
    for (const symmetry of [true, false]) {
      const whole = explore(machine, { countEdges: true, symmetry });
      expect(whole.symmetry).toBe(symmetry ? "reduced" : "full");
      const seen: Seen = { handedOver: false };
      expect(comparable(await exploreTogether(machine, schedule, {}, seen, symmetry))).toEqual(comparable(whole));
      expect(seen.handedOver).toBe(true);
    }
  });

  test.each(mistakes)("report the mistake in %s that one reports, with its run", async (_, machine) => {
    expect(comparable(await exploreTogether(machine, schedule))).toEqual(comparable(explore(machine, { countEdges: true })));
  });

  test("hand over anywhere", async () => {
    const { definition } = square(12);
    const whole = comparable(explore(definition, { countEdges: true }));
    for (let delay = 0; delay < 200; delay += delay < 12 ? 1 : 7) {
      const seen: Seen = { handedOver: false };
      expect(comparable(await exploreTogether(definition, { ...schedule, delay }, {}, seen))).toEqual(whole);
      if (delay < 100) expect(seen.handedOver).toBe(true);
    }
  });
});
