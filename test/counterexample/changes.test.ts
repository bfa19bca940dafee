import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changes, fieldsOf } from "../../src/counterexample/changes.ts";
import { hasFields, sameValue, showValue, untypedFields } from "../../src/counterexample/values.ts";
import type { TypeNode } from "../../src/dsl/types.ts";
import { t } from "../../src/index.ts";
import { plainValue, recordOf, typeNode } from "./arbitraries.ts";

const message = t.union({ barrier: { id: t.int(1, 3) }, cancel: {} });
const types: Readonly<Record<string, TypeNode>> = {
  tasks: t.array(2, t.record({ phase: t.oneOf("running", "failed"), acked: t.set(t.int(1, 3)) })).node,
  offsets: t.array(3, t.int(0, 9)).node,
  inbox: t.fifo(message, 3).node,
  network: t.bag(t.oneOf("ack", "decline"), 3).node,
  owner: t.map(t.oneOf("split 0", "split 1"), t.record({ task: t.int(0, 1), since: t.int(0, 9) })).node,
  pending: t.option(t.record({ id: t.int(1, 3), left: t.set(t.int(0, 1)) })).node,
  head: message.node,
  on: t.bool().node,
};
const state = {
  tasks: [
    { phase: "running", acked: [] },
    { phase: "running", acked: [1] },
  ],
  offsets: [0, 0, 0],
  inbox: [{ kind: "barrier", id: 1 }],
  network: ["ack"],
  owner: [["split 0", { task: 0, since: 3 }]],
  pending: null,
  head: { kind: "barrier", id: 2 },
  on: false,
};

describe("the changes between two states", () => {
  it("are none between equal ones", () => {
    expect(changes(types, state, structuredClone(state))).toEqual([]);
  });

  it("name the smallest field as a spec writes it", () => {
    const after = { ...state, tasks: [state.tasks[0], { phase: "failed", acked: [1, 2] }], offsets: [0, 7, 0], on: true };
    expect(changes(types, state, after)).toEqual([
      { path: "tasks[1].phase", before: "running", after: "failed" },
      { path: "tasks[1].acked", before: "{1}", after: "{1, 2}" },
      { path: "offsets[1]", before: "0", after: "7" },
      { path: "on", before: "false", after: "true" },
    ]);
  });

  it("show queues, bags and sets whole", () => {
    const after = { ...state, inbox: [{ kind: "cancel" }, { kind: "barrier", id: 3 }], network: ["ack", "ack", "decline"] };
    expect(changes(types, state, after)).toEqual([
      { path: "inbox", before: "[barrier{id: 1}]", after: "[cancel, barrier{id: 3}]" },
      { path: "network", before: "<ack>", after: "<ack, ack, decline>" },
    ]);
  });

  it("follow a map by its keys", () => {
    const after = {
      ...state,
      owner: [
        ["split 0", { task: 1, since: 3 }],
        ["split 1", { task: 0, since: 0 }],
      ],
    };
    expect(changes(types, state, after)).toEqual([
      { path: "owner[split 0].task", before: "0", after: "1" },
      { path: "owner[split 1]", before: "absent", after: "{task: 0, since: 0}" },
    ]);
    expect(changes(types, after, state)[1]).toEqual({ path: "owner[split 1]", before: "{task: 0, since: 0}", after: "absent" });
  });

  it("follow an option that stays filled, and a union that stays of one kind", () => {
    const filled = { ...state, pending: { id: 1, left: [0, 1] } };
    expect(changes(types, state, filled)).toEqual([{ path: "pending", before: "null", after: "{id: 1, left: {0, 1}}" }]);
    expect(changes(types, filled, { ...state, pending: { id: 1, left: [1] } })).toEqual([{ path: "pending.left", before: "{0, 1}", after: "{1}" }]);
    expect(changes(types, state, { ...state, head: { kind: "barrier", id: 3 } })).toEqual([{ path: "head.id", before: "2", after: "3" }]);
    expect(changes(types, state, { ...state, head: { kind: "cancel" } })).toEqual([{ path: "head", before: "barrier{id: 2}", after: "cancel" }]);
  });

  it("do not see the order in which a set or a map is listed", () => {
    const owner = [
      ["split 0", { task: 0, since: 0 }],
      ["split 1", { task: 1, since: 0 }],
    ];
    expect(changes(types, { ...state, owner, network: ["ack", "decline"] }, { ...state, owner: [...owner].reverse(), network: ["decline", "ack"] })).toEqual(
      [],
    );
  });

  it("are shown between an archived value and one of a newer version of the spec", () => {
    expect(changes(types, state, { ...state, head: { kind: "watermark", time: 3 } })).toEqual([
      { path: "head", before: "barrier{id: 2}", after: "watermark{time: 3}" },
    ]);
    expect(changes(types, state, { ...state, offsets: [0, 0] })).toEqual([{ path: "offsets", before: "[0, 0, 0]", after: "[0, 0]" }]);
  });

  it("are empty exactly when the values are the same", () => {
    const pair = typeNode().chain(node => fc.tuple(fc.constant(node), plainValue(node), plainValue(node)));
    fc.assert(
      fc.property(pair, ([node, before, after]) => {
        expect(changes({ x: node }, { x: before }, { x: before })).toEqual([]);
        expect(changes({ x: node }, { x: before }, { x: after }).length === 0).toBe(sameValue(node, before, after));
      }),
      { numRuns: 500 },
    );
  });
});

