/** How long something takes at most, in milliseconds, between two lines that tell of it. Longer than was ever seen, and short enough to mean something. */
export const within = {
  /** From a task's failure to the abort of what is pending. */
  R1: 300,
  /** From a task's failure to its restore, where the abort comes with that. */
  R2: 3_000,
  /** From the last acknowledgement to the line of the completion: the store is written. */
  completion: 1_000,
  /** From the failure of a checkpoint, or of a task, to the warning of the failure manager. */
  warning: 3_000,
  /** From one line of a task's mail to the next. */
  mail: 500,
  /** From a restore to what a restarted task says of it. */
  restart: 3_000,
} as const;
