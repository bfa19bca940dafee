/** What a machine's definition consists of, and every mistake in one. */
import { indices, type Machine, type Mistake, machine, range, t } from "cutcheck";
import { describe, expect, test } from "vitest";
import { show } from "../../src/dsl/errors.ts";
import { choicesOf, deadlockProperty, instancesMax } from "../../src/dsl/machine.ts";
import { mistakeOf, untyped } from "../support/mistakes.ts";

const empty = machine("counter", { n: t.int(0, 3) });
const up = { then: (s: { n: number }): void => void s.n++ };

describe("a machine", () => {
  test("is data, and every method leaves the machine that it is called on as it was", () => {
    const more = empty
      .init(() => {})
      .action("up", { by: [1, 2] }, { actor: ({ by }) => `clerk ${by}`, fault: true, fair: "weak", when: s => s.n < 3, then: up.then })
      .invariant("small", s => s.n <= 3)
      .step("grows", (before, after) => before.n <= after.n)
      .reachableIn("itself", empty, s => s)
      .witness("high", s => s.n === 3)
      .witnessStep("jump", (before, after) => after.n - before.n === 2)
      .terminal("any").definition;
    expect(empty.definition).toEqual({
      name: "counter",
      state: { n: { kind: "int", lo: 0, hi: 3 } },
      shape: { n: { kind: "int", lo: 0, hi: 3 } },
      inits: [],
      actions: [],
      absent: [],
      properties: [],
      witnesses: [],
      underway: [],
      marks: [],
      observed: [],
      terminal: null,
      within: null,
    });
    expect(more.actions).toMatchObject([{ name: "up", domains: { by: [1, 2] }, fault: true, fair: { kind: "weak", per: "instance" } }]);
    expect(more.actions[0]?.actor({ by: 2 })).toBe("clerk 2");
    expect(more.properties.map(({ kind, name }) => [kind, name])).toEqual([
      ["invariant", "small"],
      ["step", "grows"],
      ["reachableIn", "itself"],
    ]);
    expect(more.witnesses.map(({ kind, name }) => [kind, name])).toEqual([
      ["witness", "high"],
      ["witnessStep", "jump"],
    ]);
    expect(more.terminal).toBe("any");
  });

  test("resolves the options of an action: always enabled, no fault, no fairness, and the action as its own actor", () => {
    const [action] = empty.action("up", up).definition.actions;
    expect(action).toMatchObject({ name: "up", domains: {}, fault: false, fair: null, when: null });
    expect(action?.actor({})).toBe("up");
    expect(empty.action("up", { ...up, actor: "clerk" }).definition.actions[0]?.actor({})).toBe("clerk");
  });

  test("keeps the parameters that an action had when it was added", () => {
    const tasks = [0, 1];
    const { definition } = empty.action("up", { task: tasks }, up);
    tasks.push(2);
    expect(definition.actions[0]?.domains).toEqual({ task: [0, 1] });
  });

  test("adds up its terminal states, and with any of them all states are", () => {
    const { terminal } = empty.terminal(s => s.n === 1).terminal(s => s.n === 3).definition;
    const isTerminal = terminal as (state: { n: number }) => boolean;
    expect([0, 1, 2, 3].filter(n => isTerminal({ n }))).toEqual([1, 3]);
    expect(
      empty
        .terminal(s => s.n === 1)
        .terminal("any")
        .terminal(s => s.n === 3).definition.terminal,
    ).toBe("any");
  });

  test("is extended by parts", () => {
    const counted = <S extends { n: number }>(of: Machine<S>): Machine<S> => of.action("up", { then: s => void s.n++ });
    expect(empty.use(counted).definition.actions.map(action => action.name)).toEqual(["up"]);
  });
});

