/**
 * A coordinator and two tasks that are regions of their own: checkpoint 2 is completed without the task that fails, which keeps its part of
 * checkpoint 1. One run, known by heart, with everything that a picture can show: barriers received, lost and underway, cuts, a failure, a restart.
 */

import { machineOf } from "../../../src/check/check.ts";
import { type Archive, archiveOf } from "../../../src/counterexample/archive.ts";
import { indices, machine, spec, t, violates } from "../../../src/index.ts";
import { checked, instanceNamed } from "../toy.ts";

const Task = t.record({ inbox: t.fifo(t.union({ barrier: { id: t.int(1, 3) } }), 2), taken: t.int(0, 3), isDown: t.bool() });

/** `label` stands wherever a spec can put a text of its own. */
const regional = (label = "task") =>
  spec("regional", {
    title: `A regional checkpoint ${label}`,
    summary: "",
    build: () =>
      machine("regional", { next: t.int(1, 4), pending: t.option(t.int(1, 3)), acked: t.set(t.int(0, 1)), tasks: t.array(2, Task), isRestored: t.bool() })
        .init(s => {
          s.next = 1;
        })
        .action(`trigger ${label}`, {
          actor: "CheckpointCoordinator",
          when: s => s.pending === null && s.next <= 3 && (s.next < 3 || s.isRestored),
          then: s => {
            s.pending = s.next++;
            s.acked.clear();
            for (const task of s.tasks) task.inbox.push({ kind: "barrier", id: s.pending });
          },
        })
        .action(
          "snapshot",
          { task: indices(2) },
          {
            actor: ({ task }) => `${label} ${task}`,
            when: (s, { task }) => !s.tasks[task]!.isDown && s.tasks[task]!.inbox.length > 0 && s.pending !== 3 && !(s.pending === 2 && task === 1),
            then: (s, { task }) => {
              const { id } = s.tasks[task]!.inbox.shift();
              s.tasks[task]!.taken = id;
              s.acked.add(task);
            },
          },
        )
        .action("fail", {
          actor: `${label} 1`,
          fault: true,
          when: s => s.pending === 2 && !s.tasks[1]!.isDown,
          then: s => {
            s.tasks[1]!.isDown = true;
            s.tasks[1]!.inbox.clear();
          },
        })
        .action("complete", {
          actor: "CheckpointCoordinator",
          when: s => s.pending !== null && (s.acked.isFull || (s.acked.has(0) && s.tasks[1]!.isDown)),
          then: s => {
            s.pending = null;
          },
        })
        .action("restart", {
          actor: "Scheduler",
          when: s => s.tasks[1]!.isDown && s.pending === null,
          then: s => {
            s.tasks[1]!.isDown = false;
            s.isRestored = true;
          },
        })
        .marks((before, after, { action, parameters }) => {
          const task = `${label} ${parameters["task"]}`;
          if (action === "snapshot") return [{ kind: "cut", checkpoint: after.tasks[Number(parameters["task"])]!.taken, lanes: [task] }];
          if (action === "fail") return [{ kind: "failed", lanes: [`${label} 1`] }];
          if (action === "restart") return [{ kind: "restored", checkpoint: 2, lanes: [`${label} 1`] }];
          if (action !== "complete" || before.pending === null) return [];
          const completed = { kind: "completed" as const, checkpoint: before.pending };
          return before.acked.isFull ? [completed] : [completed, { kind: "fellBack", checkpoint: before.pending, lanes: [`${label} 1`], to: 1 }];
        })
        .invariant(`checkpoint 3 is never triggered: ${label}`, s => s.pending !== 3)
        .terminal("any"),
    cases: [{ name: "run", about: label, expect: violates(`checkpoint 3 is never triggered: ${label}`) }],
  });

/** The run as an archive. */
export async function regionalArchive(label?: string): Promise<Archive> {
  const { instance, outcome } = await checked(instanceNamed("run", regional(label)));
  if (outcome.finding.verdict !== "violated") throw new Error(JSON.stringify(outcome));
  return archiveOf(instance, machineOf(instance).definition, outcome.finding.property, outcome.finding.trace);
}
