/** Counterexamples that go on for ever: archived, read back, replayed against specs that promise more or less, and shown. */
import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import { type Archive, archiveOf, readTrace, writeTrace } from "../../src/counterexample/archive.ts";
import { hashOf, type Json } from "../../src/counterexample/json.ts";
import { replay } from "../../src/counterexample/replay.ts";
import { explore } from "../../src/explore/explore.ts";
import { assign, holds, type Machine, machine, type Spec, spec, t } from "../../src/index.ts";
import { archiveReadme } from "../../src/render/markdown.ts";
import { sequenceDiagram } from "../../src/render/mermaid.ts";
import { replayText } from "../../src/render/replay.ts";
import { traceText } from "../../src/render/trace.ts";
import { itfProblems } from "./itf-rules.ts";

const plain = new Chalk({ level: 0 });

interface Version {
  readonly receive?: { readonly fair: "weak" | "strong" };
  readonly send?: { readonly fair: "weak" };
  /** The network no longer loses. */
  readonly lossless?: boolean;
  /** Each loss is counted, so that no loop closes. */
  readonly counts?: boolean;
  /** A loss is as good as a receipt. */
  readonly lossCompletes?: boolean;
  readonly property?: "leadsTo" | "invariant" | "alwaysPossible";
}

/** One message over a network that may lose it. */
function lossy({ receive, send = { fair: "weak" }, property = "leadsTo", ...version }: Version = {}): Spec {
  const base = machine("lossy", { sent: t.bool(), underway: t.bool(), received: t.bool(), losses: t.int(0, 3) })
    .action("want", { actor: "user", when: s => !s.sent, then: s => assign(s, { sent: true }) })
    .action("send", { actor: "sender", ...send, when: s => s.sent && !s.underway && !s.received, then: s => assign(s, { underway: true }) })
    .action("lose", {
      actor: "network",
      fault: true,
      when: s => s.underway && version.lossless !== true,
      then: s => {
        s.underway = false;
        if (version.counts) s.losses = Math.min(3, s.losses + 1);
        if (version.lossCompletes) s.received = true;
      },
    })
    .action("receive", {
      actor: "receiver",
      ...receive,
      when: s => s.underway && s.losses < 3,
      then: s => {
        s.underway = false;
        s.received = true;
      },
    })
    .terminal("any");
  const name = "what is sent is received";
  const build = (): Machine<unknown> => {
    if (property === "leadsTo")
      return base.leadsTo(
        name,
        s => s.sent,
        s => s.received,
      ) as unknown as Machine<unknown>;
    if (property === "invariant") return base.invariant(name, () => true) as unknown as Machine<unknown>;
    return base.alwaysPossible(name, s => s.received) as unknown as Machine<unknown>;
  };
  return spec("lossy", { title: "A lossy network", summary: "", build, cases: [{ name: "a", expect: holds() }] });
}

function counterexampleOf(of: Spec): Archive {
  const { definition } = of.build({}, {});
  const { finding } = explore(definition);
  if (finding.verdict !== "violated") throw new Error(`the verdict is ${finding.verdict}`);
  const instance = { spec: of, case: null, scope: {}, semantics: {}, properties: null };
  return readTrace(writeTrace(archiveOf(instance, definition, finding.property, finding.trace)), "trace.json");
}

const looping = counterexampleOf(lossy({ receive: { fair: "weak" } }));
const still = counterexampleOf(lossy({ send: {} as never }));

describe("a lasso in its file", () => {
  it("has the index of the state where the loop begins, as ITF has it, and the last state is that one", () => {
    const document = JSON.parse(writeTrace(looping));
    expect(itfProblems(document)).toEqual([]);
    expect(document.loop).toBe(1);
    expect(document["#meta"].cutcheck).toMatchObject({ format: "cutcheck.trace/2", property: { kind: "leadsTo" } });
    expect(document["#meta"].cutcheck.forEver).toEqual({
      waiting: [{ action: "receive", parameters: {}, fair: "weak", disabledIn: 1 }],
      disabled: [],
    });
    expect(looping.trace.steps.map(step => step.action)).toEqual(["want", "send", "lose"]);
    expect(looping.trace.steps[2]?.state).toEqual(looping.trace.steps[0]?.state);
  });

  it("is refused when the loop is not one of its states", () => {
    const { "#meta": meta, ...rest } = JSON.parse(writeTrace(looping));
    const { integrity: _, ...cutcheck } = meta.cutcheck;
    const text = (edit: object, about: object = cutcheck): string => {
      const content = { ...rest, ...edit, "#meta": { ...meta, cutcheck: about } };
      return JSON.stringify({ ...content, "#meta": { ...meta, cutcheck: { ...about, integrity: hashOf(content as Json) } } });
    };
    const { forEver: _forEver, ...silent } = cutcheck;
    expect(readTrace(text({}), "trace.json").trace.loop?.start).toBe(1);
    expect(() => readTrace(text({ loop: 4 }), "trace.json")).toThrow("CUT402 The loop is not one of these states");
    expect(() => readTrace(text({ loop: -1 }), "trace.json")).toThrow("CUT402");
    expect(() => readTrace(text({}, silent), "trace.json")).toThrow("CUT402");
  });
});

