/** H13 and H17 of flip-600.md: a region has broken down, for ever. How old does its state become, and does anybody notice? */
import { type Expectation, holds, violates } from "cutcheck";
import { P } from "./properties.ts";
import type { ControlCase, Scope, Semantics } from "./scope.ts";

/** Nothing fails but the region. */
const otherwiseWell: Scope = { faults: 0 };

type Tier2 = NonNullable<Semantics["tier2Reset"]>;
type Counter = NonNullable<Semantics["staleCounter"]>;
/** The lengths of the shortest runs that break the two promises; null: it holds. */
interface Row {
  readonly tier2Reset: Tier2;
  readonly staleCounter: Counter;
  /** P50. */
  readonly age: number | null;
  /** P51b, with as many tolerable failed checkpoints: 0, 1, any number. */
  readonly noticed: readonly [number | null, number | null, number | null];
}

/** A region that breaks down before any checkpoint has completed: there is nothing to fall back to, every checkpoint aborts, and that is tolerated. */
const unbased = 6;

const rows: readonly Row[] = [
  { tier2Reset: "resetCounter", staleCounter: "jobWide", age: 27, noticed: [null, 43, unbased] },
  { tier2Reset: "keepForcing", staleCounter: "jobWide", age: null, noticed: [null, null, unbased] },
  { tier2Reset: "failJob", staleCounter: "jobWide", age: null, noticed: [null, null, unbased] },
  { tier2Reset: "resetCounter", staleCounter: "perRegion", age: null, noticed: [null, null, unbased] },
];

const slugs = { resetCounter: "reset", keepForcing: "keep-forcing", failJob: "fail-job", jobWide: "", perRegion: ".per-region" } as const;

function expected(property: string, steps: number | null): Expectation {
  return steps === null ? holds() : violates(property, { steps });
}

function casesOf({ tier2Reset, staleCounter, age, noticed }: Row): readonly ControlCase[] {
  const name = `down.${slugs[tier2Reset]}${slugs[staleCounter]}`;
  const semantics: Semantics = { regional: true, tier2Reset, staleCounter, breakdown: "declines" };
  return [
    {
      name: `${name}.age`,
      about: "H13: how old the state of a region becomes that declines every checkpoint.",
      scope: otherwiseWell,
      semantics,
      properties: [P.stalenessBound],
      expect: expected(P.stalenessBound, age),
    },
    ...([0, 1, -1] as const).map(
      (tolerable, at): ControlCase => ({
        name: `${name}.noticed.${tolerable < 0 ? "any" : `tolerable=${tolerable}`}`,
        about: "H13, H17: whether the job fails because of a region that declines every checkpoint.",
        scope: otherwiseWell,
        semantics: { ...semantics, tolerable },
        properties: [P.noSilentStarvation],
        expect: expected(P.noSilentStarvation, noticed[at] ?? null),
      }),
    ),
  ];
}

/** The rules as read in the pull requests, with the failed regions that they allow and the default limits. */
const asRead: Semantics = { regional: true, tier2Reset: "resetCounter", forceFlag: "evaluation", counterReset: "savepointToo" };

const variants: readonly ControlCase[] = [
  {
    name: "as-read.silent",
    about: "H13: a region that never answers, under the rules as read: two regional checkpoints, a forced one that aborts, for ever.",
    scope: otherwiseWell,
    semantics: { ...asRead, breakdown: "silent" },
    properties: [P.noSilentStarvation],
    expect: violates(P.noSilentStarvation, { steps: 43 }),
  },
  {
    name: "as-read.declines",
    about: "H13: a region that declines every checkpoint, under the rules as read.",
    scope: otherwiseWell,
    semantics: { ...asRead, breakdown: "declines" },
    properties: [P.noSilentStarvation],
    expect: violates(P.noSilentStarvation, { steps: 43 }),
  },
  {
    name: "as-read.retention",
    about: "H13, Z23: each regional checkpoint refers to the one before, and none of them can be deleted.",
    scope: otherwiseWell,
    semantics: { ...asRead, breakdown: "declines" },
    properties: [P.boundedRetention],
    expect: violates(P.boundedRetention, { steps: 27 }),
  },
  {
    name: "down.reset.age.concurrent",
    about: "H13: with two checkpoints at a time, one more than the limit does not bound it either.",
    scope: { ...otherwiseWell, concurrent: 2 },
    semantics: { regional: true, tier2Reset: "resetCounter", breakdown: "declines" },
    properties: [P.slackBound],
    expect: violates(P.slackBound, { steps: 31 }),
  },
  {
    name: "as-read.recovers",
    about: "P51: under the rules as read, too, a global checkpoint completes when nothing fails any more.",
    scope: { faults: 3, declines: 3, savepoints: 1 },
    semantics: asRead,
    properties: [P.forcedProgress, P.checkpointProgress, P.everyIdTerminates, P.everySecondTerminates, P.slotsFreed],
    expect: holds(),
  },
  {
    name: "down.reset.reported.noticed",
    about: "H17: the failure manager does not take a regional checkpoint for a success: the forced ones that abort add up, and the job fails.",
    scope: otherwiseWell,
    semantics: { regional: true, tier2Reset: "resetCounter", breakdown: "declines", regionalReport: "nothing" },
    properties: [P.noSilentStarvation],
    expect: holds(),
  },
  {
    name: "down.crashes.counted",
    about: "H22: where a crash counts as a failed region, a region that fails again and again is noticed.",
    scope: otherwiseWell,
    semantics: { regional: true, breakdown: "crashes", crashHandling: "failedRegion" },
    properties: [P.stalenessBound, P.noSilentStarvation],
    expect: holds(),
  },
  {
    name: "down.crashes.pending",
    about: "H22, Z20: where it aborts what is pending, regional checkpoints are of no use against it: nothing completes, and nobody counts.",
    scope: otherwiseWell,
    semantics: { regional: true, breakdown: "crashes" },
    properties: [P.checkpointProgress],
    expect: violates(P.checkpointProgress, { steps: 6 }),
  },
];

export const starvationCases: readonly ControlCase[] = [...rows.flatMap(casesOf), ...variants];
