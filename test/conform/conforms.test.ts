/**
 * Implementations that do what a machine does, and some that do not: what `conforms` executes,
 * compares and tells.
 */
import { type Call, type Driver, holds, indices, knob, machine, type Observation, range, spec, t } from "cutcheck";
import { conforms } from "cutcheck/vitest";
import { describe, expect, test } from "vitest";

/** A gate that lets cars in while there is room, and counts them. */
const garage = spec("garage", {
  title: "A garage",
  summary: "Cars enter while there is room.",
  scope: { places: knob.int(2, 1, 4) },
  build: ({ places }) =>
    machine("garage", { cars: t.set(t.int(0, 3)), barrier: t.oneOf("down", "up") })
      .action("raise", {
        when: s => s.barrier === "down" && s.cars.size < places,
        then: s => {
          s.barrier = "up";
        },
      })
      .action(
        "enter",
        { car: indices(4) },
        {
          when: (s, { car }) => s.barrier === "up" && !s.cars.has(car),
          then: (s, { car }) => {
            s.cars.add(car);
            s.barrier = "down";
          },
        },
      )
      .action(
        "leave",
        { car: range(0, 3) },
        { when: (s, { car }) => s.cars.has(car), then: (s, { car }) => s.cars.delete(car) },
      )
      .observed({ cars: s => s.cars, isUp: s => s.barrier === "up", isFull: s => s.cars.size === places }),
  cases: [{ name: "two", expect: holds() }],
});

/** Does what the machine does; what may be wrong with it is said by its methods. */
class Garage implements Driver {
  protected places = 2;
  protected cars: number[] = [];
  protected isUp = false;
  readonly calls: string[] = [];

  start(model: Observation): void {
    this.calls.push("start");
    this.cars = [...(model["cars"] as readonly number[])];
    this.isUp = model["isUp"] as boolean;
  }

  step(action: string, parameters: Readonly<Record<string, unknown>>): void | Promise<void> {
    const car = parameters["car"] as number;
    this.calls.push(action);
    if (action === "raise") this.isUp = true;
    else if (action === "enter") this.enter(car);
    else if (action === "leave") this.cars = this.cars.filter(each => each !== car);
    else throw new Error(`nothing is known of ${action}`);
  }

  observe(): Observation | Promise<Observation> {
    return { cars: [...this.cars].sort(), isUp: this.isUp, isFull: this.cars.length === this.places };
  }

  protected enter(car: number): void {
    this.cars.push(car);
    this.isUp = false;
  }
}

async function messageOf(promise: Promise<void>): Promise<string> {
  return promise.then(
    () => "it conforms",
    (error: Error) => error.message,
  );
}

describe("an implementation that does what the machine does", () => {
  test("conforms: its runs cover every transition, then random ones follow", async () => {
    const driver = new Garage();
    await conforms(garage, driver);
    const starts = driver.calls.filter(call => call === "start").length;
    expect(starts).toBeGreaterThan(100);
    const covering = new Garage();
    await conforms(garage, covering, { random: { runs: 0 } });
    expect(covering.calls.filter(call => call === "start").length).toBe(starts - 100);
    // Of the 11 sets of at most two cars 5 have room: the barrier goes up at 5 and lets 4 + 4 * 3
    // cars in. Cars leave 4 + 6 * 2 times with it down, 4 times with it up.
    expect(covering.calls.filter(call => call === "raise").length).toBeGreaterThanOrEqual(5);
    expect(covering.calls.filter(call => call === "enter").length).toBeGreaterThanOrEqual(16);
    expect(covering.calls.filter(call => call === "leave").length).toBeGreaterThanOrEqual(20);
  });

  test("conforms as a machine, as a case, with other knobs, with promises, and with the values that it cannot see", async () => {
    class Slow extends Garage {
      override async step(action: string, parameters: Readonly<Record<string, unknown>>): Promise<void> {
        await Promise.resolve();
        super.step(action, parameters);
      }
      override async observe(): Promise<Observation> {
        const { cars, isUp } = await super.observe();
        return { cars, isUp } as Observation;
      }
    }
    await conforms(garage, new Slow(), { case: "two", cover: "pairs", notSeen: ["isFull"] });
    await conforms(garage.build({ places: 2 }, {}), new Slow(), { cover: "actions", notSeen: ["isFull"] });
    await conforms(garage, new Slow(), { scope: { places: 1 }, notSeen: ["isFull"], sample: 3 });
  });

  test("is told what is observed of the machine before each step, and when a run is over", async () => {
    const said: unknown[] = [];
    class Told extends Garage {
      override step(action: string, parameters: Readonly<Record<string, unknown>>, model?: Observation): void {
        said.push([action, model]);
        super.step(action, parameters);
      }
      end(): void {
        said.push("end");
      }
    }
    const run: readonly Call[] = [
      { action: "raise", with: {} },
      { action: "enter", with: { car: 3 } },
    ];
    await conforms(garage, new Told(), { run });
    expect(said).toEqual([
      ["raise", { cars: [], isUp: false, isFull: false }],
      ["enter", { cars: [], isUp: true, isFull: false }],
      "end",
    ]);
  });
});

