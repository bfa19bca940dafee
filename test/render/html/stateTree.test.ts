import { describe, expect, test } from "vitest";
import { nodesOf } from "../../../src/dsl/constructors.ts";
import { t } from "../../../src/index.ts";
import { type StateNode, stateTree } from "../../../src/render/html/stateTree.ts";

const types = nodesOf(
  {
    next: t.int(0, 9),
    owner: t.map(t.int(0, 2), t.oneOf("coordinator", "reader", "nobody in particular")),
    tasks: t.array(2, t.record({ phase: t.oneOf("running", "failed"), inbox: t.fifo(t.int(0, 9), 4) })),
    pending: t.option(t.record({ id: t.int(0, 9), acknowledged: t.set(t.int(0, 9)), reason: t.oneOf("none", "a rather long reason") })),
  },
  "the state",
);

const before = {
  next: 1,
  owner: [
    [0, "coordinator"],
    [1, "nobody in particular"],
  ],
  tasks: [
    { phase: "running", inbox: [1] },
    { phase: "running", inbox: [] },
  ],
  pending: null,
};

/** One line for each node: its path, what it was if that is another thing, what it is. */
function lines(nodes: readonly StateNode[]): readonly string[] {
  return nodes.flatMap(({ path, text, before: old, children }) => [`${path}: ${old === null ? "" : `${old} -> `}${text}`, ...lines(children)]);
}

describe("the tree of a state", () => {
  test("has every field, and goes into what is long or a list of records", () => {
    expect(lines(stateTree(types, before, before))).toEqual([
      "next: 1",
      "owner: {0: coordinator, 1: nobody in particular}",
      "owner[0]: coordinator",
      "owner[1]: nobody in particular",
      "tasks: [{phase: running, inbox: [1]}, {phase: running, inbox: []}]",
      "tasks[0]: {phase: running, inbox: [1]}",
      "tasks[1]: {phase: running, inbox: []}",
      "pending: null",
    ]);
  });

  test("marks what changed, and all that it is in", () => {
    const after = { ...before, tasks: [before.tasks[0], { phase: "failed", inbox: [] }] };
    const changed = lines(stateTree(types, before, after)).filter(line => line.includes("->"));
    expect(changed).toEqual([
      "tasks: [{phase: running, inbox: [1]}, {phase: running, inbox: []}] -> [{phase: running, inbox: [1]}, {phase: failed, inbox: []}]",
      "tasks[1]: {phase: running, inbox: []} -> {phase: failed, inbox: []}",
    ]);
  });

  test("shows an entry that is gone, and one that is new", () => {
    const after = {
      ...before,
      owner: [
        [1, "nobody in particular"],
        [2, "reader"],
      ],
    };
    const changed = lines(stateTree(types, before, after)).filter(line => line.startsWith("owner["));
    expect(changed).toEqual(["owner[1]: nobody in particular", "owner[2]: absent -> reader", "owner[0]: coordinator -> absent"]);
  });

  test("goes into an option that is there", () => {
    const after = { ...before, pending: { id: 1, acknowledged: [0, 1], reason: "a rather long reason" } };
    expect(lines(stateTree(types, before, after)).filter(line => line.startsWith("pending"))).toEqual([
      "pending: null -> {id: 1, acknowledged: {0, 1}, reason: a rather long reason}",
      "pending.id: absent -> 1",
      "pending.acknowledged: absent -> {0, 1}",
      "pending.reason: absent -> a rather long reason",
    ]);
  });
});
