/** What must hold (V6). "The latest checkpoint" is the newest completed one: both failovers restore it. */
import { equal, range, type Step } from "cutcheck";
import type { CommitWorld } from "../parts/commit-world.ts";
import { restarts } from "../parts/failover.ts";
import { isRegistered } from "../parts/incremental-state.ts";
import { commits } from "../parts/listeners.ts";
import { completionIn } from "../parts/notifications.ts";
import { regionOf, sinkOf, sourceOf } from "../parts/regions.ts";
import { holds, isCommitted, isPrepared, timesInLog } from "../parts/transactions.ts";
import { pendingOf } from "../parts/world.ts";
import { type CommitMachine, callbacks } from "./actions.ts";
import type { CommitProtocol } from "./protocol.ts";

/** The properties' names, as cases quote them. */
export const P = {
  regionAtomic: "P3 RegionAtomic: all tasks of a region have the same cut in the latest checkpoint",
  restoreMonotone: "P14 RestoreMonotone: a restart does not go behind an announced completion, nor behind a committed transaction",
  committedOnce: "P16 CommittedOnce: no record is in the log twice",
  commitOrPending:
    "P17 CommitOrPending: every record below the latest checkpoint's position is in the log or in a prepared transaction that the checkpoint lists",
  commitJustified: "P18 CommitJustified: a transaction is committed only when a stored checkpoint has its subtask's cut at or behind it",
  noRollbackOfCommitted: "P19 NoRollbackOfCommitted: no record in the log would be processed again from the latest checkpoint",
  resolved: "P20a TxnResolved: who has heard of a completion has committed everything up to it, and a restart leaves no transaction that nobody will resolve",
  commitOrder: "P21 CommitOrder: the transactions of a subtask are committed in the order of their ids",
  coordCommitCut: "P22 CoordCommitCut: a coordinator commits of each subtask only what the completed checkpoint has of it",
  outputPrefix: "P22c OutputPrefix: the log has no gap",
  coordAccepts: "F20 CoordAccepts: the committing coordinator finds what it needs when a checkpoint completes or a subtask is reset",
  durableFirst: "P23 DurableFirst: a notification names as completed only what is stored",
  oneTerminal: "P24 OneTerminal: no task is told of the completion and of the abort of one checkpoint",
  listenerMonotone: "P26 ListenerMonotone: completions are announced in increasing order",
  noCompleteForFallback: "P27 NoCompleteForFallback: a task does not act on the completion of a checkpoint that has another cut of it",
  reorderTolerant: "P29 ReorderTolerant: what a task hears of a checkpoint that a later completion has overtaken changes nothing that it keeps",
  abortKeepsData:
    "P28 AbortKeepsData: every record that a running task has processed is in the log or in a prepared transaction that it or its coordinator keeps",
  completeBeforeReset: "P30b CompleteBeforeReset: a coordinator hears of a completion before a subtask is reset to it",
  noDangling: "P36 NoDangling: every file that the latest checkpoint refers to exists",
  baseAlive: "P36b BaseAlive: the file that a running task's next snapshot will share is known and exists",
  noUnknownPlaceholder: "P37 NoUnknownPlaceholder: no acknowledgement shares a file that is not known",
  lateAckSafe: "P38 LateAckSafe: a late acknowledgement changes no checkpoint",
  localMatches: "P56 LocalMatches: a local copy that a restart uses has the cut of the state that it replaces",
  frozen: "P54 EvaluateOnce: after the evaluation an acknowledgement changes nothing",
} as const;

/** What a sink promises. */
export const exactlyOnce = [P.committedOnce, P.commitOrPending, P.commitJustified, P.noRollbackOfCommitted, P.outputPrefix, P.abortKeepsData];

type World = Readonly<CommitWorld>;

export const properties = (protocol: CommitProtocol) => (machine: CommitMachine) =>
  machine
    .use(checkpointProperties(protocol))
    .use(notificationProperties)
    .use(commitProperties(protocol))
    .use(committingProperties(protocol))
    .use(coordinatorProperties(protocol))
    .use(stateProperties(protocol));

const checkpointProperties =
  ({ m: { job, regions, ids } }: CommitProtocol) =>
  (machine: CommitMachine) => {
    return machine
      .invariant(P.regionAtomic, s => s.latest.tasks.every((snap, task) => snap.origin === s.latest.tasks[sourceOf(job, regionOf(job, task))].origin))
      .step(P.restoreMonotone, { of: restarts }, isMonotone)
      .step(P.lateAckSafe, { of: ["a late acknowledgement arrives"] }, isSameCheckpointing)
      .step(
        P.frozen,
        { of: ["receiveAcknowledgeMessage"] },
        (before, after, { parameters }) =>
          pendingOf(before, parameters.id as number)?.stage !== "corrected" || isFrozen(before, after, parameters.id as number, parameters.task as number),
      );

    /** What restarts is not behind the last announcement, nor is a committed transaction of it behind its cut. */
    function isMonotone(before: World, after: World, step: Step): boolean {
      if (after.latest.id < before.announced) return false;
      const restarted = step.parameters.region === undefined ? regions : [step.parameters.region as number];
      return restarted.every(region => ids.every(id => !isCommitted(before, region, id) || id <= after.latest.tasks[sinkOf(job, region)].origin));
    }
  };

