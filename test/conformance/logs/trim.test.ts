/** Logs made small. */
import { expect, test } from "vitest";
import { keptFor, trim } from "../../../conformance/logs/trim.ts";

const id = "0123456789abcdef0123456789abcdef";
const log = [
  `2026-12-01 18:00:00,000 INFO  org.apache.flink.runtime.taskexecutor.TaskExecutor [] - Received task ${id}`,
  `2026-12-01 18:00:00,001 INFO  org.apache.flink.runtime.checkpoint.CheckpointCoordinator [] - Restoring job ${id} from Checkpoint 6 @ 1 for ${id} located at file:/home/me/checkpoints123/${id}/chk-6.`,
  "2026-12-01 18:00:00,002 INFO  org.apache.flink.runtime.checkpoint.CheckpointCoordinator [] - No master state to restore",
  `2026-12-01 18:00:00,003 WARN  org.apache.flink.runtime.checkpoint.CheckpointFailureManager [] - Failed to trigger or complete checkpoint 7 for job ${id}.`,
  "org.apache.flink.runtime.checkpoint.CheckpointException: Checkpoint expired before completing.",
  "\tat org.apache.flink.Some.method(Some.java:1)",
  "Caused by: java.io.IOException: the disk is full",
  "\t... 3 more",
  "2026-12-01 18:00:00,004 INFO  cutcheck.conformance.logs.NumberReader [] - Reader of P0/0 receives splits [1@0].",
].join("\n");

test("a log keeps the lines of the chosen classes, short ids, no folder of its machine, and the names of exceptions", () => {
  expect(trim(log, keptFor.control, 10)).toBe(
    [
      "2026-12-01 18:00:00,001 INFO  org.apache.flink.runtime.checkpoint.CheckpointCoordinator [] - Restoring job 01234567 from Checkpoint 6 @ 1 for 01234567 located at file:/checkpoints/01234567/chk-6.",
      "2026-12-01 18:00:00,003 WARN  org.apache.flink.runtime.checkpoint.CheckpointFailureManager [] - Failed to trigger or complete checkpoint 7 for job 01234567.",
      "org.apache.flink.runtime.checkpoint.CheckpointException: Checkpoint expired before completing.",
      "Caused by: java.io.IOException: the disk is full",
      "",
    ].join("\n"),
  );
});

test("no more entries than asked for are kept", () => {
  expect(trim(log, keptFor.split, 1).split("\n")).toHaveLength(2);
});
