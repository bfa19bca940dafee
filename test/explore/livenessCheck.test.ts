/** What deciding liveness does besides being right: its order, its limits, and what it shows. */
import { describe, expect, test } from "vitest";
import { explore, exploreWith, unlimited } from "../../src/explore/explore.ts";
import type { Outcome, Platform, Trace } from "../../src/explore/work/outcome.ts";
import { indices, type Machine, machine, t } from "../../src/index.ts";

/** Counts round a circle, or up to its end. */
const circle = (size: number, options: { readonly fair?: "weak"; readonly ends?: boolean } = {}) =>
  machine("circle", { n: t.int(0, size - 1) })
    .action("count", {
      ...(options.fair === undefined ? {} : { fair: options.fair }),
      when: s => options.ends !== true || s.n < size - 1,
      then: s => {
        s.n = (s.n + 1) % size;
      },
    })
    .terminal("any");

const shown = ({ finding }: Outcome): unknown =>
  finding.verdict === "violated" ? [finding.property, finding.trace.steps.map(step => step.action), finding.trace.loop] : finding;

describe("a run", () => {
  const quiet = { waiting: [], disabled: [] };

  test("that ends in a terminal state stays there", () => {
    const ending = circle(3, { fair: "weak", ends: true });
    const stays = ending.infinitelyOften("starts again", s => s.n === 0);
    expect(shown(explore(stays.definition))).toEqual(["starts again", ["count", "count"], { start: 2, ...quiet, disabled: ["count"] }]);
    expect(explore(ending.eventuallyAlways("ends", s => s.n === 2).definition).finding).toEqual({ verdict: "holds" });
    expect(explore(ending.eventually("ends", s => s.n === 2).definition).finding).toEqual({ verdict: "holds" });
    const before = explore(ending.infinitelyOften("is not at the end", s => s.n < 2).definition);
    expect(shown(before)).toEqual(["is not at the end", ["count", "count"], { start: 2, ...quiet, disabled: ["count"] }]);
  });

  test("may stop anywhere when nothing is promised, and nowhere else", () => {
    const reaches = (fair: { readonly fair?: "weak" }): Outcome => explore(circle(3, fair).eventually("comes to 2", s => s.n === 2).definition);
    expect(shown(reaches({}))).toEqual([
      "comes to 2",
      [],
      { start: 0, waiting: [{ action: "count", parameters: {}, fair: null, disabledIn: null }], disabled: [] },
    ]);
    expect(reaches({ fair: "weak" }).finding).toEqual({ verdict: "holds" });
  });

  test("does not keep a promise by a step that changes nothing", () => {
    const idle = (per: "instance" | "action") =>
      machine("idle", { done: t.bool() })
        .action(
          "work",
          { hard: [false, true] },
          {
            fair: { kind: "weak", per },
            then: (s, { hard }) => {
              if (hard) s.done = true;
            },
          },
        )
        .eventually("done", s => s.done);
    expect(explore(idle("instance").definition).finding).toEqual({ verdict: "holds" });
    expect(explore(idle("action").definition).finding).toEqual({ verdict: "holds" });
  });

  test("may favour one instance where the promise is about the action as a whole", () => {
    const serve = (per: "instance" | "action") =>
      machine("serve", { served: t.array(2, t.bool()) })
        .action(
          "serve",
          { client: indices(2) },
          {
            fair: { kind: "strong", per },
            then: (s, { client }) => s.served.set(client, !s.served.get(client)),
          },
        )
        .infinitelyOften("client 1 is served", s => s.served.get(1));
    expect(explore(serve("instance").definition).finding).toEqual({ verdict: "holds" });
    const { finding } = explore(serve("action").definition);
    expect(finding).toMatchObject({ verdict: "violated", trace: { loop: { start: 0, waiting: [] } } });
    const { steps } = (finding as { readonly trace: Trace }).trace;
    expect(steps.map(({ parameters }) => parameters)).toEqual([{ client: 0 }, { client: 0 }]);
  });
});

