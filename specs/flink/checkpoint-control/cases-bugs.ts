/** The seeded bugs of V8 that are about control, each against the properties of its list there that this spec has. */
import { holds } from "cutcheck";
import { bugCase, type SeededBug } from "../mutants/bug-case.ts";
import { m5 } from "../mutants/m5.ts";
import { m16 } from "../mutants/m16.ts";
import { m38 } from "../mutants/m38.ts";
import { m50Subsumed } from "../mutants/m50-subsumed.ts";
import { m50Twice } from "../mutants/m50-twice.ts";
import { m51 } from "../mutants/m51.ts";
import { m52 } from "../mutants/m52.ts";
import { m53 } from "../mutants/m53.ts";
import { m54 } from "../mutants/m54.ts";
import { m74 } from "../mutants/m74.ts";
import { m78 } from "../mutants/m78.ts";
import { m79 } from "../mutants/m79.ts";
import { m80 } from "../mutants/m80.ts";
import { m101 } from "../mutants/m101.ts";
import { atMostOne, persisted, threeDeclines, twoAtATime } from "./cases-regional.ts";
import type { controlMutants } from "./mutants.ts";
import { P } from "./properties.ts";
import type { ControlCase, Scope, Semantics } from "./scope.ts";

type Bug = SeededBug<keyof typeof P, Scope, Semantics>;

/** A mutant. The name of the case is its number, or begins with it. */
function mutation({ name: bug, about }: (typeof controlMutants)[number], { scope, semantics, ...caught }: Bug, name: string = bug.toLowerCase()): ControlCase {
  return bugCase(P, name, { about, ...caught, scope: { faults: 1, ...scope }, semantics: { bug, ...semantics } });
}

const needsEvent: Semantics = { acknowledging: "needsEvent" };
const deadlocked = ["acknowledges", "the pause is over"];

const ofStock: readonly ControlCase[] = [
  mutation(m5, {
    by: ["checkpointProgress"],
    scope: { faults: 0 },
    semantics: needsEvent,
    caught: ["checkpointProgress", 8],
  }),
  mutation(
    m5,
    {
      about: "As M5, and the timeout is too long to matter: a deadlock.",
      by: ["gatewayOpens"],
      scope: { faults: 0 },
      semantics: { ...needsEvent, timeout: "never" },
      caught: ["gatewayOpens", 2],
    },
    "m5.no-timeout",
  ),
  mutation(m16, {
    by: ["failoverClears"],
    caught: ["failoverClears", 3],
  }),
  mutation(
    m16,
    {
      about: "As M16: a checkpoint completes with the answer of an attempt that has ended.",
      by: ["deadAnswers"],
      caught: ["deadAnswers", 5],
    },
    "m16.completes",
  ),
  mutation(m38, {
    by: ["checkpointProgress", "subsumesOlder"],
    scope: { concurrent: 2, faults: 0 },
    caught: ["subsumesOlder", 5],
  }),
  mutation(m50Twice, {
    by: ["failureCounter"],
    scope: { faults: 2 },
    semantics: persisted,
    caught: ["failureCounter", 4],
  }),
  mutation(m50Subsumed, {
    by: ["failureCounter"],
    scope: { concurrent: 2 },
    semantics: { tolerable: 0 },
    caught: ["failureCounter", 6],
  }),
  mutation(m51, { by: ["minPause"], scope: { faults: 0 }, caught: ["minPause", 6] }),
  mutation(m52, {
    by: ["checkpointProgress"],
    scope: { jobManagerFailures: 0 },
    caught: ["checkpointProgress", 2],
  }),
  mutation(
    m52,
    {
      about: "As M52: nothing that may still happen lets a checkpoint complete.",
      by: ["canComplete"],
      scope: { jobManagerFailures: 0 },
      caught: ["canComplete", 2],
    },
    "m52.possible",
  ),
  mutation(m53, {
    by: ["concurrency"],
    semantics: persisted,
    caught: ["concurrency", 10],
  }),
  mutation(m54, { by: ["idMonotone"], caught: ["idMonotone", 6] }),
];

