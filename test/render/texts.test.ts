import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, count, counted, duration } from "../../src/render/numbers.ts";
import { printable, shortened } from "../../src/render/printable.ts";
import { progressLine } from "../../src/render/progress.ts";
import { hanging, wrap } from "../../src/render/wrap.ts";

describe("numbers", () => {
  it("have thousands separators", () => {
    expect([0, 999, 1000, 1_745_408, 2.6].map(count)).toEqual(["0", "999", "1,000", "1,745,408", "3"]);
    expect([counted(1, "state"), counted(0, "state"), counted(1200, "switch", "switches")]).toEqual(["1 state", "0 states", "1,200 switches"]);
  });

  it("of bytes have three digits at most", () => {
    expect([0, 999, 1000, 9949, 9951, 999_499, 999_500, 3.4e6, 512e6, 1e9, 64e12, 5e15].map(bytes)).toEqual([
      ...["0 B", "999 B", "1.0 KB", "9.9 KB", "10 KB", "999 KB", "1.0 MB", "3.4 MB", "512 MB", "1.0 GB", "64 TB", "5000 TB"],
    ]);
  });

  it("of seconds are rounded to what matters", () => {
    expect([0, 0.05, 0.1, 3.14, 9.94, 9.96, 59.4, 59.6, 125, 3599.4, 3600, 7500].map(duration)).toEqual([
      ...["<0.1 s", "<0.1 s", "0.1 s", "3.1 s", "9.9 s", "10 s", "59 s", "1 min 0 s", "2 min 5 s", "59 min 59 s", "1 h 0 min", "2 h 5 min"],
    ]);
  });
});

describe("text that somebody else wrote", () => {
  it("shows its controls instead of obeying them", () => {
    expect(printable("\u001b[2J\u001b[31mred\u0007")).toBe("\\u{1b}[2J\\u{1b}[31mred\\u{7}");
    expect(printable("a\r\nb\tc")).toBe("a\\u{d}\\u{a}b\\u{9}c");
    expect(printable("\u009b31m\u202ereversed\u2066\u200b\u2028\ufeff\ud800")).toBe("\\u{9b}31m\\u{202e}reversed\\u{2066}\\u{200b}\\u{2028}\\u{feff}\\u{d800}");
  });

  it("keeps every letter", () => {
    expect(printable("Zürich, 東京, 😀, naïve → ok")).toBe("Zürich, 東京, 😀, naïve → ok");
  });

  it("never holds a control, whatever it held", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), text => {
        expect(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(printable(text))).toBe(false);
      }),
    );
  });

  it("loses its middle when it is too long", () => {
    expect(shortened("short", 20)).toBe("short");
    expect(shortened("0123456789".repeat(10), 20)).toBe("01234567890 ... 6789");
  });
});

describe("wrapping", () => {
  it("breaks at spaces, and in words that are too long", () => {
    expect(wrap("one two three four", 9)).toEqual(["one two", "three", "four"]);
    expect(wrap("abcdefghijkl mn", 5)).toEqual(["abcde", "fghij", "kl mn"]);
    expect(wrap("", 5)).toEqual([""]);
  });

  it("stays within the width and loses nothing but spaces", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 20 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.every(line => line.length <= width)).toBe(true);
        expect(lines.join("").replaceAll(/\s/g, "")).toBe(text.replaceAll(/\s/g, ""));
      }),
    );
  });

  it("aligns what follows under what began", () => {
    expect(hanging("field  ", "one two three four five six", 24)).toBe("field  one two three four\n       five six");
  });
});

describe("the progress line", () => {
  const progress = { level: 12, distinctStates: 1_234_567, transitions: 9_999_999, frontier: 80_000, memoryBytes: 512e6, machine: "two-phase" };

  it("has level, states, rate, frontier and memory", () => {
    expect(progressLine("two-phase n=8", progress, 5)).toBe("two-phase n=8  level 12  1,234,567 states  246,913 states/s  frontier 80,000  512 MB");
  });

  it("has no rate before time has passed", () => {
    expect(progressLine("two-phase n=8", progress, 0)).toBe("two-phase n=8  level 12  1,234,567 states  frontier 80,000  512 MB");
  });

  it("names another machine that is explored first", () => {
    expect(progressLine("split regional", { ...progress, machine: "failure-free" }, 5)).toMatch(/^split regional {2}failure-free {2}level 12 /);
  });
});
