/** What the checkpoint coordinator, the tasks and their listeners do, bound to a model. A mutant replaces some of it. */

import type { Mutant } from "../mutants/mutant.ts";
import type { CommitPending, CommitWorld } from "../parts/commit-world.ts";
import { jobProtocol } from "../parts/job-protocol.ts";
import { listenerOf, listenersOf, partsBeside } from "../parts/listeners.ts";
import { notificationsOf } from "../parts/notifications.ts";
import { stepsById } from "../parts/pending-steps.ts";
import { snapshotsOf } from "../parts/snapshots.ts";
import type { Model, Part } from "../parts/world.ts";
import { actionsOf } from "./actions.ts";
import { guardsOf } from "./guards.ts";
import { witnessesOf } from "./witnesses.ts";

export type CommitProtocol = ReturnType<typeof commitProtocol>;
export type CommitMutant = Mutant<CommitProtocol, Model>;

export function commitProtocol(m: Model) {
  const parts: Part[] = [];
  const job = jobProtocol(m, parts);
  const listeners = listenersOf(m);
  const listener = listenerOf(m, listeners);
  const notifications = notificationsOf(m, listener);
  parts.push(notifications, ...partsBeside(m, listeners));
  const snapshots = snapshotsOf(m, job, listener);
  const steps = stepsById<CommitWorld, CommitPending>(m.ids);
  const verbs = { ...job, ...listeners, notifications, snapshots, guards: guardsOf(m, job), steps };
  return { m, ...verbs, actions: actionsOf(m, verbs), witnesses: witnessesOf(m) };
}
