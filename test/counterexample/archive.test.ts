import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Archive, archiveFolder, readTrace, writeTrace } from "../../src/counterexample/archive.ts";
import { hashOf, type Json, layOut } from "../../src/counterexample/json.ts";
import { CutcheckError, type Mistake } from "../../src/dsl/errors.ts";
import type { TypeNode } from "../../src/dsl/types.ts";
import type { Annotations } from "../../src/explore/work/outcome.ts";
import { recordOf, typeNode } from "./arbitraries.ts";
import { itfProblems } from "./itf-rules.ts";

const message: TypeNode = { kind: "union", variants: { barrier: { id: { kind: "int", lo: 1, hi: 2 } }, record: { offset: { kind: "int", lo: 0, hi: 2 } } } };
const task: TypeNode = {
  kind: "record",
  fields: {
    phase: { kind: "oneOf", labels: ["running", "failed"] },
    acked: { kind: "set", domain: { kind: "int", lo: 1, hi: 2 } },
    inbox: { kind: "fifo", capacity: 2, element: message },
  },
};
const types: Archive["types"] = {
  tasks: { kind: "array", length: 2, element: task },
  pending: { kind: "option", element: { kind: "int", lo: 1, hi: 2 } },
  owner: { kind: "map", key: { kind: "oneOf", labels: ["split 0", "split 1"] }, value: { kind: "int", lo: 0, hi: 1 } },
  network: { kind: "bag", capacity: 3, element: { kind: "oneOf", labels: ["ack", "decline"] } },
};

const idle = { phase: "running", acked: [], inbox: [] };
const example: Archive = {
  spec: "toy",
  case: "two-tasks",
  title: "A toy checkpoint",
  about: "Two tasks.",
  scope: { tasks: 2 },
  semantics: { late: "dropped", regional: true },
  properties: null,
  property: { kind: "invariant", name: "no task fails" },
  definition: hashOf("any"),
  types,
  trace: {
    initial: { tasks: [idle, idle], pending: null, owner: [["split 0", 1]], network: [] },
    steps: [
      {
        action: "trigger",
        parameters: {},
        actor: "coordinator",
        fault: false,
        state: { tasks: [{ ...idle, inbox: [{ kind: "barrier", id: 1 }] }, idle], pending: 1, owner: [["split 0", 1]], network: ["ack", "ack", "decline"] },
      },
      {
        action: "fail",
        parameters: { task: 1 },
        actor: "task 1",
        fault: true,
        state: { tasks: [idle, { ...idle, phase: "failed", acked: [1, 2] }], pending: 1, owner: [], network: ["ack"] },
      },
    ],
  },
  walk: null,
};
const text = writeTrace(example);

/** The mistake that reading reports. */
function refusal(of: string): Mistake {
  try {
    readTrace(of, "trace.json");
  } catch (error) {
    if (error instanceof CutcheckError) return error.mistake;
    throw error;
  }
  throw new Error("the file was not refused");
}

type Editable = Record<string, never> & { "#meta": { cutcheck: Record<string, unknown> }; vars: unknown[]; states: Record<string, Record<string, unknown>>[] };

/** The example, changed by hand. */
function edited(change: (document: Editable) => void): string {
  const document = JSON.parse(text) as Editable;
  change(document);
  return JSON.stringify(document);
}

/** The same by somebody who also knows how to make the hash right. */
function forged(change: (document: Editable) => void): string {
  const document = JSON.parse(edited(change)) as Editable;
  const { integrity: _, ...cutcheck } = document["#meta"].cutcheck;
  const integrity = hashOf({ ...document, "#meta": { ...document["#meta"], cutcheck } } as unknown as Json);
  return JSON.stringify({ ...document, "#meta": { ...document["#meta"], cutcheck: { ...cutcheck, integrity } } });
}