function isSameCheckpointing(before: World, after: World): boolean {
  return (
    before.latest.id === after.latest.id && before.pending.every(({ id, stage }, slot) => id === after.pending[slot].id && stage === after.pending[slot].stage)
  );
}

/** The message was dropped: the task has declined, everything else is as it was. */
function isFrozen(before: World, after: World, id: number, task: number): boolean {
  const [evaluated, pending] = [pendingOf(before, id), pendingOf(after, id)];
  return pending?.stage === "corrected" && pending.tasks[task].status === "declined" && pending.failed.size === evaluated?.failed.size;
}

const notificationProperties = (machine: CommitMachine) =>
  machine
    .invariant(P.durableFirst, s => s.tasks.every(task => task.inbox.every(message => completionIn(message) <= s.latest.id)))
    .invariant(P.oneTerminal, s =>
      s.tasks.every(task =>
        task.inbox.every(
          ({ kind, id, latest }) => kind !== "aborted" || (id !== latest && !task.inbox.some(each => each.kind === "complete" && each.id === id)),
        ),
      ),
    )
    .step(
      P.reorderTolerant,
      { of: Object.values(callbacks) },
      (before, after, step) => !isOvertaken(before, after, step) || isSameKept(before, after, step.parameters.task as number),
    )
    .step(P.listenerMonotone, (before, after) => after.announced >= before.announced)
    .step(P.noCompleteForFallback, (before, after, { parameters: { task } }) => task === undefined || isOwnCompletion(before, after, task as number));

/** A notification, behind one of a later completion. An abort may carry one that is later still: then it is not overtaken. */
function isOvertaken(before: World, after: World, { parameters: { task, id } }: Step): boolean {
  const { latestReport } = before.tasks[task as number];
  return (id as number) < latestReport && after.tasks[task as number].latestReport === latestReport;
}

function isSameKept(before: World, after: World, task: number): boolean {
  const [was, is] = [before.tasks[task], after.tasks[task]];
  return (
    equal(was.prepared, is.prepared) && was.base === is.base && equal(before.local[task], after.local[task]) && equal(before.transactions, after.transactions)
  );
}

/** The task has acted on a completion that is the latest checkpoint's, and that has its own cut. */
function isOwnCompletion(before: World, after: World, task: number): boolean {
  const { latestReport } = after.tasks[task];
  if (latestReport <= before.tasks[task].latestReport || latestReport !== before.latest.id) return true;
  return before.latest.tasks[task].origin === latestReport;
}

/** The exactly-once properties, for the listeners that commit. */
const commitProperties =
  ({ m }: CommitProtocol) =>
  (machine: CommitMachine) => {
    if (!commits(m)) return machine;
    const { job, regions } = m;
    const records = range(0, job.ids - 1);
    const everyRecord = (test: (s: World, region: number, record: number) => boolean) => (s: World) =>
      regions.every(region => records.every(record => test(s, region, record)));
    return machine
      .invariant(
        P.committedOnce,
        everyRecord((s, region, record) => timesInLog(s, region, record) < 2),
      )
      .invariant(
        P.noRollbackOfCommitted,
        everyRecord((s, region, record) => record < positionOf(s, region) || timesInLog(s, region, record) === 0),
      )
      .invariant(
        P.commitOrPending,
        everyRecord((s, region, record) => record >= positionOf(s, region) || isRecoverable(s, region, record)),
      )
      .invariant(P.abortKeepsData, everyRecord(isKept))
      .invariant(
        P.outputPrefix,
        everyRecord((s, region, record) => record === 0 || timesInLog(s, region, record) === 0 || timesInLog(s, region, record - 1) > 0),
      );

    /** Where the region's source goes on after a restore. */
    function positionOf(s: World, region: number): number {
      return s.latest.tasks[sourceOf(job, region)].position;
    }

    function isRecoverable(s: World, region: number, record: number): boolean {
      return timesInLog(s, region, record) > 0 || s.latest.tasks[sinkOf(job, region)].prepared.some(id => holds(s, region, id, record));
    }

    /** A record of a running sink is in the log, or the sink or the coordinator will commit it. */
    function isKept(s: World, region: number, record: number): boolean {
      const { phase, position, prepared } = s.tasks[sinkOf(job, region)];
      if (phase !== "running" || record >= position || timesInLog(s, region, record) > 0) return true;
      return prepared.some(id => holds(s, region, id, record)) || s.coordinator.collected[region].some(id => holds(s, region, id, record));
    }
  };

