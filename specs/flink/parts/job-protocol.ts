/** What every job does under checkpoints, bound to the model of a machine: one record of verbs for each of its parts. A spec adds its own. */
import { answersOf, triggeringOf } from "./checkpoint-coordinator.ts";
import { completionOf, storingOf } from "./completion.ts";
import { failoverOf } from "./failover.ts";
import { evaluationOf } from "./regional.ts";
import type { Model, Part } from "./world.ts";

export type JobProtocol = ReturnType<typeof jobProtocol>;

/** `parts` are those who take part besides. They may be added later, until the machine runs: they are made of these verbs. */
export function jobProtocol(m: Model, parts: readonly Part[]) {
  const storing = storingOf(m, parts);
  const completion = completionOf(m, storing, parts);
  const evaluation = evaluationOf(m, completion, parts);
  const failover = failoverOf(m, completion, parts);
  const triggering = triggeringOf(m, parts);
  const answers = answersOf(m, { completion, evaluation, failover }, parts);
  return { storing, completion, evaluation, failover, triggering, answers };
}
