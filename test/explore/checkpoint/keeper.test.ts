/** What is kept of an exploration: cut off at every operation, damaged at every byte, and of another run. `explore/laws.test.ts` has the relay that is not cut off. */
import { machine, t } from "cutcheck";
import { describe, expect, test } from "vitest";
import { CutcheckError } from "../../../src/dsl/errors.ts";
import type { MachineDefinition } from "../../../src/dsl/machine.ts";
import { Keeper } from "../../../src/explore/checkpoint/keeper.ts";
import { explore, exploreWith, unlimited } from "../../../src/explore/explore.ts";
import type { Keepable, Keeping } from "../../../src/explore/work/keeping.ts";
import type { Budget, Outcome } from "../../../src/explore/work/outcome.ts";
import { everyType } from "../../toys/everyType.ts";
import { badStep, lockOrder, refines, smallToys, square, twoViolations, vacuous } from "../../toys/small.ts";
import { comparable } from "../agree.ts";
import { exploreTogether, type Schedule, type Seen } from "../fakeThreads.ts";
import { type Failure, FragileFolder, Killed } from "../fragileFolder.ts";

const identity = { spec: "toy", source: "sha256:1" };
const toys = [badStep, lockOrder, twoViolations, vacuous, refines, everyType].map(toy => [toy.definition.name, toy.definition] as const);

/** 39 words of row and 30,000 states: several pieces of rows, several turns. */
const wide = machine("wide", { x: t.int(0, 299), y: t.int(0, 99), filler: t.array(40, t.int(0, 1_000_000_000)) })
  .action("right", {
    when: s => s.x < 299,
    then: s => {
      s.x++;
    },
  })
  .action("up", {
    when: s => s.y < 99,
    then: s => {
      s.y++;
    },
  })
  .terminal("any")
  .invariant("the far corner is not reached", s => s.x + s.y < 397)
  .witness("the middle", s => s.x === 150 && s.y === 50);

describe.each<Failure>(["process", "machine"])("when the %s fails", failure => {
  test.each(toys)("during any operation, the next run says of the toy %s what one without a failure says", async (_, definition) => {
    const whole = await run(definition, new FragileFolder());
    for (let n = 1; ; n++) {
      const folder = new FragileFolder();
      let failures = 0;
      // Thrice at the same operation after a restart, then no more.
      for (; failures < 3; failures++) {
        folder.failAt(n, failure);
        if ((await run(definition, folder).catch(killedOnly)) !== null) break;
        folder.restart();
      }
      folder.restart();
      expect(await run(definition, folder), `failed at operation ${n}`).toEqual(whole);
      if (failures === 0) return;
    }
  });

  test("during any operation of a long run", async () => {
    const whole = await run(wide.definition, new FragileFolder());
    expect(whole.counts.distinctStates).toBeGreaterThan(29_000);
    for (let n = 1; n <= 40; n += 4) {
      const folder = new FragileFolder();
      folder.failAt(n, failure);
      await run(wide.definition, folder).catch(killedOnly);
      folder.restart();
      expect(await run(wide.definition, folder)).toEqual(whole);
    }
  });
});

test("a run that is not cut off gives the outcome of one that keeps nothing", async () => {
  for (const [, definition] of toys) expect(await run(definition, new FragileFolder())).toEqual(explore(definition, { countEdges: true }));
});

test("a machine with a constraint goes on where it was, and knows what it has left out", async () => {
  const bounded = square(60).within(s => s.x + s.y < 50);
  const whole = explore(bounded.definition, { countEdges: true });
  expect(whole).toMatchObject({ outside: 51, counts: { terminalStates: 0 } });
  for (const depthMax of [0, 20, 49, 50]) {
    const folder = new FragileFolder();
    await run(bounded.definition, folder, { depthMax });
    expect(await run(bounded.definition, folder)).toEqual(whole);
  }
  const folder = new FragileFolder();
  folder.failAt(9, "machine");
  await run(bounded.definition, folder).catch(killedOnly);
  folder.restart();
  expect(await run(bounded.definition, folder)).toEqual(whole);
});

