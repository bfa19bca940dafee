import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import type { Archive } from "../../src/counterexample/archive.ts";
import { replay } from "../../src/counterexample/replay.ts";
import { replayText } from "../../src/render/replay.ts";
import { traceText } from "../../src/render/trace.ts";
import { archived } from "./archived.ts";
import { toy } from "./toy.ts";

const plain = new Chalk({ level: 0 });

describe("a counterexample in the terminal", () => {
  it("shows who did what, and only what changed", async () => {
    expect(traceText(await archived("accepted"), plain)).toBe(
      `toy  accepted  A toy checkpoint
violates  an aborted checkpoint stays aborted  (must hold of every step)
rules     late=accepted  mistake=false
size      tasks=2
length    4 steps, 1 fault

0  initially
     phase    idle
     acked    {}
     task[0]  {epoch: 0}
     task[1]  {epoch: 0}
1  coordinator  trigger
     phase  idle -> pending
2  coordinator  timeout  FAULT
     phase  pending -> aborted
3  task 0  ack(task: 0)
     acked          {} -> {0}
     task[0].epoch  0 -> 1
4  task 1  ack(task: 1)
     phase          aborted -> complete
     acked          {0} -> {0, 1}
     task[1].epoch  0 -> 1

=> Step 4 violates "an aborted checkpoint stays aborted".
`,
    );
  });

  it("says how each kind of property fails", async () => {
    const archive = await archived("accepted");
    const ending = (kind: Archive["property"]["kind"], steps = 4): string => {
      const trace = { ...archive.trace, steps: archive.trace.steps.slice(0, steps) };
      return traceText({ ...archive, property: { kind, name: "P" }, trace }, plain)
        .trimEnd()
        .split("\n\n")
        .at(-1)!;
    };
    expect(ending("invariant")).toBe('=> In the state after step 4, "P" does not hold.');
    expect(ending("invariant", 0)).toBe('=> In the initial state, "P" does not hold.');
    expect(ending("deadlock")).toBe("=> In the state after step 4 no action is enabled, and it is not declared terminal.");
    expect(ending("reachableIn")).toBe('=> For the state after step 4, "P" does not hold: its mapped value is no state that the other\nmachine can reach.');
  });

  it("stays within 100 columns when values are long", async () => {
    const archive = await archived("accepted");
    const members = Array.from({ length: 60 }, (_, i) => i);
    const types: Archive["types"] = {
      members: { kind: "set", domain: { kind: "int", lo: 0, hi: 99 } },
      aVeryLongNameOfAFieldThatNobodyShouldWrite: { kind: "bool" },
    };
    const states = [
      { members: members.slice(0, 3), aVeryLongNameOfAFieldThatNobodyShouldWrite: false },
      { members, aVeryLongNameOfAFieldThatNobodyShouldWrite: true },
    ] as const;
    const step = { action: "grow", parameters: {}, actor: "task 0", fault: false, state: states[1] };
    const text = traceText({ ...archive, types, trace: { initial: states[0], steps: [step] } }, plain);
    expect(text.split("\n").every(line => line.length <= 100)).toBe(true);
    expect(text.slice(text.indexOf("1  task 0"), text.indexOf("\n\n=>"))).toBe(
      `1  task 0  grow
     members                       {0, 1, 2}
                                -> {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
                                   18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33,
                                   34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49,
                                   50, 51, 52, 53, 54, 55, 56, 57, 58, 59}
     aVeryLongNameOfAFieldThatNobodyShouldWrite  false -> true`,
    );
  });

  it("wraps a long list of knobs", async () => {
    const semantics = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`aRuleOfTheProtocol${i}`, i % 2 === 0]));
    expect(traceText({ ...(await archived("accepted")), semantics }, plain)).toContain(
      `rules     aRuleOfTheProtocol0=true  aRuleOfTheProtocol1=false  aRuleOfTheProtocol2=true
          aRuleOfTheProtocol3=false  aRuleOfTheProtocol4=true  aRuleOfTheProtocol5=false
          aRuleOfTheProtocol6=true  aRuleOfTheProtocol7=false  aRuleOfTheProtocol8=true
size      tasks=2
`,
    );
  });

  it("names an action once when it has no actor", async () => {
    const archive = await archived("accepted");
    const steps = archive.trace.steps.map(step => ({ ...step, actor: step.action }));
    expect(traceText({ ...archive, trace: { ...archive.trace, steps } }, plain)).toContain("\n2  timeout  FAULT\n");
  });

  it("says so when a step changes nothing", async () => {
    const archive = await archived("accepted");
    const step = { action: "wait", parameters: {}, actor: "task 0", fault: false, state: archive.trace.initial };
    expect(traceText({ ...archive, trace: { ...archive.trace, steps: [step] } }, plain)).toContain("1  task 0  wait\n     nothing changed\n");
  });

  it("has colours where they are wanted, and obeys no control of a label", async () => {
    const archive = await archived("accepted");
    const esc = String.fromCharCode(27);
    expect(traceText(archive, new Chalk({ level: 1 }))).toContain(`${esc}[33mFAULT${esc}[39m`);
    const hostile = {
      ...archive,
      title: `${esc}[2Jgone`,
      trace: { ...archive.trace, steps: archive.trace.steps.map(step => ({ ...step, actor: `${esc}]0;x\u0007` })) },
    };
    expect(traceText(hostile, plain)).not.toContain(esc);
  });
});

