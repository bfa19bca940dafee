import { describe, expect, it } from "vitest";
import { instanceOf } from "../../src/check/check.ts";
import { type Archive, archiveOf, readTrace, writeTrace } from "../../src/counterexample/archive.ts";
import { replay } from "../../src/counterexample/replay.ts";
import { holds, violates } from "../../src/dsl/expectation.ts";
import { knob } from "../../src/dsl/knobs.ts";
import { buildMachine, type Spec, spec } from "../../src/dsl/spec.ts";
import { explore } from "../../src/explore/explore.ts";
import { indices, machine, t } from "../../src/index.ts";

/** A coordinator and two tasks; what a newer version of the spec would change is a parameter. */
interface Version {
  readonly case?: string;
  readonly knob?: string;
  readonly lateAcks?: readonly ["accepted" | "counted", ...("dropped" | "accepted")[]];
  readonly actions?: { readonly ack?: string; readonly parameter?: string; readonly tasks?: number };
  readonly field?: string;
  readonly fieldType?: "set" | "fifo";
  readonly extraField?: boolean;
  readonly labels?: readonly [string, ...string[]];
  readonly property?: string;
  readonly ackGuard?: boolean;
  readonly timeoutAborts?: boolean;
  readonly abortClears?: boolean;
  readonly firstId?: number;
  readonly lateCounts?: boolean;
  readonly firstAckCompletes?: boolean;
}

function toy(version: Version = {}): Spec {
  const { ack = "ack", parameter = "task", tasks = 2 } = version.actions ?? {};
  const field = version.field ?? "acked";
  const [lateAcks, ...otherLateAcks] = version.lateAcks ?? ["accepted", "dropped"];
  const collection = version.fieldType === "fifo" ? t.fifo(t.int(0, tasks - 1), 4) : t.set(t.int(0, tasks - 1));
  const fields = { phase: t.oneOf(...(version.labels ?? (["idle", "pending", "aborted", "complete"] as const))), [field]: collection, id: t.int(0, 2) };
  const extra = version.extraField === true ? { audit: t.int(0, 9) } : {};
  type State = { phase: string; id: number } & Record<
    string,
    { size: number; has(task: number): boolean; add(task: number): void; clear(): void; push(task: number): void }
  >;
  const acked = (s: unknown) => (s as State)[field] as State[string];
  return spec("toy", {
    title: "A toy checkpoint",
    summary: "One checkpoint, two tasks.",
    scope: { [version.knob ?? "rounds"]: knob.int(1, 1, 2) },
    semantics: { lateAcks: knob.oneOf(lateAcks, [lateAcks, ...otherLateAcks]) },
    build: () =>
      machine("toy", { ...fields, ...extra } as unknown as Record<string, ReturnType<typeof t.int>>)
        .init(state => {
          const s = state as unknown as State;
          s.id = version.firstId ?? 1;
        })
        .action("trigger", {
          actor: "coordinator",
          when: state => (state as unknown as State).phase === "idle",
          then: state => {
            (state as unknown as State).phase = "pending";
          },
        })
        .action("timeout", {
          actor: "coordinator",
          fault: true,
          when: state => (state as unknown as State).phase === "pending",
          then: state => {
            const s = state as unknown as State;
            if (version.timeoutAborts !== false) s.phase = "aborted";
            if (version.abortClears === true) acked(s).clear();
          },
        })
        .action(
          ack,
          { [parameter]: indices(tasks) },
          {
            actor: parameters => `task ${parameters[parameter]}`,
            when: (state, parameters) => {
              const s = state as unknown as State;
              if (version.ackGuard === true && s.phase === "aborted") return false;
              return s.phase !== "idle" && !acked(s).has(parameters[parameter] as number);
            },
            then: (state, parameters) => {
              const s = state as unknown as State;
              acked(s).add(parameters[parameter] as number);
              if (acked(s).size === tasks || version.firstAckCompletes === true) s.phase = "complete";
            },
          },
        )
        .step(
          version.property ?? "an aborted checkpoint stays aborted",
          (before, after) => (before as unknown as State).phase !== "aborted" || (after as unknown as State).phase === "aborted" || version.lateCounts === true,
        )
        .terminal("any"),
    cases: [{ name: version.case ?? "two-tasks", expect: version.property === undefined ? violates("an aborted checkpoint stays aborted") : holds() }],
  });
}

