import { describe, expect, it } from "vitest";
import { definitionHash } from "../../src/counterexample/definition.ts";
import { holds, indices, knob, machine, type Spec, spec, t } from "../../src/index.ts";

const base = machine("m", { n: t.int(0, 3), on: t.bool() }).action("add", { by: indices(2) }, { then: () => {} });

function hashOf(
  change: { readonly name?: string; readonly about?: string; readonly machine?: typeof base; readonly knobMax?: number; readonly title?: string } = {},
): string {
  const of: Spec = spec(change.name ?? "s", {
    title: change.title ?? "S",
    summary: "",
    scope: { size: knob.int(1, 1, change.knobMax ?? 3, change.about ?? "") },
    build: () => change.machine ?? base,
    cases: [{ name: "a", expect: holds() }],
  });
  return definitionHash(of, of.build({ size: 1 }, {}).definition);
}

describe("the hash of a definition", () => {
  it("does not depend on what a knob is called a budget of", () => {
    const of = (size: typeof budget): Spec => spec("s", { title: "", summary: "", scope: { size }, build: () => base, cases: [] });
    const budget = knob.int(1, 0, 3);
    expect(definitionHash(of(knob.faults(1, 3)), base.definition)).toBe(definitionHash(of(budget), base.definition));
  });

  it("is the same for the same definition, whatever is said about it and whatever its functions do", () => {
    const other = machine("m", { n: t.int(0, 3), on: t.bool() }).action(
      "add",
      { by: indices(2) },
      {
        when: s => s.on,
        then: s => {
          s.n = 1;
        },
      },
    );
    expect(hashOf()).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(hashOf({ about: "How large.", title: "Another", machine: other })).toBe(hashOf());
    expect(hashOf({ machine: base.witness("w", () => true).terminal("any") })).toBe(hashOf());
  });

  it("is another one when anything that a trace can name changes", () => {
    const start = machine("m", { n: t.int(0, 3), on: t.bool() });
    const by = { by: indices(2) };
    const machines = [
      machine("other", { n: t.int(0, 3), on: t.bool() }).action("add", by, { then: () => {} }),
      machine("m", { n: t.int(0, 4), on: t.bool() }).action("add", by, { then: () => {} }),
      machine("m", { m: t.int(0, 3), on: t.bool() }).action("add", by, { then: () => {} }),
      start.action("plus", by, { then: () => {} }),
      start.action("add", { by: indices(3) }, { then: () => {} }),
      start.action("add", { amount: indices(2) }, { then: () => {} }),
      start.action("add", by, { fault: true, then: () => {} }),
      start.action("add", by, { actor: "task", then: () => {} }),
      base.invariant("p", () => true),
      base.step("p", () => true),
    ];
    const hashes = [hashOf(), hashOf({ name: "r" }), hashOf({ knobMax: 4 }), ...machines.map(each => hashOf({ machine: each as unknown as typeof base }))];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
