/** Guards that other guards and properties ask for, in both engines. */
import { assign, enabled, machine, range, t, values } from "cutcheck";
import { describe, expect, test } from "vitest";
import type { MachineDefinition } from "../../src/dsl/machine.ts";
import { explore } from "../../src/explore/explore.ts";
import { exploreNaively } from "../../src/plain/explore.ts";
import { comparable } from "../explore/agree.ts";

/** What both engines say. Fails the test where they differ. */
function explored(definition: MachineDefinition) {
  const outcome = explore(definition, { countEdges: true });
  expect(comparable(outcome)).toEqual(comparable(exploreNaively(definition)));
  return outcome;
}

/** Two counters that go up to 2; the second one waits until the first one can go no further. */
const counters = machine("counters", { first: t.int(0, 2), second: t.int(0, 2) })
  .action("first", { when: s => s.first < 2, then: s => void s.first++ })
  .action("second", { when: s => s.second < 2 && !enabled(s, "first"), then: s => void s.second++ });

/** A tank takes 1 or 2 litres while there is room, of 3. */
const tank = machine("tank", { litres: t.int(0, 3) }).action(
  "fill",
  { by: range(1, 2), slowly: [true, false] },
  {
    when: (s, { by, slowly }) => s.litres + by <= 3 && (slowly || by === 2),
    then: (s, { by }) => void assign(s, { litres: s.litres + by }),
  },
);

describe("enabled", () => {
  test("asks for a guard in a guard", () => {
    // (0,0) (1,0) (2,0) (2,1) (2,2), and nowhere else is the second one ahead.
    expect(explored(counters.terminal(s => s.second === 2).definition)).toMatchObject({ finding: { verdict: "holds" }, counts: { levels: [1, 1, 1, 1, 1] } });
  });

  test("asks in properties, witnesses and terminal", () => {
    const asked = counters
      .invariant("one of them is enabled, or all is done", s => enabled(s, "first") || enabled(s, "second") || s.second === 2)
      .invariant("never both", s => !(enabled(s, "first") && enabled(s, "second")))
      .step("what is done was enabled", (before, _, step) => enabled(before, step.action))
      .step("who is at its end is not enabled", (_, after) => enabled(after, "first") === after.first < 2)
      .witness("the second one begins", s => enabled(s, "second") && s.second === 0)
      .terminal(s => !enabled(s, "first"));
    expect(explored(asked.definition).finding.verdict).toBe("holds");
    const stops = asked.eventuallyAlways("not the first one", s => !enabled(s, "first"));
    // Nobody promises that the first one goes on.
    expect(explore(stops.definition).finding).toMatchObject({ verdict: "violated", property: "not the first one", trace: { steps: [] } });
  });

  test("asks for some choice, for some of those with these values, or for one", () => {
    const said = tank
      .invariant("for some choice", s => enabled(s, "fill") === s.litres < 3)
      .invariant("for 2 litres", s => enabled(s, "fill", { by: 2 }) === s.litres < 2)
      .invariant("slowly", s => enabled(s, "fill", { slowly: true }) === s.litres < 3)
      .invariant("fast", s => enabled(s, "fill", { slowly: false }) === s.litres < 2)
      .invariant("one choice", s => enabled(s, "fill", { slowly: true, by: 1 }) === s.litres < 3 && !enabled(s, "fill", { by: 1, slowly: false }));
    expect(explored(said.terminal("any").definition).finding.verdict).toBe("holds");
  });

  test("takes members of a scalarset, which stay interchangeable", () => {
    const Task = t.scalarset("task", 3);
    const ready = machine("ready", { ready: t.set(Task) })
      .action("get ready", { task: Task }, { when: (s, { task }) => !s.ready.has(task), then: (s, { task }) => s.ready.add(task) })
      .action(
        "lose",
        { task: Task },
        {
          when: (s, { task }) => !enabled(s, "get ready", { task }) && !enabled(s, "get ready"),
          then: (s, { task }) => s.ready.delete(task),
        },
      )
      .invariant("each one by itself", s => Task.every(task => enabled(s, "get ready", { task }) !== s.ready.has(task)));
    // As many are ready as are ready: 0 to 3.
    expect(explore(ready.definition)).toMatchObject({ finding: { verdict: "holds" }, symmetry: "reduced", counts: { distinctStates: 4 } });
    expect(explore(ready.definition, { symmetry: false }).counts.distinctStates).toBe(exploreNaively(ready.definition).counts.distinctStates);
  });

  test("takes composite values", () => {
    const Pair = t.array(2, t.bool());
    const set = machine("set", { pair: Pair, isSet: t.bool() })
      .action(
        "set",
        { to: values(Pair) },
        {
          when: (s, { to }) => !s.isSet && to[0] !== to[1],
          then: (s, { to }) => {
            to.forEach((each, i) => {
              s.pair.set(i, each);
            });
            s.isSet = true;
          },
        },
      )
      .invariant("to what differs", s => s.isSet || (enabled(s, "set", { to: [true, false] }) && !enabled(s, "set", { to: [true, true] })));
    expect(explored(set.terminal("any").definition).finding.verdict).toBe("holds");
  });

  test("is false for an action that other knobs would give the machine", () => {
    const without = counters.without("third").invariant("never", s => !enabled(s, "third"));
    expect(explored(without.terminal("any").definition).finding.verdict).toBe("holds");
  });

  test("is asked of the abstract machine's states in its own guards", () => {
    const refined = counters.refines("itself", counters, s => s).reachableIn("its states", counters, s => s);
    expect(explored(refined.terminal("any").definition).finding.verdict).toBe("holds");
  });
});

describe("a mistake", () => {
  test.each([
    ["a misspelt action", "CUT305", s => enabled(s, "frist")],
    ["a misspelt parameter", "CUT212", s => enabled(s, "fill", { buy: 1 })],
    ["a value that the parameter cannot have", "CUT201", s => enabled(s, "fill", { by: 3 })],
    ["a part of the state", "CUT203", () => enabled({ litres: 1 }, "fill")],
  ] as readonly (readonly [string, string, (s: object) => boolean])[])("with %s is %s", (_, code, asks) => {
    expect(explored(tank.invariant("asks", asks).definition)).toMatchObject({ finding: { verdict: "error", error: { mistake: { code } } } });
  });

  test("in the guard that is asked for is one of the function that asks, too", () => {
    const odd = tank.action("odd", { when: () => 1 as unknown as boolean, then: () => {} }).invariant("asks", s => enabled(s, "odd"));
    expect(explored(odd.definition)).toMatchObject({ finding: { verdict: "error", error: { mistake: { code: "CUT213" } } } });
  });

  test("of two guards that wait for each other is told as one", () => {
    const circle = machine("circle", { n: t.int(0, 1) })
      .action("a", { when: s => !enabled(s, "b"), then: () => {} })
      .action("b", { when: s => !enabled(s, "a"), then: () => {} });
    expect(explored(circle.definition)).toMatchObject({ finding: { verdict: "error", error: { mistake: { code: "CUT208" } } } });
  });
});