describe("parameters", () => {
  test("are chosen with the last one varying fastest", () => {
    expect(choicesOf({ a: [1, 2], b: ["x", "y"] })).toEqual([
      { a: 1, b: "x" },
      { a: 1, b: "y" },
      { a: 2, b: "x" },
      { a: 2, b: "y" },
    ]);
  });

  test("are one empty choice when there are none, and no choice when one has no values", () => {
    expect(choicesOf({})).toEqual([{}]);
    expect(choicesOf({ a: [1, 2], b: [] })).toEqual([]);
  });

  test("cannot be changed by who is given them", () => {
    expect(Object.isFrozen(choicesOf({ a: [1] })[0])).toBe(true);
  });

  test("are often positions or ranges", () => {
    expect(indices(3)).toEqual([0, 1, 2]);
    expect(indices(0)).toEqual([]);
    expect(range(-1, 1)).toEqual([-1, 0, 1]);
    expect(range(2, 1)).toEqual([]);
    expect(range(1, instancesMax)).toHaveLength(instancesMax);
  });
});

const name = { allowed: "a non-empty string on one line", fix: "Write what it is called." };
const fairnesses =
  '"weak", "strong", { kind: "weak" or "strong", per: "instance", "action" or [names of parameters] }, { kind, group: "name" }, { kind, group: "name", per: [...] }';
const stateFunction = { given: "undefined", fix: "Write a function of the state." };
const identifier = { allowed: "a letter, then letters, digits and underscores", fix: "Rename it." };
const smaller = { allowed: "at most 65536", fix: "Use smaller parameter domains." };
const large = range(1, 257);

type Row = readonly [title: string, call: () => unknown, mistake: Omit<Mistake, "place">];

