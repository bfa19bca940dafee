/** Sinks that commit in their task: the TwoPhaseCommitSinkFunction (D4) and the committer of Sink V2 (D6) with the writer's sweep (E15). */
import type { CommitWorld } from "./commit-world.ts";
import type { Listener } from "./listener.ts";
import { regionOf, sinkOf } from "./regions.ts";
import { abortTransaction, commit, prepare } from "./transactions.ts";
import type { Model } from "./world.ts";

/** Restore commits everything in the restored state (D4). */
export const legacyTwoPhaseCommit: Listener = {
  snapshot: prepareNext,
  stored() {},
  complete: commitUpTo,
  aborted: giveUpIfMutated,
  fallback: dropIfTold,
  restored: (m, s, task) => commitPrepared(m, s, task),
};

/** Restore commits what is tagged up to the restored id (D6), and the writer aborts what it cannot know (E15). */
export const sinkV2: Listener = {
  /** With an unaligned barrier the committables are still on their way to the committer when the snapshot is taken (B7). */
  snapshot(m, s, task, id, from) {
    prepareNext(m, s, task, id, from);
    if (m.rules.committables === "overtaken" && s.tasks[task].prepared.has(id)) s.tasks[task].inFlight.add(id);
  },
  stored() {},
  complete: commitUpTo,
  aborted: giveUpIfMutated,
  fallback: dropIfTold,
  restored(m, s, task, id) {
    commitPrepared(m, s, task, id);
    sweep(m, s, task, id);
  },
};

/** Only the sink of a region has transactions. */
function isSink(m: Model, task: number): boolean {
  return task === sinkOf(m.job, regionOf(m.job, task));
}

function prepareNext(m: Model, s: CommitWorld, task: number, id: number, from: number): void {
  const { position, prepared } = s.tasks[task];
  if (!isSink(m, task) || from === position) return;
  prepare(s, regionOf(m.job, task), id, from, position);
  if (m.rules.bug === "M42") commit(m, s, regionOf(m.job, task), id);
  else prepared.add(id);
}

/** The committables of an id, all of which their summary has announced, are there: if it has completed meanwhile, they are committed (D6). */
export function committablesArrive(m: Model, s: CommitWorld, task: number, id: number): void {
  const { inFlight, prepared, latestReport } = s.tasks[task];
  inFlight.delete(id);
  if (id <= latestReport && prepared.has(id)) commitUpTo(m, s, task, latestReport);
}

/** Whether the committables of an id are on their way to the committer. */
export function isInFlight(m: Model, s: Readonly<CommitWorld>, task: number, id: number): boolean {
  return m.rules.committables === "overtaken" && s.tasks[task].inFlight.has(id);
}

/** Everything up to the id: a completion subsumes the lower ones (D1). What is on its way is waited for; under M44 its id is taken for done. */
function commitUpTo(m: Model, s: CommitWorld, task: number, id: number): void {
  const { prepared } = s.tasks[task];
  for (const each of prepared) {
    if (each > id || (m.rules.bug === "M39" && each !== id)) continue;
    if (isInFlight(m, s, task, each)) {
      if (m.rules.bug === "M44") prepared.delete(each);
      continue;
    }
    commit(m, s, regionOf(m.job, task), each);
    prepared.delete(each);
  }
}

/** Stock sinks ignore aborts (D3, D8). */
function giveUpIfMutated(m: Model, s: CommitWorld, task: number, id: number): void {
  if (m.rules.bug === "M40") drop(m, s, task, id);
  if (m.rules.bug === "M100" && id < s.tasks[task].latestReport) for (const each of s.tasks[task].prepared) drop(m, s, task, each);
}

function dropIfTold(m: Model, s: CommitWorld, task: number, id: number): void {
  if (m.rules.failedTaskNotif === "fallbackDrops") drop(m, s, task, id);
}

function drop(m: Model, s: CommitWorld, task: number, id: number): void {
  const { prepared } = s.tasks[task];
  if (!prepared.has(id)) return;
  prepared.delete(id);
  abortTransaction(s, regionOf(m.job, task), id);
}

function commitPrepared(m: Model, s: CommitWorld, task: number, upTo = m.job.ids): void {
  const { prepared } = s.tasks[task];
  for (const id of prepared) {
    if (id > upTo) continue;
    if (m.rules.bug !== "M41") commit(m, s, regionOf(m.job, task), id);
    prepared.delete(id);
  }
}

/** The restarted writer aborts the transactions of its predecessors by their names, which are ids (E15). */
function sweep(m: Model, s: CommitWorld, task: number, restored: number): void {
  if (!isSink(m, task)) return;
  const from = m.rules.sweepFrom === "origin" ? (restored === 0 ? 0 : s.latest.tasks[task].origin) : restored;
  for (let id = from + 1; id <= m.job.ids; id++) if (!s.tasks[task].prepared.has(id)) abortTransaction(s, regionOf(m.job, task), id);
}
