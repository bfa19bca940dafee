/** A log as entries, and back. */
import { describe, expect, test } from "vitest";
import { entriesOf, logOf, withText } from "../../../conformance/logs/entries.ts";

const triggering =
  "2026-12-01 18:09:22,272 INFO  org.apache.flink.runtime.checkpoint.CheckpointCoordinator    [] - Triggering checkpoint 3 (type=X) @ 1 for job 7.";
const warning =
  "2026-12-01 18:09:22,305 WARN  org.apache.flink.runtime.checkpoint.CheckpointFailureManager [] - Failed to trigger or complete checkpoint 3 for job 7.";
const trace = [
  "org.apache.flink.runtime.checkpoint.CheckpointException: Checkpoint expired before completing.",
  "\tat org.apache.flink.Some.method(Some.java:1)",
];
const log = `${[triggering, warning, ...trace].join("\n")}\n`;

describe("a log", () => {
  test("is a list of entries: a line that begins with a time, and what follows until the next one", () => {
    const entries = entriesOf(log);
    expect(entries.map(({ level, logger, text }) => ({ level, logger, text }))).toEqual([
      { level: "INFO", logger: "CheckpointCoordinator", text: "Triggering checkpoint 3 (type=X) @ 1 for job 7." },
      { level: "WARN", logger: "CheckpointFailureManager", text: "Failed to trigger or complete checkpoint 3 for job 7." },
    ]);
    expect(entries.map(({ rest }) => rest)).toEqual([[], trace]);
    expect(entries[1].time - entries[0].time).toBe(33);
  });

  test("is the same text again", () => {
    expect(logOf(entriesOf(log))).toBe(log);
  });

  test("without a first line has no entries", () => {
    expect(entriesOf(`${trace.join("\n")}\n`)).toEqual([]);
  });

  test("has another text in an entry, and all else as it was", () => {
    const [entry] = entriesOf(log);
    expect(withText(entry, "Other").line).toBe(triggering.replace(/ - .*/, " - Other"));
  });
});