/** The counterexample that exploring a spec's only case finds, as it comes back from its file. */
function counterexampleOf(of: Spec): Archive {
  const [only] = of.cases as [Spec["cases"][number]];
  const built = buildMachine(of, only.scope, only.semantics).definition;
  const { finding } = explore(built);
  if (finding.verdict !== "violated") throw new Error(`the toy ${finding.verdict}: ${JSON.stringify(finding)}`);
  return readTrace(writeTrace(archiveOf(instanceOf(of, only), built, finding.property, finding.trace)), "trace.json");
}

const archived = counterexampleOf(toy());

describe("a replay", () => {
  it("starts from a counterexample of four steps", () => {
    expect(archived.trace.steps.map(({ action, parameters }) => ({ action, parameters }))).toEqual([
      { action: "trigger", parameters: {} },
      { action: "timeout", parameters: {} },
      { action: "ack", parameters: { task: 0 } },
      { action: "ack", parameters: { task: 1 } },
    ]);
    expect(archived.property).toEqual({ kind: "step", name: "an aborted checkpoint stays aborted" });
  });

  it("still violates on the same spec", () => {
    expect(replay(archived, toy())).toEqual({ outcome: "violates", step: 4, definitionChanged: false });
  });

  it("still violates when the spec gained a field, and says that the definition changed", () => {
    expect(replay(archived, toy({ extraField: true }))).toEqual({ outcome: "violates", step: 4, definitionChanged: true });
  });

  it("no longer violates when the property allows it now", () => {
    expect(replay(archived, toy({ lateCounts: true }))).toEqual({ outcome: "holds", steps: 4, definitionChanged: false });
  });

  it("names the step whose guard is false now", () => {
    expect(replay(archived, toy({ ackGuard: true }))).toEqual({ outcome: "notEnabled", step: 3, action: "ack", parameters: { task: 0 }, because: "guard" });
  });

  it("says that today's constraint forbids the step, and not its guard", () => {
    const today = toy();
    const bounded = {
      ...today,
      build: (...given: Parameters<typeof today.build>) => today.build(...given).within(s => !("phase" in s) || s.phase !== "pending"),
    };
    expect(replay(archived, bounded)).toMatchObject({ outcome: "notEnabled", step: 2, because: "constraint" });
  });

  it("names the field that differs after a step", () => {
    expect(replay(archived, toy({ timeoutAborts: false }))).toEqual({
      outcome: "differs",
      step: 2,
      action: "timeout",
      differences: [{ path: "phase", before: "aborted", after: "pending" }],
    });
    expect(replay(archived, toy({ firstAckCompletes: true }))).toMatchObject({
      outcome: "differs",
      step: 3,
      differences: [{ path: "phase", before: "aborted", after: "complete" }],
    });
  });

  it("names the field that differs initially", () => {
    expect(replay(archived, toy({ firstId: 2 }))).toEqual({
      outcome: "differs",
      step: 0,
      action: null,
      differences: [{ path: "id", before: "1", after: "2" }],
    });
  });

  it("takes no offence at labels in another order", () => {
    expect(replay(archived, toy({ labels: ["idle", "complete", "aborted", "pending"] }))).toMatchObject({ outcome: "violates", step: 4 });
  });

  it.each([
    ["case", { case: "other" }, { what: "case", name: "two-tasks", known: "other" }],
    ["knob", { knob: "epochs" }, { what: "knob", name: "rounds", known: "epochs" }],
    ["value of a knob", { lateAcks: ["counted", "dropped"] }, { what: "knob value", name: "lateAcks=accepted", known: "counted, dropped" }],
    ["property", { property: "nothing bad" }, { what: "property", name: "an aborted checkpoint stays aborted", known: "nothing bad; no deadlock" }],
    ["action", { actions: { ack: "acknowledge" } }, { what: "action", name: "ack", known: "trigger, timeout, acknowledge" }],
    ["parameter", { actions: { parameter: "subtask" } }, { what: "parameter value", name: "subtask=(none) of ack", known: "0, 1" }],
    ["value of a parameter", { actions: { tasks: 1 } }, { what: "parameter value", name: "task=1 of ack", known: "0" }],
    ["field", { field: "confirmed" }, { what: "field", name: "acked", known: "phase, confirmed, id" }],
    ["field of that type", { fieldType: "fifo" }, { what: "field", name: "acked as set", known: "acked as fifo" }],
  ] as const)("names the %s that the spec no longer has", (_, version, missing) => {
    expect(replay(archived, toy(version as Version))).toEqual({ outcome: "missing", missing });
  });

  it("refuses a counterexample of another spec", () => {
    expect(() => replay({ ...archived, spec: "other" }, toy())).toThrow('CUT304 The counterexample is one of the spec "other".');
  });
});

