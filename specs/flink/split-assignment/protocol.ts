/** What the checkpoint coordinator, the source coordinator and the tasks do, bound to a model. A mutant replaces some of it. */

import type { Mutant } from "../mutants/mutant.ts";
import { correctionOf } from "../parts/correction.ts";
import { gatewaysOf } from "../parts/gateways.ts";
import { jobProtocol } from "../parts/job-protocol.ts";
import { stepsById, stepsOnTheOnly } from "../parts/pending-steps.ts";
import { sourceCheckpointsOf, sourceOutcomesOf } from "../parts/source-checkpoints.ts";
import { sourceFailoverOf } from "../parts/source-failover.ts";
import type { SplitModel, SplitPending, SplitWorld } from "../parts/split-world.ts";
import type { Part } from "../parts/world.ts";
import { tasksOf } from "./tasks.ts";

export type SplitProtocol = ReturnType<typeof splitProtocol>;
export type SplitMutant = Mutant<SplitProtocol, SplitModel>;

export function splitProtocol(m: SplitModel) {
  const parts: Part[] = [];
  const job = jobProtocol(m, parts);
  const gateways = gatewaysOf();
  const source = sourceCheckpointsOf(m, job.triggering);
  const outcomes = sourceOutcomesOf(m, gateways);
  const resets = sourceFailoverOf(m);
  parts.push(source, outcomes, resets);
  const tasks = tasksOf(m, { ...job, gateways });
  const steps = m.job.concurrent === 1 ? stepsOnTheOnly<SplitWorld, SplitPending>() : stepsById<SplitWorld, SplitPending>(m.ids);
  return { m, ...job, gateways, source, outcomes, resets, correction: correctionOf(m), tasks, steps };
}
