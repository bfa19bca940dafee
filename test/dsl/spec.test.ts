/** Specs, their cases and what they expect: what is resolved, and every mistake. */
import { CutcheckError, holds, knob, type Mistake, machine, type Spec, spec, t, violates } from "cutcheck";
import { describe, expect, test } from "vitest";
import { buildMachine } from "../../src/dsl/spec.ts";
import { mistakeOf, untyped } from "../support/mistakes.ts";

const built = machine("counter", { n: t.int(0, 3) })
  .action("up", { when: s => s.n < 3, then: s => void s.n++ })
  .invariant("small", s => s.n <= 3)
  .witness("high", s => s.n === 3);

const options = {
  title: "A counter",
  summary: "Counts.",
  scope: { top: knob.int(3, 1, 3) },
  semantics: { rule: knob.oneOf("up", ["up", "down"]) },
  build: () => built,
  cases: [] as readonly { name: string; expect: ReturnType<typeof holds> }[],
};

/** A spec with these options, as a file without a type check would give them. */
const specWith = (changed: Readonly<Record<string, unknown>>): Spec => spec("counter", untyped({ ...options, ...changed }));
const caseWith = (changed: Readonly<Record<string, unknown>>): Spec => specWith({ cases: [{ name: "small", expect: holds(), ...changed }] });
const buildWith = (changed: Readonly<Record<string, unknown>>): unknown => {
  const of = caseWith(changed);
  const [quoted] = of.cases;
  return buildMachine(of, {}, {}, quoted);
};

describe("a spec", () => {
  test("has every option resolved", () => {
    expect(spec("counter", options)).toEqual({ isCutcheckSpec: true, name: "counter", ...options, sources: [], logs: null });
    expect(spec("bare", { title: "Bare", summary: "", build: () => built, cases: [] })).toMatchObject({ scope: {}, semantics: {}, sources: [], cases: [] });
  });

  test("has every option of its cases resolved", () => {
    const { cases } = caseWith({});
    expect(cases).toEqual([
      {
        name: "small",
        about: "",
        tier: "quick",
        scope: { top: 3 },
        semantics: { rule: "up" },
        expect: { verdict: "holds", counts: {} },
        properties: null,
        witnesses: null,
        neverEnabled: [],
      },
    ]);
    expect(caseWith({ scope: { top: 1 }, semantics: { rule: "down" }, tier: "full" }).cases).toMatchObject([
      { scope: { top: 1 }, semantics: { rule: "down" }, tier: "full" },
    ]);
  });

  test("builds its machine from the values of its knobs", () => {
    const of = spec("sized", { ...options, build: ({ top }) => machine("sized", { n: t.int(0, top) }) });
    expect(buildMachine(of, { top: 2 }, {}).definition.state).toEqual({ n: { kind: "int", lo: 0, hi: 2 } });
  });

  test("may quote in a case what its machine has, and a deadlock", () => {
    expect(buildWith({ properties: ["small", "no deadlock"], witnesses: ["high"], neverEnabled: ["up"], expect: violates("no deadlock") })).toBe(built);
    expect(buildWith({ properties: [], expect: violates("no deadlock") })).toBe(built);
  });
});

describe("an expectation", () => {
  test("is a verdict and exact counts", () => {
    expect(holds()).toEqual({ verdict: "holds", counts: {} });
    expect(holds({ states: 3, levels: [1, 2] })).toEqual({ verdict: "holds", counts: { states: 3, levels: [1, 2] } });
  });

  test("may be a violation, with the length of the shortest run", () => {
    expect(violates("small")).toEqual({ verdict: "violated", property: "small", steps: null, counts: {} });
    expect(violates("small", { steps: 0, states: 1 })).toEqual({ verdict: "violated", property: "small", steps: 0, counts: { states: 1 } });
  });
});

const inSpec = { spec: "counter" };
const inCase = { spec: "counter", case: "small" };
const slug = { allowed: "lower-case letters, digits and . _ = , + -", fix: "It names a folder of the archive: write it like two-phase or n=3." };
const countNames = "states, transitions, distinctEdges, terminalStates, levels, levelCount";
const namesOfAll = `${countNames}, withoutSymmetry`;

type Row = readonly [title: string, call: () => unknown, mistake: Mistake];

