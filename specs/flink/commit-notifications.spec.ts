/**
 * Commits and notifications of Flink's checkpoints, and of the regional checkpoints of FLIP-600: what must a failed region be told?
 *
 * What is modelled. A job whose regions process records and hand them to somebody who acts on notifications: a two-phase-commit sink (D4), a Sink V2
 * committer with its writer's sweep (D6, E15), a coordinator that commits (F19-F22), an incremental state backend with the shared state registry
 * (D8, D9, A14, A31), a local state store (B27). The external log with idempotent commit and transactions that outlive crashes (D5). Completions,
 * aborts and fallbacks as lossy, reordering messages (A2, A21b, B14-B19), with the implicit completion that every abort carries (B15). Declines, silence
 * until the timeout, late acknowledgements, task failure with regional failover, global failover (A14-A24, B20-B26); up to two checkpoints at a time
 * (A18); stop-with-savepoint (A19); tasks that take their time to be cancelled; committables that an unaligned barrier overtakes (B7). With regional
 * checkpoints, evaluation and merge (H3-H8), in each meaning of the notification (V7; `flip-600.md` 2.10).
 *
 * What is left out, and what that gives up.
 * - A source processes exactly one record between two of its snapshots. What it would process after the last one is lost with the attempt and leaves no
 *   trace, so a transaction is a record, and a replay cuts its transactions in the same places. Open transactions, which nothing has prepared, have no
 *   state: what becomes of them (D4a, the second half of Z9) is not asked.
 * - A lost notification is one that never arrives: for safety there is no difference, so losing one needs no step and no budget. What depends on a
 *   notification that does arrive (P20, P22b) waits for liveness properties; P20a is the part of P20 that a step shows. P25 and P33 are in
 *   flink-checkpoint-control.
 * - The coordinators' snapshots, gateways and splits belong to flink-split-assignment: a committing coordinator sends nothing to its writers, so gateways
 *   would multiply the states and change no commit. Their corrections are one step between evaluation and completion.
 *   A writer's committables reach the coordinator with its snapshot, a decline reaches the CheckpointCoordinator with its cause.
 * - Where a barrier overtakes committables, the summary is there and the one committable that it announces is not; restored channel state arrives at once.
 *   Of a region that fails the sink may be slow to be cancelled; with a global failover, and where declining tasks restart, all are gone at once.
 * - Of savepoints only the synchronous one is modelled, for no other is told as a completion; what starts again starts from it, and nothing of it is late.
 * - One checkpoint is retained; of each snapshot one file is shared. References between checkpoints, deletion and the JobManager's own
 *   failure are for other specs, as are (flink-checkpoint-control) the limits on failed regions and on regional checkpoints in a row. At most one late acknowledgement is underway.
 * - A trigger that waits in a task's mailbox is replaced by that of a later checkpoint.
 */
import { spec } from "cutcheck";
import { cases } from "./commit-notifications/cases.ts";
import { commitNotifications } from "./commit-notifications/machine.ts";
import { commitMutants } from "./commit-notifications/mutants.ts";
import { commitModel, commitRules, commitScope } from "./commit-notifications/scope.ts";
import { mutantOf } from "./mutants/mutant.ts";

export default spec("flink-commit-notifications", {
  title: "Commits and notifications under regional checkpoints",
  summary: [
    "Sinks, a committing coordinator, incremental and local state, told of completions, aborts and fallbacks by messages that may be lost or reordered.",
    "What must a failed region be told when the checkpoint completes without it, and which contract must a listener keep?",
  ].join(" "),
  sources: [
    "protocol/flink.md: A2, A14-A25, A31, A32, B8-B27, D1-D9, E15, F18-F22, H1-H11; V5-V9",
    "protocol/flip-600.md: 2.3-2.10; H7-H10c, H18-H22, H28, H29",
    "Apache Flink 1.20: CheckpointCoordinator, SubtaskCheckpointCoordinatorImpl, TwoPhaseCommitSinkFunction, CommitterOperator, RocksIncrementalSnapshotStrategy",
    "FLIP-600 and its pull requests 28963 and 28964, as read while they were open",
  ],
  scope: commitScope,
  semantics: commitRules,
  build: (scope, rules) => commitNotifications(commitModel(scope, rules), mutantOf(commitMutants, rules.bug)),
  cases,
});
