import { holds, indices, knob, machine, range, spec, t, violates } from "cutcheck";
import { describe, expect, test } from "vitest";
import "cutcheck/vitest";

const lamp = machine("lamp", { on: t.bool() })
  .action("press", {
    then: s => {
      s.on = !s.on;
    },
  })
  .witness("it shines", s => s.on);

const counter = spec("counter", {
  title: "A counter",
  summary: "It counts to a limit; a sloppy one goes one too far.",
  scope: { limit: knob.int(3, 1, 5) },
  semantics: { sloppy: knob.bool(false) },
  build: ({ limit }, { sloppy }) =>
    machine("counter", { n: t.int(0, limit + 1) })
      .action(
        "count",
        { by: range(1, 1) },
        {
          when: s => s.n < limit + (sloppy ? 1 : 0),
          then: (s, { by }) => {
            s.n += by;
          },
        },
      )
      .terminal(s => s.n >= limit)
      .invariant("never above the limit", s => s.n <= limit)
      .invariant("never negative", s => s.n >= 0),
  cases: [
    { name: "exact", expect: holds({ states: 4 }) },
    { name: "miscounted", expect: holds({ states: 5 }) },
    { name: "sloppy", semantics: { sloppy: true }, expect: violates("never above the limit", { steps: 4 }) },
  ],
});

/** The message of the assertion that fails. */
async function messageOf(assertion: Promise<void>): Promise<string> {
  return assertion.then(
    () => "it passed",
    (error: Error) => error.message,
  );
}

describe("toHold", () => {
  test("takes a machine, a spec with its defaults, with knobs, or one of its cases", async () => {
    await expect(lamp).toHold();
    await expect(counter).toHold();
    await expect(counter).toHold({ scope: { limit: 5 } });
    await expect(counter).toHold({ case: "exact" });
    await expect(counter).not.toHold({ case: "sloppy" });
  });

  test("shows the counterexample when it fails", async () => {
    expect(await messageOf(expect(counter).toHold({ semantics: { sloppy: true }, scope: { limit: 1 } }))).toMatchInlineSnapshot(`
      "expected counter to hold
      "never above the limit" is violated after 2 steps.

      counter  (ad hoc)  A counter
      violates  never above the limit  (must hold in every state)
      rules     sloppy=true
      size      limit=1
      length    2 steps, 0 faults

      0  initially
           n  0
      1  count(by: 1)
           n  0 -> 1
      2  count(by: 1)
           n  1 -> 2

      => In the state after step 2, "never above the limit" does not hold.
      "
    `);
  });

  test("compares the counts of a case that is expected to hold", async () => {
    expect(await messageOf(expect(counter).toHold({ case: "miscounted" }))).toMatchInlineSnapshot(`
      "expected counter miscounted to hold
      Everything holds in all 4 states.
      differs: states: 5 expected, 4 found"
    `);
  });

  test("fails when the verdict is vacuous or incomplete", async () => {
    const stuck = lamp.witness("it explodes", () => false);
    expect(await messageOf(expect(stuck).toHold())).toContain('the witness "it explodes" was never reached');
    expect(await messageOf(expect(counter).toHold({ maxStates: 2 }))).toContain("Stopped at the limit of states");
  });
});

describe("toViolate", () => {
  test("names the property that is violated first", async () => {
    await expect(counter).toViolate("never above the limit", { semantics: { sloppy: true } });
    await expect(counter).toViolate("never above the limit", { case: "sloppy" });
    await expect(counter).not.toViolate("never above the limit");
    await expect(machine("stuck", { on: t.bool() })).toViolate("no deadlock");
  });

  test("shows what was violated instead", async () => {
    const message = await messageOf(expect(counter).toViolate("never negative", { case: "sloppy" }));
    expect(message).toContain('expected counter sloppy to violate "never negative"');
    expect(message).toContain('"never above the limit" is violated after 4 steps.');
  });

  test("refuses a property that the machine does not have", async () => {
    const message = await messageOf(expect(counter).toViolate("never wrong"));
    expect(message).toContain('CUT305 The machine has no property "never wrong".');
    expect(message).toContain("never above the limit; never negative; no deadlock");
  });
});

describe("both", () => {
  test("refuse what is neither a spec nor a machine, and unknown cases and knobs", async () => {
    expect(await messageOf(expect(42).toHold())).toContain("CUT106 The value is neither a spec nor a machine.");
    expect(await messageOf(expect(counter).toHold({ case: "exakt" }))).toContain('CUT303 There is no case "exakt".');
    expect(await messageOf(expect(counter).toHold({ scope: { limits: 2 } }))).toContain('CUT301 There is no knob "limits" in scope.');
    expect(await messageOf(expect(counter).toHold({ case: "exact", scope: { limit: 2 } }))).toContain("CUT106 A case has its own knobs.");
  });

  test("fail on a mistake in the spec, also when negated, with its whole text", async () => {
    const broken = machine("broken", { at: t.array(2, t.int(0, 1)) }).action("write", { i: indices(3) }, { then: (s, { i }) => s.at.set(i, 1) });
    const message = await messageOf(expect(broken).not.toHold());
    expect(message).toContain("CUT206");
    expect(message).toContain("the effect of write(i: 2)");
  });
});