const specMistakes: readonly Row[] = [
  ...["", "Counter", "a b", "../up", "-n"].map(
    (name): Row => [
      `the spec's name ${JSON.stringify(name)}`,
      () => spec(name, options),
      { code: "CUT101", message: `${JSON.stringify(name)} cannot be the name of a spec.`, place: {}, ...slug },
    ],
  ),
  ["a case's name", () => caseWith({ name: "Small" }), { code: "CUT101", message: '"Small" cannot be the name of a case.', place: inSpec, ...slug }],
  [
    "a knob's name",
    () => specWith({ scope: { "top most": knob.bool(true) } }),
    {
      code: "CUT101",
      message: '"top most" cannot be the name of a knob.',
      place: inSpec,
      allowed: "a letter, then letters, digits and underscores",
      fix: "Rename it.",
    },
  ],
  [
    "two cases of one name",
    () =>
      specWith({
        cases: [
          { name: "small", expect: holds() },
          { name: "small", expect: holds() },
        ],
      }),
    { code: "CUT103", message: 'There are two cases named "small".', place: inSpec, fix: "Rename one of them." },
  ],
  [
    "a knob of size and of rules",
    () => specWith({ semantics: { top: knob.bool(true) } }),
    {
      code: "CUT103",
      message: 'The knob "top" is both in scope and in semantics.',
      place: inSpec,
      fix: "Size and rules are never mixed: rename or remove one.",
    },
  ],
  [
    "no options",
    () => spec("counter", untyped(undefined)),
    { code: "CUT106", message: "The spec has no options.", place: inSpec, given: "undefined", fix: "Write { title, summary, ... }." },
  ],
  [
    "an unknown option",
    () => specWith({ case: [] }),
    {
      code: "CUT106",
      message: 'The spec has an unknown option "case".',
      place: inSpec,
      allowed: "title, summary, sources, scope, semantics, build, cases, logs",
      fix: "Did you mean cases?",
    },
  ],
  [
    "no title",
    () => specWith({ title: undefined }),
    { code: "CUT106", message: "The spec has no title.", place: inSpec, given: "undefined", fix: 'Write title: "...".' },
  ],
  [
    "a summary that is no text",
    () => specWith({ summary: 3 }),
    { code: "CUT106", message: "The spec has no summary.", place: inSpec, given: "3", fix: 'Write summary: "...".' },
  ],
  [
    "a source that is no list",
    () => specWith({ sources: "a paper" }),
    { code: "CUT106", message: "The spec has no list of strings as sources.", place: inSpec, given: '"a paper"', fix: 'Write sources: ["..."].' },
  ],
  [
    "nothing to build",
    () => specWith({ build: built }),
    {
      code: "CUT106",
      message: "The spec has no build function.",
      place: inSpec,
      given: expect.any(String),
      fix: "Write build: (scope, semantics) => machine(...).",
    },
  ],
  [
    "no cases",
    () => specWith({ cases: undefined }),
    { code: "CUT106", message: "The spec has no list of cases.", place: inSpec, given: "undefined", fix: "Write cases: [{ name, expect }]." },
  ],
  [
    "knobs that are none",
    () => specWith({ scope: 3 }),
    { code: "CUT106", message: "The spec's scope has no knobs.", place: inSpec, given: "3", fix: "Write { name: knob.int(2, 1, 4) }." },
  ],
  [
    "a value in the place of a knob",
    () => specWith({ scope: { top: 3 } }),
    {
      code: "CUT106",
      message: '"top" in scope is not a knob.',
      place: inSpec,
      given: "3",
      allowed: "knob.int, knob.faults, knob.oneOf, knob.bool",
      fix: "Write a knob with its default.",
    },
  ],
  [
    "a case that is none",
    () => specWith({ cases: ["small"] }),
    { code: "CUT106", message: "A case has no options.", place: inSpec, given: '"small"', fix: "Write { name, expect, ... }." },
  ],
  [
    "an unknown option of a case",
    () => caseWith({ semantic: {} }),
    {
      code: "CUT106",
      message: 'A case has an unknown option "semantic".',
      place: inSpec,
      allowed: "name, expect, about, tier, scope, semantics, properties, witnesses, neverEnabled",
      fix: "Did you mean semantics?",
    },
  ],
  [
    "an unknown tier",
    () => caseWith({ tier: "slow" }),
    { code: "CUT106", message: "The case has no such tier.", place: inCase, given: '"slow"', allowed: "quick, full", fix: "Use one of them." },
  ],
  [
    "no expectation",
    () => caseWith({ expect: undefined }),
    {
      code: "CUT106",
      message: "The case expects nothing.",
      place: inCase,
      given: "undefined",
      allowed: "holds(...), violates(...)",
      fix: "Write expect: holds().",
    },
  ],
  [
    "an expectation that is not called",
    () => caseWith({ expect: holds }),
    {
      code: "CUT106",
      message: "The case expects nothing.",
      place: inCase,
      given: "a function",
      allowed: "holds(...), violates(...)",
      fix: "Write expect: holds().",
    },
  ],
  ...(
    [
      ["as a word", "holds", "The case expects nothing."],
      ["of another verdict", { verdict: "hold", counts: {} }, "The case expects nothing."],
      ["without counts", { verdict: "holds" }, "The case's expectation has no counts."],
      ["of no property", { verdict: "violated", steps: null, counts: {} }, "The case's expectation has no property."],
      ["with a misspelt member", { verdict: "holds", counts: {}, state: 4 }, 'The case\'s expectation has an unknown member "state".'],
    ] as const
  ).map(
    ([name, value, message]): Row => [
      `an expectation ${name}`,
      () => caseWith({ expect: value }),
      { code: "CUT106", message, place: inCase, given: JSON.stringify(value), allowed: "holds(...), violates(...)", fix: "Write expect: holds()." },
    ],
  ),
  [
    "an expectation as data with a count that is a text",
    () => caseWith({ expect: { verdict: "holds", counts: { states: "80" } } }),
    {
      code: "CUT106",
      message: 'holds expects "states" to be "80".',
      place: inCase,
      allowed: "0, 1, 2, ...",
      fix: "Give the exact count.",
    },
  ],
  [
    "an expectation as data with half a step",
    () => caseWith({ expect: { verdict: "violated", property: "small", steps: 1.5, counts: {} } }),
    {
      code: "CUT106",
      message: "violates has no number of steps.",
      place: inCase,
      given: "1.5",
      allowed: "0, 1, 2, ...",
      fix: "Give the length of the shortest run.",
    },
  ],
  ...[5, "few", ["top"], null].map(
    (given): Row => [
      `knob values that are ${JSON.stringify(given)}`,
      () => caseWith({ scope: given }),
      { code: "CUT106", message: "The scope is no object of knobs.", place: inCase, given: JSON.stringify(given), fix: "Write { name: value }." },
    ],
  ),
  [
    "an about that is no text",
    () => caseWith({ about: 3 }),
    { code: "CUT106", message: "The case has no such about.", place: inCase, given: "3", allowed: "a text", fix: 'Write about: "...".' },
  ],
  [
    "a knob that nobody made",
    () => specWith({ scope: { top: { kind: "int", default: 99, lo: 1, hi: 3, faults: false, about: "" } } }),
    {
      code: "CUT106",
      message: '"top" in scope is not a knob.',
      place: inSpec,
      given: expect.any(String),
      allowed: "knob.int, knob.faults, knob.oneOf, knob.bool",
      fix: "Write a knob with its default.",
    },
  ],
  ...["properties", "witnesses", "neverEnabled"].map(
    (name): Row => [
      `${name} that are no list`,
      () => caseWith({ [name]: "small" }),
      { code: "CUT106", message: `The case has no list of strings as ${name}.`, place: inCase, given: '"small"', fix: `Write ${name}: ["..."].` },
    ],
  ),
  [
    "an unknown knob in a case",
    () => caseWith({ scope: { rule: "up" } }),
    { code: "CUT301", message: 'There is no knob "rule" in scope.', place: inCase, allowed: "top", fix: "Use one of the known names." },
  ],
  [
    "a knob's value in a case",
    () => caseWith({ scope: { top: 4 } }),
    {
      code: "CUT302",
      message: 'The knob "top" in scope cannot be 4.',
      place: inCase,
      given: "4",
      allowed: "an integer from 1 to 3",
      fix: "Use an allowed value.",
    },
  ],
];

