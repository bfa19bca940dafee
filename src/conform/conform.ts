/**
 * Whether an implementation does what a machine does: runs that cover the machine are executed on it, then random ones. It says nothing of what the implementation may do
 * besides: only what the driver tries is looked at.
 */
import type { Instance } from "../check/check.ts";
import type { ActionCall, Cover, CoverKind } from "../cover/contract.ts";
import { coverOf } from "../cover/cover.ts";
import { fail, show } from "../dsl/errors.ts";
import { unlimited } from "../explore/explore.ts";
import type { Platform } from "../explore/work/outcome.ts";
import { Attempts, type Difference, type Steps } from "./attempt.ts";
import type { Call, Driver } from "./driver.ts";
import { type RandomRuns, randomFailure } from "./randomRuns.ts";
import { shrunk } from "./shrink.ts";

/** Options with every value resolved. */
export interface ConformPlan {
  readonly cover: CoverKind;
  readonly sample: number | null;
  readonly steps: number;
  readonly random: RandomRuns;
  readonly notSeen: readonly string[];
  readonly run: readonly Call[] | null;
  readonly statesMax: number;
}

/** Where a difference was met. */
export type Origin =
  | { readonly kind: "cover"; readonly run: number; readonly of: number; readonly metSteps: number }
  | { readonly kind: "random"; readonly run: number; readonly of: number; readonly metSteps: number; readonly seed: number }
  | { readonly kind: "asked" };

/** A run on which the implementation differs, as it is told. */
export interface Nonconformity {
  readonly instance: Instance;
  readonly calls: readonly ActionCall[];
  readonly difference: Difference;
  readonly origin: Origin;
}

/** The first difference, shrunk; null when there is none. Errors: CUT105, CUT106, CUT305, CUT309, and whatever mistake of the spec is met. */
export async function nonconformity(instance: Instance, driver: Driver, plan: ConformPlan, platform: Platform): Promise<Nonconformity | null> {
  const { cover: kind, sample, random, steps, statesMax } = plan;
  const budget = { ...unlimited, statesMax };
  const cover = await coverOf(instance, { cover: kind, sample, seed: random.seed, stepsMax: steps, refused: false, budget }, platform);
  if (!("walkable" in cover)) throw new Error("an exploration was interrupted that nobody can interrupt");
  try {
    if (cover.stopped !== null) tooLarge(statesMax);
    checkNotSeen(plan.notSeen, cover);
    const attempts = new Attempts(cover.walkable, driver, new Set(plan.notSeen));
    const found = plan.run === null ? await failure(attempts, cover, random) : await asked(attempts, cover, plan.run);
    return found === null ? null : { instance, calls: cover.walkable.calls, ...found };
  } finally {
    cover.release();
  }
}

function tooLarge(statesMax: number): never {
  return fail("CUT105", `The machine has more than ${statesMax} states: its runs cannot be chosen.`, {
    allowed: `at most ${statesMax} states`,
    fix: "Give a smaller scope, or a larger maxStates.",
  });
}

/** A name that is not observed would never be compared anyway. */
function checkNotSeen(names: readonly string[], { machine }: Cover): void {
  const known = machine.observed.map(({ name }) => name);
  const unknown = names.find(name => !known.includes(name));
  if (unknown === undefined) return;
  fail("CUT106", `notSeen names ${show(unknown)}, which the machine does not observe.`, { allowed: known.join(", "), fix: "Use one of the observed names." });
}

type Found = Pick<Nonconformity, "difference" | "origin">;

async function failure(attempts: Attempts, cover: Cover, random: RandomRuns): Promise<Found | null> {
  return (await coverFailure(attempts, cover)) ?? (await failureAtRandom(attempts, random));
}

async function coverFailure(attempts: Attempts, { numbered, walkable }: Cover): Promise<Found | null> {
  for (const [i, { start, edges }] of numbered.entries()) {
    const met = await attempts.execute({ start, instances: edges.map(edge => walkable.stepBy(edge).instance) });
    if (met === null) continue;
    const origin = { kind: "cover", run: i + 1, of: numbered.length, metSteps: met.steps.instances.length } as const;
    return { difference: await shrunk(attempts, met), origin };
  }
  return null;
}

async function failureAtRandom(attempts: Attempts, random: RandomRuns): Promise<Found | null> {
  const found = random.runs === 0 ? null : await randomFailure(attempts, random);
  if (found === null) return null;
  const { difference, run, metSteps } = found;
  return { difference, origin: { kind: "random", run, of: random.runs, metSteps, seed: random.seed } };
}

/** One run, given by its calls. Errors: CUT305 for one that the machine does not have, or not there. */
async function asked(attempts: Attempts, { walkable }: Cover, calls: readonly Call[]): Promise<Found | null> {
  const found = walkable.initials.map(start => stepsOf(walkable, start, calls)).find(each => each !== null);
  if (found === undefined || found === null) {
    return fail("CUT305", "The machine has no such run: one of its actions is unknown, or not enabled when it is its turn.", {
      given: calls.map(({ action }) => action).join(", "),
      fix: "Copy the run from the failure, or leave out run.",
    });
  }
  const difference = await attempts.execute(found);
  return difference === null ? null : { difference, origin: { kind: "asked" } };
}

function stepsOf(walkable: Cover["walkable"], start: number, calls: readonly Call[]): Steps | null {
  const instances: number[] = [];
  let state = start;
  for (const call of calls) {
    const text = JSON.stringify([call.action, call.with]);
    const next = walkable.successors(state).find(({ instance }) => JSON.stringify([walkable.calls[instance].action, walkable.calls[instance].with]) === text);
    if (next === undefined) return null;
    instances.push(next.instance);
    state = next.to;
  }
  return { start, instances };
}
