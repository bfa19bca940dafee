/** The full tier: the rules that hold, at the largest sizes that some minutes allow. */
import { holds } from "cutcheck";
import { type SplitAssignmentCase, threeSubtasks } from "./scope.ts";

const regional = { regional: true } as const;

export const fullCases: readonly SplitAssignmentCase[] = [
  {
    name: "full.stock",
    about: "Stock rules, three subtasks, three splits that may go to any of them, ids to 4, one fault.",
    tier: "full",
    scope: { ...threeSubtasks, checkpoints: 4 },
    expect: holds({ states: 3_715_139, withoutSymmetry: { states: 20_193_613 } }),
  },
  {
    name: "full.regional",
    about: "The regional rules that hold, three subtasks, a split for each, ids to 4, two faults.",
    tier: "full",
    scope: { ...threeSubtasks, checkpoints: 4, faults: 2 },
    semantics: { ...regional, assignment: "hashed" },
    expect: holds({ states: 19_084_753 }),
  },
  {
    name: "full.regional.restarts",
    about: "As full.regional with one fault; the declining task's region restarts while the checkpoint is pending.",
    tier: "full",
    scope: { ...threeSubtasks, checkpoints: 4 },
    semantics: { ...regional, assignment: "hashed", declinedTask: "restarts" },
    expect: holds({ states: 2_318_756 }),
  },
  {
    name: "full.regional.any-reader",
    about: "Three subtasks, three splits that may go to any of them, ids to 2, one fault.",
    tier: "full",
    scope: threeSubtasks,
    semantics: regional,
    expect: holds({ states: 1_110_139, withoutSymmetry: { states: 5_919_568 } }),
  },
  {
    name: "full.regional.ids=4",
    about: "Two subtasks, two splits, ids to 4, two faults.",
    tier: "full",
    scope: { checkpoints: 4 },
    semantics: regional,
    expect: holds({ states: 480_834, withoutSymmetry: { states: 914_799 } }),
  },
  {
    name: "full.regional.records=2",
    about: "Two subtasks, two splits of two records, ids to 3, two faults.",
    tier: "full",
    scope: { checkpoints: 3, records: 2 },
    semantics: regional,
    expect: holds({ states: 649_428, withoutSymmetry: { states: 1_260_712 } }),
  },
  {
    name: "full.regional.two-tasks",
    about: "Two regions of two tasks, two splits, two faults.",
    tier: "full",
    scope: { tasksPerRegion: 2 },
    semantics: regional,
    expect: holds({ states: 831_386, withoutSymmetry: { states: 1_606_622 } }),
  },
];
