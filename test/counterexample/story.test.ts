import { describe, expect, it } from "vitest";
import abs from "../../specs/classics/abs.spec.ts";
import { commonLane, type Story, storyOf } from "../../src/counterexample/story.ts";
import { explore } from "../../src/explore/explore.ts";
import { indices, type Machine, machine, t } from "../../src/index.ts";

/** The story of the run that violates the machine's property. */
function storyFrom<S>({ definition }: Machine<S>): Story {
  const { finding } = explore(definition);
  if (finding.verdict !== "violated") throw new Error(`${finding.verdict}, and not violated`);
  return storyOf({ types: definition.state, trace: finding.trace });
}

/** `label: from@step -> to@step`, with what became of it where it was not received. */
function arrows({ lanes, messages }: Story): readonly string[] {
  const name = (lane: number | null) => (lane === null ? "?" : lanes[lane]);
  return messages.map(
    ({ label, from, to, sentAt, end, endAt }) => `${label}: ${name(from)}@${sentAt} -> ${name(to)}@${endAt}${end === "received" ? "" : ` ${end}`}`,
  );
}

const Message = t.union({ record: {}, barrier: { id: t.int(1, 2) } });

/** A source sends a record and a barrier to each of two tasks, deep inside the state; the property is that nobody takes a third item. */
const nested = machine("nested", {
  jobs: t.map(t.oneOf("only"), t.array(2, t.record({ inbox: t.option(t.record({ queue: t.fifo(Message, 2) })) }))),
  sent: t.int(0, 2),
  taken: t.int(0, 3),
})
  .init(s => s.jobs.set("only", [{ inbox: { queue: [] } }, { inbox: { queue: [] } }]))
  .action("send", {
    actor: "source",
    when: s => s.sent < 2,
    then: s => {
      for (const { inbox } of s.jobs.get("only")!) inbox!.queue.push(s.sent === 0 ? { kind: "record" } : { kind: "barrier", id: 1 });
      s.sent++;
    },
  })
  .action(
    "take",
    { task: indices(2) },
    {
      actor: ({ task }) => `task ${task}`,
      when: (s, { task }) => s.sent === 2 && !s.jobs.get("only")![task]!.inbox!.queue.isEmpty,
      then: (s, { task }) => {
        s.jobs.get("only")![task]!.inbox!.queue.shift();
        s.taken++;
      },
    },
  )
  .invariant("nobody takes a third item", s => s.taken < 3)
  .terminal("any");

describe("the messages of a story", () => {
  it("are the elements of fifos, wherever in the state they are, from the step that sends to the step that receives", () => {
    const story = storyFrom(nested);
    expect(story.lanes).toEqual(["source", "task 0", "task 1"]);
    expect(arrows(story)).toEqual([
      "record: source@1 -> task 0@3",
      "record: source@1 -> task 1@5",
      "barrier{id: 1}: source@2 -> task 0@4",
      "barrier{id: 1}: source@2 -> task 1@null underway",
    ]);
    expect(story.messages.map(({ barrier, place }) => [barrier, place])).toEqual([
      [null, "jobs[only][0].inbox.queue"],
      [null, "jobs[only][1].inbox.queue"],
      [1, "jobs[only][0].inbox.queue"],
      [1, "jobs[only][1].inbox.queue"],
    ]);
    expect(story.steps.map(({ produced, consumed }) => ({ produced, consumed }))).toEqual([
      { produced: [0, 1], consumed: [] },
      { produced: [2, 3], consumed: [] },
      { produced: [], consumed: [0] },
      { produced: [], consumed: [2] },
      { produced: [], consumed: [1] },
    ]);
  });

  it("of a bag may overtake each other; equal ones are received in the order of sending; those that go with a fault are lost", () => {
    const story = storyFrom(
      machine("bag", { network: t.bag(t.int(1, 2), 3), step: t.int(0, 6) })
        .action("send", {
          actor: "a",
          when: s => s.step < 3,
          then: s => s.network.add([1, 2, 1][s.step++]!),
        })
        .action("receive", {
          actor: "b",
          when: s => s.step === 3 || s.step === 4,
          then: s => s.network.remove([2, 1][s.step++ - 3]!),
        })
        .action("crash", {
          actor: "b",
          fault: true,
          when: s => s.step === 5,
          then: s => {
            s.network.clear();
            s.step = 6;
          },
        })
        .invariant("no crash", s => s.step < 6),
    );
    expect(arrows(story)).toEqual(["1: a@1 -> b@5", "2: a@2 -> b@4", "1: a@3 -> b@6 lost"]);
    expect(story.steps[5]).toMatchObject({ number: 6, lane: 1, fault: true, lost: [2], consumed: [], produced: [] });
  });

  it("that are there initially have no sender, and an actor that the machine does not name is the machine", () => {
    const story = storyFrom(
      machine("initial", { inbox: t.fifo(t.int(0, 9), 2) })
        .init(s => {
          s.inbox.push(7);
          s.inbox.push(8);
        })
        .action("take", { when: s => !s.inbox.isEmpty, then: s => void s.inbox.shift() })
        .invariant("something is left", s => !s.inbox.isEmpty),
    );
    expect(story.lanes).toEqual([commonLane]);
    expect(arrows(story)).toEqual([`7: ?@0 -> ${commonLane}@1`, `8: ?@0 -> ${commonLane}@2`]);
  });
});

