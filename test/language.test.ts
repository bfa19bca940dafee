/** The tables and lists of the language reference say what the code says. */

import { describe, expect, test } from "vitest";
import { exitCodes, mostSevere } from "../src/cli/exitCodes.ts";
import { traceCharactersMax } from "../src/counterexample/limits.ts";
import { textCharactersMax } from "../src/dsl/checks.ts";
import { typeDepthMax } from "../src/dsl/constructors.ts";
import { initialChoicesMax, instancesMax } from "../src/dsl/machine.ts";
import { slugCharactersMax } from "../src/dsl/spec.ts";
import { domainSizeMax, intSpanMax, slotsMax, valuesMax } from "../src/dsl/types.ts";
import { continuationStatesMax } from "../src/explore/avoidable.ts";
import * as door from "../src/index.ts";
import { rowsMax } from "../src/kernel/rowStore.ts";
import { readPage } from "./support/docPages.ts";

const page = await readPage("docs/language.md");

/** The rows of the table that follows a heading, cell by cell. */
function tableUnder(heading: string, number = 0): readonly (readonly string[])[] {
  const section = page.split(new RegExp(`^## ${heading}$`, "m"))[1]?.split(/^## /m)[0] ?? "";
  const tables = section.match(/(?:^\|.*\n)+/gm) ?? [];
  return (tables[number] ?? "")
    .trim()
    .split("\n")
    .slice(2)
    .map(row => row.slice(2, -2).split(" | "));
}

describe("the language reference", () => {
  test("has the limits as they are", () => {
    const limits = {
      ...{ slotsMax, domainSizeMax, valuesMax, intSpanMax, instancesMax, initialChoicesMax, rowsMax, continuationStatesMax },
      ...{ textCharactersMax, slugCharactersMax, typeDepthMax, traceCharactersMax },
    };
    const told = tableUnder("Limits").map(([name = "", value = ""]) => [name.replaceAll("`", ""), Number(value.replaceAll(",", ""))]);
    expect(Object.fromEntries(told)).toEqual(limits);
  });

  test("has every exit code, and their order", () => {
    const told = tableUnder("Verdicts and exit codes", 1).map(([code]) => Number(code));
    expect(told).toEqual(Object.values(exitCodes));
    const order = (/most severe counts: ([\d, ]+)\./.exec(page)?.[1] ?? "").split(", ").map(Number);
    expect([...order].sort()).toEqual([...told].sort());
    for (let i = 1; i < order.length; i++) expect(mostSevere([order[i] as 0, order[i - 1] as 0])).toBe(order[i - 1]);
  });

  test("has every field of the report", () => {
    const told = tableUnder("From programs").flatMap(([names = ""]) => names.split(", ").map(name => name.replaceAll("`", "")));
    expect(told).toEqual(Object.keys(door.reportedResultSchema.shape));
  });

  test.each(Object.keys(door))("speaks of %s", name => {
    expect(page).toMatch(new RegExp(`\\b${name}\\b`));
  });

  test.each(Object.keys(door.t))("speaks of t.%s", name => {
    expect(page).toContain(`\`t.${name}(`);
  });

  test.each(Object.getOwnPropertyNames(door.Machine.prototype).filter(name => !["constructor", "with", "withProperty", "withWitness"].includes(name)))(
    "speaks of .%s",
    name => {
      expect(page).toContain(`.${name}(`);
    },
  );
});
