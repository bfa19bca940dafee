/** The job without checkpoints and failures: what P2 compares a completed checkpoint with. */
import { type Machine, machine, type RecordView, t } from "cutcheck";
import { countRecord, hasNextRecord, mayOwn, readRecord, recordFields } from "../parts/records.ts";
import { sinkOf, sourceOf } from "../parts/regions.ts";
import type { SplitModel, SplitWorld } from "../parts/split-world.ts";

const fields = ({ job }: SplitModel) => ({
  unassigned: t.set(job.splits),
  /** One per region: what its source reads and what its sink has counted. */
  regions: t.array(job.subtasks, t.record(recordFields(job))),
});

export type FailureFree = RecordView<ReturnType<typeof fields>>;

/** Splits are assigned and records are read, at independent rates: every instantaneous state that could occur, with empty channels. */
export function failureFree(m: SplitModel): Machine<FailureFree> {
  const { job, rules, splits, regions } = m;
  const choice = { split: splits, region: regions };
  return machine("failure-free", fields(m))
    .init(s => s.unassigned.fill())
    .action("assigns", choice, {
      when: (s, { split, region }) => s.unassigned.has(split) && mayOwn(job, rules, split, region),
      then: (s, { split, region }) => {
        s.unassigned.delete(split);
        s.regions[region].own.set(split, 0);
      },
    })
    .action("reads a record", choice, {
      when: (s, { split, region }) => hasNextRecord(job, s.regions[region], split),
      then: (s, { split, region }) => countRecord(job, s.regions[region], split, readRecord(s.regions[region], split)),
    })
    .terminal("any");
}

/** The latest checkpoint as a state of the failure-free job. */
export const restoredStateOf =
  ({ job, regions }: SplitModel) =>
  ({ latest: { unassigned, tasks } }: Readonly<SplitWorld>) => ({
    unassigned,
    regions: regions.map(region => ({ own: tasks[sourceOf(job, region)].own, counted: tasks[sinkOf(job, region)].counted })),
  });
