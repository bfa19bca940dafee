/** Logs of running Flink jobs, held against the stock rules: in what they differ is refused at its line, and followed where its number is given way to. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import spec from "../../specs/flink/checkpoint-control.spec.ts";
import type { JobOutcome } from "../../src/follow/outcome.ts";
import { type Asked, followed, followedOne } from "../follow/support.ts";

const log = (name: string): string => readFileSync(new URL(`../fixtures/logs/${name}.log`, import.meta.url), "utf8");

const completesBehindAFailure = log("completes-behind-a-failure");
const expiresWhileTriggered = log("expires-while-triggered");
const outlivesAFailure = log("outlives-a-failure");
const declinedByAFailingTask = log("declined-by-a-failing-task");

const asked = (concurrent: number, tolerable: number, ...relaxations: readonly string[]): Asked => ({
  scope: { concurrent },
  semantics: { tolerable },
  relaxations,
});

function refusal({ verdict, refusal: found }: JobOutcome) {
  expect(verdict).toBe("refused");
  return { line: found?.line.number, text: found?.line.text, explained: found?.relaxations.flatMap(({ names }) => names) };
}

describe("the stock rules refuse what a running Flink does, at its line, and say which number it is:", () => {
  test("a checkpoint completes behind the failure of a task (R1)", async () => {
    const found = refusal(await followedOne(spec, completesBehindAFailure, asked(1, 2)));
    expect(found).toMatchObject({ line: 44, text: expect.stringContaining("Completed checkpoint 6"), explained: expect.arrayContaining(["R1"]) });
  });

  test("a checkpoint that expires while it is triggered is warned of twice (R3)", async () => {
    const found = refusal(await followedOne(spec, expiresWhileTriggered, asked(3, 0)));
    expect(found).toMatchObject({ line: 86, text: expect.stringContaining("checkpoint 11"), explained: ["R3"] });
  });

  test("a checkpoint outlives the failure of the job, and expires (R1, R2)", async () => {
    const found = refusal(await followedOne(spec, outlivesAFailure, asked(2, 0)));
    expect(found).toMatchObject({ line: 98, text: expect.stringContaining("Checkpoint 13"), explained: expect.arrayContaining(["R2"]) });
  });

  test("a decline by a failing task is not counted (X11)", async () => {
    const found = refusal(await followedOne(spec, declinedByAFailingTask, asked(3, 2)));
    expect(found).toMatchObject({ line: 153, text: expect.stringContaining("Decline checkpoint 26"), explained: expect.arrayContaining(["X11"]) });
  });
});

describe("with the numbers that they need the logs are followed:", () => {
  test.each([
    ["R1, R8", completesBehindAFailure, asked(1, 2, "R1", "R8")],
    ["R3", expiresWhileTriggered, asked(3, 0, "R3")],
    ["R2, R8", outlivesAFailure, asked(2, 0, "R2", "R8")],
    ["R2, R6, X10, X11", declinedByAFailingTask, asked(3, 2, "R2", "R6", "X10", "X11")],
  ])("%s", async (names, text, given) => {
    const { verdict, needed } = await followedOne(spec, text, given);
    expect(verdict).toBe("followed");
    expect(needed.join(", ")).toBe(names);
  });

  test("of all that are allowed, those are named that cannot be left out", async () => {
    const all = Object.keys(spec.logs?.relaxations ?? {});
    const { verdict, needed } = await followedOne(spec, expiresWhileTriggered, asked(3, 0, ...all));
    expect({ verdict, needed }).toEqual({ verdict: "followed", needed: ["R3"] });
  });
});

/** One job of two tasks, in which everything is as the rules have it. */
const job = (...lines: readonly string[]): string =>
  [
    "100 INFO JobMaster - Initializing job 'j' (aa).",
    "110 INFO CheckpointCoordinator - No checkpoint found during restore.",
    "200 INFO ExecutionGraph - Source (1/2) (g_v_0_0) switched from INITIALIZING to RUNNING.",
    "210 INFO ExecutionGraph - Source (2/2) (g_v_1_0) switched from INITIALIZING to RUNNING.",
    ...lines,
  ]
    .map(line =>
      line.replace(
        /^(\d+) (\w+) (\w+) -/,
        (_, ms, level, logger) => `2026-12-01 06:00:0${Math.floor(ms / 1000)},${String(ms % 1000).padStart(3, "0")} [t] ${level}  org.apache.flink.${logger} -`,
      ),
    )
    .map(line => `${line}\n`)
    .join("");

