/**
 * Random runs, as fast-check's commands: model-based testing, whose failures shrink. A command is a number that ranks all action instances, of which the first enabled one is
 * taken: so no command is in vain, and most choices stay what they were when others are left out.
 */
import fc from "fast-check";
import { rankOf } from "../simulate/rank.ts";
import { Attempt, type Attempts, type Difference } from "./attempt.ts";

export interface RandomRuns {
  readonly runs: number;
  readonly steps: number;
  readonly seed: number;
}

/** What differs, after shrinking, and in which run it was met. */
export interface RandomFailure {
  readonly difference: Difference;
  /** From 1. */
  readonly run: number;
  readonly metSteps: number;
}

/** Executes random runs until one differs, and shrinks that; null when none does. */
export async function randomFailure(attempts: Attempts, { runs, steps, seed }: RandomRuns): Promise<RandomFailure | null> {
  let executed = 0;
  let first: RandomFailure | null = null;
  let last: Difference | null = null;
  const commands = fc.commands([fc.integer().map(choice => new ChosenStep(choice))], { maxCommands: steps, size: "max" });
  const property = fc.asyncProperty(fc.nat(), commands, async (choice, chosen) => {
    if (first === null) executed++;
    else attempts.tryAgain();
    const difference = await differenceIn(attempts, choice, chosen);
    if (difference === null) return true;
    last = difference;
    first ??= { difference, run: executed, metSteps: difference.steps.instances.length };
    return false;
  });
  await fc.check(property, { numRuns: runs, seed });
  // Both are assigned in the property: the compiler does not see that.
  const [met, smallest] = [first as RandomFailure | null, last as Difference | null];
  return met === null || smallest === null ? null : { ...met, difference: smallest };
}

type Chosen = Iterable<fc.AsyncCommand<object, Attempt>>;

async function differenceIn(attempts: Attempts, choice: number, chosen: Chosen): Promise<Difference | null> {
  const { initials } = attempts.machine;
  if (initials.length === 0) return null;
  const attempt = new Attempt(attempts, initials[choice % initials.length]);
  await attempt.begin();
  await fc.asyncModelRun(() => ({ model: {}, real: attempt }), chosen);
  return attempt.end();
}

/** One step; none in a state without successors, and once something differs. */
class ChosenStep implements fc.AsyncCommand<object, Attempt> {
  private readonly choice: number;

  constructor(choice: number) {
    this.choice = choice;
  }

  check(): boolean {
    return true;
  }

  async run(_: object, attempt: Attempt): Promise<void> {
    const instances = attempt.enabled();
    if (instances.length === 0) return;
    const ranks = instances.map(instance => rankOf(this.choice, instance));
    await attempt.take(instances[ranks.indexOf(Math.max(...ranks))]);
  }

  toString(): string {
    return `step ${this.choice}`;
  }
}