describe("an archived counterexample", () => {
  it("is written for people: whole short values on a line, one state after the other", () => {
    expect(text).toBe(`{
  "#meta": {
    "format": "ITF",
    "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
    "description": "no task fails: a counterexample found by cutcheck",
    "cutcheck": {
      "format": "cutcheck.trace/1",
      "integrity": "${JSON.parse(text)["#meta"].cutcheck.integrity}",
      "definition": "${example.definition}",
      "spec": "toy",
      "case": "two-tasks",
      "title": "A toy checkpoint",
      "about": "Two tasks.",
      "scope": { "tasks": 2 },
      "semantics": { "late": "dropped", "regional": true },
      "property": { "kind": "invariant", "name": "no task fails" },
      "types": {
        "tasks": {
          "kind": "array",
          "length": 2,
          "element": {
            "kind": "record",
            "fields": {
              "phase": { "kind": "oneOf", "labels": ["running", "failed"] },
              "acked": { "kind": "set", "domain": { "kind": "int", "lo": 1, "hi": 2 } },
              "inbox": {
                "kind": "fifo",
                "capacity": 2,
                "element": {
                  "kind": "union",
                  "variants": {
                    "barrier": { "id": { "kind": "int", "lo": 1, "hi": 2 } },
                    "record": { "offset": { "kind": "int", "lo": 0, "hi": 2 } }
                  }
                }
              }
            }
          }
        },
        "pending": { "kind": "option", "element": { "kind": "int", "lo": 1, "hi": 2 } },
        "owner": {
          "kind": "map",
          "key": { "kind": "oneOf", "labels": ["split 0", "split 1"] },
          "value": { "kind": "int", "lo": 0, "hi": 1 }
        },
        "network": { "kind": "bag", "capacity": 3, "element": { "kind": "oneOf", "labels": ["ack", "decline"] } }
      }
    }
  },
  "vars": ["tasks", "pending", "owner", "network"],
  "states": [
    {
      "#meta": { "index": 0 },
      "tasks": [
        { "phase": "running", "acked": { "#set": [] }, "inbox": [] },
        { "phase": "running", "acked": { "#set": [] }, "inbox": [] }
      ],
      "pending": { "tag": "None", "value": { "#tup": [] } },
      "owner": { "#map": [["split 0", 1]] },
      "network": { "#map": [] }
    },
    {
      "#meta": { "index": 1, "action": "trigger", "parameters": {}, "actor": "coordinator", "fault": false },
      "tasks": [
        { "phase": "running", "acked": { "#set": [] }, "inbox": [{ "tag": "barrier", "value": { "id": 1 } }] },
        { "phase": "running", "acked": { "#set": [] }, "inbox": [] }
      ],
      "pending": { "tag": "Some", "value": 1 },
      "owner": { "#map": [["split 0", 1]] },
      "network": { "#map": [["ack", 2], ["decline", 1]] }
    },
    {
      "#meta": { "index": 2, "action": "fail", "parameters": { "task": 1 }, "actor": "task 1", "fault": true },
      "tasks": [
        { "phase": "running", "acked": { "#set": [] }, "inbox": [] },
        { "phase": "failed", "acked": { "#set": [1, 2] }, "inbox": [] }
      ],
      "pending": { "tag": "Some", "value": 1 },
      "owner": { "#map": [] },
      "network": { "#map": [["ack", 1]] }
    }
  ]
}
`);
  });

  it("comes back as it was written, and is written the same again", () => {
    expect(readTrace(text, "trace.json")).toEqual(example);
    expect(writeTrace(readTrace(text, "trace.json"))).toBe(text);
  });

  it("may be laid out anew by a formatter or a checkout", () => {
    expect(readTrace(JSON.stringify(JSON.parse(text)).replaceAll(",", ",\r\n"), "trace.json")).toEqual(example);
  });

  it("comes back for every type, and is valid ITF", () => {
    const run = fc.uniqueArray(fc.constantFrom("x", "y", "kind", "tag"), { maxLength: 3 }).chain(names =>
      fc.tuple(...names.map(() => typeNode())).chain(nodes => {
        const random = Object.fromEntries(names.map((name, i) => [name, nodes[i] as TypeNode]));
        return fc.tuple(fc.constant(random), fc.array(recordOf(random), { minLength: 1, maxLength: 3 }));
      }),
    );
    fc.assert(
      fc.property(run, fc.string(), ([random, [initial, ...states]], words) => {
        const steps = states.map(state => ({ action: "act", parameters: { why: words, n: -1, b: true }, actor: words, fault: false, state }));
        const archive: Archive = { ...example, title: words, types: random, trace: { initial: initial as Record<string, unknown>, steps } };
        const written = writeTrace(archive);
        expect(itfProblems(JSON.parse(written))).toEqual([]);
        expect(readTrace(written, "trace.json")).toEqual(archive);
        expect(writeTrace(readTrace(written, "trace.json"))).toBe(written);
      }),
      { numRuns: 300 },
    );
  });

  it("has its folder under the archive's root", () => {
    expect(archiveFolder("toy", "two-tasks")).toBe("toy/two-tasks");
  });
});

