import { InvalidArgumentError } from "commander";
import { describe, expect, test } from "vitest";
import { budgetOf, readBytes, readCount, readMemory, readSeconds, readSetting } from "../../src/cli/arguments.ts";
import { exitCodes, mostSevere } from "../../src/cli/exitCodes.ts";
import { closest, suggestion } from "../../src/dsl/suggest.ts";

describe("values of options", () => {
  test.for([
    ["5", 5],
    ["5000000", 5e6],
    ["5_000_000", 5e6],
    ["5e6", 5e6],
    ["2.5M", 2.5e6],
    ["1k", 1000],
  ] as const)("the count %s is %d", ([text, value]) => {
    expect(readCount(text)).toBe(value);
  });

  test.for(["", "0", "-1", "1.5", "many", "5 M", "0x10", "1e999", "NaN"])("%j is no count", text => {
    expect(() => readCount(text)).toThrow(InvalidArgumentError);
  });

  test.for([
    ["4GB", 4e9],
    ["4G", 4e9],
    ["512mb", 512e6],
    ["1.5 GB", 1.5e9],
    ["2GiB", 2 * 2 ** 30],
    ["64K", 64e3],
  ] as const)("the size %s is %d bytes", ([text, value]) => {
    expect(readBytes(text)).toBe(value);
  });

  test.for(["", "4", "GB", "-4GB", "4XB", "0MB", "1e3GB"])("%j is no size", text => {
    expect(() => readBytes(text)).toThrow(InvalidArgumentError);
  });

  test.for(["", "0", "-1", "soon", "Infinity", "1s"])("%j is no number of seconds", text => {
    expect(() => readSeconds(text)).toThrow(InvalidArgumentError);
  });

  test("a setting is cut at its first equals sign, so that a value may have one", () => {
    expect(readSetting("rule=a=b")).toEqual([{ name: "rule", text: "a=b" }]);
    expect(readSetting("rule=")).toEqual([{ name: "rule", text: "" }]);
    expect(() => readSetting("=a")).toThrow(InvalidArgumentError);
  });

  test("without a memory limit, the checker takes a part of the machine's memory and no more", () => {
    const { memoryBytesMax, statesMax } = budgetOf({});
    expect(memoryBytesMax).toBeGreaterThan(0);
    expect(memoryBytesMax).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(statesMax).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("did you mean", () => {
  test.for([
    ["turnstyle", "turnstile"],
    ["two-phsae", "two-phase"],
    ["ABS", "abs"],
    ["peterso", "peterson"],
  ])("%s means %s", ([typed, meant]) => {
    expect(closest(typed as string, ["abs", "peterson", "turnstile", "two-phase"])).toBe(meant);
  });

  test("another word means nothing", () => {
    expect(closest("elephant", ["abs", "peterson", "turnstile"])).toBeNull();
    expect(closest("x", [])).toBeNull();
    expect(suggestion("elephant", ["abs"])).toBe("Use one of the known names.");
  });
});

test("of several exit codes the most severe one decides, in the documented order", () => {
  const { internal, usage, differs, vacuous, incomplete, asExpected } = exitCodes;
  const order = [internal, usage, differs, vacuous, incomplete, asExpected];
  for (const [i, code] of order.entries()) expect(mostSevere(order.slice(i).reverse())).toBe(code);
  expect(mostSevere([])).toBe(0);
});

test("a limit of memory is at least what the process takes without any states", () => {
  expect(readMemory("128MB")).toBe(128e6);
  expect(() => readMemory("127MB")).toThrow("Give at least 128MB.");
  expect(budgetOf({ maxMemory: 128e6 }).memoryBytesMax).toBeGreaterThan(16e6);
});
