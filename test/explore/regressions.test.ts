/** Machines on which the two engines once differed, as the random test printed them. A new one is pasted below, with what was wrong. */
import { expect, test } from "vitest";
import { explore } from "../../src/explore/explore.ts";
import { exploreNaively } from "../../src/plain/explore.ts";
import { machineOf } from "../generator/randomMachine.ts";
import { comparable } from "./agree.ts";

const sources: Readonly<Record<string, string>> = {
  "a field had the name of a view's own property, and a state was lost": `
const T0 = t.option(t.record({ f0: t.int(0, 4096) }));
const base = machine("random", { f0: t.fifo(t.int(0, 0), 1), f1: t.option(t.record({ o: T0 })) })
  .action("a0", { then: (s, p) => { if (s.f1 !== null) { s.f1.o = null; } if (!s.f0.isFull) { s.f0.push(0); } } });
return base
  .action("a1", { then: (s, p) => { s.f1 = {"o":{"f0":4096}}; if (!s.f0.isFull) { s.f0.push(0); } } });`,

  "a mistake in a map named a path that no spec would write": `
const base = machine("random", { f0: t.map(t.bool(), t.oneOf("a")) })
  .action("a0", { then: (s, p) => { s.f0.set(false, ({"a":"a"})[s.f0.get(false)]); s.f0.set(false, "a"); } });
return base
  .action("a1", { then: (s, p) => { s.f0.set(false, "a"); } })
  .terminal("any");`,

  "an element of a bag was changed in place, and the bag had two representations": `
return machine("bag", { b: t.bag(t.record({ x: t.int(0, 2) }), 2) })
  .action("add", { x: [0, 1, 2] }, { when: s => !s.b.isFull, then: (s, { x }) => { s.b.add({ x }); } })
  .action("change", { when: s => s.b.isFull, then: s => { s.b.at(0).x = 2; } })
  .terminal("any");`,

  "a present null in a map was read as the record that it is not": `
return machine("present null", { m: t.map(t.bool(), t.option(t.record({ x: t.int(0, 1) }))), seen: t.bool() })
  .action("set", { k: [false, true] }, { then: (s, { k }) => { s.m.set(k, null); } })
  .action("see", { when: s => s.m.get(true) === null, then: s => { s.seen = true; } });`,
};

test.each(Object.entries(sources))("%s", (_, source) => {
  const { definition } = machineOf(source);
  expect(comparable(explore(definition, { countEdges: true }))).toEqual(comparable(exploreNaively(definition)));
});
