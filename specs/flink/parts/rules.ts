/** The rules that may differ: the design switches (V7). A spec selects those that its parts look at. */
import { type KnobValues, knob } from "cutcheck";

export const rules = {
  regional: knob.bool(false, "whether a checkpoint may complete although regions declined (H1)"),
  declinedTask: knob.oneOf("alive", ["alive", "restarts"], "a task that declines runs on, or its region fails while the checkpoint stays pending"),
  lateAckAfterEval: knob.oneOf("drop", ["accept", "drop", "reevaluate"], "an acknowledgement that arrives between evaluation and completion (Z5)"),
  resetId: knob.oneOf("origin", ["restored", "origin"], "subtaskReset names the restored checkpoint, or the true cut of the subtask's state in it (E24)"),
  regionMerge: knob.oneOf(
    "replaceAlways",
    ["replaceIfPresent", "replaceAlways", "abortIfAbsent"],
    "what happens to a member of a failed region that has no state in the fallback checkpoint (H5)",
  ),
  assignment: knob.oneOf("any", ["any", "hashed"], "a split may go to any reader, or only to the one it hashes to (Kafka)"),
  ocCorrection: knob.oneOf(
    "cut-copy",
    ["none", "now-live", "now-copy", "cut-copy", "cut-live-history"],
    "how the coordinator's part of a regional checkpoint is corrected: not at all; by rolling its live state back; on a copy of its live state; on a copy of its own cut with the tracker of that cut (E20-E23); on its own cut with the tracker as it is now",
  ),
  correctionFrom: knob.oneOf(
    "origin",
    ["fallback", "origin"],
    "assignments are taken back since the fallback checkpoint, or since the true cut of the region's state (E25)",
  ),
  trackerPrune: knob.oneOf(
    "healthy",
    ["all", "healthy", "nothing"],
    "whose tracker entries a regional completion drops (E24; nothing: coordinators hear of no completion, H8)",
  ),
  gatewayOnFallback: knob.oneOf(
    "open",
    ["leave", "open"],
    "whether the gateways of a coordinator that hears of a fallback open as on completion, or are left as they are (H11, Z19)",
  ),
  evaluation: knob.oneOf(
    "whenAnswered",
    ["whenAnswered", "whenLost"],
    "a regional checkpoint is evaluated when every task has answered or the timeout fires (H3), or already when it can only abort (`flip-600.md` H18)",
  ),
  forceFlag: knob.oneOf(
    "trigger",
    ["evaluation", "trigger", "persisted"],
    "whether a checkpoint must be global is read from the flag at its evaluation (H4), or was when it was triggered; persisted: so, and flag and counter outlive the JobManager",
  ),
  tier2Reset: knob.oneOf(
    "keepForcing",
    ["resetCounter", "keepForcing", "failJob"],
    "after a forced checkpoint has failed: regional ones are allowed again (Tier 2, H4); the next one is forced, too; so, and the job fails after some of them",
  ),
  forcedFailure: knob.oneOf(
    "withinRatio",
    ["withinRatio", "any"],
    "which failure of a forced checkpoint is Tier 2: one within the limit on failed regions, as coded; any, as in the thread (`flip-600.md` H16)",
  ),
  staleCounter: knob.oneOf(
    "jobWide",
    ["jobWide", "perRegion"],
    "what is limited: regional checkpoints in a row, or how often a region's state is used again, counted from its origin",
  ),
  counterReset: knob.oneOf(
    "checkpoint",
    ["checkpoint", "savepointToo"],
    "what resets the counter: a checkpoint that all acknowledge, or a savepoint as well (H14)",
  ),
  regionalReport: knob.oneOf("success", ["success", "nothing"], "what the failure manager hears of a regional checkpoint (`flip-600.md` 2.11)"),
  crashHandling: knob.oneOf(
    "abortsPending",
    ["abortsPending", "failedRegion"],
    "a task that fails aborts what is pending (A24), or counts as a failed region of it (H13, Z20)",
  ),
  timeout: knob.oneOf("fires", ["fires", "never"], "whether the checkpoint timeout is short enough to matter"),
  acknowledging: knob.oneOf("byItself", ["byItself", "needsEvent"], "whether a task needs an event of its coordinator before it can acknowledge"),
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
  notifications: knob.oneOf("anyOrder", ["anyOrder", "inOrder"], "notifications to a task may overtake each other (A21b), or come in the order of their ids"),
  committables: knob.oneOf(
    "withBarrier",
    ["withBarrier", "overtaken"],
    "a Sink V2 writer's committables reach the committer before the barrier does, or an unaligned barrier overtakes them (B7, D6)",
  ),
  cancellation: knob.oneOf("atOnce", ["atOnce", "slow"], "the other tasks of a region that fails are gone at once, or stay CANCELING for a while (B23, E-l)"),
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
} as const;

export type Rules = KnobValues<typeof rules>;

/** All rules, of which a spec has selected some: the others have their defaults. */
export function completed(selected: Partial<Rules>): Rules {
  const defaults = Object.fromEntries(Object.entries(rules).map(([name, each]) => [name, each.default]));
  return { ...(defaults as Rules), ...selected };
}