describe("a difference is told with", () => {
  /** Forgets to lower the barrier when the last place is taken. */
  class Open extends Garage {
    protected override enter(car: number): void {
      super.enter(car);
      if (this.cars.length === this.places) this.isUp = true;
    }
  }

  test("the shrunk run, both sides, and how to see it again", async () => {
    const message = await messageOf(conforms(garage, new Open()));
    expect(
      message.replace(/Run \d+ of the \d+ that/, "Run I of the N that").replace(/, shrunk from \d+ steps to 4/, ""),
    ).toBe(`The implementation differs from garage.

Run I of the N that cover all transitions:
  1  raise
  2  enter(car: ${carIn(message, 2)})
  3  raise
  4  enter(car: ${carIn(message, 4)})

After step 4:
  isUp
    model           false
    implementation  true

This run alone:
conforms(spec, driver, { run: [
  {"action":"raise","with":{}},
  {"action":"enter","with":{"car":${carIn(message, 2)}}},
  {"action":"raise","with":{}},
  {"action":"enter","with":{"car":${carIn(message, 4)}}},
] })`);
  });

  test("the same run when that is asked for", async () => {
    const run: readonly Call[] = [
      { action: "raise", with: {} },
      { action: "enter", with: { car: 1 } },
      { action: "raise", with: {} },
      { action: "enter", with: { car: 0 } },
    ];
    expect(await messageOf(conforms(garage, new Open(), { run }))).toContain(
      "The run that was asked for:\n  1  raise\n",
    );
    await conforms(garage, new Open(), { run: run.slice(0, 3) });
  });

  test("the seed of a random run, which shrinks, too", async () => {
    /** Breaks with the third car of a run: no run that only covers action instances gets there. */
    class Tired extends Garage {
      private entered = 0;
      override start(model: Observation): void {
        super.start(model);
        this.entered = 0;
      }
      protected override enter(car: number): void {
        if (++this.entered < 7) super.enter(car);
      }
    }
    const options = { cover: "actions", steps: 4, random: { runs: 50, steps: 40, seed: 7 } } as const;
    const message = await messageOf(conforms(garage, new Tired(), options));
    expect(message).toMatch(/^Random run \d+ of 50, seed 7, shrunk from \d+ steps to \d+:$/m);
    // Seven cars enter, each after the barrier is raised, and all but two leave before.
    expect(message.match(/^ +\d+ {2}raise$/gm)).toHaveLength(7);
    expect(await messageOf(conforms(garage, new Tired(), options))).toBe(message);
    await conforms(garage, new Tired(), { ...options, random: { runs: 0 } });
  });

  test("the value that the implementation does not show, and the one that nobody declares", async () => {
    class Odd extends Garage {
      override observe(): Observation {
        return { cars: this.cars, isUp: this.isUp, colour: "red" };
      }
    }
    const message = await messageOf(conforms(garage, new Odd()));
    expect(message).toContain("It differs at the start.");
    expect(message).toContain("  isFull\n    model           false\n    implementation  (not observed)\n");
    expect(message).toContain('  colour\n    model           (not observed)\n    implementation  "red"\n');
  });

  test("what a method has thrown, which is its cause", async () => {
    const broken = new RangeError("no such gate");
    class Broken extends Garage {
      override step(action: string): void {
        if (action === "raise") throw broken;
      }
    }
    const error = await conforms(garage, new Broken()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ cause: broken });
    expect((error as Error).message).toContain("After step 1, step of the driver threw:\n  RangeError: no such gate\n");
  });

  test("an action that is not enabled, and that the implementation takes all the same", async () => {
    class Polite extends Garage {
      /** It asks only whether the barrier is up. */
      refuses(action: string, parameters: Readonly<Record<string, unknown>>): boolean {
        if (action === "leave") return !this.cars.includes(parameters["car"] as number);
        if (action === "raise") return this.isUp || this.cars.length === this.places;
        if (!this.isUp) return true;
        this.enter(parameters["car"] as number);
        return false;
      }
    }
    const message = await messageOf(conforms(garage, new Polite()));
    expect(message).toMatch(
      /After step 3 the model does not allow enter\(car: (\d)\), and the implementation does not refuse it:\n {2}cars\n/,
    );
    expect(message).toMatch(/^ {2}1 {2}raise\n {2}2 {2}enter\(car: \d\)\n {2}3 {2}raise$/m);
  });

  test("an end that throws", async () => {
    class Leaking extends Garage {
      end(): void {
        if (this.cars.length > 0) throw new Error("cars are left");
      }
    }
    expect(await messageOf(conforms(garage, new Leaking()))).toContain(
      "After step 2, end of the driver threw:\n  Error: cars are left\n",
    );
  });
});

describe("what cannot be executed is a mistake:", () => {
  test.each([
    ["a machine without observed values", () => conforms(machine("blind", { n: t.int(0, 1) }), new Garage()), "CUT309"],
    ["a machine that is larger than allowed", () => conforms(garage, new Garage(), { maxStates: 3 }), "CUT105"],
    ["a name that is not observed", () => conforms(garage, new Garage(), { notSeen: ["colour"] }), "CUT106"],
    [
      "a run of another machine",
      () => conforms(garage, new Garage(), { run: [{ action: "leave", with: { car: 0 } }] }),
      "CUT305",
    ],
    ["an unknown case", () => conforms(garage, new Garage(), { case: "three" }), "CUT303"],
  ])("%s", async (_, call, code) => {
    expect(await messageOf(call())).toContain(code);
  });
});

function carIn(message: string, step: number): string {
  return new RegExp(`^  ${step}  enter\\(car: (\\d)\\)$`, "m").exec(message)?.[1] ?? "none";
}
