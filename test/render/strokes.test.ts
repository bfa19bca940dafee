import { describe, expect, it } from "vitest";
import { Strokes } from "../../src/render/strokes.ts";

const drawn = (strokes: Strokes, rows: number): readonly string[] => Array.from({ length: rows }, (_, row) => strokes.text(row, text => text));

describe("lines of text", () => {
  it("join where they meet, single and double ones each in their own way", () => {
    const strokes = new Strokes(7);
    for (const row of [0, 1, 2]) {
      strokes.line(row, 1, ["up", "down"], "lane");
      strokes.line(row, 4, ["up", "down"], "barrier", true);
    }
    strokes.across(0, -1, 6, "message");
    strokes.across(2, -1, 6, "barrier", true);
    expect(drawn(strokes, 3)).toEqual(["─┼──╫─ ", " │  ║  ", "═╪══╬═ "]);
  });

  it("turn corners and end in tees", () => {
    const strokes = new Strokes(4);
    strokes.line(0, 0, ["up", "down", "right"], "lane");
    strokes.across(0, 0, 3, "message");
    strokes.line(0, 3, ["left", "down"], "message");
    strokes.line(1, 0, ["up", "down"], "lane");
    strokes.line(1, 0, ["right"], "barrier", true);
    strokes.line(1, 1, ["left", "down"], "barrier", true);
    strokes.line(1, 3, ["up"], "message");
    expect(drawn(strokes, 2)).toEqual(["├──┐", "╞╗ ╵"]);
  });

  it("do not hide a glyph, and are coloured one by one", () => {
    const strokes = new Strokes(2);
    strokes.glyph(0, 0, "●", "node");
    strokes.line(0, 0, ["up"], "node");
    strokes.line(0, 1, ["left", "right"], "message");
    expect(strokes.text(0, (text, paint) => `<${paint} ${text}>`)).toBe("<node ●><message ─>");
  });
});
