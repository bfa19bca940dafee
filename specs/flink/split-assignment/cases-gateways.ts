/** Two checkpoints at a time under stock rules, and Z19: the gateways of a coordinator that only hears of a fallback (H8, H11). */
import { holds, violates } from "cutcheck";
import { P } from "./properties.ts";
import { declinesOnly, type Scope, type Semantics, type SplitAssignmentCase } from "./scope.ts";

const concurrent: readonly SplitAssignmentCase[] = [
  {
    name: "stock.concurrent",
    about: "Stock rules, two checkpoints at a time: gateways closed for both of them (C7).",
    scope: { concurrent: 2, faults: 1 },
    expect: holds({ states: 25_185, withoutSymmetry: { states: 47_275 } }),
  },
  {
    name: "stock.concurrent.ids=3",
    about: "As stock.concurrent with one split, three ids and two faults: the older checkpoint is subsumed, a slot is used again.",
    scope: { concurrent: 2, splits: 1, checkpoints: 3 },
    expect: holds({ states: 42377 }),
  },
];

const leave: Semantics = { regional: true, gatewayOnFallback: "leave" };
const threeCheckpoints: Scope = { ...declinesOnly, splits: 1, checkpoints: 3, faults: 1 };
const allBut = (...left: readonly string[]) => Object.values(P).filter(name => !left.includes(name));

const leftAsTheyAre: readonly SplitAssignmentCase[] = [
  {
    name: "z19.stuck",
    about: "Z19, H11: a task declines before its snapshot and runs on; its gateway stays closed for a checkpoint that nobody will mention again.",
    scope: declinesOnly,
    semantics: leave,
    properties: [P.gatewayCanOpen],
    expect: violates(P.gatewayCanOpen, { steps: 15 }),
  },
  {
    name: "z19.withheld",
    about: "Z19, to the end for the event: a split is assigned to the living reader, and never reaches it.",
    scope: declinesOnly,
    semantics: leave,
    properties: [P.eventCanArrive],
    expect: violates(P.eventCanArrive, { steps: 16 }),
  },
  {
    name: "z19.no-more-checkpoints",
    about: "Z19, to the end for the job: the coordinator's next snapshot waits for the event that its gateway withholds, and so will every later one.",
    scope: threeCheckpoints,
    semantics: leave,
    properties: [P.snapshotCanEnd],
    expect: violates(P.snapshotCanEnd, { steps: 18 }),
  },
  {
    name: "z19.slow",
    about: "Z19: a task that is only slow passes the barrier after the checkpoint has completed without it, and that opens its gateway.",
    scope: { ...declinesOnly, declines: 0, timeouts: 1, faults: 1 },
    semantics: leave,
    properties: allBut(P.terminalOrder),
    expect: holds({ states: 6_828, withoutSymmetry: { states: 12_864 } }),
  },
  {
    name: "z19.restarts",
    about: "Z19: if a declining task restarts, its gateway is a fresh one, and gateways that are left as they are do no harm.",
    scope: declinesOnly,
    semantics: { ...leave, declinedTask: "restarts" },
    properties: allBut(),
    expect: holds({ states: 7_748, withoutSymmetry: { states: 14_569 } }),
  },
];

export const gatewayCases: readonly SplitAssignmentCase[] = [...concurrent, ...leftAsTheyAre];
