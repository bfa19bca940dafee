import { holds, knob, spec } from "cutcheck";
import { ruleKnobs } from "./parts/rules.ts";
import { modelOf } from "./parts/world.ts";
import { splitAssignment } from "./split-assignment/machine.ts";

const scope = {
  subtasks: knob.int(2, 1, 3, "source subtasks, each the head of a region of its own"),
  tasksPerRegion: knob.int(1, 1, 2, "1: source and sink are chained; 2: a source task and a sink task with a channel between them"),
  splits: knob.int(2, 1, 3, "splits of the source"),
  records: knob.int(1, 1, 2, "records of each split"),
  checkpoints: knob.int(2, 1, 4, "largest checkpoint id"),
  lateAcks: knob.bool(true, "whether an acknowledgement may outlive its checkpoint"),
  faults: knob.int(1, 0, 4, "faults together"),
  declines: knob.int(1, 0, 4, "declined snapshots"),
  timeouts: knob.int(1, 0, 4, "expired checkpoints"),
  taskFailures: knob.int(1, 0, 4, "failed tasks"),
  globalFailures: knob.int(1, 0, 4, "global failovers"),
  lostEvents: knob.int(1, 0, 4, "lost coordinator events"),
  finalizeFailures: knob.int(0, 0, 4, "regional checkpoints that abort after the coordinator's correction"),
} as const;

export default spec("flink-split-assignment", {
  title: "Split assignment under regional checkpoints",
  summary: "",
  scope,
  semantics: ruleKnobs,
  build: ({ subtasks, tasksPerRegion, splits, records, checkpoints, lateAcks, ...faults }, rules) =>
    splitAssignment(modelOf({ subtasks, splits, records, ids: checkpoints, tasksPerRegion }, rules, faults, lateAcks)),
  cases: [{ name: "stock", expect: holds() }],
});
