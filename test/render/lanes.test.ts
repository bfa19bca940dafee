import { Chalk } from "chalk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import abs from "../../specs/classics/abs.spec.ts";
import type { Archive } from "../../src/counterexample/archive.ts";
import { lanesText } from "../../src/render/lanes.ts";
import { traceText, traceWidth } from "../../src/render/trace.ts";
import { archived } from "./archived.ts";

const plain = new Chalk({ level: 0 });

const unaligned = await archived("unaligned", abs);

/** A run in which anybody may send anything to anybody: `[sender, receiver]` for each step; every message is received three steps later, or never. */
function busyRun(pairs: readonly (readonly [number, number])[], names: (lane: number) => string): Archive {
  const steps = pairs.map(([sender]) => ({ action: "act", parameters: {}, actor: names(sender), fault: sender === 3, state: { n: 0 } }));
  const messages = pairs.map(([from, to], i) => ({ label: `m${i}`, from: names(from), to: names(to), ...(from === 1 ? { barrier: i } : {}) }));
  const underway = [[], ...pairs.map((_, i) => messages.slice(i % 4 === 3 ? 0 : Math.max(0, i - 3), i + 1))];
  const marks = pairs.map(([sender, receiver]) => [{ kind: "cut" as const, checkpoint: 1, lanes: [names(sender), names(receiver)] }]);
  return { ...unaligned, types: { n: { kind: "int", lo: 0, hi: 0 } }, trace: { initial: { n: 0 }, steps, annotations: { underway, marks } } };
}

const pairs = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { minLength: 1, maxLength: 30 });

