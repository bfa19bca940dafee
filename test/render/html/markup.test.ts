import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joined, Markup, markup } from "../../../src/render/html/markup.ts";

describe("a piece of markup", () => {
  test("escapes texts, between tags and in attributes", () => {
    expect(String(markup`<td title="${`"'>`}">${"<b>&amp;"}</td>`)).toBe('<td title="&quot;&#39;&gt;">&lt;b&gt;&amp;amp;</td>');
  });

  test("takes pieces of markup as they are, alone, in lists, and in lists of lists", () => {
    const cells = ["a", "<"].map(text => markup`<td>${text}</td>`);
    expect(String(markup`<tr>${cells}${[cells]}</tr>`)).toBe("<tr><td>a</td><td>&lt;</td><td>a</td><td>&lt;</td></tr>");
    expect(String(joined(cells, " "))).toBe("<td>a</td> <td>&lt;</td>");
  });

  test("shows characters that would not show as themselves", () => {
    expect(String(markup`${"a\u202eb\nc"}`)).toBe("a\\u{202e}b\\u{a}c");
  });

  test("never lets a text end what it stands in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), text => {
        const inside = String(markup`${text}`);
        expect(inside).not.toMatch(/[<>"']/);
        expect(inside.replace(/&(amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
      }),
    );
  });

  test("is not what merely looks like one", () => {
    const forged = { toString: () => "<script>" } as unknown as Markup;
    expect(() => markup`${forged}`).toThrow(TypeError);
    expect(new Markup("<b>") instanceof Markup).toBe(true);
  });
});
