/** The rules of notifications and commits that may differ: the design switches (V7) and the seeded bugs (V8). */
import { type KnobValues, knob } from "cutcheck";
import { ruleKnobs } from "./rules.ts";

/** Mutations of stock rules, by their numbers in V8. The regional ones (M65-M68, M81, M82) are values of the other switches. */
export const commitBugs = ["none", "M30", "M37", "M39", "M40", "M41", "M42", "M43", "M45", "M47", "M49", "M96", "M97", "M100"] as const;

const { regional, declinedTask, resetId, lateAckAfterEval } = ruleKnobs;

export const commitKnobs = {
  regional,
  declinedTask,
  lateAckAfterEval,
  resetId,
  listener: knob.oneOf(
    "legacy2pc",
    ["legacy2pc", "sinkV2", "coordinatorCommit", "incrementalState", "localState"],
    "who listens: a two-phase-commit sink (D4); a Sink V2 committer (D6); a coordinator that commits (F19-F21); an incremental state backend (D8, D9); a local state store (B27)",
  ),
  failedTaskNotif: knob.oneOf(
    "fallback",
    ["nothing", "complete", "fallback", "aborted", "fallbackDrops"],
    "what a task of a failed region is told when the checkpoint completes without it; fallbackDrops: its sink gives up the transaction that it prepared",
  ),
  abortCarriesLatest: knob.oneOf(
    "ownCut",
    ["newest", "ownCut"],
    "which completed checkpoint an abort names to a task (B15): the newest, or the newest in which the task's state is from that checkpoint's own barrier",
  ),
  abortRpcs: knob.oneOf(
    "reordered",
    ["reordered", "inOrder"],
    "aborts are sent asynchronously and may arrive behind later triggers (A21b), or in order with them",
  ),
  ocNotif: knob.oneOf(
    "cutMap",
    ["fallback", "complete", "cutMap"],
    "what a committing coordinator is told of a regional checkpoint: that it fell back (H8); that it is complete; that it is complete, with each subtask's true cut",
  ),
  localRestore: knob.oneOf(
    "origin",
    ["id", "origin"],
    "a local copy replaces the stored state if it has the restored id (B27), or the id of the state's true cut",
  ),
  sweepFrom: knob.oneOf(
    "origin",
    ["restored", "origin"],
    "a restarted Sink V2 writer aborts the transactions above the restored id (E15), or above its state's true cut",
  ),
  bug: knob.oneOf("none", commitBugs, "a seeded bug"),
} as const;

export type CommitRules = KnobValues<typeof commitKnobs>;
