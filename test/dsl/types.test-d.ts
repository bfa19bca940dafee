/**
 * What the language refuses at compile time, and what it infers. Checked by `npm run test:types`: an expected error that does not
 * come up is an error itself. Nothing here runs.
 */

import {
  assign,
  type FifoView,
  holds,
  indices,
  knob,
  type Machine,
  type Member,
  type MemberOf,
  machine,
  type PlainOf,
  type ScalarArrayView,
  type SetView,
  type StateOf,
  spec,
  t,
  type ViewOf,
  values,
  violates,
  type WritableStateOf,
} from "cutcheck";
import { expectTypeOf } from "vitest";

const Message = t.union({ barrier: { id: t.int(1, 3) }, record: { offset: t.int(0, 9) }, end: {} });
const Task = t.record({
  phase: t.oneOf("running", "aligning", "failed"),
  acked: t.set(t.int(1, 3)),
  inbox: t.fifo(Message, 2),
});
const abs = machine("abs", {
  tasks: t.array(2, Task),
  offsets: t.array(2, t.int(0, 9)),
  pending: t.option(t.int(1, 3)),
  head: Message,
  network: t.bag(Message, 3),
  owner: t.map(t.int(0, 1), t.oneOf("left", "right")),
  next: t.int(1, 4),
  stopped: t.bool(),
});
type State = typeof abs extends Machine<infer S> ? S : never;

/** The views that a spec sees. */
expectTypeOf<ViewOf<typeof Task>["phase"]>().toEqualTypeOf<"running" | "aligning" | "failed">();
expectTypeOf<State["next"]>().toEqualTypeOf<number>();
expectTypeOf<State["stopped"]>().toEqualTypeOf<boolean>();
expectTypeOf<State["pending"]>().toEqualTypeOf<number | null>();
expectTypeOf<State["tasks"]>().toEqualTypeOf<readonly ViewOf<typeof Task>[]>();
expectTypeOf<State["offsets"]>().toEqualTypeOf<ScalarArrayView<number>>();
expectTypeOf<ViewOf<typeof Task>["acked"]>().toEqualTypeOf<SetView<number>>();
expectTypeOf<ViewOf<typeof Task>["inbox"]>().toEqualTypeOf<FifoView<ViewOf<typeof Message>>>();
expectTypeOf<ViewOf<typeof Message>["kind"]>().toEqualTypeOf<"barrier" | "record" | "end">();

/** What properties of runs wait for: a state, or a step. */
abs
  .infinitelyOften("goes on", { of: ["go"], where: (before, after, step) => before.next < after.next && step.is("go") })
  .leadsTo("follows", { of: ["go"] }, s => s.stopped)
  .eventually("stops", { where: (_, after) => after.stopped });
abs.eventually("stops", {
  where: (_, after) => {
    // @ts-expect-error the state after a step is read only
    after.stopped = true;
    return after.stopped;
  },
});
// @ts-expect-error there is no such field
abs.leadsTo("follows", s => s.stopped, { where: before => before.stoped });
// @ts-expect-error what must last is a state
abs.eventuallyAlways("lasts", { of: ["go"] });

/** What helper functions of a spec take: the state to read, the state to write, a member. */
expectTypeOf<WritableStateOf<typeof abs>>().toEqualTypeOf<State>();
expectTypeOf<StateOf<typeof abs>>().toEqualTypeOf<Readonly<State>>();
expectTypeOf<WritableStateOf<typeof abs>["next"]>().toEqualTypeOf<number>();
expectTypeOf<StateOf<string>>().toEqualTypeOf<never>();
const Worker = t.scalarset("worker", 3);
const Split = t.numbered("split", 3);
expectTypeOf<MemberOf<typeof Worker>>().toEqualTypeOf<Member<"worker">>();
expectTypeOf<MemberOf<typeof Split>>().toEqualTypeOf<Member<"split">>();
expectTypeOf<MemberOf<typeof Task>>().toEqualTypeOf<never>();
const build = () => machine("build", { holder: t.option(Worker), free: t.bool() });
const isFree = (s: StateOf<ReturnType<typeof build>>): boolean => s.free && s.holder === null;
const take = (s: WritableStateOf<ReturnType<typeof build>>, worker: MemberOf<typeof Worker>): void => {
  s.holder = worker;
};
build()
  .action("take", { worker: Worker }, { when: isFree, then: (s, { worker }) => take(s, worker) })
  .invariant("a holder is no other set's member", isFree);
