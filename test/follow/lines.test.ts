import { describe, expect, test } from "vitest";
import type { LogLine } from "../../src/dsl/logs.ts";
import { LineReader } from "../../src/follow/lines.ts";

function read(...pieces: readonly string[]): { readonly lines: readonly LogLine[]; readonly reader: LineReader } {
  const lines: LogLine[] = [];
  const reader = new LineReader(line => lines.push(line));
  for (const piece of pieces) reader.read(piece);
  reader.end();
  return { lines, reader };
}

const first = "2026-12-01 06:01:19,087 [Checkpoint Timer] INFO  org.apache.flink.A - one";

describe("lines of a log", () => {
  test("have a number, a time, a level, a logger, a thread and a text", () => {
    expect(read(`${first}\n`).lines).toEqual([
      { number: 1, time: Date.UTC(2026, 11, 1, 6, 1, 19, 87), thread: "Checkpoint Timer", level: "INFO", logger: "org.apache.flink.A", text: "one", more: [] },
    ]);
  });

  test.each([
    "2026-12-01 06:01:19,087 INFO  org.apache.flink.A                     [] - one",
    "2026-12-01T06:01:19.087123Z [main] INFO org.apache.flink.A - one",
    "06:01:19,087 [main] INFO  org.apache.flink.A [] - one",
    "2026-12-01 06:01:19,087 INFO  [main] org.apache.flink.A - one",
  ])("may have another layout: %s", text => {
    expect(read(`${text}\n`).lines).toMatchObject([{ level: "INFO", logger: "org.apache.flink.A", text: "one" }]);
  });

  test("are the same however the text is cut into pieces, and with CR LF", () => {
    const text = `${first}\ntrace\n  at x\n${first}\n`;
    const whole = read(text).lines;
    expect(whole.map(({ more }) => more)).toEqual([["trace", "  at x"], []]);
    expect(read(...text).lines).toEqual(whole);
    expect(read(text.replaceAll("\n", "\r\n")).lines).toEqual(whole);
  });

  test("are continued by lines without a time, of which the first twenty are kept", () => {
    const [line] = read(`${first}\n${"trace\n".repeat(50)}`).lines;
    expect(line?.more).toHaveLength(20);
  });

  test("go on behind midnight where no day is printed", () => {
    const times = read("23:59:59,900 INFO a.B - x\n00:00:00,100 INFO a.B - y\n").lines.map(({ time }) => time);
    expect((times[1] as number) - (times[0] as number)).toBe(200);
  });

  test("before the first one with a time are counted", () => {
    expect(read(`Starting\n\n${first}\n`).reader.oddities.headless).toBe(1);
  });

  test("lose their characters NUL, and are counted", () => {
    const { lines, reader } = read(`\0\0\0\0${first}\n${first}\n`);
    expect(lines).toHaveLength(2);
    expect(reader.oddities.damaged).toBe(1);
  });

  test("that are long are looked at up to a limit, and counted", () => {
    const { lines, reader } = read(
      `${first} `,
      ..."x"
        .repeat(100)
        .split("")
        .map(each => each.repeat(1_000)),
      `\n${first}\n`,
    );
    expect(lines).toHaveLength(2);
    expect(lines[0]?.text.length).toBeLessThan(16_384);
    expect(reader.oddities.cut).toBe(1);
  });

  test("without an end are not read, and it is told", () => {
    const { lines, reader } = read(`${first}\n${first.slice(0, -3)}`);
    expect(lines).toHaveLength(1);
    expect(reader.oddities.isEndMissing).toBe(true);
    expect(reader.lines).toBe(2);
  });
});
