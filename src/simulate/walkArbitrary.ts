/** Random walks as fast-check values: numbers that choose among what is enabled. They shrink by leaving choices out. */
import fc from "fast-check";

/** The choices of a walk. */
export interface Choices {
  /** Chooses the initial state. */
  readonly start: number;
  /** One number for each step; the number, not its place, decides what is chosen (see `Walker`). */
  readonly steps: readonly number[];
}

/** Choices are below this. */
const choiceMax = 2 ** 30 - 1;

/** Walks of exactly this number of steps, unless they end sooner by themselves; shorter ones by shrinking. */
export class WalkArbitrary extends fc.Arbitrary<Choices> {
  private readonly steps: number;

  constructor(steps: number) {
    super();
    this.steps = steps;
  }

  override generate(random: fc.Random): fc.Value<Choices> {
    const start = random.nextInt(0, choiceMax);
    const steps = Array.from({ length: this.steps }, () => random.nextInt(0, choiceMax));
    return new fc.Value({ start, steps }, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Choices {
    return typeof value === "object" && value !== null && "steps" in value;
  }

  override shrink({ start, steps }: Choices): fc.Stream<fc.Value<Choices>> {
    return fc.stream(shorter(steps)).map(each => new fc.Value({ start, steps: each }, undefined));
  }
}

/** Beginnings of 0, 1, 2, 4, ... steps, then all but one stretch: large stretches first, those at the end first. */
function* shorter(steps: readonly number[]): Generator<readonly number[]> {
  if (steps.length === 0) return;
  for (let length = 0; length < steps.length; length = Math.max(1, 2 * length)) yield steps.slice(0, length);
  for (let size = steps.length >> 1; size >= 1; size >>= 1) {
    for (let end = steps.length; end > 0; end -= size) yield [...steps.slice(0, Math.max(0, end - size)), ...steps.slice(end)];
  }
}