const expectationMistakes: readonly Row[] = [
  [
    "an unknown count",
    () => holds(untyped({ state: 3 })),
    { code: "CUT106", message: 'holds has an unknown count "state".', place: {}, allowed: namesOfAll, fix: "Use one of the known counts." },
  ],
  [
    "an unknown count of all states",
    () => violates("small", { withoutSymmetry: untyped({ state: 3 }) }),
    {
      code: "CUT106",
      message: 'withoutSymmetry of violates has an unknown count "state".',
      place: {},
      allowed: countNames,
      fix: "Use one of the known counts.",
    },
  ],
  ...[80, "80", null, [80]].map(
    (given): Row => [
      `counts that are ${JSON.stringify(given)}`,
      () => holds(untyped(given)),
      {
        code: "CUT106",
        message: "holds has no counts by name.",
        place: {},
        given: JSON.stringify(given),
        allowed: countNames,
        fix: "Write { states: 80 }.",
      },
    ],
  ),
  [
    "counts of all states that are a number",
    () => holds({ withoutSymmetry: untyped(288) }),
    {
      code: "CUT106",
      message: "withoutSymmetry of holds has no counts by name.",
      place: {},
      given: "288",
      allowed: countNames,
      fix: "Write { states: 80 }.",
    },
  ],
  [
    "a violation with a number of nothing",
    () => violates("small", untyped(3)),
    { code: "CUT106", message: "violates has no counts by name.", place: {}, given: "3", allowed: countNames, fix: "Write { states: 80 }." },
  ],
  [
    "a count that is none",
    () => holds({ states: -1 }),
    { code: "CUT106", message: 'holds expects "states" to be -1.', place: {}, allowed: "0, 1, 2, ...", fix: "Give the exact count." },
  ],
  [
    "levels that are no list",
    () => violates("small", { levels: untyped(3) }),
    { code: "CUT106", message: 'violates expects "levels" to be 3.', place: {}, allowed: "a list of 0, 1, 2, ...", fix: "Give the exact count." },
  ],
  [
    "half a step",
    () => violates("small", { steps: 1.5 }),
    {
      code: "CUT106",
      message: "violates has no number of steps.",
      place: {},
      given: "1.5",
      allowed: "0, 1, 2, ...",
      fix: "Give the length of the shortest run.",
    },
  ],
  [
    "a violation of nothing",
    () => violates(untyped(undefined)),
    { code: "CUT106", message: "violates names no property.", place: {}, given: "undefined", fix: 'Write violates("the name of a property").' },
  ],
];

