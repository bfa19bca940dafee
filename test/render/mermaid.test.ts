/** Diagrams are read by mermaid's own parser, which is what GitHub draws them with. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import mermaid from "mermaid";
import { describe, expect, it } from "vitest";
import abs from "../../specs/classics/abs.spec.ts";
import { readTrace } from "../../src/counterexample/archive.ts";
import { sequenceDiagram } from "../../src/render/mermaid.ts";
import { archived } from "./archived.ts";

const unaligned = await archived("unaligned", abs);

/** Errors: whatever the parser says. */
async function kindOf(source: string): Promise<string> {
  return (await mermaid.parse(source)).diagramType;
}

/** Every archived trace of this repository. */
function archivedTraces(): readonly string[] {
  const folders = (at: string) =>
    readdirSync(at, { withFileTypes: true })
      .filter(each => each.isDirectory())
      .map(each => join(at, each.name));
  return folders("counterexamples")
    .flatMap(folders)
    .map(folder => join(folder, "trace.json"));
}

describe("a sequence diagram", () => {
  it("has messages as arrows from sender to receiver, and notes where the cut of a checkpoint crosses a lane", () => {
    expect(sequenceDiagram(unaligned)).toBe(`sequenceDiagram
  participant lane0 as coordinator
  participant lane1 as source 0
  participant lane2 as source 1
  participant lane3 as task 0
  lane0->>lane0: 1. trigger
  lane0->>lane1: trigger 1 (sent in 1)
  lane1->>lane1: 2. emit barrier(source: 0)
  Note over lane1: the cut of checkpoint 1 crosses source 0
  lane1->>lane1: 3. emit record(source: 0)
  lane0->>lane2: trigger 1 (sent in 1)
  lane2->>lane2: 4. emit barrier(source: 1)
  Note over lane2: the cut of checkpoint 1 crosses source 1
  lane1->>lane3: barrier 1 (sent in 2)
  lane3->>lane3: 5. receive(task: 0, source: 0)
  lane1->>lane3: record (sent in 3)
  lane3->>lane3: 6. receive(task: 0, source: 0)
  lane2->>lane3: barrier 1 (sent in 4)
  lane3->>lane3: 7. receive(task: 0, source: 1)
  lane3->>lane3: 8. take snapshot(task: 0)
  Note over lane3: the cut of checkpoint 1 crosses task 0
  lane3->>lane0: acknowledge 1 (sent in 8)
  lane0->>lane0: 9. receive report(task: 0)
  Note over lane0: checkpoint 1 is completed
  Note over lane0,lane3: violated: a completed checkpoint is one consistent cut
`);
  });

  it("is what mermaid parses, for a sample of the archived counterexamples", async () => {
    const files = archivedTraces().filter((_, i) => i % 5 === 0);
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) expect(await kindOf(sequenceDiagram(readTrace(readFileSync(file, "utf8"), file))), file).toBe("sequence");
  });

  it("puts what is repeated for ever into a block, or says that nothing happens any more", async () => {
    const sourceOf = (start: number) => sequenceDiagram({ ...unaligned, trace: { ...unaligned.trace, loop: { start, waiting: [], disabled: [] } } });
    expect(sourceOf(8)).toContain(`  loop for ever
  lane3->>lane0: acknowledge 1 (sent in 8)
  lane0->>lane0: 9. receive report(task: 0)
  Note over lane0: checkpoint 1 is completed
  end
  Note over lane0,lane3: violated:`);
    expect(sourceOf(9)).toContain("  Note over lane0,lane3: for ever: nothing happens any more\n  Note over lane0,lane3: violated:");
    expect(sourceOf(9)).not.toContain("loop");
    for (const start of [0, 8, 9]) expect(await kindOf(sourceOf(start))).toBe("sequence");
  });

  it("shows messages that are lost or still underway, and the point of no return", async () => {
    const { steps } = unaligned.trace;
    const underway = unaligned.trace.annotations!.underway!;
    const marks = steps.slice(0, 6).map((_, i) => (i === 5 ? [{ kind: "lost" as const, label: "barrier 1" }] : []));
    const annotations = { underway: [...underway.slice(0, 6), []], marks };
    const source = sequenceDiagram({ ...unaligned, trace: { ...unaligned.trace, steps: steps.slice(0, 6), pointOfNoReturn: 3, annotations } });
    expect(source).toContain("  lane2-xlane3: barrier 1 (sent in 4) is lost\n");
    expect(source).toContain("  Note over lane0,lane3: after this step nothing avoids the violation\n");
    const cutOff = sequenceDiagram({
      ...unaligned,
      trace: { ...unaligned.trace, steps: steps.slice(0, 4), annotations: { underway: underway.slice(0, 5), marks: null } },
    });
    expect(cutOff).toContain("  lane1--)lane3: record (sent in 3) is still underway\n");
    expect([await kindOf(source), await kindOf(cutOff)]).toEqual(["sequence", "sequence"]);
  });

  it("stays a diagram whatever actors, actions, labels and properties are called", async () => {
    const hostile = fc.oneof(
      fc.constantFrom(
        "end",
        "end end",
        "A->>B: x",
        "a\nb",
        "#59;",
        "%%{init: {}}%%",
        "Note over",
        "loop",
        "；",
        "lane0",
        "<script>",
        "a;b",
        "participant",
        "::",
        ":",
        "-",
        "",
        "\u202e",
        "`",
      ),
      fc.string({ unit: "binary", maxLength: 30 }),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, hostile, async (actor, action, label, property) => {
        const step = { action, parameters: { p: label }, actor, fault: label.length % 2 === 0, state: unaligned.trace.initial };
        const annotations = {
          underway: [[{ label: `${label}!`, from: `${actor}?`, to: actor || "x" }], []],
          marks: [[{ kind: "failed" as const, lanes: [action || "y"] }]],
        };
        const archive = {
          ...unaligned,
          property: { kind: "invariant" as const, name: property },
          trace: { initial: unaligned.trace.initial, steps: [step], annotations },
        };
        expect(await kindOf(sequenceDiagram(archive))).toBe("sequence");
      }),
      { numRuns: 100 },
    );
  });
});