test("only new states are written: a run in relays writes each row once", async () => {
  const [folder, relays] = [new FragileFolder(), new FragileFolder()];
  await run(square(60).definition, folder);
  for (let depthMax = 0; depthMax < 120; depthMax++) await run(square(60).definition, relays, { depthMax });
  expect(await bytesOf(relays)).toEqual(await bytesOf(folder));
  // For each saving: one write of rows and one of progress, two syncs of files, one of names, a rename; once more of names at the beginning.
  expect(relays.operations).toBe(119 * 6 + 1);
});

describe("what several workers keep", () => {
  const schedule: Schedule = { count: 3, delay: 2, statesPerTurn: 8, tables: { slots: 256, rows: 32 }, turns: [3, 20, 7] };
  const machines = [...toys, ["square", square(60).definition] as const];

  test.each(machines)("of %s at any depth, one goes on with, and they go on with what one has kept", async (_, definition) => {
    const whole = comparable(explore(definition, { countEdges: true }));
    const { length } = explore(definition).counts.levels;
    for (let depthMax = 0; depthMax < length; depthMax += 1 + Math.floor(length / 20)) {
      const [theirs, ours] = [new FragileFolder(), new FragileFolder()];
      const seen: Seen = { handedOver: false };
      await exploreTogether(definition, schedule, { depthMax }, seen, true, keepingIn(await Keeper.open(theirs, identity)));
      expect(comparable(await run(definition, theirs))).toEqual(whole);
      await run(definition, ours, { depthMax });
      expect(comparable(await exploreTogether(definition, schedule, {}, seen, true, keepingIn(await Keeper.open(ours, identity))))).toEqual(whole);
    }
  });

  test("is written level by level while they go on", async () => {
    const folder = new FragileFolder();
    const seen: Seen = { handedOver: false };
    await exploreTogether(square(60).definition, schedule, { depthMax: 80 }, seen, true, keepingIn(await Keeper.open(folder, identity)));
    expect(seen.handedOver).toBe(true);
    // One saving for each turn in which a level has ended; small levels share one.
    expect(folder.operations).toBeGreaterThan(60 * 6);
  });
});

describe("what was kept with less allowed", () => {
  test("goes on when more is allowed, as if that had been allowed from the beginning", async () => {
    const whole = explore(square(60).definition, { countEdges: true });
    for (const budget of [{ depthMax: 10 }, { statesMax: 1000 }, { memoryBytesMax: whole.memoryBytes - 1 }]) {
      const folder = new FragileFolder();
      expect((await run(square(60).definition, folder, budget)).finding.verdict).toBe("incomplete");
      expect(await run(square(60).definition, folder)).toEqual(whole);
    }
  });

  test("stops at once when less is allowed, and what was kept stays", async () => {
    const folder = new FragileFolder();
    const before = await run(square(60).definition, folder, { depthMax: 70 });
    const kept = await bytesOf(folder);
    const { finding, counts } = await run(square(60).definition, folder, { depthMax: 20 });
    expect(finding).toEqual({ verdict: "incomplete", reason: "depth" });
    expect(counts).toEqual(before.counts);
    const small = await run(square(60).definition, folder, { memoryBytesMax: Math.floor(before.memoryBytes / 2) });
    expect(small.finding).toEqual({ verdict: "incomplete", reason: "memory" });
    expect(small.counts).toEqual(before.counts);
    expect(await bytesOf(folder)).toEqual(kept);
  });
});

