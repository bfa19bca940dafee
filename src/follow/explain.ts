/** The smallest change of a log after which the line that cannot happen can: two lines exchanged, one missing, one too many. */
import type { Scalar } from "../dsl/errors.ts";
import type { LogEvent } from "./events.ts";
import type { Following, Standing, Trial } from "./following.ts";
import type { Stepper } from "./stepper.ts";

/** Lines before the refused one that may be wrong, and lines behind it that have to be possible then, as far as there are any. */
const linesBefore = 8;
const linesBehind = 24;
/** Two lines that stand farther apart are not taken for exchanged. */
const distanceMax = 3;
/** Possible states of which the steps are tried that no line tells of. */
const statesTriedMax = 64;

/** What may be wrong with the log. Lines are numbers in the file. */
export type Explanation = {
  /** How many lines are possible behind the refused one, of those that were tried. */
  readonly linesBehind: number;
  /** Whether all are, to the end of the log or of the part that was tried. */
  readonly areAll: boolean;
} & (
  | { readonly kind: "exchanged"; readonly lines: readonly [number, number] }
  /** The line is one too many. */
  | { readonly kind: "extra"; readonly line: number }
  /** Before this line a step was taken of which no line tells. */
  | { readonly kind: "missing"; readonly before: number; readonly action: string; readonly parameters: Readonly<Record<string, Scalar>> }
);

interface Attempt {
  readonly explanation: Explanation;
  readonly reached: number;
}

/** The change that leads farthest; null: none makes the line possible. Of several that lead as far, an exchange, then a missing line. */
export function* explanationOf(following: Following, refused: number): Generator<void, Explanation | null> {
  const standing = following.earlierStanding();
  let best: Attempt | null = null;
  for (const attempt of attempts(following, standing, refused)) {
    if (attempt !== null && (best === null || attempt.reached > best.reached)) best = attempt;
    if (best?.explanation.areAll === true && best.explanation.kind === "exchanged") break;
    yield;
  }
  return best?.explanation ?? null;
}

function* attempts(following: Following, standing: Standing, refused: number): Generator<Attempt | null> {
  const { events } = following;
  const base = standing.index;
  const lines = events.slice(base, refused + 1 + linesBehind);
  const at = refused - base;
  const first = Math.max(0, at - linesBefore);
  for (let k = at; k >= first; k--) {
    for (let d = 1; d <= distanceMax && k + d < lines.length; d++) yield exchanged(following, standing, lines, at, k, k + d);
  }
  yield* missing(following, standing, lines, at, first);
  for (let k = at; k >= first; k--) yield extra(following, standing, lines, at, k);
}

function exchanged(following: Following, standing: Standing, lines: readonly LogEvent[], at: number, i: number, j: number): Attempt | null {
  const other = [...lines];
  [other[i], other[j]] = [lines[j], lines[i]];
  const trial = following.trialFrom(standing, other).takeUpTo(other.length);
  return attempt(trial.taken, Math.max(at, j), other.length, { kind: "exchanged", lines: [lines[i].line.number, lines[j].line.number] });
}

function extra(following: Following, standing: Standing, lines: readonly LogEvent[], at: number, k: number): Attempt | null {
  const other = lines.filter((_, i) => i !== k);
  const trial = following.trialFrom(standing, other).takeUpTo(other.length);
  // Without the refused line itself something has to be possible behind it.
  const last = k === at ? at : at - 1;
  return last >= other.length ? null : attempt(trial.taken, last, other.length, { kind: "extra", line: lines[k].line.number });
}

function* missing(following: Following, standing: Standing, lines: readonly LogEvent[], at: number, first: number): Generator<Attempt | null> {
  for (let k = at; k >= first; k--) {
    const before = following.trialFrom(standing, lines).takeUpTo(k);
    if (before.taken < k) continue;
    for (const { action, parameters, trial } of unloggedSteps(following.stepper, before, lines[k], standing.index + k)) {
      trial.takeUpTo(lines.length);
      yield attempt(trial.taken, at, lines.length, { kind: "missing", before: lines[k].line.number, action, parameters });
    }
  }
}

/** The trials that go on with a step of which no line tells, one for each instance that is enabled in some possible state. */
function* unloggedSteps(stepper: Stepper, before: Trial, { line }: LogEvent, event: number) {
  const states = before.states.slice(0, statesTriedMax);
  const instances = new Set(states.flatMap(state => stepper.enabledIn(state)));
  for (const instance of instances) {
    const next = states.flatMap(state =>
      stepper.enabledIn(state).includes(instance) ? stepper.take(instance, state, { time: line.time, event, isHidden: true }) : [],
    );
    const trial = before.copy();
    trial.replace(next);
    const action = stepper.compiled.definition.actions[instance.action].name;
    yield { action, parameters: instance.parameters as Readonly<Record<string, Scalar>>, trial };
  }
}

type Change =
  | { readonly kind: "exchanged"; readonly lines: readonly [number, number] }
  | { readonly kind: "extra"; readonly line: number }
  | { readonly kind: "missing"; readonly before: number; readonly action: string; readonly parameters: Readonly<Record<string, Scalar>> };

/** `taken`: lines that were possible; `last`: the place of the last one that has to be; `count`: lines that were tried. */
function attempt(taken: number, last: number, count: number, change: Change): Attempt | null {
  if (taken <= last) return null;
  return { reached: taken - last, explanation: { ...change, linesBehind: taken - last - 1, areAll: taken === count } };
}