const put = (s: StateOf<typeof abs>): void => {
  // @ts-expect-error what is read is not written
  s.next = 1;
};
void put;

/** Their plain values. */
expectTypeOf<PlainOf<typeof Message>>().toEqualTypeOf<
  { readonly kind: "barrier"; readonly id: number } | { readonly kind: "record"; readonly offset: number } | { readonly kind: "end" }
>();
expectTypeOf<PlainOf<typeof Task>["acked"]>().toEqualTypeOf<readonly number[]>();
expectTypeOf(values(t.oneOf("a", "b"))).toEqualTypeOf<readonly ("a" | "b")[]>();
expectTypeOf(values(t.map(t.int(0, 1), t.bool()))).toEqualTypeOf<readonly (readonly (readonly [number, boolean])[])[]>();

/** What a spec may write. */
abs
  .init(s => {
    s.next = 1;
    s.pending = null;
  })
  .init({ first: indices(2), stopped: [true, false] }, (s, { first, stopped }) => {
    expectTypeOf(first).toEqualTypeOf<number>();
    expectTypeOf(stopped).toEqualTypeOf<boolean>();
    s.next = first;
  })
  .action(
    "receive",
    { task: indices(2), mode: ["aligned", "unaligned"] },
    {
      actor: ({ task }) => `task ${task}`,
      fault: true,
      fair: "weak",
      when: (s, { task, mode }) => {
        expectTypeOf(mode).toEqualTypeOf<"aligned" | "unaligned">();
        return s.tasks[task]?.inbox.length !== 0;
      },
      then: (s, { task }) => {
        const receiver = s.tasks[task];
        if (receiver === undefined) return;
        const message = receiver.inbox.shift();
        if (message.kind === "barrier") expectTypeOf(message.id).toEqualTypeOf<number>();
        receiver.phase = "aligning";
        receiver.inbox.push({ kind: "record", offset: 1 });
        receiver.inbox.push(s.head);
        s.head = { kind: "barrier", id: 2 };
        if (s.head.kind === "barrier") s.head.id = 3;
        s.offsets.set(0, s.offsets.get(1) + 1);
        s.owner.set(1, "left");
        expectTypeOf(s.owner.get(0)).toEqualTypeOf<"left" | "right" | undefined>();
        assign(receiver, { phase: "running", acked: [1, 2], inbox: [{ kind: "end" }] });
        assign(receiver, { acked: receiver.acked });
        assign(s, { owner: [[0, "left"]], offsets: [1, 2], tasks: s.tasks });
      },
    },
  )
  .invariant("a number", s => s.next > 0)
  .step("from one to the other", (before, after, step) => before.next <= after.next && step.action === "receive" && step.parameters.task !== 3)
  .witness("reached", s => s.stopped)
  .witnessStep("stopping", (before, after) => !before.stopped && after.stopped)
  .reachableIn("as in itself", abs, s => ({ ...s, tasks: s.tasks, head: { kind: "end" }, offsets: [1, 2] }))
  .reachableIn("several", abs, s => [s, s])
  .reachableIn("or nothing", abs, () => null)
  .terminal(s => s.stopped)
  .terminal("any")
  .use(m => m.invariant("from a part", s => s.next < 5));

/** A wrong field. */
// @ts-expect-error: the state has no such field
abs.invariant("misspelt", s => s.nxt > 0);
// @ts-expect-error: a task has no such field
abs.invariant("misspelt, deeper", s => s.tasks.every(task => task.fase === "running"));
abs.init(s => {
  // @ts-expect-error: the state has no such field
  s.nxt = 1;
});

