/** What must be reachable, so that "holds" means something (below V6). A witness that the scope or the rules exclude is left out. */
import type { CommitWorld } from "../parts/commit-world.ts";
import { restarts } from "../parts/failover.ts";
import { faultKinds } from "../parts/faults.ts";
import { commits } from "../parts/listeners.ts";
import { regionOf, sinkOf } from "../parts/regions.ts";
import { isCommitted } from "../parts/transactions.ts";
import type { Model } from "../parts/world.ts";
import { type CommitMachine, callbacks, mayFallBack } from "./actions.ts";

export type Witnesses = ReturnType<typeof witnessesOf>;

export function witnessesOf(m: Model) {
  return {
    /** A committing coordinator has committed before anything restarts. */
    commitsOnRestore(): boolean {
      return m.rules.listener !== "coordinatorCommit";
    },
    /** Of the rules and sizes that are not the usual ones. */
    variantWitnesses: (machine: CommitMachine): CommitMachine => machine.use(savepointWitness(m)).use(overtakenWitness(m)),
  };
}

/** What witnesses are made of. */
interface Verbs {
  readonly m: Model;
  readonly witnesses: Witnesses;
}

export const witnesses = (verbs: Verbs) => (machine: CommitMachine) =>
  machine
    .use(stockWitnesses(verbs.m))
    .use(commitWitnesses(verbs))
    .use(verbs.witnesses.variantWitnesses)
    .use(lateAckWitnesses(verbs.m))
    .use(regionalWitnesses(verbs.m));

const stockWitnesses = (m: Model) => (machine: CommitMachine) => {
  const completed = machine.witness("a task hears of a completion", s => s.tasks.some(({ latestReport }) => latestReport > 0));
  if (m.job.ids < 2 || m.faults.declines + m.faults.timeouts === 0 || m.rules.abortRpcs === "inOrder") return completed;
  return completed.witnessStep("complete and abort arrive swapped", { of: [callbacks.complete] }, (before, _, { parameters: { task, id } }) =>
    before.tasks[task as number].inbox.some(({ kind, id: aborted }) => kind === "aborted" && aborted < (id as number)),
  );
};

const commitWitnesses =
  ({ m, witnesses: { commitsOnRestore } }: Verbs) =>
  (machine: CommitMachine) => {
    if (!commits(m)) return machine;
    const committed = machine.witness("a transaction is committed", s => m.regions.some(region => isCommitted(s, region, 1)));
    if (m.faults.taskFailures + m.faults.globalFailures === 0 || !commitsOnRestore()) return committed;
    return committed.witnessStep("a transaction is committed on restore", { of: restarts }, (before, after) =>
      m.regions.some(region => !isCommitted(before, region, 1) && isCommitted(after, region, 1)),
    );
  };

const savepointWitness = (m: Model) => (machine: CommitMachine) =>
  m.savepoints
    ? machine.witnessStep(
        "a savepoint completes",
        (before, after) => before.latest.id < after.latest.id && before.pending.some(({ id, stage }) => id === after.latest.id && stage === "savepoint"),
      )
    : machine;

const overtakenWitness = (m: Model) => (machine: CommitMachine) =>
  m.rules.committables === "withBarrier"
    ? machine
    : machine.witness("a task hears of a completion whose committables have not arrived", s =>
        s.tasks.some(({ inFlight, latestReport }) => inFlight.some(id => id <= latestReport)),
      );

const lateAckWitnesses = (m: Model) => (machine: CommitMachine) =>
  !m.lateAcks || m.job.ids < 2
    ? machine
    : machine.witness("a late acknowledgement arrives after a larger id has completed", s => s.lateAck !== null && s.latest.id > s.lateAck.id);

const regionalWitnesses = (m: Model) => (machine: CommitMachine) =>
  !mayFallBack(m)
    ? machine
    : machine
        .witness("a checkpoint completes regionally", s => s.latest.tasks.some(({ origin }) => origin < s.latest.id))
        .use(preparedWitness(m))
        .use(memberWitness(m))
        .use(abortAfterRegionalWitness(m));

/** The case that all is about: the region is behind in the checkpoint, and its sink has prepared what the checkpoint does not have. */
const preparedWitness = (m: Model) => (machine: CommitMachine) =>
  !commits(m) || m.rules.declinedTask === "restarts"
    ? machine
    : machine.witness("a sink of a fallen-back region runs on with the transaction that it prepared", s =>
        m.regions.some(region => isAhead(s, sinkOf(m.job, region)) && s.tasks[sinkOf(m.job, region)].prepared.has(s.latest.id)),
      );

function isAhead(s: Readonly<CommitWorld>, task: number): boolean {
  return s.latest.tasks[task].origin < s.latest.id && s.tasks[task].phase === "running";
}

/** With two tasks in a region. */
const memberWitness = (m: Model) => (machine: CommitMachine) =>
  m.job.tasksPerRegion === 1
    ? machine
    : machine.witness("a failed region has a member that acknowledged", s =>
        s.pending.some(({ failed, tasks }) => tasks.some(({ status }, task) => status === "acked" && failed.has(regionOf(m.job, task)))),
      );

const abortAfterRegionalWitness = (m: Model) => (machine: CommitMachine) =>
  m.job.ids < 3 || m.faults.faults < 2 || faultKinds.reduce((sum, kind) => sum + m.faults[kind], 0) < 2
    ? machine
    : machine.witness("an abort follows a regional completion", s =>
        s.tasks.some(({ inbox }, task) => isAhead(s, task) && inbox.some(({ kind, id }) => kind === "aborted" && id > s.latest.id)),
      );
