/**
 * The split-based source of Flink under checkpoints and under the regional checkpoints of FLIP-600.
 *
 * What is modelled. A job whose source subtasks each head a pipelined region of their own (B20, H2). An operator coordinator of class K1
 * (F28): a Kafka-like enumerator that assigns each split once, with its SplitAssignmentTracker (E2-E6) and with one gateway per subtask that
 * orders its events around the barrier (C2-C12). One checkpoint at a time, or two, in the steps of A3: the coordinator's snapshot, then, when what
 * it sent before is confirmed, the barriers, then each task's snapshot and acknowledgement, which may be late (A14). Completion and abort
 * as in A18 and A21. Declines, silence until the timeout, lost events, task failure with regional failover, global failover (B20-B26). With
 * regional checkpoints, the evaluation, merge and correction of H3-H8, in each of the meanings that the thread, the pull requests and an
 * older implementation give or leave open (V7).
 *
 * What is left out, and what that gives up.
 * - Splits are only assigned: readers finish and return nothing (so P5 and the reverse direction C14 do not arise).
 * - A confirmed event is handled at once: the mailbox holds triggers only, one at most; a trigger that a task has not taken when its
 *   checkpoint ends meets the recorded abort (B9). Events that wait for the same opening of a gateway, or are sent and not confirmed, commute and are kept
 *   as sets: of P34 the order among those is given up, the order between them is not.
 * - What the main thread tells the coordinator's loop takes effect at once, except the snapshot and the correction: in stock these
 *   calls are in order anyway (Z24). What the loop sends goes through the gateway at once, which C4 makes equivalent.
 * - An AcknowledgeCheckpointEvent arrives with the snapshot, a decline with its cause. Whether a fallback opens gateways is a rule (H11, Z19). Where it
 *   does not, a slow task passes the barrier of a checkpoint that has completed without it; otherwise that makes no difference and is left out. P33 is a
 *   matter of progress; P33a to P33c are its part that a state shows: what nothing will open any more. That a trigger fails before the coordinators
 *   are asked, which opens gateways by the way (C8), is left out.
 * - At most one late acknowledgement is underway. One checkpoint is retained: subsumption, references and files are for other specs. Two checkpoints at a
 *   time are for stock rules: here a region falls back to what is the latest checkpoint when the regional one completes, which is another one than the
 *   correction was made for if a checkpoint completes in between (Z5, M71). A trigger that waits for its task keeps the next one from being injected.
 * - The limits on failed regions and on regional checkpoints in a row: all but one region may fail, any number of times (Tier 1 and Tier 2 are in flink-checkpoint-control).
 * - A task with nothing to remember stores nothing: that is when the fallback checkpoint has no state of it (H5).
 */
import { spec } from "cutcheck";
import { splitLogs } from "./logs/split-assignment.ts";
import { mutantOf } from "./mutants/mutant.ts";
import { completed } from "./parts/rules.ts";
import { splitModel } from "./parts/split-world.ts";
import { cases } from "./split-assignment/cases.ts";
import { splitAssignment } from "./split-assignment/machine.ts";
import { splitMutants } from "./split-assignment/mutants.ts";
import { scopeKnobs, splitRules } from "./split-assignment/scope.ts";

export default spec("flink-split-assignment", {
  title: "Split assignment under regional checkpoints",
  summary: [
    "A Kafka-like source with its coordinator, tracker and gateways, its tasks, the checkpoint coordinator and failover.",
    "Stock rules, and FLIP-600's regional checkpoints in each of their possible meanings: when is the composed checkpoint a state that the job could have been in?",
  ].join(" "),
  sources: [
    "docs/protocol/flink.md: A3-A18, B20-B26, C1-C12, E1-E6, E10-E12, E16-E26, F28, H1-H8; V5-V9",
    "docs/protocol/flip-600.md: 2.3-2.10; H1, H3, H6a-H6d, H20",
    "Apache Flink 1.20: CheckpointCoordinator, OperatorCoordinatorHolder, SubtaskGatewayImpl, SourceCoordinator, SplitAssignmentTracker",
    "FLIP-600 and its pull requests 28963 and 28964, as read while they were open",
  ],
  scope: scopeKnobs,
  semantics: splitRules,
  build: ({ subtasks, tasksPerRegion, splits, records, checkpoints, concurrent, lateAcks, ...faults }, { bug, ...rules }) =>
    splitAssignment(
      splitModel({ subtasks, tasksPerRegion, splits, records, ids: checkpoints, concurrent }, completed(rules), faults, lateAcks),
      mutantOf(splitMutants, bug),
    ),
  cases,
  logs: splitLogs,
});