describe("an archived counterexample with annotations", () => {
  const annotations: Annotations = {
    underway: [[], [{ label: "trigger 1", from: "coordinator", to: "task 0", barrier: 1 }, { label: "ping" }], []],
    marks: [
      [],
      [
        { kind: "cut", checkpoint: 1, lanes: ["task 0", "task 1"] },
        { kind: "completed", checkpoint: 1 },
        { kind: "aborted", checkpoint: 2 },
        { kind: "fellBack", checkpoint: 1, lanes: ["task 1"], to: 0 },
        { kind: "failed", lanes: ["task 1"] },
        { kind: "restored", checkpoint: 0, lanes: ["task 1"] },
        { kind: "lost", label: "ping" },
      ],
    ],
  };
  const formatOf = (of: string) => JSON.parse(of)["#meta"].cutcheck.format;

  it.each([
    ["messages and marks", annotations],
    ["messages alone", { ...annotations, marks: null }],
    ["marks alone", { ...annotations, underway: null }],
  ])("has them beside its states, and is still valid ITF: %s", (_, given) => {
    const archive: Archive = { ...example, trace: { ...example.trace, annotations: given } };
    const written = writeTrace(archive);
    expect(formatOf(written)).toBe("cutcheck.trace/2");
    expect(itfProblems(JSON.parse(written))).toEqual([]);
    expect(readTrace(written, "trace.json")).toEqual(archive);
  });

  it("is of another version than one without, which is written as before and still read", () => {
    expect(formatOf(text)).toBe("cutcheck.trace/1");
    expect(readTrace(text, "trace.json").trace.annotations).toBeUndefined();
  });

  it("is refused where only some of its states have them, or where a mark is none", () => {
    expect(refusal(forged(document => Object.assign(document.states[1]!["#meta"]!, { underway: [] })))).toMatchObject({
      code: "CUT402",
      message: 'Some states have "underway", and others do not.',
    });
    const marked = (mark: unknown) =>
      refusal(
        forged(document => {
          for (const state of document.states.slice(1)) Object.assign(state["#meta"]!, { marks: [mark] });
        }),
      );
    expect(marked({ kind: "cut", checkpoint: 1, lanes: [] })).toMatchObject({ code: "CUT402", place: { path: '$.states[1]["#meta"].marks[0].lanes' } });
    expect(marked({ kind: "exploded" })).toMatchObject({ code: "CUT402" });
    expect(marked({ kind: "completed", checkpoint: 1, lanes: ["task 0"] })).toMatchObject({ code: "CUT402" });
  });
});