/** A wrong label. */
// @ts-expect-error: no task is ever "runing"
abs.invariant("compared", s => s.tasks.every(task => task.phase === "runing"));
abs.init(s => {
  const [task] = s.tasks;
  if (task === undefined) return;
  // @ts-expect-error: there is no such phase
  task.phase = "finished";
  // @ts-expect-error: a label is not a number
  task.phase = 1;
  // @ts-expect-error: there is no such side
  s.owner.set(0, "middle");
});
// @ts-expect-error: at least one label
t.oneOf();

/** A value of the wrong type. */
abs.init(s => {
  // @ts-expect-error: a number, not a text
  s.next = "1";
  // @ts-expect-error: only an option can be null
  s.next = null;
  // @ts-expect-error: an option is null, never undefined
  s.pending = undefined;
  // @ts-expect-error: a boolean, not a number
  s.stopped = 0;
  // @ts-expect-error: arrays of plain values have methods, not positions
  s.offsets[0] = 1;
  // @ts-expect-error: an element is assigned field by field, or with assign
  s.tasks[0] = s.tasks[1];
  // @ts-expect-error: members are numbers
  s.tasks[0]?.acked.add("1");
});

/** A field of another variant, and a message that is none. */
// @ts-expect-error: not every message has an id
abs.invariant("of another variant", s => s.head.id > 0);
abs.invariant("of another variant, narrowed", s => {
  // @ts-expect-error: a record has an offset
  return s.head.kind !== "record" || s.head.id > 0;
});
abs.init(s => {
  // @ts-expect-error: there is no such variant
  s.head = { kind: "watermark" };
  // @ts-expect-error: the id is missing
  s.head = { kind: "barrier" };
  // @ts-expect-error: a barrier has no offset
  s.head = { kind: "barrier", id: 1, offset: 0 };
  // @ts-expect-error: a message changes its variant as a whole
  s.head.kind = "end";
  // @ts-expect-error: there is no such variant
  s.network.add({ kind: "watermark" });
  // @ts-expect-error: the id is a number
  s.tasks[0]?.inbox.push({ kind: "barrier", id: "1" });
});

/** A wrong payload of assign. */
abs.init(s => {
  // @ts-expect-error: the state has no such field
  assign(s, { nxt: 1 });
  // @ts-expect-error: a number, not a text
  assign(s, { next: "1" });
  // @ts-expect-error: members are numbers
  assign(s.tasks[0]!, { acked: ["1"] });
  // @ts-expect-error: there is no such variant
  assign(s.tasks[0]!, { inbox: [{ kind: "watermark" }] });
  // @ts-expect-error: a pair is a key and a value
  assign(s, { owner: [["left", 0]] });
});

/** Parameters. */
abs.action(
  "parameters",
  { task: indices(2), mode: ["aligned", "unaligned"] },
  {
    // @ts-expect-error: there is no such parameter
    actor: ({ region }) => `region ${region}`,
    // @ts-expect-error: there is no such mode
    when: (_, { mode }) => mode === "sideways",
    then: (s, parameters) => {
      s.next = parameters.task;
      // @ts-expect-error: parameters are given, not assigned
      parameters.task = 1;
      // @ts-expect-error: there is no such parameter
      s.next = parameters.region;
    },
  },
);
abs.action("no parameters", {
  // @ts-expect-error: it declares none
  then: (s, { task }) => {
    s.next = task;
  },
});
// @ts-expect-error: parameters are plain values
abs.action("functions", { task: [() => 1] }, { then: () => {} });
/** Parameters of any type, and a guard of initial states. */
const Position = t.record({ task: t.int(0, 1), offset: t.option(t.int(0, 2)) });
abs
  .init(
    { acked: values(t.set(t.int(1, 3))), at: values(Position) },
    {
      when: (s, { acked, at }) => {
        expectTypeOf(s).toEqualTypeOf<Readonly<State>>();
        expectTypeOf(acked).toEqualTypeOf<readonly number[]>();
        expectTypeOf(at.offset).toEqualTypeOf<number | null>();
        return acked.length > 1;
      },
      then: (s, { at }) => {
        s.next = at.task;
      },
    },
  )
  .action(
    "any",
    { phase: values(t.array(2, t.bool())), id: [{ id: 1 }, null] },
    {
      when: (s, { phase, id }) => {
        expectTypeOf(phase).toEqualTypeOf<readonly boolean[]>();
        return s.stopped && id !== null && id.id === 1;
      },
      then: (s, { phase }) => {
        // @ts-expect-error: a parameter is not written
        phase[0] = true;
        s.stopped = phase[1];
      },
    },
  );