/** What they promise of each commit. */
const committingProperties = (protocol: CommitProtocol) => (machine: CommitMachine) => {
  if (!commits(protocol.m)) return machine;
  const { ids } = protocol.m;
  const { everyCommit, originOf } = commitsSeenBy(protocol);
  return machine
    .step(P.commitJustified, (before, after) => everyCommit(before, after, (region, id) => originOf(after, region) >= id))
    .step(P.commitOrder, (before, after) => everyCommit(before, after, (region, id) => ids.every(later => later <= id || !isCommitted(before, region, later))))
    .use(resolvedProperty(protocol));
};

/** What a step has committed, and which cut the latest checkpoint has of a region. */
function commitsSeenBy({ m: { job, regions, ids } }: CommitProtocol) {
  return {
    everyCommit(before: World, after: World, test: (region: number, id: number) => boolean): boolean {
      return regions.every(region => ids.every(id => isCommitted(before, region, id) || !isCommitted(after, region, id) || test(region, id)));
    },
    originOf(s: World, region: number): number {
      return s.latest.tasks[sinkOf(job, region)].origin;
    },
  };
}

/** What of P20 can be seen in a state and a step. Only a Sink V2 writer sweeps what its state does not name (E15). */
const resolvedProperty =
  ({ m: { job, rules, regions, ids }, sinks }: CommitProtocol) =>
  (machine: CommitMachine) => {
    return machine.step(P.resolved, (before, after, step) => {
      const { task, region } = step.parameters;
      if (task !== undefined && after.tasks[task as number].latestReport > before.tasks[task as number].latestReport)
        return hasCommitted(after, task as number);
      return rules.listener !== "sinkV2" || !step.is(...restarts) || (region === undefined ? regions : [region as number]).every(each => isSwept(after, each));
    });

    function hasCommitted(s: World, task: number): boolean {
      return s.tasks[task].prepared.every(id => id > s.tasks[task].latestReport || sinks.isInFlight(s, task, id));
    }

    function isSwept(s: World, region: number): boolean {
      return ids.every(id => !isPrepared(s, region, id) || s.tasks[sinkOf(job, region)].prepared.has(id));
    }
  };

const coordinatorProperties = (protocol: CommitProtocol) => (machine: CommitMachine) => {
  if (protocol.m.rules.listener !== "coordinatorCommit") return machine;
  const { everyCommit, originOf } = commitsSeenBy(protocol);
  return machine
    .invariant(P.coordAccepts, s => !s.coordinator.refused)
    .step(
      P.coordCommitCut,
      (before, after) => before.latest.id === after.latest.id || everyCommit(before, after, (region, id) => id <= originOf(after, region)),
    )
    .step(P.completeBeforeReset, { of: restarts }, before => before.coordinator.unheard === 0);
};

/** For the listeners that keep state. */
const stateProperties =
  ({ m: { job, rules, tasks }, local }: CommitProtocol) =>
  (machine: CommitMachine) => {
    switch (rules.listener) {
      case "incrementalState":
        return machine
          .invariant(P.noDangling, s => s.latest.tasks.every(({ origin, base }, task) => isRegistered(s, task, origin) && isRegistered(s, task, base)))
          .invariant(P.baseAlive, s => s.tasks.every(({ phase, base }, task) => phase !== "running" || isRegistered(s, task, base)))
          .step(P.noUnknownPlaceholder, { of: ["a late acknowledgement arrives", "receiveAcknowledgeMessage"] }, (before, _, step) =>
            sharesKnown(before, step),
          );
      case "localState":
        return machine.step(P.localMatches, { of: restarts }, (before, _, step) => tasks.every(task => matches(before, step, task)));
      default:
        return machine;
    }

    function matches(before: World, { parameters: { region } }: Step, task: number): boolean {
      if (region !== undefined && regionOf(job, task) !== region) return true;
      const copy = local.copyFor(before, task, before.latest.id);
      return copy === null || copy === before.latest.tasks[task].position;
    }
  };

function sharesKnown(before: World, { is, parameters }: Step): boolean {
  if (is("a late acknowledgement arrives")) return before.lateAck === null || isRegistered(before, before.lateAck.task, before.lateAck.base);
  const task = parameters.task as number;
  return isRegistered(before, task, pendingOf(before, parameters.id as number)?.tasks[task].base ?? 0);
}
