/** What a picture of a run shows of this sub-model beside the job: the coordinator's events, its cut, and the channels to separate sinks. */
import type { Machine, Underway } from "cutcheck";
import { eventsUnderway } from "../parts/gateways.ts";
import { jobPicture } from "../parts/picture.ts";
import { regionOf, sourceOf, taskName } from "../parts/regions.ts";
import type { SplitModel, SplitWorld } from "../parts/split-world.ts";

const sourceCoordinator = "SourceCoordinator";

export const picture = (m: SplitModel) => (machine: Machine<SplitWorld>) =>
  machine
    .use(jobPicture(m))
    .underway(s => [...events(m, s), ...channels(m, s)])
    .marks((before, after) =>
      after.pending.flatMap(({ id, stage }, slot) =>
        stage === "snapshotted" && before.pending[slot].stage === "triggering" ? [{ kind: "cut", checkpoint: id, lanes: [sourceCoordinator] }] : [],
      ),
    );

/** AddSplitEvents, withheld by a closed gateway or sent. */
function events(m: SplitModel, s: Readonly<SplitWorld>): readonly Underway[] {
  return s.gateways.flatMap((gateway, subtask) => {
    const to = taskName(m.job, sourceOf(m.job, subtask));
    const underway: Underway[] = [];
    m.splits.forEach(split => {
      for (let count = eventsUnderway(gateway, split); count > 0; count--) underway.push({ label: `AddSplitEvent ${split}`, from: sourceCoordinator, to });
    });
    return underway;
  });
}

function channels(m: SplitModel, s: Readonly<SplitWorld>): readonly Underway[] {
  return s.tasks.flatMap(({ channel }, task) => {
    const ends = { from: taskName(m.job, sourceOf(m.job, regionOf(m.job, task))), to: taskName(m.job, task) };
    return channel
      .toArray()
      .map(each =>
        each.kind === "barrier"
          ? { label: `barrier ${each.id}`, barrier: each.id, ...ends }
          : { label: `record ${each.offset} of split ${each.split}`, ...ends },
      );
  });
}
