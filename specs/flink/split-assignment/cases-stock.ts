/** Flink's own rules: any decline aborts the checkpoint. They hold. */
import { holds } from "cutcheck";
import { type SplitAssignmentCase, threeIds, threeSubtasks, twoTasks } from "./scope.ts";

export const stockCases: readonly SplitAssignmentCase[] = [
  { name: "stock", about: "Stock rules, two splits, two checkpoint ids, two faults.", expect: holds({ states: 41_539, withoutSymmetry: { states: 77_818 } }) },
  { name: "stock.ids=3", about: "Stock rules, one split, three checkpoint ids, three faults.", scope: threeIds, expect: holds({ states: 46784 }) },
  { name: "stock.two-tasks", about: "Stock rules with a channel inside the region.", scope: twoTasks, expect: holds({ states: 62874 }) },
  {
    name: "stock.three-subtasks",
    about: "Stock rules, three subtasks, a split for each.",
    scope: threeSubtasks,
    semantics: { assignment: "hashed" },
    expect: holds({ states: 142555 }),
  },
];