const buildMistakes: readonly Row[] = [
  [
    "what is no machine",
    () => buildMachine(specWith({ build: () => undefined }), {}, {}),
    { code: "CUT106", message: "build did not return a machine.", place: inSpec, given: "undefined", fix: "Return machine(...)." },
  ],
  [
    "a violation that is not looked for",
    () => buildWith({ properties: [], expect: violates("small") }),
    {
      code: "CUT106",
      message: 'The case expects "small" to be violated, and does not check it.',
      place: inCase,
      allowed: "no deadlock",
      fix: "Add it to the case's properties.",
    },
  ],
  [
    "an exception",
    () =>
      buildMachine(
        specWith({
          build: () => {
            throw new TypeError("no such rule\nat all");
          },
        }),
        {},
        {},
      ),
    { code: "CUT208", message: "build threw TypeError: no such rule", place: inSpec, fix: "Look at build with these knobs." },
  ],
  [
    "a mistake in the machine",
    () => buildMachine(specWith({ build: () => machine("counter", { n: t.int(1, 0) }) }), {}, {}),
    {
      code: "CUT102",
      message: "t.int(1, 0) is not a range of integers.",
      place: inSpec,
      allowed: "integers lo <= hi of at most 1073741823 in size",
      fix: "Write the smallest and the largest value, both included.",
    },
  ],
  [
    "a property that it does not have",
    () => buildWith({ expect: violates("smal") }),
    {
      code: "CUT305",
      message: 'The case names a property "smal", which the machine does not have.',
      place: inCase,
      allowed: "small; no deadlock",
      fix: "Use one of the known names.",
    },
  ],
  [
    "a witness that it does not have",
    () => buildWith({ witnesses: ["low"] }),
    {
      code: "CUT305",
      message: 'The case names a witness "low", which the machine does not have.',
      place: inCase,
      allowed: "high",
      fix: "Use one of the known names.",
    },
  ],
  [
    "an action that it does not have",
    () => buildWith({ neverEnabled: ["down"] }),
    {
      code: "CUT305",
      message: 'The case names an action "down", which the machine does not have.',
      place: inCase,
      allowed: "up",
      fix: "Use one of the known names.",
    },
  ],
];

describe.each([
  ["in a spec", specMistakes],
  ["in an expectation", expectationMistakes],
  ["in what is built", buildMistakes],
])("a mistake %s says where it is, what is allowed and what to do", (_, rows) => {
  test.each(rows)("%s", (__, call, mistake) => {
    expect(mistakeOf(call)).toEqual(mistake);
  });
});

test("an exception in build is kept as the cause", () => {
  const cause = new Error("why");
  const of = specWith({
    build: () => {
      throw cause;
    },
  });
  expect(() => buildMachine(of, {}, {})).toThrow(expect.objectContaining({ cause }));
  expect(() => buildMachine(of, {}, {})).toThrow(CutcheckError);
});
