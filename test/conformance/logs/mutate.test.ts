/** Logs that are wrong in one place. */
import { describe, expect, test } from "vitest";
import { entriesOf, logOf } from "../../../conformance/logs/entries.ts";
import { type Mutation, mutationsOf, type Telling } from "../../../conformance/logs/mutate.ts";

const line = (second: number, text: string): string => `2026-12-01 18:00:0${second},000 INFO  a.Logger [] - ${text}`;
const log = [line(1, "trigger 7"), line(2, "something else"), line(3, "complete 7")].map(each => `${each}\n`).join("");

const telling: Telling = ({ text }) => {
  const id = /\d+/.exec(text);
  return id === null ? null : { what: text.split(" ")[0], id: { from: id.index, value: Number(id[0]) } };
};

const mutations = mutationsOf(entriesOf(log), telling);
const textsOf = (kind: Mutation["kind"]): readonly (readonly string[])[] =>
  mutations.filter(each => each.kind === kind).map(({ entries }) => entries.map(({ text }) => text));

describe("of a log with two lines that tell something, mutations", () => {
  test("leave out each of them", () => {
    expect(textsOf("deleted")).toEqual([
      ["something else", "complete 7"],
      ["trigger 7", "something else"],
    ]);
  });

  test("double each of them", () => {
    expect(textsOf("doubled")).toEqual([
      ["trigger 7", "trigger 7", "something else", "complete 7"],
      ["trigger 7", "something else", "complete 7", "complete 7"],
    ]);
  });

  test("give each of them the next lower and the next higher id", () => {
    expect(textsOf("renamed")).toEqual([
      ["trigger 6", "something else", "complete 7"],
      ["trigger 8", "something else", "complete 7"],
      ["trigger 7", "something else", "complete 6"],
      ["trigger 7", "something else", "complete 8"],
    ]);
  });

  test("exchange the two, each at the time of the other", () => {
    const [exchanged] = mutations.filter(({ kind }) => kind === "exchanged");
    expect(logOf(exchanged.entries)).toBe([line(1, "complete 7"), line(2, "something else"), line(3, "trigger 7")].map(each => `${each}\n`).join(""));
    expect(exchanged.what).toBe("trigger / complete");
  });

  test("say what the changed line is about, and where it stands", () => {
    expect(mutations.filter(({ kind }) => kind === "deleted").map(({ what, at }) => ({ what, at }))).toEqual([
      { what: "trigger", at: 0 },
      { what: "complete", at: 2 },
    ]);
  });
});

test("an id is never made 0", () => {
  const [only] = mutationsOf(entriesOf(`${line(1, "trigger 1")}\n`), telling).filter(({ kind }) => kind === "renamed");
  expect(only.entries[0].text).toBe("trigger 2");
});