const triggers = (ms: number, id: number, type = "Checkpoint") =>
  `${ms} INFO CheckpointCoordinator - Triggering checkpoint ${id} (type=${type}) @ ${ms} for job aa.`;
const acknowledges = (ms: number, id: number, task: string) =>
  `${ms} DEBUG CheckpointCoordinator - Received acknowledge message for checkpoint ${id} from task ${task} of job aa at tm.`;
const completes = (ms: number, id: number) =>
  `${ms} INFO CheckpointCoordinator - Completed checkpoint ${id} for job aa (9 bytes, checkpointDuration=9 ms, finalizationTime=1 ms).`;
const expires = (ms: number, id: number) => `${ms} INFO CheckpointCoordinator - Checkpoint ${id} of job aa expired before completing.`;
const warns = (ms: number, id: number, behind: number, reason = "Checkpoint expired before completing.") =>
  `${ms} WARN CheckpointFailureManager - Failed to trigger or complete checkpoint ${id} for job aa. (${behind} consecutive failed attempts so far)\norg.apache.flink.runtime.checkpoint.CheckpointException: ${reason}`;
const fails = (ms: number, task: string) => `${ms} INFO ExecutionGraph - Source (1/2) (${task}) switched from RUNNING to FAILED on tm.`;
const runs = (ms: number, task: string, which = "1/2") => `${ms} INFO ExecutionGraph - Source (${which}) (${task}) switched from INITIALIZING to RUNNING.`;
const restores = (ms: number, id: number) => `${ms} INFO CheckpointCoordinator - Restoring job aa from Checkpoint ${id} @ 1 for aa located at x.`;

const whole = [triggers(300, 1), acknowledges(310, 1, "g_v_0_0"), acknowledges(311, 1, "g_v_1_0"), completes(320, 1)];

