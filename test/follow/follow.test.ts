/** What following says of a small machine: two lamps, of which one may be lit at a time. */
import { describe, expect, test } from "vitest";
import { knob, type LogMapping, logs, logWords, type Machine, type Moves, machine, spec, t, type WritableStateOf } from "../../src/index.ts";
import { followed, followedOne } from "./support.ts";

const lamps = (most: number) =>
  machine("lamps", { lit: t.set(t.int(0, 1)), flickers: t.int(0, 1) })
    .action(
      "light",
      { lamp: [0, 1] },
      {
        when: { "it is dark": (s, { lamp }) => !s.lit.has(lamp), "fewer are lit than may be": s => s.lit.size < most },
        then: (s, { lamp }) => s.lit.add(lamp),
      },
    )
    .action("put out", { lamp: [0, 1] }, { when: (s, { lamp }) => s.lit.has(lamp), then: (s, { lamp }) => s.lit.delete(lamp) })
    .action("flicker", {
      then: s => {
        s.flickers = 1 - s.flickers;
      },
    })
    .without("explode");

type State = WritableStateOf<ReturnType<typeof lamps>>;
interface Settings {
  readonly most: number;
}
const { line, step, check, change, either, defer, free, owe, pay, relaxed, end } = logWords<State, { seen: number }, Settings>();

const lightLine = line("a lamp is lit", { logger: "Lamp", text: "{lamp:int} on", means: ({ lamp }) => step("light", { lamp }) });
const outLine = line("a lamp is put out", { logger: "Lamp", text: "{lamp:int} off", means: ({ lamp }) => step("put out", { lamp }) });

/** A spec whose logs are followed by these lines, besides those two. */
function specOf(more: readonly ReturnType<typeof line>[] = [], rest: Partial<Parameters<typeof logs<State, { seen: number }, Settings>>[0]> = {}) {
  return spec("lamps", {
    title: "Lamps",
    summary: "Lamps.",
    scope: { most: knob.int(1, 1, 2) },
    build: ({ most }) => lamps(most),
    cases: [],
    logs: logs<State, { seen: number }, Settings>({
      build: ({ most }: Settings): Machine<State> => lamps(most),
      memory: () => ({ seen: 0 }),
      lines: [lightLine, outLine, ...more],
      ...rest,
    }),
  });
}

const meaning = (means: () => Moves) => [line("it", { logger: "It", text: "it", means })];

/** Lines with their times in milliseconds and, perhaps, threads: "20 t Lamp 0 on". */
const log = (...lines: readonly string[]): string =>
  lines
    .map(each => {
      const [ms = "", thread = "", logger = "", ...text] = each.split(" ");
      return `06:00:0${Math.floor(Number(ms) / 1000)},${String(Number(ms) % 1000).padStart(3, "0")} [${thread}] INFO a.b.${logger} - ${text.join(" ")}\n`;
    })
    .join("");

describe("a log", () => {
  test("that the machine can have is followed", async () => {
    const text = log("0 t Lamp 0 on", "1 t Lamp 0 off", "2 t Lamp 1 on");
    expect(await followedOne(specOf(), text)).toMatchObject({ verdict: "followed", told: 3, known: 3, statesPeak: 1, stoppedAt: null });
  });

  test("that it cannot have is refused, with the condition, the states, what else could have been, and the run", async () => {
    const { refusal } = await followedOne(specOf(), log("0 t Lamp 0 on", "1 t Lamp 0 off", "2 t Lamp 1 on", "3 t Lamp 0 on"));
    expect(refusal?.line.number).toBe(4);
    expect(refusal?.reasons).toEqual([
      { attempt: "light(lamp: 0)", missing: 'its guard says no: "fewer are lit than may be" is not true', rank: "guard", states: 1 },
    ]);
    expect(refusal?.state).toEqual({ lit: [1], flickers: 0 });
    expect(refusal?.instead).toEqual([
      { action: "put out", parameters: { lamp: 1 } },
      { action: "flicker", parameters: {} },
    ]);
    expect(refusal?.run.steps.map(each => each.action)).toEqual(["light", "put out", "light"]);
    expect(refusal?.runLines).toEqual([1, 2, 3]);
  });

  test("is explained by the smallest change: lines exchanged, missing, or one too many", async () => {
    const behind = ["10 t Lamp 0 off", "11 t Lamp 1 on", "12 t Lamp 1 off"];
    const exchanged = await followedOne(specOf(), log("0 t Lamp 1 on", "1 t Lamp 0 on", "2 t Lamp 1 off", ...behind));
    expect(exchanged.refusal?.explanation).toEqual({ kind: "exchanged", lines: [2, 3], linesBehind: 3, areAll: true });
    const missing = await followedOne(specOf(), log("0 t Lamp 1 on", "1 t Lamp 0 on", ...behind));
    expect(missing.refusal?.explanation).toMatchObject({ kind: "missing", before: 2, action: "put out", parameters: { lamp: 1 }, areAll: true });
    const extra = await followedOne(specOf(), log("0 t Lamp 0 on", "1 t Lamp 0 on", ...behind));
    expect(extra.refusal?.explanation).toEqual({ kind: "extra", line: 2, linesBehind: 3, areAll: true });
  });

  test("of which no line tells of anything is vacuous", async () => {
    expect((await followedOne(specOf([line("noise", { logger: "Noise", text: "{any}" })]), log("0 t Noise x"))).verdict).toBe("vacuous");
    expect(await followed(specOf(), log("0 t Noise x"))).toEqual([]);
  });

  test("ends where the run does: what comes behind is not looked at", async () => {
    const ended = await followedOne(specOf(meaning(() => end("it is morning"))), log("0 t Lamp 0 on", "1 t It it", "2 t Lamp 0 on"));
    expect(ended).toMatchObject({ verdict: "followed", stoppedAt: { line: 2, why: "it is morning" } });
  });
});