describe("the rules of ITF, as the test checks them,", () => {
  it.each([
    ["no states", { vars: [] }, "states is not an array"],
    ["a state without a variable", { vars: ["x"], states: [{}] }, "states[0] does not set x"],
    ["a null", { vars: ["x"], states: [{ x: null }] }, "states[0].x is no expression"],
    ["a fraction", { vars: ["x"], states: [{ x: 0.5 }] }, "states[0].x is not a safe integer"],
    ["a map of triples", { vars: ["x"], states: [{ x: { "#map": [[1, 2, 3]] } }] }, "states[0].x.#map[0] is not a pair"],
    ["an unknown form", { vars: ["x"], states: [{ x: { "#bag": [] } }] }, "states[0].x.#bag is an unknown form"],
  ])("forbid %s", (_, document, problem) => {
    expect(itfProblems(document)).toContain(problem);
  });
});

describe("a damaged counterexample is refused", () => {
  it("when it is cut off anywhere, with the line where it ends", () => {
    for (let part = 1; part < 50; part++) {
      const cut = text.slice(0, Math.floor((text.length * part) / 50));
      const mistake = refusal(cut);
      expect(mistake.code).toBe("CUT402");
      expect(mistake.message).toBe("The file ends in the middle: it was cut off.");
      expect(mistake.place).toEqual({ file: "trace.json", line: cut.trimEnd().split("\n").length });
    }
  });

  it("when it is cut off after any character, never crashing", () => {
    for (let length = 0; length < text.trimEnd().length; length++) expect(["CUT401", "CUT402"]).toContain(refusal(text.slice(0, length)).code);
  });

  it("when any digit or letter of its content is another one", () => {
    const meaningful = text.slice(text.indexOf('"definition"'));
    const offsets = [...meaningful.matchAll(/[a-z0-9]/g)].map(match => match.index + text.length - meaningful.length);
    for (const offset of offsets.filter((_, i) => i % 7 === 0)) {
      const flipped = `${text.slice(0, offset)}${text[offset] === "1" ? "2" : "1"}${text.slice(offset + 1)}`;
      const mistake = refusal(flipped);
      expect(["CUT401", "CUT402"]).toContain(mistake.code);
      expect(mistake.place.path ?? mistake.place.line).toBeDefined();
    }
  });

  const edits: readonly [string, string, (document: Editable) => void][] = [
    [
      "a removed spec name",
      '$["#meta"].cutcheck.spec',
      document => {
        delete document["#meta"].cutcheck["spec"];
      },
    ],
    [
      "a spec name that is a path",
      '$["#meta"].cutcheck.spec',
      document => {
        document["#meta"].cutcheck["spec"] = "../../etc";
      },
    ],
    [
      "a case name with a command",
      '$["#meta"].cutcheck.case',
      document => {
        document["#meta"].cutcheck["case"] = "x; rm -rf .";
      },
    ],
    [
      "a knob that holds a list",
      '$["#meta"].cutcheck.scope.tasks',
      document => {
        document["#meta"].cutcheck["scope"] = { tasks: [2] };
      },
    ],
    [
      "an unknown kind of property",
      '$["#meta"].cutcheck.property.kind',
      document => {
        document["#meta"].cutcheck["property"] = { kind: "liveness", name: "x" };
      },
    ],
    [
      "an unknown type",
      '$["#meta"].cutcheck.types.pending.kind',
      document => {
        document["#meta"].cutcheck["types"] = { pending: { kind: "float" } };
      },
    ],
    [
      "other variables",
      "$.vars",
      document => {
        document.vars = ["tasks"];
      },
    ],
    [
      "no states",
      "$.states[0]",
      document => {
        document.states = [];
      },
    ],
    [
      "a missing state",
      '$.states[1]["#meta"].index',
      document => {
        document.states.splice(1, 1);
      },
    ],
    [
      "a step without an action",
      '$.states[1]["#meta"].action',
      document => {
        delete document.states[1]?.["#meta"]?.["action"];
      },
    ],
    [
      "an unknown label",
      "$.states[2].tasks[1].phase",
      document => {
        (document.states[2] as never as { tasks: { phase: string }[] }).tasks[1]!.phase = "exploded";
      },
    ],
    [
      "an id out of range",
      '$.states[2].tasks[1].acked["#set"][0]',
      document => {
        (document.states[2] as never as { tasks: { acked: unknown }[] }).tasks[1]!.acked = { "#set": [9] };
      },
    ],
    [
      "a set with an element twice",
      '$.states[2].tasks[1].acked["#set"][1]',
      document => {
        (document.states[2] as never as { tasks: { acked: unknown }[] }).tasks[1]!.acked = { "#set": [1, 1] };
      },
    ],
    [
      "a full fifo and more",
      "$.states[0].tasks[0].inbox",
      document => {
        (document.states[0] as never as { tasks: { inbox: unknown }[] }).tasks[0]!.inbox = [1, 2, 3].map(() => ({ tag: "barrier", value: { id: 1 } }));
      },
    ],
    [
      "a bag that is a list",
      "$.states[0].network",
      document => {
        document.states[0]!["network"] = [] as never;
      },
    ],
    [
      "a bag with too much",
      '$.states[0].network["#map"]',
      document => {
        document.states[0]!["network"] = {
          "#map": [
            ["ack", 3],
            ["decline", 1],
          ],
        };
      },
    ],
    [
      "an option that is null",
      "$.states[0].pending",
      document => {
        document.states[0]!["pending"] = null as never;
      },
    ],
    [
      "an unknown variant",
      "$.states[1].tasks[0].inbox[0].tag",
      document => {
        (document.states[1] as never as { tasks: { inbox: { tag: string }[] }[] }).tasks[0]!.inbox[0]!.tag = "watermark";
      },
    ],
    [
      "a map with three in a pair",
      '$.states[0].owner["#map"][0]',
      document => {
        document.states[0]!["owner"] = { "#map": [["split 0", 1, 1]] };
      },
    ],
    [
      "a missing field",
      "$.states[1]",
      document => {
        delete document.states[1]!["owner"];
      },
    ],
    [
      "an unknown field",
      "$.states[1].extra",
      document => {
        document.states[1]!["extra"] = {};
      },
    ],
  ];

  it.each(edits)("for %s, at %s, even when its hash was made right", (_, path, change) => {
    const mistake = refusal(forged(change));
    expect({ code: mistake.code, path: mistake.place.path }).toEqual({ code: "CUT402", path });
  });

  it("for a change that every type allows, by its hash", () => {
    const mistake = refusal(
      edited(document => {
        document.states[2]!["#meta"]!["fault"] = false;
      }),
    );
    expect(mistake).toMatchObject({
      code: "CUT402",
      message: "The file was edited after it was written: its integrity hash is that of another content.",
      place: { path: '$["#meta"].cutcheck.integrity' },
    });
  });
});

