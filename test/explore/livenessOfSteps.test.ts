/** Properties of runs that wait for steps: what counts as a step, in which order steps and states come, and what is shown; at random in `liveness.test.ts`. */
import { assign, indices, type Machine, machine, spec, t } from "cutcheck";
import { describe, expect, test } from "vitest";
import { adHoc } from "../../src/check/check.ts";
import { type Archive, archiveOf, readTrace, writeTrace } from "../../src/counterexample/archive.ts";
import { replay } from "../../src/counterexample/replay.ts";
import { isLiveness } from "../../src/dsl/machine.ts";
import { explore, unlimited } from "../../src/explore/explore.ts";
import type { Outcome, Trace } from "../../src/explore/work/outcome.ts";
import { graphNaively } from "../../src/plain/explore.ts";
import { violatedLiveness } from "../../src/plain/liveness.ts";
import { archiveReadme } from "../../src/render/markdown.ts";

/** Two tasks ask, and a coordinator answers or drops the question. Both may leave the state as it is: asking twice, answering nobody. */
const desk = (answer: { readonly fair?: "weak" | "strong" } = {}) =>
  machine("desk", { asked: t.array(2, t.bool()) })
    .action("ask", { task: indices(2) }, { fair: "weak", then: (s, { task }) => s.asked.set(task, true) })
    .action("answer", { task: indices(2) }, { ...answer, then: (s, { task }) => s.asked.set(task, false) })
    .action("drop", { task: indices(2) }, { fault: true, when: (s, { task }) => s.asked.get(task), then: (s, { task }) => s.asked.set(task, false) });

type Desk = ReturnType<typeof desk>;

const verdicts = (made: Machine<never>): readonly [string, string | null] => {
  const { definition } = made;
  const turns = violatedLiveness(definition, graphNaively(definition), definition.properties.filter(isLiveness));
  let turn = turns.next();
  while (turn.done !== true) turn = turns.next();
  return [explore(definition).finding.verdict, turn.value?.property ?? null];
};

const said = (made: unknown): string => {
  const [fast, plain] = verdicts(made as Machine<never>);
  expect(plain === null ? "holds" : "violated").toBe(fast);
  return fast;
};

const shown = ({ finding }: Outcome): Trace => {
  if (finding.verdict !== "violated") throw new Error(`the verdict is ${finding.verdict}`);
  return finding.trace;
};

describe("a step that is waited for", () => {
  const answers = { of: ["answer"] };

  test("must be taken again and again", () => {
    const often = (made: Desk) => said(made.infinitelyOften("answers", answers));
    expect(often(desk())).toBe("violated");
    expect(often(desk({ fair: "weak" }))).toBe("violated");
    expect(often(desk({ fair: "strong" }))).toBe("holds");
    const { steps, loop } = shown(explore(desk({ fair: "weak" }).infinitelyOften("answers", answers).definition));
    expect(steps.some(({ action }, i) => action === "answer" && i >= (loop?.start ?? 0))).toBe(false);
  });

  test("must come once", () => {
    expect(said(desk({ fair: "weak" }).eventually("asks", { of: ["ask"] }))).toBe("holds");
    expect(said(desk({ fair: "weak" }).eventually("answers", answers))).toBe("violated");
    expect(said(desk({ fair: "strong" }).eventually("answers", answers))).toBe("holds");
  });

  test("is one that changes the state", () => {
    const idle = machine("idle", { n: t.int(0, 1) }).action("spin", { fair: "strong", then: s => assign(s, { n: s.n }) });
    expect(said(idle.infinitelyOften("spins", { of: ["spin"] }))).toBe("violated");
    expect(said(idle.eventually("spins", { where: () => true }))).toBe("violated");
    // A question about it would be one about no step at all.
    expect(said(idle.leadsTo("spins", { where: () => expect.unreachable() }, { of: ["spin"] }))).toBe("holds");
  });

  test("is enabled all the same where a run that violates the property does not take it", () => {
    // Fairness wants the step that the property waits for: no fair run is without it.
    const fair = machine("fair", { n: t.int(0, 1) }).action("flip", { fair: "weak", then: s => assign(s, { n: 1 - s.n }) });
    expect(said(fair.infinitelyOften("flips", { of: ["flip"] }))).toBe("holds");
    const { loop } = shown(explore(desk().infinitelyOften("answers", answers).definition));
    expect(loop?.waiting.map(each => each.action)).toContain("answer");
  });

  test("is chosen by its action, by what it does, or by both", () => {
    const made = desk({ fair: "strong" });
    const ofTask = (task: number) => ({
      of: ["answer"],
      where: (_: unknown, __: unknown, { parameters }: { readonly parameters: object }) => "task" in parameters && parameters.task === task,
    });
    expect(said(made.infinitelyOften("answers task 1", ofTask(1)))).toBe("holds");
    expect(said(made.infinitelyOften("frees both at once", { where: before => before.asked.get(0) && before.asked.get(1) }))).toBe("violated");
  });
});

