/** The rules that may differ: the design switches (V7) and the seeded bugs (V8) that change a rule of stock Flink. */
import { type KnobValues, knob } from "cutcheck";

/** Mutations of stock rules, by their numbers in V8. The numbers that are missing there are values of another switch. */
export const bugs = [
  "none",
  "M1",
  "M2",
  "M3-early",
  "M3-late",
  "M4",
  "M7",
  "M8",
  "M9",
  "M10",
  "M11",
  "M12",
  "M13",
  "M14",
  "M15",
  "M16",
  "M17",
  "M18",
  "M25",
  "M27",
  "M28",
  "M58",
  "M63",
] as const;

export const ruleKnobs = {
  regional: knob.bool(false, "whether a checkpoint may complete although regions declined (H1)"),
  assignment: knob.oneOf("any", ["any", "hashed"], "a split may go to any reader, or only to the one it hashes to (Kafka)"),
  declinedTask: knob.oneOf("alive", ["alive", "restarts"], "a task that declines runs on, or its region fails while the checkpoint stays pending"),
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
  resetId: knob.oneOf("origin", ["restored", "origin"], "subtaskReset names the restored checkpoint, or the true cut of the subtask's state in it (E24)"),
  regionMerge: knob.oneOf(
    "replaceAlways",
    ["replaceIfPresent", "replaceAlways", "abortIfAbsent"],
    "what happens to a member of a failed region that has no state in the fallback checkpoint (H5)",
  ),
  lateAckAfterEval: knob.oneOf("drop", ["accept", "drop", "reevaluate"], "an acknowledgement that arrives between evaluation and completion (Z5)"),
  bug: knob.oneOf("none", bugs, "a seeded bug"),
} as const;

export type Rules = KnobValues<typeof ruleKnobs>;
