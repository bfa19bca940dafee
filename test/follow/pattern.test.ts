import { describe, expect, test } from "vitest";
import { patternPieces } from "../../src/dsl/linePattern.ts";
import { fieldsOf } from "../../src/follow/pattern.ts";

const fields = (pattern: string, text: string) => fieldsOf(patternPieces(pattern), text);

describe("a pattern", () => {
  test("fits a text as a whole, or not at all", () => {
    expect(fields("Completed checkpoint {id:int}", "Completed checkpoint 12")).toEqual({ id: 12 });
    expect(fields("Completed checkpoint {id:int}", "Completed checkpoint 12 of 13")).toBeNull();
    expect(fields("Completed checkpoint {id:int}", "Has completed checkpoint 12")).toBeNull();
    expect(fields("Completed checkpoint {id:int}", "Completed checkpoint x")).toBeNull();
  });

  test("has numbers that are whole, exact, and perhaps negative", () => {
    expect(fields("{n:int} left", "-7 left")).toEqual({ n: -7 });
    expect(fields("{n:int} left", "- left")).toBeNull();
    expect(fields("{n:int} left", "12345678901234567 left")).toBeNull();
  });

  test("takes as little text as possible for a place of any text", () => {
    expect(fields("{vertex} ({task:word}) switched", "Source: a -> Map (1/2) (de59_0_1) switched")).toEqual({
      vertex: "Source: a -> Map (1/2)",
      task: "de59_0_1",
    });
    expect(fields("{a}-{b}", "1-2-3")).toEqual({ a: "1", b: "2-3" });
    expect(fields("job {name:word}{more}", "job a-1: done")).toEqual({ name: "a-1", more: ": done" });
  });

  test("is compared with a line that is made to hang a regular expression", () => {
    const pieces = patternPieces("{a} {b} {c} {d} {e} {f} {g} end");
    expect(fieldsOf(pieces, `${" ".repeat(16_000)}x`)).toBeNull();
    expect(fieldsOf(pieces, `${"ab ".repeat(5_000)}`)).toBeNull();
  });

  test.each([
    ["{id}{more}", "of which nobody knows where the first one ends"],
    ["{id:int}{more:word}", "of which nobody knows where the first one ends"],
    ["{id:float}", 'of the kind "float"'],
    ["{two words}", 'named "two words"'],
    ["{id} and {id}", "two places of one name"],
    ["", "is empty"],
  ])("that is wrong is refused: %s", (pattern, complaint) => {
    expect(() => patternPieces(pattern)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(complaint), mistake: expect.objectContaining({ code: "CUT106" }) }),
    );
  });
});