const rightAction = 'Write .action("up", { name: indices(n) }, { when, then }).';
const mistakes: readonly Row[] = [
  ["a machine without a name", () => machine("", {}), { code: "CUT101", message: '"" cannot be the name of a machine.', ...name }],
  ["a name of two lines", () => empty.action("up\ndown", up), { code: "CUT101", message: '"up\\ndown" cannot be the name of an action.', ...name }],
  [
    "a property without a name",
    () => empty.invariant(untyped(undefined), () => true),
    { code: "CUT101", message: "undefined cannot be the name of a property.", ...name },
  ],
  ["a witness with a blank name", () => empty.witness("  ", () => true), { code: "CUT101", message: '"  " cannot be the name of a witness.', ...name }],
  [
    "a parameter that is no identifier",
    () => empty.action("up", { "a-b": [1] }, up),
    { code: "CUT101", message: '"a-b" cannot be the name of a parameter of the action "up".', ...identifier },
  ],
  [
    "a machine without a state",
    () => machine("none", untyped(undefined)),
    { code: "CUT102", message: "undefined does not list the fields of the state.", allowed: "{ name: type, ... }", fix: "Write an object of types made by t." },
  ],
  [
    "two actions of one name",
    () => empty.action("up", up).action("up", up),
    { code: "CUT103", message: 'There are two actions named "up".', fix: "Rename one of them." },
  ],
  [
    "two properties of one name",
    () => empty.invariant("small", () => true).step("small", () => true),
    { code: "CUT103", message: 'There are two properties named "small".', fix: "Rename one of them." },
  ],
  [
    "two witnesses of one name",
    () => empty.witness("high", () => true).witnessStep("high", () => true),
    { code: "CUT103", message: 'There are two witnesses named "high".', fix: "Rename one of them." },
  ],
  [
    "a property named like a deadlock",
    () => empty.invariant(deadlockProperty, () => true),
    { code: "CUT103", message: '"no deadlock" is how a deadlock is reported.', fix: "Rename the property." },
  ],
  [
    "parameters that are no lists",
    () => empty.action("up", { by: untyped(3) }, up),
    {
      code: "CUT104",
      message: 'The parameter "by" of the action "up" has no list of values.',
      given: "3",
      fix: "Write indices(3) for 0 to 2.",
    },
  ],
  [
    "parameters without names",
    () => empty.action("up", untyped(undefined), up),
    { code: "CUT104", message: 'The parameters of the action "up" are not named lists of values.', given: "undefined", fix: "Write { name: indices(n) }." },
  ],
  ...[undefined, Number.NaN, Number.POSITIVE_INFINITY, { id: undefined }, [new Set([1])], 1n].map(
    (value): Row => [
      `a parameter with the value ${show(value)}`,
      () => empty.init({ by: untyped([0, value]) }, () => {}),
      {
        code: "CUT104",
        message: `The parameter "by" of init has the value ${typeof value === "object" ? JSON.stringify(value) : String(value)}.`,
        allowed: "strings, finite numbers, booleans, null, and lists and plain objects of these",
        fix: "Use a plain value, such as values(T) lists them, or a position or a name instead.",
      },
    ],
  ),
  [
    "a parameter with a value twice",
    () => empty.action("up", { by: [1, 2, 1] }, up),
    { code: "CUT104", message: 'The parameter "by" of the action "up" lists a value twice.', given: "[1,2,1]", fix: "List each value once." },
  ],
  [
    "a range without end",
    () => range(0, Number.POSITIVE_INFINITY),
    { code: "CUT104", message: "range(0, Infinity) is not a range of integers.", fix: "Give two integers." },
  ],
  ["a range of halves", () => range(0.5, 2), { code: "CUT104", message: "range(0.5, 2) is not a range of integers.", fix: "Give two integers." }],
  ["positions of no length", () => indices(-1), { code: "CUT104", message: "indices(-1) is not a length.", fix: "Give the length of the array." }],
  [
    "a very long range",
    () => range(0, 1e9),
    { code: "CUT105", message: "range(0, 1000000000) has 1000000001 values.", allowed: "at most 65536", fix: "Use a smaller range." },
  ],
  [
    "more instances than can be told apart",
    () => empty.action("up", { a: large, b: large }, up),
    { code: "CUT105", message: 'With the action "up" the machine has 66049 action instances.', ...smaller },
  ],
  [
    "more instances than could be listed",
    () => empty.action("down", up).action("up", { a: large, b: large, c: large, d: large }, up),
    { code: "CUT105", message: 'With the action "up" the machine has 4362470402 action instances.', ...smaller },
  ],
  [
    "too many initial states",
    () => empty.init(() => {}).init({ a: range(1, 1024), b: range(1, 1024) }, () => {}),
    { code: "CUT105", message: "With this init the machine has 1048577 choices of initial states.", ...smaller, allowed: "at most 1048576" },
  ],
  [
    "a guard of an initial state without parameters",
    () => empty.init(untyped({ when: () => true, then: () => {} })),
    {
      code: "CUT104",
      message: "init has a guard, and no parameters that it could choose among.",
      given: "{}",
      fix: "Write .init({ name: indices(n) }, { when: (s, { name }) => ..., then: (s, { name }) => ... }).",
    },
  ],
  [
    "a misspelt guard of an initial state",
    () => empty.init({ a: [1] }, untyped({ wenn: () => true, then: () => {} })),
    { code: "CUT106", message: 'init has an unknown option "wenn".', allowed: "when, then", fix: "Did you mean when?" },
  ],
  [
    "a guard of an initial state that is no function",
    () => empty.init({ a: [1] }, untyped({ when: true, then: () => {} })),
    { code: "CUT106", message: "init (when) has no function.", given: "true", fix: "Write a function of the state." },
  ],
  [
    "a composite value twice",
    () =>
      empty.action(
        "up",
        {
          by: [
            [1, 2],
            [1, 2],
          ],
        },
        up,
      ),
    { code: "CUT104", message: 'The parameter "by" of the action "up" lists a value twice.', given: "[[1,2],[1,2]]", fix: "List each value once." },
  ],
  [
    "a type where its values are meant",
    () => empty.action("up", { by: untyped(t.set(t.bool())) }, up),
    {
      code: "CUT104",
      message: 'The parameter "by" of the action "up" has no list of values.',
      given: show(t.set(t.bool())),
      fix: "Write values(T) for all values of a type T.",
    },
  ],
  ["an init without a function", () => empty.init({ a: [1] }, untyped(undefined)), { code: "CUT106", message: "init has no function.", ...stateFunction }],
  [
    "an action without options",
    () => empty.action("up", untyped(undefined)),
    { code: "CUT106", message: 'The action "up" has no options.', given: "undefined", fix: "Write { when, then, ... }." },
  ],
  [
    "an action with nothing but a name",
    () => (empty.action as (name: string) => unknown).call(empty, "up"),
    { code: "CUT106", message: 'The action "up" has no options.', given: "undefined", fix: "Write { when, then, ... }." },
  ],
  [
    "an action with parameters and nothing else",
    () => empty.action("up", untyped({ by: [1, 2] })),
    { code: "CUT106", message: 'The action "up" has parameters and no options.', given: '{"by":[1,2]}', fix: rightAction },
  ],
  [
    "an action whose parameters come last",
    () => empty.action("up", untyped(up), untyped({ by: [1, 2] })),
    { code: "CUT104", message: 'The action "up" has its options where its parameters are expected.', given: '{"by":[1,2]}', fix: rightAction },
  ],
  [
    "an effect that takes a parameter which nobody declares",
    () => empty.action("up", untyped({ then: (_: unknown, { by }: { by: number }) => void by })),
    { code: "CUT104", message: 'The action "up" (then) takes the parameter "by", and the action declares none.', fix: rightAction.replace("name", "by") },
  ],
  [
    "a guard that takes a parameter which nobody declares",
    () => empty.action("up", untyped({ ...up, when: (_: unknown, { by: step, of }: Record<string, number>) => step === of })),
    {
      code: "CUT104",
      message: 'The action "up" (when) takes the parameter "by", "of", and the action declares none.',
      fix: rightAction.replace("name", "by: indices(n), of"),
    },
  ],
  [
    "an actor of a parameter which nobody declares",
    () => empty.action("up", untyped({ ...up, actor: ({ by }: { by: number }) => `clerk ${by}` })),
    { code: "CUT104", message: 'The action "up" (actor) takes the parameter "by", and the action declares none.', fix: rightAction.replace("name", "by") },
  ],
  [
    "a parameter whose list was forgotten",
    () => empty.action("up", untyped({ by: undefined }), up),
    {
      code: "CUT104",
      message: 'The parameter "by" of the action "up" has no list of values.',
      given: "undefined",
      fix: "Write an array, indices(n), range(lo, hi) or a scalarset.",
    },
  ],
  [
    "a parameter with a hole in its list",
    () => empty.action("up", untyped({ by: new Array(2) }), up),
    {
      code: "CUT104",
      message: 'The parameter "by" of the action "up" has the value undefined.',
      allowed: "strings, finite numbers, booleans, null, and lists and plain objects of these",
      fix: "Use a plain value, such as values(T) lists them, or a position or a name instead.",
    },
  ],
  [
    "an init whose parameters come last",
    () =>
      empty.init(
        untyped(() => {}),
        untyped({ a: [1] }),
      ),
    {
      code: "CUT104",
      message: "init has its parameters behind its function.",
      given: '{"a":[1]}',
      fix: "Write .init({ name: indices(n) }, (s, { name }) => ...).",
    },
  ],
  [
    "an action that is there and is not",
    () => empty.action("up", up).without("up"),
    { code: "CUT103", message: 'The machine has an action "up", and is said to be without it.', fix: "Remove one of the two declarations." },
  ],
  [
    "an action that is not there and is",
    () => empty.without("up").action("up", up),
    { code: "CUT103", message: 'The machine has an action "up", and is said to be without it.', fix: "Remove one of the two declarations." },
  ],
  [
    "a step property of no actions",
    () => empty.step("grows", { of: [] }, () => true),
    {
      code: "CUT106",
      message: 'The property "grows" names no actions.',
      given: "[]",
      allowed: "a list of actions' names",
      fix: 'Write { of: ["the name of an action"] }.',
    },
  ],
  [
    "a step property of one action that is no list",
    () => empty.step("grows", untyped({ of: "up" }), () => true),
    {
      code: "CUT106",
      message: 'The property "grows" names no actions.',
      given: '"up"',
      allowed: "a list of actions' names",
      fix: 'Write { of: ["the name of an action"] }.',
    },
  ],
  [
    "a step witness with a misspelt option",
    () => empty.witnessStep("jump", untyped({ off: ["up"] }), () => true),
    { code: "CUT106", message: 'The witness "jump" has an unknown option "off".', allowed: "of", fix: "Did you mean of?" },
  ],
  [
    "a step property without a function",
    () => empty.step("grows", { of: ["up"] }, untyped(undefined)),
    { code: "CUT106", message: 'The property "grows" has no function.', ...stateFunction },
  ],
  [
    "a terminal that is no function after one that is any",
    () => empty.terminal("any").terminal(untyped("none")),
    { code: "CUT106", message: "terminal has no function.", given: '"none"', fix: 'Write .terminal(s => ...) or .terminal("any").' },
  ],
  [
    "an action with an unknown option",
    () => empty.action("up", untyped({ ...up, guard: () => true })),
    {
      code: "CUT106",
      message: 'The action "up" has an unknown option "guard".',
      allowed: "when, then, actor, fault, fair",
      fix: "Use one of the known options.",
    },
  ],
  [
    "an action without an effect",
    () => empty.action("up", untyped({ when: () => true })),
    { code: "CUT106", message: 'The action "up" (then) has no function.', ...stateFunction },
  ],
  [
    "a guard that is no function",
    () => empty.action("up", untyped({ ...up, when: true })),
    { code: "CUT106", message: 'The action "up" (when) has no function.', given: "true", fix: "Write a function of the state." },
  ],
  [
    "an actor that is no name",
    () => empty.action("up", untyped({ ...up, actor: 3 })),
    {
      code: "CUT106",
      message: 'The action "up" has no such actor.',
      given: "3",
      allowed: "a string, or a function of the parameters",
      fix: "Use one of them.",
    },
  ],
  [
    "a fault that is neither",
    () => empty.action("up", untyped({ ...up, fault: "yes" })),
    { code: "CUT106", message: 'The action "up" has no such fault.', given: '"yes"', allowed: "true, false", fix: "Use one of them." },
  ],
  [
    "a fairness of another kind",
    () => empty.action("up", untyped({ ...up, fair: "very" })),
    { code: "CUT106", message: 'The action "up" has no such fairness.', given: '"very"', allowed: fairnesses, fix: "Use one of them." },
  ],
  [
    "a fairness that does not say for what",
    () => empty.action("up", untyped({ ...up, fair: { kind: "weak" } })),
    { code: "CUT106", message: 'The action "up" has no such fairness.', given: '{"kind":"weak"}', allowed: fairnesses, fix: "Use one of them." },
  ],
  [
    "a leadsTo with one function",
    () => empty.leadsTo("drains", () => true, untyped(undefined)),
    { code: "CUT106", message: 'The property "drains" has no function.', ...stateFunction },
  ],
  [
    "steps to wait for that are none",
    () => empty.infinitelyOften("steps", untyped({})),
    {
      code: "CUT106",
      message: 'The property "steps" names no steps.',
      given: "{}",
      allowed: "a function of the state, or { of: [names of actions], where: (before, after, step) => ... } with one of the two or both",
      fix: 'Write { of: ["the name of an action"] } for its steps.',
    },
  ],
  [
    "steps to wait for by a misspelt option",
    () => empty.leadsTo("drains", () => true, untyped({ of: ["up"], when: () => true })),
    { code: "CUT106", message: 'The property "drains" has an unknown option "when".', allowed: "of, where", fix: "Did you mean where?" },
  ],
  [
    "steps to wait for by no list of actions",
    () => empty.eventually("comes", untyped({ of: "up" })),
    {
      code: "CUT106",
      message: 'The property "comes" names no actions.',
      given: '"up"',
      allowed: "a list of actions' names",
      fix: 'Write { of: ["the name of an action"] }.',
    },
  ],
  [
    "steps to wait for by what is no function",
    () => empty.eventually("comes", untyped({ where: true })),
    { code: "CUT106", message: 'The property "comes" has no function in where.', given: "true", fix: "Write where: (before, after, step) => ..." },
  ],
  [
    "steps that are to stay",
    () => empty.eventuallyAlways("stays", untyped({ of: ["up"] })),
    { code: "CUT106", message: 'The property "stays" has no function.', given: '{"of":["up"]}', fix: "Write a function of the state." },
  ],
  [
    "an invariant without a function",
    () => empty.invariant("small", untyped(undefined)),
    { code: "CUT106", message: 'The property "small" has no function.', ...stateFunction },
  ],
  [
    "a step property without a function",
    () => empty.step("grows", untyped(undefined)),
    { code: "CUT106", message: 'The property "grows" has no function.', ...stateFunction },
  ],
  [
    "a witness without a function",
    () => empty.witness("high", untyped(undefined)),
    { code: "CUT106", message: 'The witness "high" has no function.', ...stateFunction },
  ],
  [
    "reachable in no machine",
    () => empty.reachableIn("elsewhere", untyped({}), () => null),
    {
      code: "CUT106",
      message: 'The property "elsewhere" names no machine to be reachable in.',
      given: "{}",
      fix: "Write .reachableIn(name, otherMachine, s => value).",
    },
  ],
  [
    "reachable without a map",
    () => empty.reachableIn("elsewhere", empty, untyped(undefined)),
    { code: "CUT106", message: 'The property "elsewhere" has no function.', ...stateFunction },
  ],
  [
    "terminal without a function",
    () => empty.terminal(untyped("all")),
    { code: "CUT106", message: "terminal has no function.", given: '"all"', fix: 'Write .terminal(s => ...) or .terminal("any").' },
  ],
  [
    "messages without a function",
    () => empty.underway(untyped([])),
    { code: "CUT106", message: "underway has no function.", given: "[]", fix: "Write a function of the state." },
  ],
  ["marks without a function", () => empty.marks(untyped(undefined)), { code: "CUT106", message: "marks has no function.", ...stateFunction }],
  [
    "observed values without names",
    () => empty.observed(untyped([])),
    { code: "CUT106", message: "observed has no named functions.", given: "[]", fix: "Write .observed({ name: s => value })." },
  ],
  [
    "an observed value without a function",
    () => empty.observed(untyped({ n: 1 })),
    { code: "CUT106", message: 'The observed value "n" has no function.', given: "1", fix: "Write a function of the state." },
  ],
  [
    "an observed value whose name is no identifier",
    () => empty.observed({ "the n": s => s.n }),
    {
      code: "CUT101",
      message: '"the n" cannot be the name of an observed value.',
      allowed: "a letter, then letters, digits and underscores",
      fix: "Rename it.",
    },
  ],
  [
    "two observed values of one name",
    () => empty.observed({ n: s => s.n }).observed({ n: s => s.n }),
    { code: "CUT103", message: 'There are two observed values named "n".', fix: "Rename one of them." },
  ],
  [
    "a part that is none",
    () => empty.use(untyped(undefined)),
    { code: "CUT106", message: "use has no part.", given: "undefined", fix: "Write .use(machine => machine.action(...))." },
  ],
];

describe("a mistake in a machine says what is wrong, what is allowed and what to do", () => {
  test.each(mistakes)("%s", (_, call, mistake) => {
    expect(mistakeOf(call)).toEqual({ place: {}, ...mistake });
  });
});
