/**
 * The decision table: what a failed region is told, against whether its declining task runs on or restarts, what an abort carries, and who listens.
 * Each cell is a case at a small scope and one at a larger scope, where a shortest run must be as long as at the small one.
 */
import { type Expectation, holds, violates } from "cutcheck";
import { exactlyOnce, P } from "./properties.ts";
import { type CommitCase, declinesAndFailures, type Scope, type Semantics } from "./scope.ts";

type Knob<K extends keyof Semantics> = NonNullable<Semantics[K]>;
type Listener = Knob<"listener">;

const told = ["nothing", "complete", "fallback", "aborted", "fallbackDrops"] as const satisfies readonly Knob<"failedTaskNotif">[];
/** The verdicts for what the failed region is told, in the order of {@link told}. */
type Cells = readonly [Expectation, Expectation, Expectation, Expectation, Expectation];
type Row = readonly [Listener, Knob<"declinedTask">, Knob<"abortCarriesLatest">, Cells];

const safe = (states: number) => holds({ states });
const p19 = (steps: number) => violates(P.noRollbackOfCommitted, { steps });
const p28 = (steps: number) => violates(P.abortKeepsData, { steps });
const p36b = (steps: number) => violates(P.baseAlive, { steps });
const p56 = (steps: number) => violates(P.localMatches, { steps });

const rows: readonly Row[] = [
  ["legacy2pc", "alive", "newest", [p19(13), p19(11), p19(13), p19(11), p28(11)]],
  ["legacy2pc", "alive", "ownCut", [safe(25914), p19(11), safe(28326), safe(29232), p28(11)]],
  ["legacy2pc", "restarts", "newest", [safe(29669), safe(32755), safe(31143), safe(32317), safe(31143)]],
  ["legacy2pc", "restarts", "ownCut", [safe(29669), safe(32883), safe(31143), safe(32281), safe(31143)]],
  ["sinkV2", "alive", "newest", [p19(13), p19(11), p19(13), p19(11), p28(11)]],
  ["sinkV2", "alive", "ownCut", [safe(25914), p19(11), safe(28326), safe(29232), p28(11)]],
  ["sinkV2", "restarts", "newest", [safe(29305), safe(32361), safe(30761), safe(31941), safe(30761)]],
  ["sinkV2", "restarts", "ownCut", [safe(29305), safe(32489), safe(30761), safe(31905), safe(30761)]],
  ["coordinatorCommit", "alive", "newest", [safe(24285), safe(25955), safe(26537), safe(27617), safe(26913)]],
  ["coordinatorCommit", "alive", "ownCut", [safe(24285), safe(26003), safe(26537), safe(27441), safe(26937)]],
  ["coordinatorCommit", "restarts", "newest", [safe(26754), safe(29782), safe(28174), safe(29598), safe(28174)]],
  ["coordinatorCommit", "restarts", "ownCut", [safe(26754), safe(29878), safe(28174), safe(29550), safe(28174)]],
  ["incrementalState", "alive", "newest", [p36b(14), p36b(12), p36b(14), p36b(12), p36b(14)]],
  ["incrementalState", "alive", "ownCut", [safe(92758), p36b(12), safe(101004), safe(100422), safe(105220)]],
  ["incrementalState", "restarts", "newest", [p36b(14), p36b(12), p36b(14), p36b(12), p36b(14)]],
  ["incrementalState", "restarts", "ownCut", [safe(78027), p36b(12), safe(82937), safe(84853), safe(86995)]],
  ["localState", "alive", "newest", [p56(13), p56(13), p56(13), p56(13), p56(13)]],
  ["localState", "alive", "ownCut", [p56(13), p56(13), p56(13), p56(13), p56(13)]],
  ["localState", "restarts", "newest", [p56(13), p56(13), p56(13), p56(13), p56(13)]],
  ["localState", "restarts", "ownCut", [p56(13), p56(13), p56(13), p56(13), p56(13)]],
];

interface Question {
  readonly name: string;
  readonly properties: readonly string[];
  readonly scope: Scope;
  readonly semantics: Semantics;
}

/** No silent task: sinks do not care why a region failed, and the silent ones have cases of their own. */
const oneDecline: Scope = { ...declinesAndFailures, declines: 1 };
/** State is kept only where the asynchronous part succeeds: a region must fall back although its task has stored its state, that is, be silent. */
const silence: Scope = { declines: 1, globalFailures: 0 };

const questions: Readonly<Record<Listener, Question>> = {
  legacy2pc: { name: "legacy-2pc", properties: [...exactlyOnce, P.resolved, P.commitOrder], scope: oneDecline, semantics: {} },
  sinkV2: { name: "sink-v2", properties: [...exactlyOnce, P.resolved, P.commitOrder], scope: oneDecline, semantics: {} },
  coordinatorCommit: {
    name: "coordinator-commit",
    properties: [...exactlyOnce, P.coordCommitCut, P.coordAccepts],
    scope: oneDecline,
    semantics: {},
  },
  incrementalState: {
    name: "incremental-state",
    properties: [P.noDangling, P.baseAlive, P.noUnknownPlaceholder],
    scope: silence,
    semantics: { abortRpcs: "inOrder" },
  },
  localState: { name: "local-state", properties: [P.localMatches], scope: { ...silence, lateAcks: false }, semantics: { localRestore: "id" } },
};

const words = { alive: "lives-on", restarts: "restarts", newest: "newest", ownCut: "own-cut" } as const;
const meanings = {
  nothing: "is told nothing",
  complete: "is told that the checkpoint is complete",
  fallback: "is told of the fallback, and does nothing",
  aborted: "is told that the checkpoint is aborted",
  fallbackDrops: "is told of the fallback, and gives up what it prepared",
} as const;

function cellsOf([listener, declinedTask, abortCarriesLatest, cells]: Row): readonly CommitCase[] {
  const { name, properties, scope, semantics } = questions[listener];
  return told.map((failedTaskNotif, at) => ({
    name: `told.${name}.${words[declinedTask]}.${words[abortCarriesLatest]}.${failedTaskNotif === "fallbackDrops" ? "fallback-drops" : failedTaskNotif}`,
    about: `The failed region ${meanings[failedTaskNotif]}.`,
    scope,
    semantics: { regional: true, listener, declinedTask, abortCarriesLatest, failedTaskNotif, ...semantics },
    properties,
    expect: cells[at],
  }));
}

/** The same cell with three faults. A longer list of faults cannot make a shortest run longer; whether it makes one shorter is what is asked. */
function larger(cell: CommitCase): CommitCase {
  const expect = cell.expect.verdict === "holds" ? holds() : cell.expect;
  return { ...cell, name: `${cell.name}.faults=3`, tier: "full", scope: { ...cell.scope, faults: 3, declines: 2 }, expect };
}

const small = rows.flatMap(cellsOf);

export const tableCases: readonly CommitCase[] = [...small, ...small.map(larger)];