describe("moves that no line tells of", () => {
  test("are made before any line, and the set of states is closed under them", async () => {
    const flickers = await followedOne(
      specOf(
        meaning(() => check({ "it flickers": s => s.flickers === 1 })),
        { hidden: () => [step("flicker")] },
      ),
      log("0 t Lamp 0 on", "1 t It it"),
    );
    expect(flickers).toMatchObject({ verdict: "followed", statesPeak: 2 });
  });

  test("beyond the limit of states the answer is neither yes nor no", async () => {
    const outcome = await followedOne(specOf([], { hidden: () => [step("flicker")] }), log("0 t Lamp 0 on"), { statesMax: 1 });
    expect(outcome).toMatchObject({ verdict: "incomplete", stoppedAt: { line: 1 } });
  });

  test("may be owed: a step that is made later, but not too late", async () => {
    const late = defer({ key: "later", within: 50, about: "the lamp goes out" }, step("put out", { lamp: 0 }));
    const mapping = specOf([...meaning(() => late), line("all", { logger: "All", text: "all", means: () => free("later", "nothing is to go out") })]);
    expect((await followedOne(mapping, log("0 t Lamp 0 on", "1 t It it", "40 t Lamp 1 on"))).verdict).toBe("followed");
    expect((await followedOne(mapping, log("0 t Lamp 0 on", "1 t It it", "2 t Lamp 0 off"))).verdict).toBe("followed");
    expect((await followedOne(mapping, log("0 t Lamp 0 on", "1 t It it", "2 t Lamp 0 off", "90 t All all"))).refusal?.overdue).toEqual(["the lamp goes out"]);
  });
});

describe("lines that are owed", () => {
  const mapping = specOf(
    meaning(() => pay("report", "the report")),
    { owes: (_, __, { action }) => (action === "light" ? [{ key: "report", within: 100, about: "the report of the lamp" }] : []) },
  );

  test("have to come in time", async () => {
    expect((await followedOne(mapping, log("0 t Lamp 0 on", "50 t It it", "500 t Lamp 0 off"))).verdict).toBe("followed");
    expect((await followedOne(mapping, log("0 t Lamp 0 on", "500 t Lamp 0 off"))).refusal?.overdue).toEqual(["the report of the lamp"]);
  });

  test("may not come when they are not owed", async () => {
    const { refusal } = await followedOne(mapping, log("0 t Lamp 0 on", "1 t It it", "2 t It it"));
    expect(refusal?.reasons[0]).toMatchObject({ attempt: "the report", missing: "nothing that has happened makes this line come" });
  });

  test("may be owed by a line", async () => {
    const own = specOf(meaning(() => owe({ key: "x", within: 10, about: "another one" })));
    expect((await followedOne(own, log("0 t It it", "20 t Lamp 0 on"))).refusal?.overdue).toEqual(["another one"]);
  });
});

