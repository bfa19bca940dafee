/** What the checkpoint coordinator decides, bound to a model. A mutant replaces some of it. */

import type { Mutant } from "../mutants/mutant.ts";
import { awaitedEventsOf } from "../parts/awaited-event.ts";
import { breakdownsOf, type ControlModel, type ControlPending, type ControlWorld } from "../parts/control-world.ts";
import { deadAnswers } from "../parts/dead-answers.ts";
import { failureManagerOf } from "../parts/failure-manager.ts";
import { gatewaysOf } from "../parts/gateways.ts";
import { jobProtocol } from "../parts/job-protocol.ts";
import { stepsBySlot } from "../parts/pending-steps.ts";
import { referencesOf, regionalLimitsOf } from "../parts/regional-limits.ts";
import { requestQueueOf } from "../parts/request-queue.ts";
import type { Part } from "../parts/world.ts";
import { actionsOf } from "./actions.ts";
import { controlOf } from "./control.ts";
import { expectationsOf } from "./expectations.ts";

export type ControlProtocol = ReturnType<typeof controlProtocol>;
export type ControlMutant = Mutant<ControlProtocol, MutableModel>;

/** What a mutant's model may have that the stock rules do without: dead answers that count, another slot, more in the queue of requests. */
interface MutableModel extends Pick<ControlModel, "deadAnswers" | "moreRequestFields"> {
  readonly spareSlot: boolean;
}

export function controlProtocol(m: ControlModel) {
  const { rules } = m;
  const parts: Part[] = [];
  const job = jobProtocol(m, parts);
  const gateways = gatewaysOf();
  const requests = requestQueueOf(m);
  const failures = failureManagerOf(m);
  const limits = regionalLimitsOf(m);
  const references = referencesOf(m);
  const events = awaitedEventsOf(gateways);
  if (m.deadAnswers) parts.push(deadAnswers(m));
  parts.push(requests, failures);
  if (rules.regional) parts.push(limits, references);
  if (rules.acknowledging === "needsEvent") parts.push(events);
  const steps = stepsBySlot<ControlWorld, ControlPending>(m.job.concurrent);
  const verbs = { ...job, gateways, requests, failures, limits, references, events, breakdowns: breakdownsOf(m), steps };
  const expectations = expectationsOf(m);
  const control = controlOf(m, verbs);
  return { m, ...verbs, expectations, control, actions: actionsOf(m, { ...verbs, expectations, control }) };
}
