/**
 * Asynchronous barrier snapshots with aligned barriers: how a stream processor takes a consistent snapshot without stopping.
 *
 * A coordinator triggers checkpoints by number. Each source, when it learns of one, notes its position and sends a barrier
 * after the records it has sent so far, to every task. A task that has the barrier on one input reads no more from there
 * until the barrier has come on all inputs; then it takes its snapshot, which holds exactly the records before the barriers,
 * and reports to the coordinator. When all tasks have reported, the checkpoint is completed: one consistent cut.
 *
 * Modelled: bounded channels, checkpoints that time out or are declined, a newer barrier that overtakes an alignment, late
 * barriers and late reports. Not modelled: failures of tasks, restoring, and what the records contain.
 */
import { holds, indices, knob, type Machine, machine, type RecordView, spec, t, type ViewOf, violates } from "cutcheck";

/** An item of a channel: a record, or the barrier of a checkpoint (its number, from 1). */
const RECORD = 0;

interface Scope {
  readonly sources: number;
  readonly tasks: number;
  readonly checkpoints: number;
  readonly records: number;
  readonly capacity: number;
}

/** The types of the state. Checkpoint 0 means none. */
function typesOf({ sources, tasks, checkpoints, records, capacity }: Scope) {
  const Checkpoint = t.int(1, checkpoints);
  const CheckpointOrNone = t.int(0, checkpoints);
  const Offset = t.int(0, records);
  const Coordinator = t.record({
    triggered: CheckpointOrNone,
    /** Whether the checkpoint `triggered` is pending. */
    pending: t.bool(),
    acknowledged: t.set(t.int(0, tasks - 1)),
    /** Of checkpoint 1, 2, ... */
    outcomes: t.array(checkpoints, t.oneOf("none", "completed", "aborted")),
  });
  const Source = t.record({
    barrier: CheckpointOrNone,
    emitted: Offset,
    /** `emitted`, when the last barrier was sent. */
    offset: Offset,
  });
  const Task = t.record({
    /** The checkpoint whose barriers are being aligned, and the inputs where its barrier has arrived. */
    aligning: CheckpointOrNone,
    blocked: t.set(t.int(0, sources - 1)),
    /** Records processed, by source; and the same at the last snapshot. */
    processed: t.array(sources, Offset),
    snapshot: t.array(sources, Offset),
    report: t.union({ none: {}, acknowledge: { checkpoint: Checkpoint }, decline: { checkpoint: Checkpoint } }),
  });
  /** `channels[source][task]`. */
  const Channels = t.array(sources, t.array(tasks, t.fifo(t.int(RECORD, checkpoints), capacity)));
  return { coordinator: Coordinator, sources: t.array(sources, Source), channels: Channels, tasks: t.array(tasks, Task) };
}

type State = RecordView<ReturnType<typeof typesOf>>;
type Coordinator = ViewOf<ReturnType<typeof typesOf>["coordinator"]>;
type Task = ViewOf<ReturnType<typeof typesOf>["tasks"]>[number];

