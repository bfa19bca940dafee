import { describe, expect, it } from "vitest";
import { checkMarks, checkUnderway } from "../../src/dsl/annotations.ts";
import { mistakeOf } from "../support/mistakes.ts";

describe("what a spec says for pictures", () => {
  it("is copied, with nothing but what it may have", () => {
    const lanes = ["task 0"];
    const marks = checkMarks([{ lanes, checkpoint: 2, kind: "cut" }]);
    lanes.push("task 1");
    expect(JSON.stringify(marks)).toBe('[{"kind":"cut","checkpoint":2,"lanes":["task 0"]}]');
    expect(checkUnderway([{ barrier: 1, label: "trigger", to: undefined }])).toEqual([{ label: "trigger", barrier: 1 }]);
  });

  it.each([
    ["nothing", () => checkMarks(undefined), "undefined", "a list of marks"],
    ["no list of messages", () => checkUnderway({ label: "a" }), '{"label":"a"}', "a list of messages"],
    ["a list of something else", () => checkMarks([null]), "null", "objects"],
    ["a text as a message", () => checkUnderway(["trigger"]), '"trigger"', "objects"],
    ["a message without a label", () => checkUnderway([{ to: "task" }]), "undefined", "a non-empty string of at most 5000 characters"],
    ["a message for a number", () => checkUnderway([{ label: "a", to: 3 }]), "3", "a non-empty string of at most 5000 characters"],
    ["a misspelt member", () => checkUnderway([{ label: "a", form: "task" }]), '"form"', "label, from, to, barrier"],
    ["a mark of no kind", () => checkMarks([{ checkpoint: 1 }]), "undefined", "cut, completed, aborted, fellBack, failed, restored, lost"],
    ["a mark of an inherited kind", () => checkMarks([{ kind: "toString" }]), '"toString"', "cut, completed, aborted, fellBack, failed, restored, lost"],
    ["a cut through no lane", () => checkMarks([{ kind: "cut", checkpoint: 1, lanes: [] }]), "[]", "a non-empty list of actors' names"],
    ["a checkpoint that is no number", () => checkMarks([{ kind: "completed", checkpoint: 0.5 }]), "0.5", "a whole number of at least 0"],
    ["a member of another kind", () => checkMarks([{ kind: "completed", checkpoint: 1, lanes: ["a"] }]), '"lanes"', "kind, checkpoint"],
  ])("is refused: %s", (_, call, given, allowed) => {
    expect(mistakeOf(call)).toMatchObject({ code: "CUT213", given, allowed });
  });
});