describe("damage is found, wherever it is", () => {
  test("one byte of the rows is another", async () => {
    const whole = await kept();
    const size = (await bytesOf(whole)).length;
    for (let at = 0; at < size; at += 997) {
      const folder = await kept();
      folder.edit("rows-0.bin", bytes => change(bytes, at));
      expect(await codeOf(folder)).toBe("CUT405");
    }
  });

  test("one byte of the progress is another", async () => {
    const size = ((await (await kept()).readText("progress.json")) as string).length;
    for (let at = 0; at < size; at += 7) {
      const folder = await kept();
      folder.edit("progress.json", bytes => change(bytes, at));
      expect(await codeOf(folder)).toBe("CUT405");
    }
  });

  test.each([
    ["the rows are cut off", "rows-0.bin", (bytes: Uint8Array) => bytes.slice(0, -4)],
    ["there are no rows", "rows-0.bin", () => new Uint8Array(0)],
    ["the progress is cut off", "progress.json", (bytes: Uint8Array) => bytes.slice(0, -20)],
    ["the progress is empty", "progress.json", () => new Uint8Array(0)],
    ["the progress is something else", "progress.json", () => new TextEncoder().encode("null")],
  ])("%s", async (_, file, damage) => {
    const folder = await kept();
    folder.edit(file, damage);
    expect(await codeOf(folder)).toBe("CUT405");
  });

  test("what stands behind the rows that count is no damage, and is removed", async () => {
    const folder = await kept();
    const size = (await bytesOf(folder)).length;
    folder.edit("rows-0.bin", bytes => Uint8Array.of(...bytes, 1, 2, 3, 4, 5));
    expect((await run(square(60).definition, folder, { depthMax: 30 })).counts.levels).toHaveLength(31);
    expect(await bytesOf(folder)).toHaveLength(size);
  });
});

describe("what was kept of another run is refused", () => {
  test.each([
    ["another spec", { ...identity, spec: "other" }],
    ["another source", { ...identity, source: "sha256:2" }],
    ["something more that counts", { ...identity, symmetry: "on" }],
    ["something less that counts", { spec: "toy" }],
  ])("%s", async (_, other) => {
    await expect(Keeper.open(await kept(), other)).rejects.toMatchObject({ mistake: { code: "CUT406" } });
  });

  test("another format", async () => {
    const folder = await kept();
    const { Checksum } = await import("../../../src/kernel/checksum.ts");
    const { integrity: _, ...content } = JSON.parse((await folder.readText("progress.json")) as string);
    const later = { ...content, format: "cutcheck.checkpoint/2", somethingNew: true };
    await folder.writeText("progress.json", JSON.stringify({ integrity: Checksum.of(JSON.stringify(later)), ...later }));
    await expect(Keeper.open(folder, identity)).rejects.toMatchObject({ mistake: { code: "CUT406" } });
  });

  test("another machine under the same name of the run", async () => {
    const other = smallToys.map(toy => toy.definition).filter(({ name }) => name !== "square");
    for (const definition of other) expect(await codeOf(await kept(), definition), definition.name).toBe("CUT405");
  });
});

/** Explores, keeping what is new after every turn. */
async function run(definition: MachineDefinition, folder: FragileFolder, budget: Partial<Budget> = {}): Promise<Outcome> {
  const keeping = keepingIn(await Keeper.open(folder, identity));
  const platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {}, keeping };
  return exploreWith(definition, { countEdges: true, properties: null, budget: { ...unlimited, ...budget } }, platform);
}

function keepingIn(keeper: Keeper): Keeping {
  return {
    begin: exploration => keeper.begin(exploration),
    afterTurn: async (exploration: Keepable) => {
      if (keeper.hasNews(exploration)) await keeper.save(exploration);
    },
  };
}

/** A square of which 31 levels are kept. */
async function kept(): Promise<FragileFolder> {
  const folder = new FragileFolder();
  await run(square(60).definition, folder, { depthMax: 30 });
  return folder;
}

async function codeOf(folder: FragileFolder, definition: MachineDefinition = square(60).definition): Promise<string> {
  try {
    const { finding } = await run(definition, folder);
    return finding.verdict === "error" ? finding.error.mistake.code : finding.verdict;
  } catch (error) {
    if (error instanceof CutcheckError) return error.mistake.code;
    throw error;
  }
}

async function bytesOf(folder: FragileFolder): Promise<readonly number[]> {
  const bytes = new Uint8Array(1 << 20);
  return [...bytes.subarray(0, await folder.readAt("rows-0.bin", 0, bytes))];
}

function change(bytes: Uint8Array, at: number): Uint8Array {
  bytes[at] = (bytes[at] as number) ^ 0x10;
  return bytes;
}

function killedOnly(error: unknown): null {
  if (error instanceof Killed) return null;
  throw error;
}