const abs = (scope: Scope, { aligns }: { readonly aligns: boolean }) => {
  const { sources, tasks, checkpoints, records } = scope;
  const eachSource = { source: indices(sources) };
  const eachTask = { task: indices(tasks) };
  const eachInput = { task: indices(tasks), source: indices(sources) };
  return machine("abs", typesOf(scope))
    .action("trigger", {
      actor: "coordinator",
      when: s => !s.coordinator.pending && s.coordinator.triggered < checkpoints,
      then: s => {
        s.coordinator.triggered++;
        s.coordinator.pending = true;
      },
    })
    .action("time out", {
      actor: "coordinator",
      when: s => s.coordinator.pending,
      then: s => {
        finish(s.coordinator, "aborted");
      },
    })
    .action("emit record", eachSource, {
      actor: ({ source }) => `source ${source}`,
      when: (s, { source }) => s.sources[source].emitted < records && s.channels[source].every(channel => !channel.isFull),
      then: (s, { source }) => {
        for (const channel of s.channels[source]) channel.push(RECORD);
        s.sources[source].emitted++;
      },
    })
    .action("emit barrier", eachSource, {
      actor: ({ source }) => `source ${source}`,
      when: (s, { source }) => s.sources[source].barrier < s.coordinator.triggered && s.channels[source].every(channel => !channel.isFull),
      then: (s, { source }) => {
        const { triggered } = s.coordinator;
        for (const channel of s.channels[source]) channel.push(triggered);
        s.sources[source].barrier = triggered;
        s.sources[source].offset = s.sources[source].emitted;
      },
    })
    .action("receive", eachInput, {
      actor: ({ task }) => `task ${task}`,
      when: (s, { task, source }) => !s.channels[source][task].isEmpty && !(aligns && s.tasks[task].blocked.has(source)),
      then: (s, { task, source }) => {
        const item = s.channels[source][task].shift();
        if (item === RECORD) s.tasks[task].processed.set(source, s.tasks[task].processed.get(source) + 1);
        else align(s.tasks[task], item, source);
      },
    })
    .action("take snapshot", eachTask, {
      actor: ({ task }) => `task ${task}`,
      when: (s, { task }) => isAligned(s.tasks[task]),
      then: (s, { task }) => {
        const it = s.tasks[task];
        it.report = { kind: "acknowledge", checkpoint: it.aligning };
        it.snapshot = it.processed;
        resume(it);
      },
    })
    .action("fail to take snapshot", eachTask, {
      actor: ({ task }) => `task ${task}`,
      when: (s, { task }) => isAligned(s.tasks[task]),
      then: (s, { task }) => {
        const it = s.tasks[task];
        it.report = { kind: "decline", checkpoint: it.aligning };
        resume(it);
      },
    })
    .action("receive report", eachTask, {
      actor: "coordinator",
      when: (s, { task }) => s.tasks[task].report.kind !== "none",
      then: (s, { task }) => {
        const { report } = s.tasks[task];
        const { coordinator } = s;
        if (report.kind !== "none" && coordinator.pending && report.checkpoint === coordinator.triggered) {
          if (report.kind === "acknowledge") coordinator.acknowledged.add(task);
          else finish(coordinator, "aborted");
          if (coordinator.acknowledged.isFull) finish(coordinator, "completed");
        }
        s.tasks[task].report = { kind: "none" };
      },
    })
    .terminal(
      s =>
        s.coordinator.triggered === checkpoints &&
        !s.coordinator.pending &&
        s.sources.every(source => source.emitted === records) &&
        s.channels.every(to => to.every(channel => channel.isEmpty)),
    )
    .invariant("a completed checkpoint is one consistent cut", s => {
      const { triggered, outcomes } = s.coordinator;
      if (triggered === 0 || outcomes.get(triggered - 1) !== "completed") return true;
      for (let task = 0; task < tasks; task++) {
        for (let source = 0; source < sources; source++) if (s.tasks[task].snapshot.get(source) !== s.sources[source].offset) return false;
      }
      return true;
    })
    .use(drawn)
    .witness(
      "every checkpoint is completed, the last one with all records in it",
      s => s.coordinator.outcomes.every(outcome => outcome === "completed") && s.sources.every(source => source.offset === records),
    )
    .witness("a task waits for a barrier while records pile up behind another", s =>
      s.tasks.some(
        (task, k) => task.blocked.size > 0 && !task.blocked.isFull && s.channels.some((to, source) => task.blocked.has(source) && to[k].head === RECORD),
      ),
    )
    .witnessStep("a report comes too late", { of: ["receive report"] }, (before, after) => !before.coordinator.pending && !after.coordinator.pending);
};

/** What a picture of a run shows of this: items and reports underway, and where the cut of a checkpoint crosses sources and tasks. */
const drawn = (m: Machine<State>): Machine<State> =>
  m
    .underway(s => [
      ...s.sources.flatMap(({ barrier }, source) => (barrier < s.coordinator.triggered ? [triggerOf(s.coordinator.triggered, source)] : [])),
      ...s.channels.flatMap((to, source) =>
        to.flatMap((channel, task) =>
          channel.toArray().map(item => ({
            from: `source ${source}`,
            to: `task ${task}`,
            ...(item === RECORD ? { label: "record" } : { label: `barrier ${item}`, barrier: item }),
          })),
        ),
      ),
      ...s.tasks.flatMap(({ report }, task) =>
        report.kind === "none" ? [] : [{ label: `${report.kind} ${report.checkpoint}`, from: `task ${task}`, to: "coordinator" }],
      ),
    ])
    .marks({ of: ["emit barrier"] }, (_, after, { parameters }) => [cut(after.coordinator.triggered, `source ${parameters["source"]}`)])
    .marks({ of: ["take snapshot"] }, (before, _, { parameters }) => [cut(before.tasks[Number(parameters["task"])].aligning, `task ${parameters["task"]}`)])
    .marks((before, after) =>
      after.coordinator.outcomes
        .toArray()
        .flatMap((outcome, i) => (outcome === "none" || outcome === before.coordinator.outcomes.get(i) ? [] : [{ kind: outcome, checkpoint: i + 1 }])),
    );