const ofRegional: readonly ControlCase[] = [
  mutation(m74, {
    by: ["noLeak", "boundedRetention"],
    semantics: persisted,
    caught: ["noLeak", 22],
  }),
  mutation(
    m74,
    {
      about: "As M74: more and more of them are kept.",
      by: ["boundedRetention"],
      scope: { faults: 2 },
      semantics: atMostOne,
      caught: ["boundedRetention", 21],
    },
    "m74.retention",
  ),
  mutation(m78, {
    by: ["forcedGlobal"],
    scope: { faults: 2 },
    semantics: atMostOne,
    caught: ["forcedGlobal", 16],
  }),
  mutation(m79, {
    by: ["regionalRun", "stalenessBound"],
    scope: { faults: 2 },
    semantics: atMostOne,
    caught: ["regionalRun", 16],
  }),
  mutation(m80, {
    by: ["everyIdTerminates", "slotsFreed"],
    scope: { faults: 2, jobManagerFailures: 0 },
    semantics: persisted,
    caught: ["everyIdTerminates", 10],
  }),
  mutation(
    m80,
    {
      about: "As M80: its place is never free again.",
      by: ["slotsFreed"],
      scope: { faults: 2, jobManagerFailures: 0 },
      semantics: persisted,
      caught: ["slotsFreed", 10],
    },
    "m80.slots",
  ),
  mutation(
    m80,
    {
      about: "As M80, with two at a time.",
      by: ["everySecondTerminates"],
      scope: { faults: 2, jobManagerFailures: 0, concurrent: 2 },
      semantics: persisted,
      caught: ["everySecondTerminates", 21],
    },
    "m80.second",
  ),
  mutation(
    m80,
    {
      about: "As M80: no global checkpoint follows the regional one that failed.",
      by: ["forcedProgress"],
      scope: { faults: 4, declines: 2, jobManagerFailures: 0 },
      semantics: persisted,
      caught: ["forcedProgress", 16],
    },
    "m80.no-global",
  ),
  mutation(m101, {
    by: ["forcedProgress", "forcedGlobal", "forcedWhenDue"],
    semantics: { ...atMostOne, tier2Reset: "resetCounter" },
    caught: ["forcedWhenDue", 17],
  }),
  bugCase(P, "m76", {
    about:
      "The flag is read at the evaluation, with two checkpoints at a time (Z17). Here a global one has cleared it meanwhile, which does no harm; what Tier 2 does to it is `h15.evaluation`.",
    by: ["forcedGlobal"],
    scope: twoAtATime,
    semantics: { ...atMostOne, forceFlag: "evaluation" },
    caught: ["forcedGlobal", 19],
  }),
  bugCase(P, "m77", {
    about: "Tier 2 resets the counter, and regional checkpoints are allowed again (Z16).",
    by: ["stalenessBound", "noSilentStarvation"],
    scope: { faults: 0 },
    semantics: { ...persisted, tier2Reset: "resetCounter", breakdown: "declines" },
    caught: ["stalenessBound", 27],
  }),
  bugCase(P, "m77.starvation", {
    about: "As M77: the region is skipped for ever, and the job does not fail.",
    by: ["noSilentStarvation"],
    scope: { faults: 0 },
    semantics: { ...persisted, tier2Reset: "resetCounter", breakdown: "declines" },
    caught: ["noSilentStarvation", 43],
  }),
  bugCase(P, "m79.savepoint", {
    about: "A savepoint resets the counter (H14).",
    by: ["regionalRun", "stalenessBound"],
    scope: { faults: 2, savepoints: 1 },
    semantics: { ...atMostOne, counterReset: "savepointToo" },
    caught: ["regionalRun", 21],
  }),
];

/** Bugs that another rule makes harmless, or that do not break what the fact sheet says. */
const harmless: readonly ControlCase[] = [
  {
    name: "m5.gateway-opens",
    about: "M5: whenever a checkpoint expires, its gateways open. None completes.",
    scope: { faults: 0 },
    semantics: { ...needsEvent, bug: "M5" },
    properties: [P.gatewayOpens],
    witnesses: [],
    neverEnabled: deadlocked,
    expect: holds(),
  },
  {
    name: "m38.progress",
    about: "M38: checkpoints go on completing, although each one ends the later ones.",
    scope: { concurrent: 2, faults: 3 },
    semantics: { bug: "M38" },
    properties: [P.checkpointProgress, P.everyIdTerminates, P.everySecondTerminates, P.slotsFreed, P.failureCounter],
    expect: holds(),
  },
  {
    name: "m50.subsumed-newer",
    about: "M50: counting what was subsumed changes nothing as long as ids below the last success do not count (A22).",
    scope: { concurrent: 2, faults: 3 },
    semantics: { bug: "M50-subsumed-newer" },
    properties: [P.failureCounter],
    expect: holds(),
  },
  {
    name: "m53.stock",
    about: "M53 in stock: what is not injected is being triggered.",
    scope: { faults: 3 },
    semantics: { bug: "M53" },
    properties: [P.concurrency],
    expect: holds(),
  },
  {
    name: "m101.progress",
    about: "M101: a global checkpoint completes when nothing fails any more, and none that is forced completes regionally.",
    scope: { ...threeDeclines, faults: 4, declines: 4 },
    semantics: { ...atMostOne, tier2Reset: "resetCounter", bug: "M101" },
    properties: [P.forcedProgress, P.forcedGlobal, P.checkpointProgress],
    expect: holds(),
  },
];

export const bugCases: readonly ControlCase[] = [...ofStock, ...ofRegional, ...harmless];