describe("a counterexample drawn as lanes", () => {
  it("leads each message from the row below its sender's step to its receiver's step, barriers as double lines, and marks the cut", () => {
    const drawing = lanesText(unaligned, plain).split("\n\n")[1]!;
    expect(`${drawing}\n`).toBe(`\
   coordinator
   │      source 0
   │      │      source 1
   │      │      │      task 0
1  ●      │      │      │  coordinator: trigger
   ╞═╦╗   │      │      │    sends trigger 1
   │ ║║   │      │      │    coordinator.triggered: 0 -> 1; coordinator.pending: false -> true
2  │ ║╚══▶◆      │      │  source 0: emit barrier(source: 0)
   │ ║    ╞═╗    │      │    receives trigger 1; cut of checkpoint 1; sends barrier 1
   │ ║    │ ║    │      │    sources[0].barrier: 0 -> 1; channels[0][0]: [] -> [1]
3  │ ║    ● ║    │      │  source 0: emit record(source: 0)
   │ ║    ├─╫┐   │      │    sends record
   │ ║    │ ║│   │      │    sources[0].emitted: 0 -> 1; channels[0][0]: [1] -> [1, 0]
4  │ ╚════╪═╬╪══▶◆      │  source 1: emit barrier(source: 1)
   │      │ ║│   ╞═╗    │    receives trigger 1; cut of checkpoint 1; sends barrier 1
   │      │ ║│   │ ║    │    sources[1].barrier: 0 -> 1; channels[1][0]: [] -> [1]
5  │      │ ╚╪═══╪═╬═══▶●  task 0: receive(task: 0, source: 0)
   │      │  │   │ ║    │    receives barrier 1
   │      │  │   │ ║    │    channels[0][0]: [1, 0] -> [0]; tasks[0].aligning: 0 -> 1; 1 more
6  │      │  └───┼─╫───▶●  task 0: receive(task: 0, source: 0)
   │      │      │ ║    │    receives record
   │      │      │ ║    │    channels[0][0]: [0] -> []; tasks[0].processed[0]: 0 -> 1
7  │      │      │ ╚═══▶●  task 0: receive(task: 0, source: 1)
   │      │      │      │    receives barrier 1
   │      │      │      │    channels[1][0]: [1] -> []; tasks[0].blocked: {0} -> {0, 1}
8  │      │      │      ◆  task 0: take snapshot(task: 0)
   │      │      │    ┌─┤    cut of checkpoint 1; sends acknowledge 1
   │      │      │    │ │    tasks[0].aligning: 1 -> 0; tasks[0].blocked: {0, 1} -> {}; 2 more
9  ●◀─────┼──────┼────┘ │  coordinator: receive report(task: 0)
   │      │      │      │    receives acknowledge 1; checkpoint 1 is completed
   │      │      │      │    coordinator.pending: true -> false; 2 more
`);
  });

  it("ends a message that is lost with a cross, and one that is still underway at the bottom", async () => {
    const archive = await archived("accepted");
    const steps = archive.trace.steps.slice(0, 2);
    const underway = [
      [],
      [
        { label: "lost", to: "task 0" },
        { label: "late", to: "task 0" },
      ],
      [{ label: "late", to: "task 0" }],
    ];
    const marks = [
      [],
      [
        { kind: "failed" as const, lanes: ["task 0"] },
        { kind: "fellBack" as const, checkpoint: 2, lanes: ["task 1"], to: 0 },
      ],
    ];
    const text = lanesText({ ...archive, trace: { ...archive.trace, steps, annotations: { underway, marks } } }, plain);
    expect(text.split("\n\n")[1]).toBe(`\
   coordinator
   │      task 0
   │      │      task 1
1  ●      │      │  coordinator: trigger
   ├─┬┐   │      │    sends lost; sends late
   │ ││   │      │    phase: idle -> pending
2  ✖ │×   ✖      ◇  coordinator: timeout  FAULT
   │ │    │      │    lost is lost; task 0 fails; task 1 falls back to nothing in checkpoint 2
   │ │    │      │    phase: pending -> aborted
     ▽              underway at the end`);
  });

  it("leads from the last line of a run that goes on for ever back to the first of the steps that are repeated", () => {
    const run = busyRun(
      [0, 1, 0].map(sender => [sender, 1 - sender] as const),
      lane => `task ${lane}`,
    );
    const bare = { initial: run.trace.initial, steps: run.trace.steps };
    const linesOf = (start: number) =>
      lanesText({ ...run, trace: { ...bare, loop: { start, waiting: [], disabled: [] } } }, plain)
        .split("\n\n")[1]!
        .split("\n");
    expect(linesOf(1)).toEqual([
      "     task 0",
      "     │      task 1",
      "  1  ●      │  task 0: act",
      "     for ever, from the state after step 1 back to it:",
      "┌▶2  │      ●  task 1: act",
      "└─3  ●      │  task 0: act",
    ]);
    expect(linesOf(2).at(-1)).toBe("↻ 3  ●      │  task 0: act");
    expect(linesOf(3).slice(-2)).toEqual(["3  ●      │  task 0: act", "   for ever: nothing happens any more"]);
  });

  it("is the list of steps where there is one actor alone, or none", async () => {
    const archive = await archived("accepted");
    const alone = { ...archive, trace: { ...archive.trace, steps: archive.trace.steps.slice(0, 2) } };
    expect(lanesText(alone, plain)).toBe(traceText(alone, plain));
    const initial = { ...archive, trace: { ...archive.trace, steps: [] } };
    expect(lanesText(initial, plain)).toBe(traceText(initial, plain));
  });

  it("stays within 100 columns however many actors and messages there are, with no colours but those of colour", () => {
    fc.assert(
      fc.property(pairs, fc.string({ maxLength: 40 }), fc.option(fc.nat()), (all, name, loopAt) => {
        const run = busyRun(all, lane => `${name} ${lane}`);
        const loop = loopAt === null ? {} : { loop: { start: loopAt % (all.length + 1), waiting: [], disabled: [] } };
        const archive = { ...run, trace: { ...run.trace, ...loop } };
        const text = lanesText(archive, plain);
        expect(Math.max(...text.split("\n").map(line => line.length))).toBeLessThanOrEqual(traceWidth);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of colours
        expect(lanesText(archive, new Chalk({ level: 1 })).replace(/\u001b\[\d+m/g, "")).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it("puts the actors that take part least into one lane when there are too many", () => {
    const text = lanesText(
      busyRun(
        Array.from({ length: 30 }, (_, i) => [i % 20, (i + 1) % 20] as const),
        lane => `task ${lane}`,
      ),
      plain,
    );
    expect(text).toContain("9 others\n");
  });

  it("prints nothing of a hostile name as it is", () => {
    const hostile = "\u001b[2Jtask\u202e";
    expect(
      lanesText(
        busyRun(
          [
            [0, 1],
            [1, 0],
          ],
          lane => `${hostile} ${lane}`,
        ),
        plain,
      ),
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    ).not.toMatch(/[\u001b\u202e]/);
  });
});