describe("what is reported", () => {
  const two = circle(4)
    .eventually("comes to 3", s => s.n === 3)
    .leadsTo(
      "2 leads to 3",
      s => s.n === 2,
      s => s.n === 3,
    );

  test("is the property declared first, of those that are asked about", () => {
    expect(explore(two.definition).finding).toMatchObject({ property: "comes to 3" });
    expect(explore(two.definition, { properties: ["2 leads to 3"] }).finding).toMatchObject({ property: "2 leads to 3" });
  });

  test("is what is wrong with a state, if anything is", () => {
    expect(explore(two.invariant("never at 2", s => s.n !== 2).definition).finding).toMatchObject({ property: "never at 2" });
  });

  test("is the nearest state from which there is no way, for what must stay possible", () => {
    const trap = machine("trap", { at: t.oneOf("start", "left", "right", "dead", "deader") })
      .action(
        "go",
        { to: ["left", "right", "dead"] },
        {
          when: (s, { to }) => (to === "dead" ? s.at === "right" : s.at === "start" || s.at === "left"),
          then: (s, { to }) => {
            s.at = to as "left" | "right" | "dead";
          },
        },
      )
      .action("back", {
        when: s => s.at === "left" || s.at === "right",
        then: s => {
          s.at = "start";
        },
      })
      .action("sink", {
        when: s => s.at === "dead",
        then: s => {
          s.at = "deader";
        },
      })
      .alwaysPossible("the start is never lost", s => s.at === "start")
      .terminal("any");
    const { finding } = explore(trap.definition);
    expect(finding).toMatchObject({ verdict: "violated", property: "the start is never lost" });
    const { steps, loop } = (finding as { readonly trace: Trace }).trace;
    expect([steps.map(step => step.state["at"]), loop]).toEqual([["right", "dead"], undefined]);
  });

  test("has the counts of all states", () => {
    expect(explore(two.definition).counts).toMatchObject({ distinctStates: 4, transitions: 4, levels: [1, 1, 1, 1] });
  });
});

/** Far more than calls fit on a stack, and each in a level of its own. */
describe("a circle of 60,000 states", () => {
  const size = 60_000;
  const large = circle(size, { fair: "weak" }).infinitelyOften("comes to the end", s => s.n === size - 1);

  test("is one component, found without recursion", () => {
    expect(explore(large.definition).finding).toEqual({ verdict: "holds" });
  });

  test("does not fit into the memory that its states take, and says what is not decided", () => {
    const { memoryBytes } = explore(circle(size).definition);
    const { finding, memoryBytes: taken } = explore(large.definition, { budget: { ...unlimited, memoryBytesMax: memoryBytes + 500_000 } });
    expect(finding).toEqual({ verdict: "incomplete", reason: "memory", undecided: "comes to the end" });
    expect(taken).toBeLessThanOrEqual(memoryBytes + 500_000);
  });

  test("can be interrupted while it is decided", async () => {
    const turns: (string | undefined)[] = [];
    let milliseconds = 0;
    const run = (interruptAt: number): Promise<Outcome> => {
      const platform: Platform = {
        // A millisecond passes from one look to the next: turns are short.
        now: () => milliseconds++ / 1000,
        pause: async () => {},
        interrupted: () => turns.length >= interruptAt,
        onProgress: ({ deciding }) => turns.push(deciding),
      };
      return exploreWith(large.definition, { budget: unlimited, countEdges: false, properties: null }, platform);
    };
    expect((await run(Number.POSITIVE_INFINITY)).finding).toEqual({ verdict: "holds" });
    const deciding = turns.flatMap((each, i) => (each === undefined ? [] : [i + 1]));
    expect(deciding.length).toBeGreaterThan(10);
    for (const turn of [deciding[0], deciding[Math.floor(deciding.length / 2)], deciding.at(-1)]) {
      turns.length = 0;
      expect((await run(turn as number)).finding).toEqual({ verdict: "incomplete", reason: "interrupted", undecided: "comes to the end" });
    }
  });
});

describe("a property's function that goes wrong", () => {
  const throwing = (add: (m: Machine<{ n: number }>) => Machine<{ n: number }>) =>
    explore(add(circle(5) as unknown as Machine<{ n: number }>).definition).finding;

  test.each([
    ["throws", "CUT208", () => throwing(m => m.eventually("p", s => (s.n === 3 ? JSON.parse("{") : false)))],
    ["returns no boolean", "CUT213", () => throwing(m => m.eventually("p", s => (s.n === 3 ? (1 as never) : false)))],
    [
      "writes",
      "CUT207",
      () =>
        throwing(m =>
          m.eventually("p", s => {
            if (s.n === 3) (s as { n: number }).n = 0;
            return false;
          }),
        ),
    ],
  ] as const)("%s: is a mistake with its place and the run that leads there", (_, code, run) => {
    const finding = run();
    if (finding.verdict !== "error") throw new Error(`the verdict is ${finding.verdict}`);
    expect(finding.error.mistake).toMatchObject({ code, place: { role: "eventually", name: "p" } });
    expect((finding.error.trace as Trace).steps).toHaveLength(3);
  });
});