describe("a declared message", () => {
  const declared = machine("declared", { trigger: t.int(0, 2), other: t.fifo(t.bool(), 1), failed: t.bool() })
    .action("send", {
      actor: "coordinator",
      when: s => s.trigger === 0,
      then: s => {
        s.trigger = 1;
        s.other.push(true);
      },
    })
    .invariant("nothing is lost", s => !s.failed)
    .underway(s => (s.trigger === 0 ? [] : [{ label: `trigger ${s.trigger}`, barrier: s.trigger, to: "task" }]));

  /** The trigger is gone with the step of somebody. */
  const goneWith = (actor: string, fault: boolean) =>
    declared.action("gone", {
      actor,
      fault,
      when: s => s.trigger > 0,
      then: s => {
        s.trigger = 0;
        s.failed = true;
      },
    });

  it("stands for those of fifos and bags too, and is received when its receiver takes it, be it with a fault", () => {
    expect(arrows(storyFrom(goneWith("task", false)))).toEqual(["trigger 1: coordinator@1 -> task@2"]);
    expect(arrows(storyFrom(goneWith("task", true)))).toEqual(["trigger 1: coordinator@1 -> task@2"]);
  });

  it("is lost when somebody else takes it away, when its receiver fails, or when a mark says so", () => {
    expect(arrows(storyFrom(goneWith("scheduler", false)))).toEqual(["trigger 1: coordinator@1 -> task@2 lost"]);
    const failing = goneWith("task", true).marks((before, after) => (after.failed && !before.failed ? [{ kind: "failed", lanes: ["task"] }] : []));
    expect(arrows(storyFrom(failing))).toEqual(["trigger 1: coordinator@1 -> task@2 lost"]);
    const dropping = goneWith("task", false).marks((before, after) => (after.failed && !before.failed ? [{ kind: "lost", label: "trigger 1" }] : []));
    expect(arrows(storyFrom(dropping))).toEqual(["trigger 1: coordinator@1 -> task@2 lost"]);
    expect(storyFrom(dropping).steps[1]!.marks).toEqual([]);
  });
});

describe("the checkpoints of a story", () => {
  const { scope, semantics } = abs.cases.find(({ name }) => name === "unaligned")!;
  const story = storyFrom(abs.build(scope, semantics));

  it("have the cut where the marks say, how they ended, and their barriers among the messages", () => {
    expect(story.lanes).toEqual(["source 0", "source 1", "coordinator", "task 0"].sort((a, b) => story.lanes.indexOf(a) - story.lanes.indexOf(b)));
    const lane = (name: string) => story.lanes.indexOf(name);
    expect(story.checkpoints).toEqual([
      {
        id: 1,
        cut: [
          { lane: lane("source 0"), step: 2 },
          { lane: lane("source 1"), step: 4 },
          { lane: lane("task 0"), step: 8 },
        ],
        end: { kind: "completed", step: 9 },
        fellBack: [],
      },
    ]);
    expect(arrows(story)).toEqual([
      "trigger 1: coordinator@1 -> source 0@2",
      "trigger 1: coordinator@1 -> source 1@4",
      "barrier 1: source 0@2 -> task 0@5",
      "record: source 0@3 -> task 0@6",
      "barrier 1: source 1@4 -> task 0@7",
      "acknowledge 1: task 0@8 -> coordinator@9",
    ]);
  });

  it("say which lanes fell back and to what; a restore of nothing names no checkpoint", () => {
    const regional = machine("regional", { latest: t.int(0, 2) })
      .action("complete", {
        actor: "coordinator",
        when: s => s.latest < 2,
        then: s => {
          s.latest++;
        },
      })
      .invariant("one checkpoint", s => s.latest < 2)
      .marks((before, after) =>
        after.latest === 1
          ? [{ kind: "completed", checkpoint: 1 }]
          : [
              { kind: "completed", checkpoint: 2 },
              { kind: "fellBack", checkpoint: 2, lanes: ["task 0", "task 1"], to: before.latest },
              { kind: "restored", checkpoint: 0, lanes: ["task 0"] },
            ],
      );
    const { lanes, checkpoints, steps } = storyFrom(regional);
    expect(lanes).toEqual(["coordinator", "task 0", "task 1"]);
    expect(checkpoints).toEqual([
      { id: 1, cut: [], end: { kind: "completed", step: 1 }, fellBack: [] },
      { id: 2, cut: [], end: { kind: "completed", step: 2 }, fellBack: [{ lanes: [1, 2], to: 1, step: 2 }] },
    ]);
    expect(steps[1]!.marks.at(-1)).toEqual({ kind: "restored", checkpoint: 0, to: null, lanes: [1] });
  });
});