describe("a replay of a lasso", () => {
  it.each([
    ["the spec is as it was", lossy({ receive: { fair: "weak" } }), { outcome: "violates", step: 3, definitionChanged: false }],
    ["less is promised", lossy(), { outcome: "violates", step: 3, definitionChanged: true }],
    [
      "enough is promised",
      lossy({ receive: { fair: "strong" } }),
      { outcome: "unfair", broken: { action: "receive", parameters: {}, kind: "strong" }, start: 1 },
    ],
    ["a step is gone", lossy({ lossless: true }), { outcome: "notEnabled", step: 3, action: "lose", parameters: {} }],
    ["a step does something else", lossy({ lossCompletes: true }), { outcome: "differs", step: 3 }],
    [
      "the property is another kind of thing",
      lossy({ property: "invariant" }),
      {
        outcome: "missing",
        missing: { what: "property", name: "what is sent is received as leadsTo", known: "what is sent is received as invariant" },
      },
    ],
  ] as const)("when %s", (_, today, expected) => {
    expect(replay(looping, today)).toMatchObject(expected);
  });

  it("when the loop no longer closes, because of a field that the file does not have", () => {
    const { losses: _, ...types } = looping.types;
    const without = (state: Readonly<Record<string, unknown>>) => Object.fromEntries(Object.entries(state).filter(([name]) => name !== "losses"));
    const trace = {
      ...looping.trace,
      initial: without(looping.trace.initial),
      steps: looping.trace.steps.map(step => ({ ...step, state: without(step.state) })),
    };
    const found = replay({ ...looping, types, trace }, lossy({ counts: true }));
    expect(found).toEqual({ outcome: "open", start: 1, differences: [] });
  });

  it("that stops for ever, when today something must happen", () => {
    expect(replay(still, lossy({ send: {} as never }))).toMatchObject({ outcome: "violates", step: 1 });
    expect(replay(still, lossy())).toEqual({ outcome: "unfair", broken: { action: "send", parameters: {}, kind: "weak" }, start: 1 });
  });

  it("asks what is still possible from the last state of a finite run", () => {
    const lost = counterexampleOf(lossy({ property: "alwaysPossible", counts: true }));
    expect(lost.trace.steps.map(step => step.action)).toEqual(["want", "send", "lose", "send", "lose", "send", "lose"]);
    expect(replay(lost, lossy({ property: "alwaysPossible", counts: true }))).toMatchObject({ outcome: "violates", step: 7 });
    const { trace } = lost;
    const shorter = { ...lost, trace: { ...trace, steps: trace.steps.slice(0, 5) } };
    expect(replay(shorter, lossy({ property: "alwaysPossible", counts: true }))).toMatchObject({ outcome: "holds", steps: 5 });
  });

  it("is told in a sentence", () => {
    expect(replayText(looping, replay(looping, lossy({ receive: { fair: "strong" } })), plain)).toBe(
      `lossy (ad hoc): no longer violates "what is sent is received": the run is possible, but it cannot go on like this for ever.
  receive is strongly fair, enabled again and again from the state after step 1 on, and never happens.
`,
    );
  });
});

describe("a lasso is shown", () => {
  it("in the terminal, with what goes on for ever and why nothing ends it", () => {
    expect(traceText(looping, plain)).toBe(`lossy  (ad hoc)  A lossy network
violates  what is sent is received  (in every fair run the second must follow the first)
rules     none
size      none
length    3 steps, 1 fault, the last 2 of them for ever

0  initially
     sent      false
     underway  false
     received  false
     losses    0
1  user  want
     sent  false -> true
   for ever, from the state after step 1 back to it:
2  sender  send
     underway  false -> true
3  network  lose  FAULT
     underway  true -> false

=> For ever: steps 2 to 3, again and again. What must follow never does.
   receive never happens although it is enabled at times: its fairness is weak, and in the state
   after step 1 it is disabled.
`);
  });

  it("in the terminal, when nothing happens any more", () => {
    expect(traceText(still, plain)).toContain(`   for ever: nothing happens any more

=> For ever: after step 1 nothing happens any more. What must follow never does.
   send is enabled and never happens: it is not declared fair.
`);
  });

  it("as Markdown, with its loop in the table and in the diagram", () => {
    const page = archiveReadme(looping);
    expect(page).toContain("and then 2 steps that can be repeated for ever");
    expect(page).toMatch(
      /\| 1 \| user .*\n(?:\| \| .*\n)*\| \| \| \*\*for ever:\*\* \| \| \| \|\n\| 2 \| sender (?:.*\n)*?\| 3 \| network (?:.*\n)*?\| \| \| as after step 1 \| \| \| \|/,
    );
    expect(sequenceDiagram(looping)).toMatch(/ {2}loop for ever\n.*send\n.*lose.*\n {2}end\n/);
    expect(sequenceDiagram(still)).not.toContain("loop");
  });
});