describe("lines of a JobManager, by the stock rules", () => {
  test("are followed where everything is as it should be", async () => {
    const lines = [...whole, triggers(400, 2), expires(500, 2), warns(501, 2, 0), triggers(600, 3), completes(610, 3)];
    expect((await followedOne(spec, job(...lines.slice(0, 7)), asked(1, 1))).verdict).toBe("followed");
  });

  test("without acknowledgements are followed, too: INFO is enough", async () => {
    expect((await followedOne(spec, job(triggers(300, 1), completes(320, 1), triggers(400, 2), completes(420, 2)), asked(1, 0))).verdict).toBe("followed");
  });

  test("of ids without a bound are followed", async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => [triggers(300 + i, i + 1), completes(300 + i, i + 1)]).flat();
    const { verdict, told } = await followedOne(spec, job(...many), asked(1, 0));
    expect({ verdict, told }).toEqual({ verdict: "followed", told: 6_003 });
  });

  test.each([
    ["a checkpoint completes that was not triggered", [...whole, completes(400, 2)], 9, '"checkpoint 2 is pending" is not true'],
    ["an acknowledgement is missing", [whole[0], whole[1], whole[3]], 7, '"all 2 tasks have acknowledged checkpoint 1" is not true'],
    ["an acknowledgement comes twice", [whole[0], whole[1], whole[1]], 7, '"task g_v_0_0 has not acknowledged checkpoint 1 before" is not true'],
    ["an id is left out", [...whole, triggers(400, 3)], 9, '"the next id is 3" is not true'],
    ["too many are pending", [whole[0], triggers(350, 2)], 6, 'its guard says no: "fewer checkpoints are pending than may be" is not true'],
    [
      "it counts wrongly",
      [whole[0], expires(400, 1), warns(401, 1, 1)],
      7,
      "nothing that has happened makes this line come; owed: the warning that checkpoint 1 failed, behind 0 others",
    ],
    ["a failed job triggers", [whole[0], fails(350, "g_v_0_0"), triggers(600, 2)], 7, 'its guard says no: "every task runs" is not true'],
    ["another checkpoint is restored", [...whole, fails(350, "g_v_0_0"), restores(400, 7)], 10, '"checkpoint 7 is the newest one" is not true'],
    [
      "a task runs that nobody has restored",
      [...whole, fails(350, "g_v_0_0"), runs(400, "g_v_0_1")],
      10,
      '"task g_v_0_1 was restored, and did not run before" is not true',
    ],
  ] as const)("are refused where %s", async (_, lines, line, missing) => {
    const { verdict, refusal: found } = await followedOne(spec, job(...(lines as readonly string[])), asked(1, 3));
    expect(verdict).toBe("refused");
    expect(found?.line.number).toBe(line);
    expect(found?.reasons.map(each => each.missing)).toContain(missing);
  });

  test("are refused where a warning is owed and does not come", async () => {
    const { refusal: found } = await followedOne(spec, job(whole[0] as string, expires(400, 1), triggers(1_600, 2)), asked(1, 3));
    expect(found?.overdue).toEqual(["the warning that checkpoint 1 failed, behind 0 others"]);
  });

  test("owe no warnings before 1.14", async () => {
    const old = { scope: { version: "1.11" }, semantics: { tolerable: 3 } };
    expect((await followedOne(spec, job(whole[0] as string, expires(400, 1), triggers(1_600, 2)), old)).verdict).toBe("followed");
  });

  test("leave the model with stop-with-savepoint", async () => {
    const { verdict, stoppedAt } = await followedOne(spec, job(...whole, "500 INFO JobMaster - Triggering stop-with-savepoint for job aa."), asked(1, 0));
    expect(verdict).toBe("left");
    expect(stoppedAt).toMatchObject({ line: 9, why: expect.stringContaining("stop-with-savepoint") });
  });

  test("may begin in the midst of a run", async () => {
    const text = job(...whole, triggers(400, 2), completes(420, 2))
      .split("\n")
      .slice(6)
      .join("\n");
    expect((await followedOne(spec, text, asked(1, 0))).verdict).toBe("followed");
  });

  test("of two jobs are followed apart", async () => {
    const one = job(...whole).split("\n");
    const other = job(...whole.slice(0, 3))
      .replaceAll("aa", "bb")
      .replaceAll("g_v", "h_v")
      .replaceAll("[t]", "[u]")
      .split("\n");
    const mixed = one.flatMap((line, i) => [line, other[i] ?? ""]).filter(line => line !== "");
    const outcomes = await followed(spec, `${mixed.join("\n")}\n`, asked(1, 0));
    expect(outcomes.map(({ job: name, verdict }) => [name, verdict])).toEqual([
      ["job aa", "followed"],
      ["job bb", "followed"],
    ]);
  });

  test("say which settings fit, and when all do", async () => {
    const values = [0, 1, 2];
    const infer = values.map(tolerable => ({ scope: { concurrent: 1, version: "1.20" }, semantics: { ...spec.cases[0]?.semantics, tolerable } }));
    const failing = job(whole[0] as string, expires(400, 1), warns(401, 1, 0), triggers(500, 2), expires(600, 2), warns(601, 2, 1));
    const { fits } = await followedOne(spec, failing, { ...asked(1, 2), infer, inferred: ["tolerable"] });
    expect(fits?.tried.map(({ values: { tolerable }, verdict, refusedAt }) => [tolerable, verdict, refusedAt])).toEqual([
      [0, "refused", 9],
      [1, "followed", null],
      [2, "followed", null],
    ]);
  });
});
