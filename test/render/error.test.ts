import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import { CutcheckError } from "../../src/dsl/errors.ts";
import type { TypeNode } from "../../src/dsl/types.ts";
import type { Trace } from "../../src/explore/work/outcome.ts";
import { errorText } from "../../src/render/error.ts";

const plain = new Chalk({ level: 0 });

describe("a mistake as text", () => {
  it("is one line when nothing more is known", () => {
    expect(errorText(new CutcheckError({ code: "CUT306", message: "The file exports no spec.", place: {} }), plain)).toBe("CUT306 The file exports no spec.\n");
  });

  it("has file and line, given and allowed, and what to do", () => {
    const error = new CutcheckError({
      code: "CUT401",
      message: "The file is not JSON.",
      place: { file: "old/trace.json", line: 12, path: "$.states" },
      given: '"}"',
      allowed: "a value",
      fix: "Restore it.",
    });
    expect(errorText(error, plain)).toBe(`CUT401 The file is not JSON.
  field   $.states
  file    old/trace.json:12
  given   "}"
  allowed a value
  do      Restore it.
`);
  });

  it.each([
    [{ role: "guard", name: "ack", parameters: { task: 1, kind: "late ack" } }, "the guard of ack(task: 1, kind: late ack)"],
    [{ role: "effect", name: "trigger", parameters: {} }, "the effect of trigger"],
    [{ role: "actor", name: "trigger" }, "the actor of trigger"],
    [{ role: "init", parameters: { start: 1 } }, "init(start: 1)"],
    [{ role: "init" }, "init"],
    [{ role: "invariant", name: "one cut" }, 'the invariant "one cut"'],
    [{ role: "witness", name: "late ack" }, 'the witness "late ack"'],
    [{ role: "step", name: "stays aborted" }, 'the step property "stays aborted"'],
    [{ role: "reachableIn", name: "could occur" }, 'the map of "could occur"'],
    [{ role: "terminal" }, "the terminal states"],
  ] as const)("names the function of the spec: %j", (place, words) => {
    expect(errorText(new CutcheckError({ code: "CUT208", message: "It threw.", place }), plain)).toBe(`CUT208 It threw.\n  at      ${words}\n`);
  });

  it("names the spec, the case, and the machine where it is another one", () => {
    const at = (place: object): string => errorText(new CutcheckError({ code: "CUT208", message: "It threw.", place }), plain).split("\n")[1]!;
    expect(at({ spec: "toy", case: "a", machine: "toy" })).toBe("  in      spec toy, case a");
    expect(at({ spec: "toy", case: "a", machine: "failure-free" })).toBe("  in      spec toy, case a, machine failure-free");
  });

  const types: Readonly<Record<string, TypeNode>> = { n: { kind: "int", lo: 0, hi: 99 }, seen: { kind: "set", domain: { kind: "int", lo: 0, hi: 1 } } };
  const run = (length: number): Trace => ({
    initial: { n: 0, seen: [] },
    steps: Array.from({ length }, (_, i) => ({ action: "add", parameters: { by: 1 }, actor: "a", fault: false, state: { n: i + 1, seen: [1] } })),
  });
  const withRun = (length: number): CutcheckError => new CutcheckError({ code: "CUT208", message: "It threw.", place: {} }, { trace: run(length) });

  it("shows the run that leads there, with what changed, and the state it ends in", () => {
    expect(errorText(withRun(2), plain, types)).toBe(`CUT208 It threw.

  The run that leads there has 2 steps:
  1  add(by: 1)
       n     0 -> 1
       seen  {} -> {1}
  2  add(by: 1)
       n  1 -> 2
  and ends in this state:
       n     2
       seen  {1}
`);
  });

  it("shows an initial state without steps", () => {
    expect(errorText(withRun(0), plain, types)).toBe(`CUT208 It threw.

  It happens in an initial state:
       n     0
       seen  {}
`);
  });

  it("shows a run without the machine's types, sets as lists", () => {
    expect(errorText(withRun(1), plain)).toContain("seen  [] -> [1]");
  });

  it("shows a run of another machine than the types are those of", () => {
    const others: Readonly<Record<string, TypeNode>> = {
      n: { kind: "oneOf", labels: ["a"] },
      seen: { kind: "fifo", capacity: 1, element: { kind: "record", fields: {} } },
    };
    expect(errorText(withRun(1), plain, others)).toContain("seen  [] -> [1]");
  });

  it("shows the last twenty steps of a longer run", () => {
    const lines = errorText(withRun(33), plain, types).split("\n");
    expect(lines[2]).toBe("  The run that leads there has 33 steps; its last 20:");
    expect(lines.filter(line => /^ {2}[ \d]\d {2}add/.test(line))).toHaveLength(20);
    expect(lines[3]).toBe("  14  add(by: 1)");
    expect(lines[4]).toBe("        n  13 -> 14");
  });

  it("wraps long texts, and obeys no control of theirs", () => {
    const error = new CutcheckError({
      code: "CUT301",
      message: `There is no knob "${"x".repeat(20)}\u001b[2J" in scope.`,
      place: {},
      allowed: Array.from({ length: 30 }, (_, i) => `knob${i}`).join(", "),
    });
    const text = errorText(error, plain);
    expect(text).toContain("\\u{1b}[2J");
    expect(text.split("\n").every(line => line.length <= 100)).toBe(true);
    expect(text).toContain("\n          knob");
  });
});