describe("a foreign file is refused", () => {
  it.each([
    ["an empty one", "", { code: "CUT401", message: "The file is empty.", place: { file: "trace.json" } }],
    ["a page", "<!doctype html>\n<html>", { code: "CUT401", place: { file: "trace.json", line: 1 }, given: '"<!doctype html>\\n<htm"' }],
    ["a YAML file", "spec: toy\n", { code: "CUT401", place: { file: "trace.json", line: 1 } }],
    ["JSON with a comma too much", '{\n  "a": 1,\n}\n', { code: "CUT401", place: { file: "trace.json", line: 3 }, given: '"}\\n"' }],
    ["JSON with a comment", '{\n  "a": 1\n  // why\n}', { code: "CUT401", place: { file: "trace.json", line: 3 } }],
    ["two documents", "{}\n{}", { code: "CUT401", place: { file: "trace.json", line: 2 } }],
    ["a package.json", '{"name": "x"}', { code: "CUT401", message: "This is JSON, but not a counterexample written by cutcheck." }],
    ["a number", "12", { code: "CUT401" }],
    ["a trace of Apalache", '{"#meta": {"format": "ITF"}, "vars": ["x"], "states": [{"x": 1}]}', { code: "CUT401" }],
    [
      "a trace of a later version",
      '{"#meta": {"cutcheck": {"format": "cutcheck.trace/99"}}}',
      { code: "CUT403", given: "cutcheck.trace/99", allowed: "cutcheck.trace/1, cutcheck.trace/2" },
    ],
  ])("%s", (_, content, expected) => {
    expect(refusal(content)).toMatchObject(expected);
  });
});