describe("a step that leads to something", () => {
  const asks = { of: ["ask"] };

  test("leads to a step", () => {
    const answered = (made: Desk) => said(made.leadsTo("who asks is answered", asks, { of: ["answer"] }));
    expect(answered(desk())).toBe("violated");
    expect(answered(desk({ fair: "weak" }))).toBe("violated");
    expect(answered(desk({ fair: "strong" }))).toBe("holds");
  });

  test("leads to the state after it or a later one, and not to the one before it", () => {
    const line = machine("line", { n: t.int(0, 2) })
      .action("go", { when: s => s.n < 2, then: s => void s.n++ })
      .terminal("any");
    const first = { where: (before: { readonly n: number }) => before.n === 0 };
    const leads = (n: number) => said(line.leadsTo("to n", first, s => s.n === n));
    expect([leads(0), leads(1), leads(2)]).toEqual(["violated", "holds", "violated"]);
  });

  test("follows a state if it is taken there or later, and not by the step to it", () => {
    const line = machine("line", { n: t.int(0, 2) })
      .action("go", { fair: "weak", when: s => s.n < 2, then: s => void s.n++ })
      .terminal("any");
    const leads = (n: number) => said(line.leadsTo("n to the second step", s => s.n === n, { where: before => before.n === 1 }));
    expect([leads(0), leads(1), leads(2)]).toEqual(["holds", "holds", "violated"]);
  });

  test("leads to itself", () => {
    expect(said(desk().leadsTo("asks", asks, asks))).toBe("holds");
  });

  test("has a run that begins with it, as short as can be", () => {
    const unanswered = desk().leadsTo("an answer leads to an answer", { of: ["answer"] }, { of: ["drop"] });
    const { steps, loop } = shown(explore(unanswered.definition));
    expect([steps.slice(0, 2).map(({ action }) => action), loop?.start]).toEqual([["ask", "answer"], 2]);
  });
});

describe("beyond a constraint", () => {
  test("there is no step to wait for, and none that leads to something", () => {
    const counter = machine("counter", { n: t.int(0, 9) })
      .action("count", { fair: "weak", then: s => void s.n++ })
      .within(s => s.n < 3);
    expect(said(counter.leadsTo("leaving leads to nothing", { where: (_, after) => after.n === 3 }, { where: () => false }))).toBe("holds");
    expect(said(counter.leadsTo("2 leads to 3", s => s.n === 2, { where: (_, after) => after.n === 3 }))).toBe("holds");
  });
});

