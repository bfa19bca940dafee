/** The end of a pending checkpoint: completed and stored (A18), or aborted (A21). Both are one step under the coordinator's lock (A16). */
import { assign } from "cutcheck";
import { openGateway } from "./gateways.ts";
import { regionOf } from "./regions.ts";
import { prune } from "./source-coordinator.ts";
import { clearContents, copyContents, isEmpty } from "./tasks.ts";
import { isPending, type Model, pendingId, type World } from "./world.ts";

/** Every task has acknowledged: the checkpoint is stored, and the coordinator hears of it (A18, E3). */
export function complete(m: Model, s: World): void {
  store(m, s);
  prune(s.coordinator, pendingId(s));
  end(m, s);
}

/** The pending checkpoint, if there is one, comes to nothing (A21). The tracker keeps its entries (E3). */
export function abort(m: Model, s: World): void {
  if (!isPending(s)) return;
  if (m.rules.bug === "M7") for (const gateway of s.gateways) gateway.blocked.clear();
  if (m.rules.bug === "M11") prune(s.coordinator, pendingId(s), (_, key) => key === pendingId(s));
  end(m, s);
}

/** Stores the pending checkpoint: of each task its own answer, or, in a failed region, what the merge says. */
export function store(m: Model, s: World): void {
  const id = pendingId(s);
  s.latest.tasks.forEach((snap, task) => {
    if (!keepsOwnAnswer(m, s, task)) return;
    copyContents(snap, s.pending.tasks[task]);
    snap.origin = id;
  });
  s.latest.id = id;
  s.latest.unassigned = s.pending.unassigned;
}

/** Whether a task's own answer goes into the checkpoint, and not its state in the fallback checkpoint (H4, H5). */
function keepsOwnAnswer(m: Model, s: Readonly<World>, task: number): boolean {
  const { status } = s.pending.tasks[task];
  if (!s.pending.failed.has(regionOf(m.job, task)) || status === "late") return true;
  if (status !== "acked") return false;
  if (m.rules.bug === "M63") return true;
  return m.rules.regionMerge === "replaceIfPresent" && isEmpty(s.latest.tasks[task]);
}

/** After completion as after abort: gateways open (C8), acknowledgements that are still underway are late, nothing is pending. */
export function end(m: Model, s: World): void {
  s.gateways.forEach(openGateway);
  keepLateAck(m, s);
  clear(s);
}

/** At most one is kept underway. Stock Flink does not look at its content, which is therefore forgotten, except where M27 does. */
function keepLateAck(m: Model, s: World): void {
  const task = s.pending.tasks.findIndex(response => response.status === "underway");
  if (!m.lateAcks || s.lateAck !== null || task < 0) return;
  const { own, counted } = s.pending.tasks[task];
  const nothing = { own: own.toArray().map(() => null), counted: counted.toArray().map(() => 0) };
  assign(s, { lateAck: { id: pendingId(s), task, ...(m.rules.bug === "M27" ? { own, counted } : nothing) } });
}

/** A trigger that no task has taken yet meets the recorded abort (B9) and is forgotten too. */
function clear(s: World): void {
  for (const task of s.tasks) task.trigger = 0;
  s.pending.stage = "none";
  for (const response of s.pending.tasks) {
    response.status = "waiting";
    response.dead = false;
    clearContents(response);
  }
  s.pending.cutOwner.fill(null);
  s.pending.cutKey.fill(0);
  s.pending.unassigned.clear();
  s.pending.failed.clear();
}
