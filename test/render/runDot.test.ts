/** Graphs are read by Graphviz itself, and its own JSON says what it has read. */
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTrace, writeItf, writeTrace } from "../../src/counterexample/archive.ts";
import { printable } from "../../src/render/printable.ts";
import { runDot } from "../../src/render/runDot.ts";
import { actionText } from "../../src/render/steps.ts";
import { itfProblems } from "../counterexample/itf-rules.ts";
import { archived } from "./archived.ts";

const graphviz = await Graphviz.load();
const accepted = await archived("accepted");

interface Drawn {
  readonly objects: readonly { readonly name: string; readonly label: string }[];
  readonly edges: readonly { readonly tail: number; readonly head: number; readonly label: string; readonly style?: string }[];
}

/** Laid out by dot: `nop` wants positions, and its failures damage the module's memory after some hundred graphs. Errors: whatever Graphviz says. */
function drawn(source: string): Drawn {
  return JSON.parse(graphviz.layout(source, "dot_json", "dot")) as Drawn;
}

describe("a run as a graph", () => {
  it("has a node for each state with what changed, and an edge for each step; faults are dashed", () => {
    const { objects, edges } = drawn(runDot(accepted));
    expect(objects.map(each => each.label)).toEqual([
      "0 initially\\lphase: idle\\lacked: {}\\ltask[0]: {epoch: 0}\\ltask[1]: {epoch: 0}\\l",
      "1\\lphase: idle -> pending\\l",
      ...objects.slice(2).map(each => each.label),
    ]);
    expect(objects).toHaveLength(5);
    expect(edges.map(each => [each.tail, each.head])).toEqual([0, 1, 2, 3].map(i => [i, i + 1]));
    expect(edges[0]!.label).toBe("coordinator: trigger");
    expect(edges.filter(each => each.style === "dashed").map(each => each.label)).toEqual(["coordinator: timeout"]);
  });

  it("has an edge back to where the loop of a run begins, or to the last state itself where nothing happens any more", () => {
    const edgeOf = (start: number) => drawn(runDot({ ...accepted, trace: { ...accepted.trace, loop: { start, waiting: [], disabled: [] } } })).edges.at(-1)!;
    expect(edgeOf(1)).toMatchObject({ tail: 4, head: 1, label: "for ever: the same state as 1" });
    expect(edgeOf(4)).toMatchObject({ tail: 4, head: 4, label: "for ever: nothing happens any more" });
  });

  it("stays a graph that shows exactly these names, whatever actors, actions, labels and properties are called", () => {
    const hostile = fc.oneof(
      fc.constantFrom('"', "\\", '\\"', "\\N", "&lt;", "&", "<b>", "];", "}", "/*", "//", "#", "\n", "\u202e", "-> x", "\\\\", "subgraph"),
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.array(fc.constantFrom("\\", '"', "&", "a", "\n"), { maxLength: 8 }).map(each => each.join("")),
    );
    const read = (text: string) => text.replaceAll("&amp;", "&").replaceAll("\\\\", "\\");
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (actor, action, label, property) => {
        const step = { action, parameters: { p: label }, actor, fault: false, state: accepted.trace.initial };
        const archive = {
          ...accepted,
          spec: label,
          property: { kind: "invariant" as const, name: property },
          trace: { initial: accepted.trace.initial, steps: [step] },
        };
        const { objects, edges } = drawn(runDot(archive));
        expect(objects).toHaveLength(2);
        expect(edges).toHaveLength(1);
        const does = actionText(action, step.parameters);
        expect(read(edges[0]!.label)).toBe(actor === action ? does : `${printable(actor)}: ${does}`);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a run as plain ITF", () => {
  it("keeps the rules of the format, also with a loop, and has nothing that only cutcheck reads", () => {
    const lasso = { ...accepted, trace: { ...accepted.trace, loop: { start: 1, waiting: [], disabled: [] } } };
    for (const archive of [accepted, lasso]) {
      const text = writeItf(archive);
      const document = JSON.parse(text);
      for (const revision of ["2022-11", "2023-09"] as const) expect(itfProblems(document, revision)).toEqual([]);
      expect(Object.keys(document["#meta"])).toEqual(["format", "format-description", "description"]);
      const withNumbers = JSON.parse(text, (_, value) => (typeof value?.["#bigint"] === "string" ? Number(value["#bigint"]) : value));
      expect(withNumbers.states).toEqual(JSON.parse(writeTrace(archive)).states);
      expect(document.states).toHaveLength(5);
      expect(document.loop).toBe(archive.trace.loop?.start);
      expect(() => readTrace(text, "itf.json")).toThrow("CUT401");
    }
  });
});