describe("the order of lines", () => {
  const exchanged = (one: string, other: string) => log("0 a Lamp 0 on", `10 ${one} Lamp 1 on`, `14 ${other} Lamp 0 off`);

  test("is that of what they tell", async () => {
    expect((await followedOne(specOf(), exchanged("a", "b"))).verdict).toBe("refused");
  });

  test("may be another one within a jitter, but not in one thread", async () => {
    expect((await followedOne(specOf(), exchanged("a", "b"), { jitter: 5 })).verdict).toBe("followed");
    expect((await followedOne(specOf(), exchanged("a", "b"), { jitter: 3 })).verdict).toBe("refused");
    expect((await followedOne(specOf(), exchanged("a", "a"), { jitter: 5 })).verdict).toBe("refused");
  });
});

describe("a mapping", () => {
  test("remembers lines, whatever is possible", async () => {
    const counting = specOf([
      line("it", {
        logger: "It",
        text: "it",
        means: (_, { memory }) => {
          memory.seen++;
          return check({ "it is the first one": () => memory.seen === 1 });
        },
      }),
    ]);
    expect((await followedOne(counting, log("0 t It it"))).verdict).toBe("followed");
    expect((await followedOne(counting, log("0 t It it", "1 t It it"))).refusal?.line.number).toBe(2);
  });

  test("may begin in the midst, where it does not know", async () => {
    const begins = () =>
      either(
        ...[0, 1].map(lamp =>
          change(`lamp ${lamp} is lit`, s => {
            s.lit.add(lamp);
          }),
        ),
      );
    expect(await followedOne(specOf([], { begins }), log("0 t Lamp 1 off", "1 t Lamp 0 on"))).toMatchObject({ verdict: "followed" });
  });

  test("refills budgets", async () => {
    const refill = (s: State) => {
      s.flickers = 0;
    };
    const steady = specOf(
      meaning(() => [step("flicker"), check({ "it does not flicker": s => s.flickers === 0 })]),
      { refill },
    );
    expect((await followedOne(steady, log("0 t It it"))).verdict).toBe("followed");
  });

  test("tells of relaxations that are needed, and of those that would do", async () => {
    const mapping = specOf(
      meaning(() =>
        relaxed(
          "both",
          change("both are lit", s => {
            s.lit.fill();
          }),
        ),
      ),
      { relaxations: { both: { about: "Both." }, none: { about: "None." } } },
    );
    const text = log("0 t It it", "1 t Lamp 0 off");
    expect((await followedOne(mapping, text)).refusal?.relaxations).toEqual([{ names: ["both"], refusedAt: null }]);
    expect(await followedOne(mapping, text, { relaxations: ["both", "none"] })).toMatchObject({ verdict: "followed", needed: ["both"] });
  });

  test.each([
    ["an action that the machine does not have", () => step("ligth"), "CUT305"],
    ["a relaxation that is not declared", () => relaxed("R1"), "CUT305"],
    ["something that is no move", () => "light" as unknown as Moves, "CUT106"],
    ["a condition that throws", () => check({ "it is lit": s => (s as unknown as { lamps: boolean[] }).lamps[0] === true }), "CUT212"],
    ["a condition that is no boolean", () => check({ "it is lit": s => s.lit.size as unknown as boolean }), "CUT213"],
  ])("that names %s is a mistake", async (_, means, code) => {
    await expect(followedOne(specOf(meaning(means)), log("0 t It it"))).rejects.toMatchObject({ mistake: { code } });
  });

  test("may name an action that only other settings give the machine: the line is refused", async () => {
    const { refusal } = await followedOne(specOf(meaning(() => step("explode"))), log("0 t It it"));
    expect(refusal?.reasons[0]?.missing).toBe("with these settings the machine has no such action");
  });

  test("is checked when it is made", () => {
    expect(() => logs({ build: () => lamps(1), lines: [lightLine, lightLine] })).toThrow(
      expect.objectContaining({ mistake: expect.objectContaining({ code: "CUT103" }) }),
    );
    expect(() => logs({ build: () => lamps(1) } as unknown as Parameters<typeof logs>[0])).toThrow(
      expect.objectContaining({ mistake: expect.objectContaining({ code: "CUT106" }) }),
    );
    expect(() => spec("lamps", { title: "", summary: "", build: () => lamps(1), cases: [], logs: {} as LogMapping })).toThrow(
      expect.objectContaining({ mistake: expect.objectContaining({ code: "CUT106" }) }),
    );
  });
});
