/**
 * The control of checkpoints, stock and regional: who is chosen when, what is counted, when a checkpoint is forced to be global, and whether all this goes
 * on.
 *
 * What is modelled. The CheckpointCoordinator as one that decides (A3-A7, A14-A24): a periodic request that always waits, savepoints that the user asks
 * for, the limit on concurrent checkpoints, the minimal pause, triggering that may fail, answers, declines, the timeout, completion with subsumption
 * (A18), aborts with their reasons, the failure manager with its counter (A22), the job's failure, region failover, and the JobManager's own. With
 * regional checkpoints: the order of the tests in the evaluation (H4), the awaited corrections (H6), counter and forced global checkpoint (H7, H9), the
 * checkpoints that the newest one refers to (H10), in each of the meanings of V7. A region that breaks down, for ever: it declines, is silent, or fails
 * whenever it is to take a snapshot.
 *
 * A job without end. Properties of progress are about runs that go on for ever, and ids grow for ever. The coordinator compares ids, and takes one above
 * all others; it never counts with them. So ids are names with an order here, and are given out anew, in the same order, whenever a checkpoint is
 * triggered (`parts/checkpoint-names.ts`): any two states that differ by such names only have the same future, up to names, so no run is lost and none is
 * added. What is counted is counted apart: the age of a region's state, regional checkpoints in a row, failed checkpoints. These are compared with limits
 * only, and stop one above the largest of them: what is too old stays too old until it is replaced. So a run like "regional, regional, forced and aborted"
 * comes back to a state in which it was, and is a loop. A trace shows names: after a trigger the same checkpoint may have another one, and checkpoint 3
 * need not be the third.
 *
 * What happens some day. The coordinator, the scheduler, time and the tasks do what they can do all along (weak fairness for each, V9.8); a region that
 * has broken down goes on declining. Faults, breakdowns and users promise nothing, and faults are bounded by a budget, so that every run has a last one:
 * "when nothing fails any more". A run that stops is a matter of progress, too: there is no deadlock to be reported, but a lasso whose last state stays.
 *
 * What is left out, and what that gives up.
 * - What tasks remember: of a stored state only its true cut is known. Triggers, barriers and acknowledgements take no time: a message on its way is a
 *   task that has not answered. Snapshots of coordinators, injection, and the corrections between evaluation and completion are steps. Late
 *   acknowledgements belong to the other specs.
 * - Time: that the minimal pause is not over is a bit, set by a completion, and some day it is not. The timeout fires when all that are still awaited will
 *   never answer; that it fires earlier is a fault. How long anything lasts is not asked.
 * - A periodic request that is refused comes again, so it is always there. The queue's length, and that nothing is chosen while too many checkpoints are
 *   cleaned up (A6), are left out. One savepoint is pending at a time; synchronous ones, and restoring one, are not modelled, so of P45 the half about
 *   savepoints is given up.
 * - Every failed checkpoint that the failure manager hears of has an id, so a failure without one (a trigger that fails before it has one) does not occur;
 *   none of those counts.
 * - P25 is about leaving the pending checkpoints; who is told how they ended is the matter of flink-commit-notifications. P55 is about limits and a base;
 *   who owns the base, and whether coordinators support it, are constants here. P40 and P39 are about which checkpoints are kept, not about their files.
 * - A JobManager's failover restarts everything at once, and so does the failure of the job; what a restart strategy allows is left out.
 * - Where tasks wait for an event of their coordinator, there is one checkpoint at a time, with the gateways of `parts/gateways.ts`.
 */
import { spec } from "cutcheck";
import { cases } from "./checkpoint-control/cases.ts";
import { checkpointControl } from "./checkpoint-control/machine.ts";
import { controlMutants } from "./checkpoint-control/mutants.ts";
import { controlModel, controlRules, controlScope } from "./checkpoint-control/scope.ts";
import { controlLogs } from "./logs/control.ts";
import { mutantOf } from "./mutants/mutant.ts";

export default spec("flink-checkpoint-control", {
  title: "The control of checkpoints, stock and regional",
  summary: [
    "Requests, concurrency, the minimal pause, failure counting, and FLIP-600's counter with its forced global checkpoint, without end.",
    "Do checkpoints go on completing? How old can a region's state become, and who notices?",
  ].join(" "),
  sources: [
    "protocol/flink.md: A3-A7, A14-A24, C5-C8, H1-H10; V5-V9",
    "protocol/flip-600.md: 2.1-2.5, 2.11-2.14; H13-H19, H22",
    "Apache Flink 1.20: CheckpointCoordinator, CheckpointRequestDecider, CheckpointFailureManager",
    "FLIP-600 and its pull requests 28963 and 28964, as read while they were open",
  ],
  scope: controlScope,
  semantics: controlRules,
  build: (scope, rules) => checkpointControl(controlModel(scope, rules), mutantOf(controlMutants, rules.bug)),
  cases,
  logs: controlLogs,
});