describe("a replay judges", () => {
  const counter = (limit: number, terminalAt: number) =>
    machine("counter", { n: t.int(0, 9), twice: t.bool() })
      .init({ start: [0, 1] }, (s, { start }) => {
        s.n = start;
      })
      .action("add", {
        when: s => s.n < limit,
        then: s => {
          s.n++;
        },
      })
      .terminal(s => s.n === terminalAt);
  const specOf = (build: () => ReturnType<typeof counter>) =>
    spec("counter", { title: "Counter", summary: "", build, cases: [{ name: "a", expect: holds() }] });

  it("a deadlock at the last state", () => {
    const found = counterexampleOf(specOf(() => counter(3, 9)));
    expect(found.property).toEqual({ kind: "deadlock", name: "no deadlock" });
    expect(
      replay(
        found,
        specOf(() => counter(3, 9)),
      ),
    ).toMatchObject({ outcome: "violates", step: 2 });
    expect(
      replay(
        found,
        specOf(() => counter(3, 3)),
      ),
    ).toMatchObject({ outcome: "holds", steps: 2 });
    expect(
      replay(
        found,
        specOf(() => counter(4, 4)),
      ),
    ).toMatchObject({ outcome: "holds", steps: 2 });
    expect(
      replay(
        found,
        specOf(() => counter(2, 2)),
      ),
    ).toMatchObject({ outcome: "notEnabled", step: 2, action: "add" });
  });

  it("an invariant in every state, so that it can fail sooner than it did", () => {
    const bounded = (max: number) => specOf(() => counter(9, 9).invariant("small", s => s.n <= max));
    const found = counterexampleOf(bounded(3));
    expect(replay(found, bounded(3))).toMatchObject({ outcome: "violates", step: 3 });
    expect(replay(found, bounded(2))).toMatchObject({ outcome: "violates", step: 2 });
    expect(replay(found, bounded(0))).toMatchObject({ outcome: "violates", step: 0 });
    expect(replay(found, bounded(5))).toMatchObject({ outcome: "holds", steps: 3 });
  });

  it("what another machine can reach", () => {
    const other = (limit: number) => counter(limit, limit);
    const within = (limit: number) => specOf(() => counter(9, 9).reachableIn("could occur", other(limit), s => ({ n: s.n, twice: false })));
    const found = counterexampleOf(within(4));
    expect(found.property.kind).toBe("reachableIn");
    expect(replay(found, within(4))).toMatchObject({ outcome: "violates", step: found.trace.steps.length });
    expect(replay(found, within(7))).toMatchObject({ outcome: "holds" });
    expect(replay(found, within(3))).toMatchObject({ outcome: "violates", step: found.trace.steps.length - 1 });
  });

  it("by today's functions, whose mistakes come out with their place", () => {
    const found = counterexampleOf(specOf(() => counter(3, 9)));
    const broken = specOf(() =>
      machine("counter", { n: t.int(0, 9), twice: t.bool() })
        .init({ start: [0, 1] }, (s, { start }) => {
          s.n = start;
        })
        .action("add", {
          then: () => {
            throw new Error("not today");
          },
        }),
    );
    expect(() => replay(found, broken)).toThrow(
      expect.objectContaining({
        message: "CUT208 The function threw Error: not today",
        mistake: expect.objectContaining({ place: { spec: "counter", case: "a", machine: "counter", role: "effect", name: "add", parameters: {} } }),
      }),
    );
  });
});
