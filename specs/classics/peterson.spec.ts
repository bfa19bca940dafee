/**
 * Peterson's mutual exclusion for n processes, by shared variables alone.
 *
 * A process climbs n - 1 levels; at each it says that it is there (`pos`), says that it came last (`step`), and waits until
 * another came later or nobody else is that high. The wait looks at the other processes one at a time, in separate steps
 * (the fine-grained version of the BEEM benchmark): what it saw may be out of date when it goes on.
 *
 * `j` (the level) and `k` (the process looked at) are private variables. They keep their last values in the critical section
 * and after it, as in the benchmark; a version that resets them has fewer states.
 */
import { holds, indices, knob, machine, spec, t, violates } from "cutcheck";

const safety = ["at most one process is in its critical section"];

const peterson = ({ n }: { n: number }, { promises }: { promises: "none" | "weak" }) => {
  /** A process that has begun goes on; nobody has to begin. */
  const goesOn = promises === "weak" ? ({ fair: "weak" } as const) : {};
  const each = { me: indices(n) };
  const Process = t.record({ at: t.oneOf("noncritical", "wait", "q2", "q3", "critical"), j: t.int(0, n), k: t.int(0, n) });
  return machine("peterson", {
    processes: t.array(n, Process),
    /** The level of each process; 0: not interested. */
    pos: t.array(n, t.int(0, n - 1)),
    /** The process that came last to each level, the level 1 first. */
    step: t.array(n - 1, t.int(0, n - 1)),
  })
    .action("start to compete", each, {
      actor,
      when: (s, { me }) => s.processes[me].at === "noncritical",
      then: (s, { me }) => {
        const process = s.processes[me];
        process.j = 1;
        process.at = "wait";
      },
    })
    .action("announce the level", each, {
      actor,
      ...goesOn,
      when: (s, { me }) => s.processes[me].at === "wait" && s.processes[me].j < n,
      then: (s, { me }) => {
        const process = s.processes[me];
        s.pos.set(me, process.j);
        process.at = "q2";
      },
    })
    .action("come last", each, {
      actor,
      ...goesOn,
      when: (s, { me }) => s.processes[me].at === "q2",
      then: (s, { me }) => {
        const process = s.processes[me];
        s.step.set(process.j - 1, me);
        process.k = 0;
        process.at = "q3";
      },
    })
    .action("look at the next process", each, {
      actor,
      ...goesOn,
      when: (s, { me }) => {
        const process = s.processes[me];
        return process.at === "q3" && process.k < n && (process.k === me || s.pos.get(process.k) < process.j);
      },
      then: (s, { me }) => {
        s.processes[me].k++;
      },
    })
    .action("pass the level", each, {
      actor,
      ...goesOn,
      when: (s, { me }) => {
        const process = s.processes[me];
        return process.at === "q3" && (process.k === n || s.step.get(process.j - 1) !== me);
      },
      then: (s, { me }) => {
        const process = s.processes[me];
        process.j++;
        process.at = "wait";
      },
    })
    .action("enter the critical section", each, {
      actor,
      ...goesOn,
      when: (s, { me }) => s.processes[me].at === "wait" && s.processes[me].j === n,
      then: (s, { me }) => {
        s.processes[me].at = "critical";
      },
    })
    .action("leave the critical section", each, {
      actor,
      ...goesOn,
      when: (s, { me }) => s.processes[me].at === "critical",
      then: (s, { me }) => {
        s.pos.set(me, 0);
        s.processes[me].at = "noncritical";
      },
    })
    .invariant("at most one process is in its critical section", s => {
      let inside = 0;
      for (let i = 0; i < n; i++) if (s.processes[i].at === "critical") inside++;
      return inside <= 1;
    })
    .leadsTo(
      "process 0 gets in when it competes",
      s => s.processes[0].at !== "noncritical",
      s => s.processes[0].at === "critical",
    )
    .witness(
      "a process is in its critical section while all others compete",
      s => s.processes.some(process => process.at === "critical") && s.processes.every(process => process.at !== "noncritical"),
    )
    .witness("all processes wait", s => s.processes.every(process => process.at === "q3"))
    .witness("the last process wins", s => s.processes[n - 1].at === "critical");
};

function actor({ me }: { me: number }): string {
  return `process ${me}`;
}

export default spec("peterson", {
  title: "Peterson's mutual exclusion",
  summary: "n processes enter a critical section one at a time, by shared variables alone. Each read and each write of a shared variable is a step of its own.",
  sources: [
    "G. L. Peterson, Myths About the Mutual Exclusion Problem, Information Processing Letters 12(3), 1981",
    "R. Pelánek, BEEM: Benchmarks for Explicit Model Checkers, SPIN 2007, model peterson",
    "Counts: SPIN 6.5.2 on bench/promela/peterson.pml",
  ],
  scope: { n: knob.int(3, 2, 5, "how many processes") },
  semantics: { promises: knob.oneOf("none", ["none", "weak"], "what is promised about a process that competes") },
  build: peterson,
  cases: [
    { name: "n=2", scope: { n: 2 }, properties: safety, expect: holds({ states: 196, transitions: 371 }) },
    { name: "n=3", scope: { n: 3 }, properties: safety, expect: holds({ states: 12_498, transitions: 33_369 }) },
    { name: "n=4", scope: { n: 4 }, properties: safety, expect: holds({ states: 1_119_560, transitions: 3_864_896, levelCount: 104 }) },
    {
      name: "n=2-unfair",
      about: "Nobody has to go on.",
      scope: { n: 2 },
      expect: violates("process 0 gets in when it competes", { steps: 1, states: 196 }),
    },
    {
      name: "n=2-fair",
      about: "No process that competes starves, if each goes on.",
      scope: { n: 2 },
      semantics: { promises: "weak" },
      expect: holds({ states: 196 }),
    },
    { name: "n=3-fair", about: "Nor of three.", scope: { n: 3 }, semantics: { promises: "weak" }, expect: holds({ states: 12_498 }) },
  ],
});
