/** A checkpoint of two tasks that can time out: small enough to know its runs by heart. Late acknowledgements complete an aborted checkpoint. */
import type { Instance, Result } from "../../src/check/check.ts";
import { check, instanceOf } from "../../src/check/check.ts";
import type { Budget, Platform } from "../../src/explore/work/outcome.ts";
import { holds, indices, knob, machine, type Spec, spec, t, violates } from "../../src/index.ts";

export const toy = spec("toy", {
  title: "A toy checkpoint",
  summary: "One checkpoint.",
  scope: { tasks: knob.int(2, 1, 3) },
  semantics: { late: knob.oneOf("accepted", ["accepted", "dropped"]), mistake: knob.bool(false) },
  build: ({ tasks }, { late, mistake }) =>
    machine("toy", {
      phase: t.oneOf("idle", "pending", "aborted", "complete"),
      acked: t.set(t.int(0, tasks - 1)),
      task: t.array(tasks, t.record({ epoch: t.int(0, 1) })),
    })
      .action("trigger", {
        actor: "coordinator",
        when: s => s.phase === "idle",
        then: s => {
          s.phase = "pending";
        },
      })
      .action("timeout", {
        actor: "coordinator",
        fault: true,
        when: s => s.phase === "pending",
        then: s => {
          s.phase = "aborted";
        },
      })
      .action(
        "ack",
        { task: indices(tasks) },
        {
          actor: ({ task }) => `task ${task}`,
          when: (s, { task }) => (s.phase === "pending" || (s.phase === "aborted" && late === "accepted")) && !s.acked.has(task),
          then: (s, { task }) => {
            s.acked.add(task);
            s.task[task]!.epoch = mistake ? s.task[task]!.epoch + 2 : 1;
            if (s.acked.isFull) s.phase = "complete";
          },
        },
      )
      .step("an aborted checkpoint stays aborted", (before, after) => before.phase !== "aborted" || after.phase === "aborted")
      .witness("a checkpoint completes", s => s.phase === "complete")
      .witness("three tasks acknowledge", s => s.acked.size === 3)
      .terminal("any"),
  cases: [
    { name: "dropped", semantics: { late: "dropped" }, witnesses: ["a checkpoint completes"], expect: holds({ states: 8 }) },
    { name: "accepted", about: "A late acknowledgement counts.", expect: violates("an aborted checkpoint stays aborted", { steps: 4 }) },
    { name: "vacuous", semantics: { late: "dropped" }, expect: holds() },
    { name: "surprise", expect: holds() },
    { name: "longer", scope: { tasks: 3 }, expect: violates("an aborted checkpoint stays aborted", { steps: 4 }) },
    { name: "broken", semantics: { mistake: true }, expect: holds() },
  ],
});

const unlimited: Budget = {
  statesMax: Number.POSITIVE_INFINITY,
  depthMax: Number.POSITIVE_INFINITY,
  memoryBytesMax: Number.POSITIVE_INFINITY,
  secondsMax: Number.POSITIVE_INFINITY,
};

const platform: Platform = { now: () => 0, pause: () => Promise.resolve(), interrupted: () => false, onProgress: () => {} };

export function instanceNamed(name: string, of: Spec = toy): Instance {
  return instanceOf(of, of.cases.find(each => each.name === name)!);
}

/** A real result, said to have taken three seconds. */
export async function checked(instance: Instance, budget: Partial<Budget> = {}): Promise<Result> {
  const result = await check(instance, { budget: { ...unlimited, ...budget }, countEdges: false }, platform);
  return { ...result, seconds: 3 };
}