describe("a hostile file is refused", () => {
  const million = 1_000_000;

  it("with a million brackets, without running out of stack", () => {
    expect(refusal("[".repeat(million))).toMatchObject({ code: "CUT402", message: "The file ends in the middle: it was cut off." });
    expect(refusal("[".repeat(million) + "]".repeat(million))).toMatchObject({
      code: "CUT402",
      message: "The file is nested too deeply.",
      place: { path: "$...[0][0][0][0][0][0][0][0]" },
    });
    expect(refusal('{"a":'.repeat(million))).toMatchObject({ code: "CUT402" });
  });

  it("with a deeply nested type in an otherwise good document", () => {
    let deep: unknown = { kind: "bool" };
    for (let i = 0; i < 1000; i++) deep = { kind: "option", element: { kind: "record", fields: { a: deep } } };
    expect(refusal(forgedShallow(deep))).toMatchObject({ code: "CUT402", message: "The file is nested too deeply." });
  });

  it("and what is nested as deep as allowed still comes back", () => {
    let deep: TypeNode = { kind: "bool" };
    let value: unknown = true;
    for (let i = 0; i < 120; i++) [deep, value] = [{ kind: "record", fields: { a: deep } }, { a: value }];
    const archive: Archive = { ...example, types: { deep }, trace: { initial: { deep: value }, steps: [] } };
    expect(readTrace(writeTrace(archive), "trace.json")).toEqual(archive);
  });

  it("with a name that reaches a prototype, and no object is changed by it", () => {
    const attack = text.replace('"scope": { "tasks": 2 }', '"scope": { "__proto__": { "polluted": true } }');
    expect(refusal(attack)).toMatchObject({
      code: "CUT402",
      message: 'The name "__proto__" is refused.',
      place: { path: '$["#meta"].cutcheck.scope.__proto__' },
    });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("but not for names that only look dangerous", () => {
    const named: Archive = { ...example, scope: { constructor: 1, prototype: 2, hasOwnProperty: 3 } };
    expect(readTrace(writeTrace(named), "trace.json")).toEqual(named);
  });

  it("with a very long string or name, or too many characters", () => {
    const long = "x".repeat(million);
    expect(refusal(text.replace("A toy checkpoint", long))).toMatchObject({
      code: "CUT402",
      message: "A string has 1000000 characters.",
      place: { path: '$["#meta"].cutcheck.title' },
    });
    expect(refusal(text.replace('"tasks": 2', `"${long}": 2`))).toMatchObject({ code: "CUT402", message: "A string has 1000000 characters." });
    expect(refusal(`"${"x".repeat(100 * million)}"`)).toMatchObject({ code: "CUT402", message: "The file is too large to be a counterexample." });
  });

  it("with types whose sizes are beyond every machine's", () => {
    const mistake = refusal(
      forged(document => {
        document["#meta"].cutcheck["types"] = { a: { kind: "array", length: 1e9, element: { kind: "bool" } } };
      }),
    );
    expect(mistake).toMatchObject({ code: "CUT402", place: { path: '$["#meta"].cutcheck.types.a.length' } });
  });

  function forgedShallow(deep: unknown): string {
    return text.replace('"types": {', `"types": { "deep": ${JSON.stringify(deep)},`);
  }
});

describe("the layout of JSON", () => {
  it("keeps every value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(JSON.parse(layOut(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
