/** Worker threads as they are: every spec explored by several, and what happens when one of them is gone. */
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Progress } from "../../src/explore/work/outcome.ts";
import { comparable } from "../explore/agree.ts";
import { type BuiltProgram, buildProgram, repository } from "./build.ts";

/** Cases of more states would only take longer: with the smallest frontier the threads begin at once. */
const statesMax = 3000;

type Loading = typeof import("../../src/cli/load.ts");
type Checking = typeof import("../../src/check/check.ts");
type Exploring = typeof import("../../src/explore/explore.ts");
type Threading = typeof import("../../src/cli/threads.ts");
type Archiving = typeof import("../../src/cli/archiveFiles.ts");
type Pool = NonNullable<ReturnType<Threading["threadsOf"]>>;
type Loaded = Awaited<ReturnType<Loading["loadFile"]>>[number];

const entries = ["cli/load", "check/check", "explore/explore", "cli/threads", "cli/archiveFiles"];

let program: BuiltProgram;
let folder: string;
/** The built modules: a thread can only load these, and all must be of one copy. */
let built: Loading & Checking & Exploring & Threading & Archiving;

beforeAll(async () => {
  program = await buildProgram("program", entries);
  folder = await mkdtemp(join(tmpdir(), "cutcheck-workers-"));
  const modules = await Promise.all(entries.map(file => import(pathToFileURL(join(dirname(program.main), "..", `${file}.js`)).href)));
  built = Object.assign({}, ...modules);
});
afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Of each spec: every thread makes every machine anew, which takes longer than exploring it. */
const casesMax = 5;

/** With these the leader hands over as soon as it can, and there must be more tables often. */
const eager = { frontierMin: 1, isPatient: true, statesPerTurn: 16, tables: { slots: 1024, rows: 256 } };

function poolOf(count: number, specs: readonly Loaded[], options: Parameters<Threading["threadsOf"]>[2]): Pool {
  return built.threadsOf(count, specs, options)!;
}

interface Run {
  readonly pool?: Pool;
  readonly onProgress?: (progress: Progress) => void;
  readonly interrupted?: () => boolean;
  readonly memoryBytesMax?: number;
}

function explored(loaded: Loaded, instance: ReturnType<Checking["adHoc"]>, { pool, onProgress, interrupted, memoryBytesMax }: Run = {}) {
  const platform = {
    now: () => 0,
    pause: () => new Promise<void>(resolve => setImmediate(resolve)),
    interrupted: interrupted ?? (() => false),
    onProgress: onProgress ?? (() => {}),
    ...(pool === undefined ? {} : { threads: pool }),
  };
  const budget = { ...built.unlimited, memoryBytesMax: memoryBytesMax ?? Number.POSITIVE_INFINITY };
  return built.check({ ...instance, spec: loaded.spec }, { budget, countEdges: true }, platform);
}

describe("every small case comes out the same, edges and archived files included", async () => {
  const files = (await readdir(join(repository, "specs"), { recursive: true })).filter(file => file.endsWith(".spec.ts")).sort();

  test.each(files.flatMap((file, i) => [[file, [2, 8, 4, 3][i % 4] as number] as const]))("of %s, with %i workers", async (file, count) => {
    const [loaded] = await built.loadFile(join(repository, "specs", file));
    const pool = poolOf(count, [loaded!], eager);
    let compared = 0;
    for (const each of loaded!.spec.cases) {
      const { states } = each.expect.counts;
      if ((states ?? (each.tier === "quick" ? statesMax : Number.POSITIVE_INFINITY)) > statesMax || compared === casesMax) continue;
      const instance = built.instanceOf(loaded!.spec, each);
      const together = await explored(loaded!, instance, { pool });
      expect(comparable(together.outcome)).toEqual(comparable((await explored(loaded!, instance)).outcome));
      expect(together.asExpected).toBe(true);
      expect((await built.keepOfCase(together, loaded!.file, false))?.state ?? "same").toBe("same");
      compared++;
    }
    await pool.end();
    expect(compared).toBeGreaterThan(0);
  });
});

describe("a machine with 10,000 states, by 1, 2, 3, 4 and 8 workers", () => {
  test.each([2, 3, 4, 8])("%i find what one finds, of three instances one after the other", async count => {
    const loaded = await specWith("");
    const pool = poolOf(count, [loaded], eager);
    for (const limit of [40, 100, 70]) {
      const instance = built.adHoc(loaded.spec, { limit }, {});
      expect(comparable((await explored(loaded, instance, { pool })).outcome)).toEqual(comparable((await explored(loaded, instance)).outcome));
    }
    await pool.end();
  });

  test("with a mistake, report the one that one worker reports", async () => {
    const loaded = await specWith("if (s.a + s.b > 60) throw new Error('too far');");
    const pool = poolOf(3, [loaded], eager);
    const instance = built.adHoc(loaded.spec, {}, {});
    const { outcome } = await explored(loaded, instance, { pool });
    expect(outcome.finding).toMatchObject({ verdict: "error", error: { mistake: { code: "CUT208" } } });
    expect(comparable(outcome)).toEqual(comparable((await explored(loaded, instance)).outcome));
    await pool.end();
  });
});

