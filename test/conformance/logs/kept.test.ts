/** The logs that are kept as files: small, and of jobs whose settings are known. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { entriesOf } from "../../../conformance/logs/entries.ts";

const folder = "test/fixtures/flink-logs";
const names = readdirSync(folder).flatMap(file => (file.endsWith(".log") ? [file.slice(0, -".log".length)] : []));
const bytesMax = 20_000;

test("there are as many of Flink 1.20 as of Flink 2", () => {
  const of = (version: string): number => names.filter(name => name.startsWith(version)).length;
  expect([of("1.20.5-"), of("2.3.0-")]).toEqual([6, 6]);
});

describe.each(names)("%s", name => {
  const log = readFileSync(`${folder}/${name}.log`, "utf8");
  const settings = JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8"));

  test("is small, and names neither a folder nor a whole id", () => {
    expect(log.length).toBeLessThan(bytesMax);
    expect(log).not.toMatch(/[0-9a-f]{32}|file:\/(?!checkpoints)/);
  });

  test("is of a job of that version, and of the mode that its settings say", () => {
    expect(name.startsWith(`${settings.version}-`)).toBe(true);
    const hasAcknowledgements = entriesOf(log).some(({ text }) => text.startsWith("Received acknowledge message"));
    expect(hasAcknowledgements).toBe(settings.mode === "debug");
  });

  test("has checkpoints, and something that goes wrong", () => {
    const has = (line: RegExp): boolean => entriesOf(log).some(({ text }) => line.test(text));
    expect(has(/^Triggering checkpoint \d/)).toBe(true);
    expect(has(/^Failed to trigger or complete|switched from RUNNING to FAILED on|global failure/)).toBe(true);
  });
});
