import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layOut } from "../../src/counterexample/json.ts";
import { syntaxMistake } from "../../src/counterexample/json-syntax.ts";

/** What the engine says. */
function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("the place of a syntax mistake", () => {
  it("agrees with JSON.parse on what is JSON", () => {
    const nearly = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom("", '"', ",", "}", "{", "[", "\\", "1", "-", "e", "\n", "tru", ":"), fc.nat({ max: 2 }))
      .map(([text, at, added, removed]) => {
        const offset = at % (text.length + 1);
        return text.slice(0, offset) + added + text.slice(offset + removed);
      });
    fc.assert(
      fc.property(nearly, text => {
        expect(syntaxMistake(text) === null, text).toBe(parses(text));
      }),
      { numRuns: 5000 },
    );
  });

  it("is the end, for every beginning of a document", () => {
    fc.assert(
      fc.property(fc.json({ depthSize: "medium" }), fc.nat(), (text, at) => {
        const cut = text.slice(0, at % text.length);
        if (!parses(cut)) expect(syntaxMistake(cut), cut).toMatchObject({ offset: cut.length, endsTooEarly: true });
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["{a: 1}", 1, 1],
    ['{\n"a" 1}', 6, 2],
    ["[1,\n2,\n\n]", 8, 4],
    ["[1 2]", 3, 1],
    ["[01]", 1, 1],
    ['["\\x"]', 1, 1],
    ["{]", 1, 1],
    ["nul1", 0, 1],
    ["[1]]", 3, 1],
    ['{"a":1,"b"}', 10, 1],
  ])("%j: offset %i, line %i", (text, offset, line) => {
    expect(syntaxMistake(text)).toEqual({ offset, line, endsTooEarly: false });
  });
});

describe("JSON that is laid out", () => {
  it("escapes what would drive a terminal or hide, and means the same", () => {
    const text = "\u009b31m\u202e\u2066\u2028\u2029\u200b\u{e0001}\ud800\u007f\u001b caf\u00e9 \u{1f600}";
    const value = { [text]: [text] };
    const written = layOut(value);
    expect(written).not.toMatch(/[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|[^\P{Cc}\n]/u);
    expect(written).toContain("\\u009b31m\\u202e\\u2066\\u2028\\u2029\\u200b\\udb40\\udc01\\ud800\\u007f\\u001b caf\u00e9 \u{1f600}");
    expect(JSON.parse(written)).toEqual(value);
  });
});