describe("a worker that", () => {
  test.each([
    ["throws what no other throws", "throw new Error('only here');"],
    ["would end itself", "process.exit(3);"],
  ])("%s ends the run with a mistake: its functions do not depend on the state alone", async (_, statement) => {
    const loaded = await specWith(`if (!isMainThread && s.a + s.b > 60) { ${statement} }`);
    const pool = poolOf(2, [loaded], eager);
    const { outcome } = await explored(loaded, built.adHoc(loaded.spec, {}, {}), { pool });
    expect(outcome.finding).toMatchObject({ verdict: "error", error: { mistake: { code: "CUT209", message: expect.stringMatching(/in one worker/) } } });
    await pool.end();
  });

  test.each([
    [
      "runs out of memory",
      "for (const hog = []; ; ) hog.push(new Array(1e5).fill(0));",
      { resourceLimits: { maxOldGenerationSizeMb: 64 } },
      /worker \d has run out of memory/,
    ],
  ] as const)("%s ends the run as incomplete, and says so", async (_, statement, options, expected) => {
    const loaded = await specWith(`if (!isMainThread && s.a + s.b > 60) { ${statement} }`);
    const pool = poolOf(2, [loaded], { ...eager, ...options });
    const { outcome } = await explored(loaded, built.adHoc(loaded.spec, { limit: 200 }, {}), { pool });
    expect(outcome.finding).toMatchObject({ verdict: "incomplete", reason: "worker", detail: expect.stringMatching(expected) });
    // When it is gone is chance; whichever levels are whole by then have the sizes of those of a square of 200 by 200.
    const whole = outcome.counts.levels.slice(0, -1);
    expect(whole).toEqual(whole.map((_, i) => Math.min(i + 1, 399 - i)));
    await pool.end();
  });

  test("is killed ends the run as incomplete, and the next run has others", async () => {
    const loaded = await specWith("");
    const pool = poolOf(2, [loaded], eager);
    let isKilled = false;
    const onProgress = ({ level }: Progress): void => {
      if (level === 50 && !isKilled) void pool.end();
      isKilled ||= level === 50;
    };
    const { outcome } = await explored(loaded, built.adHoc(loaded.spec, {}, {}), { pool, onProgress });
    expect(outcome.finding).toMatchObject({ verdict: "incomplete", reason: "worker", detail: "worker 1 has ended with code 1" });
    expect((await explored(loaded, built.adHoc(loaded.spec, {}, {}), { pool })).outcome.counts.distinctStates).toBe(10_000);
    await pool.end();
  });

  test("makes another machine of the same file ends the run as incomplete", async () => {
    const loaded = await specWith("", "isMainThread ? 'up' : 'down'");
    const pool = poolOf(2, [loaded], eager);
    const { outcome } = await explored(loaded, built.adHoc(loaded.spec, {}, {}), { pool });
    expect(outcome.finding).toMatchObject({ reason: "worker", detail: expect.stringContaining("the spec is another one when its file is loaded again") });
    await pool.end();
  });
});

describe("several workers stop together", () => {
  test("when they are interrupted, and the same ones explore the next instance", async () => {
    const loaded = await specWith("");
    const pool = poolOf(3, [loaded], eager);
    let level = 0;
    const stopped = await explored(loaded, built.adHoc(loaded.spec, {}, {}), {
      pool,
      onProgress: progress => {
        level = progress.level;
      },
      interrupted: () => level > 50,
    });
    expect(stopped.outcome.finding).toEqual({ verdict: "incomplete", reason: "interrupted" });
    expect(stopped.outcome.counts.levels.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect((await explored(loaded, built.adHoc(loaded.spec, {}, {}), { pool })).outcome.counts.distinctStates).toBe(10_000);
    await pool.end();
  });

  test("when their memory together is over the limit", async () => {
    const loaded = await specWith("");
    const pool = poolOf(2, [loaded], eager);
    const { outcome } = await explored(loaded, built.adHoc(loaded.spec, {}, {}), { pool, memoryBytesMax: 170_000 });
    expect(outcome.finding).toEqual({ verdict: "incomplete", reason: "memory" });
    expect(outcome.memoryBytes).toBeLessThanOrEqual(170_000);
    await pool.end();
  });
});

/** A spec of a square of 100 by 100 states, whose action also runs this statement; its second action has this name. */
async function specWith(statement: string, name = "'up'"): Promise<Loaded> {
  const file = join(await mkdtemp(join(folder, "spec-")), "square.spec.ts");
  await writeFile(
    file,
    `import { isMainThread } from "node:worker_threads";
     import { knob, machine, spec, t } from "cutcheck";
     const build = ({ limit }) => machine("square", { a: t.int(0, limit), b: t.int(0, limit) })
       .action("right", { when: s => s.a < limit - 1, then: s => { s.a++; ${statement} } })
       .action(${name}, { when: s => s.b < limit - 1, then: s => { s.b++; } })
       .terminal(s => s.a === limit - 1 && s.b === limit - 1)
       .witness("the corner", s => s.a === limit - 1 && s.b === limit - 1)
       .witnessStep("a step up", (before, after) => after.b > before.b);
     export default spec("square", { title: "", summary: "", scope: { limit: knob.int(100, 1, 200, "") }, build, cases: [] });`,
  );
  const [loaded] = await built.loadFile(file);
  return loaded!;
}