describe("the fields of a state", () => {
  it("are shown piece by piece where they are long", () => {
    const long = {
      checkpoint: t.record({
        stage: t.oneOf("triggering", "injected"),
        tasks: t.array(2, t.record({ status: t.oneOf("acknowledged") })),
        left: t.set(t.int(0, 9)),
      }).node,
    };
    const value = { checkpoint: { stage: "triggering", tasks: [{ status: "acknowledged" }, { status: "acknowledged" }], left: [0, 1] } };
    expect(fieldsOf(long, value)).toEqual([
      { path: "checkpoint.stage", value: "triggering" },
      { path: "checkpoint.tasks[0]", value: "{status: acknowledged}" },
      { path: "checkpoint.tasks[1]", value: "{status: acknowledged}" },
      { path: "checkpoint.left", value: "{0, 1}" },
    ]);
  });

  it("are shown whole, records of an array one by one", () => {
    expect(fieldsOf(types, state)).toEqual([
      { path: "tasks[0]", value: "{phase: running, acked: {}}" },
      { path: "tasks[1]", value: "{phase: running, acked: {1}}" },
      { path: "offsets", value: "[0, 0, 0]" },
      { path: "inbox", value: "[barrier{id: 1}]" },
      { path: "network", value: "<ack>" },
      { path: "owner", value: "{split 0: {task: 0, since: 3}}" },
      { path: "pending", value: "null" },
      { path: "head", value: "barrier{id: 2}" },
      { path: "on", value: "false" },
    ]);
  });
});

describe("a value on one line", () => {
  it("quotes labels that could be taken for something else", () => {
    const shown = (label: string): string => showValue({ kind: "oneOf", labels: [label] }, label);
    expect(["running", "split 0", "a.b-c", "é"].map(shown)).toEqual(["running", "split 0", "a.b-c", "é"]);
    expect(["null", "true", "1", "a, b", "{}", "", " x", "\u001b[0m"].map(shown)).toEqual([
      '"null"',
      '"true"',
      '"1"',
      '"a, b"',
      '"{}"',
      '""',
      '" x"',
      '"\\u001b[0m"',
    ]);
  });

  it("is different for different values", () => {
    const pair = typeNode(2).chain(node => fc.tuple(fc.constant(node), plainValue(node), plainValue(node)));
    fc.assert(
      fc.property(pair, ([node, left, right]) => {
        if (!sameValue(node, left, right)) expect(showValue(node, left)).not.toBe(showValue(node, right));
      }),
      { numRuns: 500 },
    );
  });
});

describe("a state whose types are not at hand", () => {
  it("is shown by its looks, whatever it holds", () => {
    expect(fieldsOf(untypedFields(state), state).map(each => each.value)).toEqual([
      "[{phase: running, acked: []}, {phase: running, acked: [1]}]",
      "[0, 0, 0]",
      "[barrier{id: 1}]",
      "[ack]",
      "[[split 0, {task: 0, since: 3}]]",
      "null",
      "barrier{id: 2}",
      "false",
    ]);
    const any = typeNode().chain(node => fc.tuple(recordOf({ x: node }), recordOf({ x: node })));
    fc.assert(
      fc.property(any, ([before, after]) => {
        const text = JSON.stringify([fieldsOf(untypedFields(before), before), changes(untypedFields(before), before, after)]);
        expect(text).not.toContain("[object");
        expect(changes(untypedFields(before), before, before)).toEqual([]);
      }),
    );
  });

  it("is known from one of another machine by its shape", () => {
    expect(hasFields(types, state)).toBe(true);
    expect(hasFields(types, { ...state, pending: 1 })).toBe(false);
    expect(hasFields(types, { ...state, head: { kind: "watermark" } })).toBe(false);
    expect(hasFields(types, { ...state, tasks: [{ phase: "running" }] })).toBe(false);
    expect(hasFields(types, { ...state, owner: [["split 0"]] })).toBe(false);
    const pair = typeNode().chain(node => fc.tuple(fc.constant(node), plainValue(node)));
    fc.assert(
      fc.property(pair, ([node, value]) => {
        expect(hasFields({ x: node }, { x: value })).toBe(true);
      }),
    );
  });
});
