/** What a trace could not hold, or nobody could read back, is refused where it is declared. */
import { holds, knob, machine, spec, t } from "cutcheck";
import { describe, expect, test } from "vitest";
import { textCharactersMax } from "../../src/dsl/checks.ts";
import { typeDepthMax } from "../../src/dsl/constructors.ts";
import { slugCharactersMax } from "../../src/dsl/spec.ts";
import type { AnyType } from "../../src/dsl/types.ts";
import { explore } from "../../src/explore/explore.ts";
import { mistakeOf } from "../support/mistakes.ts";

const long = "a".repeat(textCharactersMax + 1);
const longest = long.slice(1);
const one = machine("one", { n: t.int(0, 1) });
const up = { then: () => {} };

function nested(depth: number): AnyType {
  let type: AnyType = t.bool();
  for (let i = 1; i < depth; i++) type = t.record({ in: type });
  return type;
}

function specWith(change: object): unknown {
  return spec("one", { title: "", summary: "", build: () => one, cases: [], ...change });
}

describe("beyond a limit is CUT105", () => {
  test.each<readonly [string, (text: string) => unknown]>([
    ["the name of a machine", text => machine(text, {})],
    ["the name of an action", text => one.action(text, up)],
    ["the name of a property", text => one.invariant(text, () => true)],
    ["the name of a witness", text => one.witness(text, () => true)],
    ["an actor", text => one.action("up", { ...up, actor: text })],
    ["the name of a parameter", text => one.action("up", { [text]: [1] }, up)],
    ["a value of a parameter", text => one.action("up", { by: [text] }, up)],
    ["the name of a field", text => t.record({ [text]: t.bool() })],
    ["the name of a variant", text => t.union({ [text]: {} })],
    ["a label", text => t.oneOf(text)],
    ["a knob's label", text => knob.oneOf(text, [text])],
    ["the name of a knob", text => specWith({ scope: { [text]: knob.bool(true) } })],
    ["a spec's title", text => specWith({ title: text })],
    ["a case's about", text => specWith({ cases: [{ name: "all", about: text, expect: holds() }] })],
  ])("%s", (_, declare) => {
    expect(() => declare(longest)).not.toThrow();
    expect(mistakeOf(() => declare(long))).toMatchObject({ code: "CUT105", allowed: `at most ${textCharactersMax}` });
  });

  test("the name of a folder", () => {
    const named = (length: number) => () => spec("a".repeat(length), { title: "", summary: "", build: () => one, cases: [] });
    expect(named(slugCharactersMax)).not.toThrow();
    expect(mistakeOf(named(slugCharactersMax + 1))).toMatchObject({ code: "CUT105", allowed: `at most ${slugCharactersMax}` });
  });

  test("a type that is nested too deep", () => {
    expect(() => nested(typeDepthMax)).not.toThrow();
    expect(mistakeOf(() => nested(500))).toMatchObject({ code: "CUT105", message: `A type is nested more than ${typeDepthMax} deep.` });
  });
});

test("an actor's name that is too long is CUT213 when it is asked for", () => {
  const named = one.action("up", { by: [1] }, { actor: () => long, when: s => s.n < 1, then: s => void s.n++ }).invariant("never", s => s.n < 1);
  const { finding } = explore(named.definition);
  expect(finding).toMatchObject({ verdict: "error", error: { mistake: { code: "CUT213" } } });
});

test.each(["constructor", "toString", "valueOf", "hasOwnProperty"])("a knob may be called %s, and a field may not", name => {
  expect(() => specWith({ scope: { [name]: knob.int(1, 0, 2) }, cases: [{ name: "all", expect: holds() }] })).not.toThrow();
  expect(mistakeOf(() => t.record({ [name]: t.bool() })).code).toBe("CUT101");
});

describe("of violations by runs of one length is named", () => {
  const counted = (top: number) => machine("counted", { n: t.int(0, 3) }).action("count", { when: s => s.n < top, then: s => void s.n++ });
  const nameOf = (built: ReturnType<typeof counted>): unknown => {
    const { finding } = explore(built.definition);
    return finding.verdict === "violated" ? [finding.property, finding.trace.steps.length] : finding.verdict;
  };

  test("an invariant before a deadlock, whichever the order of declaration", () => {
    expect(nameOf(counted(2).invariant("small", s => s.n < 2))).toEqual(["small", 2]);
    expect(nameOf(counted(0).invariant("some", s => s.n > 0))).toEqual(["some", 0]);
  });

  test("a step property before a deadlock", () => {
    expect(nameOf(counted(2).step("small", (_, after) => after.n < 2))).toEqual(["small", 2]);
  });

  test("the property declared first", () => {
    expect(
      nameOf(
        counted(2)
          .invariant("small", s => s.n < 2)
          .invariant("smaller", s => s.n < 2),
      ),
    ).toEqual(["small", 2]);
  });

  test("a deadlock where its run is shorter", () => {
    const forked = counted(1).action("stop", {
      when: s => s.n === 0,
      then: s => {
        s.n = 3;
      },
    });
    const broken = forked.action("break", { when: s => s.n === 1, then: s => void s.n++ }).invariant("not two", s => s.n !== 2);
    expect(nameOf(broken)).toEqual(["no deadlock", 1]);
  });
});