describe("a counterexample", () => {
  const made = desk({ fair: "weak" }).leadsTo("who asks is answered", { of: ["ask"] }, { of: ["answer"] });
  const owner = (today: unknown) => spec("desk", { title: "", summary: "", build: () => today as typeof made, cases: [] });
  const archived = (machineMade: typeof made): Archive => {
    const { finding } = explore(machineMade.definition);
    if (finding.verdict !== "violated") return expect.unreachable();
    const archive = archiveOf(adHoc(owner(machineMade), {}, {}), machineMade.definition, finding.property, finding.trace);
    return readTrace(writeTrace(archive), "trace.json");
  };

  test("says in its file that steps are waited for, and one of states says nothing", () => {
    expect(archived(made).property).toEqual({ kind: "leadsTo", name: "who asks is answered", moments: ["step", "step"] });
    const ofStates = desk().leadsTo(
      "who asks is answered",
      s => s.asked.get(0),
      s => !s.asked.get(0),
    );
    expect(archived(ofStates as unknown as typeof made).property).toEqual({ kind: "leadsTo", name: "who asks is answered" });
  });

  test("is replayed by the definitions", () => {
    const archive = archived(made);
    expect(replay(archive, owner(made))).toMatchObject({ outcome: "violates" });
    const answers = (step: object) => desk({ fair: "weak" }).leadsTo("who asks is answered", { of: ["ask"] }, step);
    expect(replay(archive, owner(answers({ of: ["answer", "drop"] })))).toMatchObject({ outcome: "holds" });
    expect(replay(archive, owner(desk({ fair: "strong" }).leadsTo("who asks is answered", { of: ["ask"] }, { of: ["answer"] })))).toMatchObject({
      outcome: "unfair",
    });
  });

  test("of a property that waits for other things has other words", () => {
    expect(archiveReadme(archived(made))).toContain("after each step of the first kind, a step of the second kind must come.");
    const often = desk().infinitelyOften("answers", { of: ["answer"] });
    expect(archiveReadme(archived(often as unknown as typeof made))).toContain("such a step must come again and again.");
  });
});

describe("a function of steps that goes wrong", () => {
  const finding = (where: (before: { n: number }, after: { n: number }) => unknown) => {
    const circle = machine("circle", { n: t.int(0, 4) }).action("count", { fair: "weak", then: s => assign(s, { n: (s.n + 1) % 5 }) });
    return explore(circle.infinitelyOften("p", { where: where as never }).definition).finding;
  };
  let calls = 0;

  test.each([
    ["throws", "CUT208", (_: unknown, after: { n: number }) => (after.n === 4 ? JSON.parse("{") : false), 4],
    ["returns no boolean", "CUT213", (_: unknown, after: { n: number }) => after.n === 4 || 1, 1],
    ["writes", "CUT207", (before: { n: number }) => before.n === 3 && assign(before, { n: 0 }) === undefined, 4],
    // The order of the calls is another one when the sample is asked again.
    ["counts its calls", "CUT209", () => ++calls > 5, null],
  ] as const)("%s: is a mistake with its place and the run to the step", (_, code, where, length) => {
    const found = finding(where);
    if (found.verdict !== "error") throw new Error(`the verdict is ${found.verdict}`);
    expect(found.error.mistake).toMatchObject({ code, place: { role: "infinitelyOften", name: "p" } });
    if (length !== null) expect((found.error.trace as Trace).steps).toHaveLength(length);
  });
});

test("what is said of each edge counts to the memory", () => {
  const circle = machine("circle", { n: t.int(0, 19_999) }).action("count", { fair: "weak", then: s => assign(s, { n: (s.n + 1) % 20_000 }) });
  const bytes = (made: { readonly definition: typeof circle.definition }): number => explore(made.definition).memoryBytes;
  const ofStates = circle.infinitelyOften("p", s => s.n === 0);
  const ofSteps = circle.infinitelyOften("p", { of: ["count"] });
  expect(bytes(ofSteps) - bytes(ofStates)).toBe(20_000);
  const budget = { ...unlimited, memoryBytesMax: bytes(circle) + 100_000 };
  expect(explore(ofSteps.definition, { budget }).finding).toMatchObject({ verdict: "incomplete", reason: "memory", undecided: "p" });
});
