/** A module for each size, and not for ever more of them. */
import { expect, test } from "vitest";
import { adHoc } from "../../src/check/check.ts";
import { SpecsBySize } from "../../src/cli/instances.ts";
import { knob, machine, type Spec, spec, t } from "../../src/index.ts";

const made = (): Spec =>
  spec("sized", {
    title: "",
    summary: "",
    scope: { n: knob.int(1, 1, 1000) },
    semantics: { rule: knob.bool(false) },
    build: () => machine("m", { on: t.bool() }).terminal("any"),
    cases: [],
  });

test("each size of a spec has a module of its own, the first one that which is there; rules are no size", async () => {
  const first = made();
  const [bySize, from] = [new SpecsBySize(), { file: "a.spec.ts", anew: async () => made() }];
  const one = await bySize.specOf(adHoc(first, { n: 1 }, {}), from);
  const two = await bySize.specOf(adHoc(first, { n: 2 }, {}), from);
  expect(one).toBe(first);
  expect(two).not.toBe(first);
  expect(await bySize.specOf(adHoc(first, { n: 2 }, { rule: true }), from)).toBe(two);
  expect(await bySize.specOf(adHoc(first, { n: 1 }, { rule: true }), from)).toBe(first);
});

test("with very many sizes some share a module, for modules are never given back", async () => {
  const first = made();
  let loaded = 0;
  const anew = async (): Promise<Spec> => {
    loaded++;
    return made();
  };
  const bySize = new SpecsBySize();
  const specs = await Promise.all(Array.from({ length: 500 }, (_, i) => bySize.specOf(adHoc(first, { n: i + 1 }, {}), { file: "a.spec.ts", anew })));
  expect(loaded).toBe(63);
  expect(new Set(specs).size).toBe(64);
});