// @ts-expect-error: a guard returns a boolean
abs.init({ by: [1] }, { when: () => 1, then: () => {} });
// @ts-expect-error: an init without an effect
abs.init({ by: [1] }, { when: () => true });

/** Options of actions, and what functions must return. */
// @ts-expect-error: an action has an effect
abs.action("no effect", { when: s => s.stopped });
// @ts-expect-error: there is no such option
abs.action("misspelt", { guard: () => true, then: () => {} });
// @ts-expect-error: weak or strong
abs.action("fair", { fair: "very", then: () => {} });
// @ts-expect-error: a guard says yes or no
abs.action("guard", { when: s => s.next, then: () => {} });
// @ts-expect-error: an invariant says yes or no
abs.invariant("a number", s => s.next);
// @ts-expect-error: "any" or a function
abs.terminal("all");
// @ts-expect-error: the other machine has no such state
abs.reachableIn("another", machine("other", { n: t.int(0, 1) }), s => ({ m: s.next }));
// @ts-expect-error: a type is made by t
machine("plain", { n: 3 });
// @ts-expect-error: both bounds
t.int(3);
// @ts-expect-error: the capacity is missing
t.fifo(Message);

/** Knobs and cases. */
spec("flags", {
  title: "Flags",
  summary: "",
  scope: { n: knob.int(2, 1, 4) },
  semantics: { rule: knob.oneOf("none", ["none", "live"]), strict: knob.bool(false) },
  build: (scope, semantics) => {
    expectTypeOf(scope).toEqualTypeOf<{ readonly n: number }>();
    expectTypeOf(semantics).toEqualTypeOf<{ readonly rule: "none" | "live"; readonly strict: boolean }>();
    // @ts-expect-error: there is no such knob
    const _missing = scope.m;
    // @ts-expect-error: there is no such rule
    if (semantics.rule === "copy") return abs;
    return abs;
  },
  cases: [
    { name: "all", tier: "full", scope: { n: 3 }, semantics: { rule: "live", strict: true }, expect: holds({ states: 1, levels: [1] }), neverEnabled: ["x"] },
    { name: "broken", expect: violates("a number", { steps: 3, states: 1 }), properties: ["a number"], witnesses: [] },
    // @ts-expect-error: there is no such knob in scope
    { name: "unknown-knob", scope: { m: 3 }, expect: holds() },
    // @ts-expect-error: size is a number
    { name: "wrong-size", scope: { n: "3" }, expect: holds() },
    // @ts-expect-error: there is no such rule
    { name: "wrong-rule", semantics: { rule: "copy" }, expect: holds() },
    // @ts-expect-error: a size knob is not a rule
    { name: "mixed", semantics: { n: 3 }, expect: holds() },
    // @ts-expect-error: quick or full
    { name: "tier", tier: "slow", expect: holds() },
    // @ts-expect-error: a case expects something
    { name: "nothing" },
  ],
});
// @ts-expect-error: the default is one of the labels
knob.oneOf("copy", ["none", "live"]);
// @ts-expect-error: there is no such count
holds({ state: 1 });
// @ts-expect-error: a count is a number
holds({ states: "1" });
// @ts-expect-error: one size for each level
holds({ levels: 3 });
// @ts-expect-error: there is no such detail
violates("a number", { depth: 3 });
// @ts-expect-error: which property?
violates();
// @ts-expect-error: a spec has a build function
spec("unbuilt", { title: "", summary: "", cases: [] });
