/**
 * In what a running Flink differs from the stock rules, each difference with its number and the time for which it is given way to. The numbers are explained
 * in docs/follow.md.
 */
export const relaxations = {
  R1: { about: "A failed task does not abort the pending checkpoints at once: they may complete, or expire, for 100 ms behind its line." },
  R2: { about: "Pending checkpoints outlive a failure until the job restores, at most for 60 s." },
  R3: { about: "A checkpoint that expires while it is triggered is counted twice: two warnings, and two failures of the job, within 1 s." },
  R4: { about: "A savepoint that expires is not counted." },
  R5: { about: "A decline by an attempt that does not run, or is unknown, is not counted." },
  R6: { about: "A checkpoint of which the plan was made before a task failed is triggered behind it, for 100 ms." },
  R8: { about: "An operator coordinator fails the job, and no checkpoint has failed." },
  R10: { about: "A checkpoint completes behind the end of the JobMaster, for 2 s." },
  X10: { about: "A checkpoint of which the plan was made before the failure manager decided is triggered behind the decision, for 100 ms." },
  X11: { about: "A decline is not counted if its reason is none of those that count." },
} as const;

/** How long each is given way to, in milliseconds. */
export const given = { R1: 100, R2: 60_000, R3: 1_000, R6: 100, R10: 2_000, X10: 100 } as const;