function triggerOf(checkpoint: number, source: number) {
  return { label: `trigger ${checkpoint}`, barrier: checkpoint, from: "coordinator", to: `source ${source}` };
}

function cut(checkpoint: number, lane: string) {
  return { kind: "cut" as const, checkpoint, lanes: [lane] };
}

/** A barrier arrives. A newer one makes the task drop an older alignment; an older one is itself dropped. */
function align(task: Task, checkpoint: number, source: number): void {
  if (checkpoint < task.aligning) return;
  if (checkpoint > task.aligning) task.blocked.clear();
  task.aligning = checkpoint;
  task.blocked.add(source);
}

function isAligned(task: Readonly<Task>): boolean {
  return task.blocked.isFull && task.report.kind === "none";
}

function resume(task: Task): void {
  task.aligning = 0;
  task.blocked.clear();
}

function finish(coordinator: Coordinator, outcome: "completed" | "aborted"): void {
  coordinator.outcomes.set(coordinator.triggered - 1, outcome);
  coordinator.pending = false;
  coordinator.acknowledged.clear();
}

export default spec("abs", {
  title: "Asynchronous barrier snapshots",
  summary:
    "Aligned barriers through bounded channels, with checkpoints that time out, are declined, or overtake each other. Not modelled: failures of tasks, restoring.",
  sources: [
    "P. Carbone and others, Lightweight Asynchronous Snapshots for Distributed Dataflows, arXiv:1506.08603, 2015",
    "Counts: equal in SPIN 6.5.2, TLC, Stateright and Rumur on models of the same definition",
  ],
  scope: {
    sources: knob.int(2, 1, 4, "how many sources"),
    tasks: knob.int(2, 1, 4, "how many tasks, each reading from every source"),
    checkpoints: knob.int(2, 1, 4, "how many checkpoints are triggered at most"),
    records: knob.int(1, 1, 4, "how many records each source emits"),
    capacity: knob.int(2, 1, 4, "how many items a channel holds"),
  },
  semantics: { aligns: knob.bool(true, "whether a task that has the barrier on one input reads no more from there until it has it on all") },
  build: abs,
  cases: [
    { name: "2-1-1-1-1", scope: { sources: 2, tasks: 1, checkpoints: 1, records: 1, capacity: 1 }, expect: holds({ states: 240, transitions: 541 }) },
    { name: "2-2-1-1-1", scope: { sources: 2, tasks: 2, checkpoints: 1, records: 1, capacity: 1 }, expect: holds({ states: 1_614, transitions: 5_253 }) },
    { name: "2-2-2-1-1", scope: { sources: 2, tasks: 2, checkpoints: 2, records: 1, capacity: 1 }, expect: holds({ states: 18_122, transitions: 66_505 }) },
    {
      name: "2-2-2-2-2",
      scope: { sources: 2, tasks: 2, checkpoints: 2, records: 2, capacity: 2 },
      expect: holds({ states: 273_994, transitions: 1_211_272, levelCount: 36 }),
    },
    {
      name: "2-2-3-2-2",
      scope: { sources: 2, tasks: 2, checkpoints: 3, records: 2, capacity: 2 },
      expect: holds({ states: 2_080_558, transitions: 9_545_134, levelCount: 46 }),
    },
    {
      name: "2-2-3-2-3",
      tier: "full",
      scope: { sources: 2, tasks: 2, checkpoints: 3, records: 2, capacity: 3 },
      expect: holds({ states: 4_147_708, transitions: 20_159_351, levelCount: 46 }),
    },
    {
      name: "unaligned",
      about: "A task goes on reading behind a barrier: its snapshot has a record that its source sends again after a restart.",
      scope: { sources: 2, tasks: 1, checkpoints: 1, records: 1, capacity: 2 },
      semantics: { aligns: false },
      expect: violates("a completed checkpoint is one consistent cut", { steps: 9 }),
    },
  ],
});