describe("a replay in the terminal", () => {
  it("is a sentence for each outcome", async () => {
    const archive = await archived("accepted");
    const text = (...[outcome]: [Parameters<typeof replayText>[1]]): string => replayText(archive, outcome, plain);
    expect(text(replay(archive, toy))).toBe('toy accepted: still violates "an aborted checkpoint stays aborted", after 4 steps.\n');
    expect(text({ outcome: "violates", step: 2, definitionChanged: true })).toBe(
      `toy accepted: still violates "an aborted checkpoint stays aborted", after 2 steps, sooner than the archived 4.
  The spec declares other names, types or domains than when this was archived.
`,
    );
    expect(text({ outcome: "violates", step: 0, definitionChanged: false })).toBe(
      'toy accepted: still violates "an aborted checkpoint stays aborted", in the initial state.\n',
    );
    expect(text({ outcome: "holds", steps: 4, definitionChanged: false })).toBe(
      'toy accepted: no longer violates "an aborted checkpoint stays aborted": the run of 4 steps is possible, and the property holds along it.\n',
    );
    expect(text({ outcome: "notEnabled", step: 3, action: "ack", parameters: { task: 0 }, because: "guard" })).toBe(
      "toy accepted: step 3 is not enabled any more: the guard of ack(task: 0) is false.\n",
    );
    expect(text({ outcome: "notEnabled", step: 3, action: "ack", parameters: { task: 0 }, because: "constraint" })).toBe(
      "toy accepted: step 3, ack(task: 0), is not taken any more: the state after step 2 is beyond the constraint (within).\n",
    );
    expect(text({ outcome: "differs", step: 2, action: "timeout", differences: [{ path: "phase", before: "aborted", after: "pending" }] })).toBe(
      `toy accepted: step 2, timeout, leads to another state than the archived one.
  phase: aborted archived, pending found
`,
    );
    expect(text({ outcome: "differs", step: 0, action: null, differences: [{ path: "id", before: "1", after: "2" }] })).toBe(
      `toy accepted: the machine does not start in the archived initial state any more.
  id: 1 archived, 2 found
`,
    );
    expect(text({ outcome: "missing", missing: { what: "action", name: "ack", known: "trigger, timeout" } })).toBe(
      `toy accepted: the spec no longer has the action ack.
  It has: trigger, timeout
`,
    );
    expect(text({ outcome: "missing", missing: { what: "knob", name: "late", known: "" } })).toBe(
      "toy accepted: the spec no longer has the knob late.\n  It has none.\n",
    );
  });
});
