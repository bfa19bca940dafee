/** What a picture of a run shows of this sub-model beside the job: the coordinator's events, its cut, and the channels to separate sinks. */
import type { Machine, Underway } from "cutcheck";
import { eventsUnderway } from "../parts/gateways.ts";
import { pictureOf } from "../parts/picture.ts";
import { regionOf, sourceOf, taskName } from "../parts/regions.ts";
import type { SplitModel, SplitWorld } from "../parts/split-world.ts";

const sourceCoordinator = "SourceCoordinator";

export const picture = (m: SplitModel) => (machine: Machine<SplitWorld>) =>
  machine
    .use(pictureOf(m).jobPicture)
    .use(messages(m))
    .marks((before, after) =>
      after.pending.flatMap(({ id, stage }, slot) =>
        stage === "snapshotted" && before.pending[slot].stage === "triggering" ? [{ kind: "cut", checkpoint: id, lanes: [sourceCoordinator] }] : [],
      ),
    );

const messages =
  ({ job, splits }: SplitModel) =>
  (machine: Machine<SplitWorld>) => {
    return machine.underway(s => [...events(s), ...channels(s)]);

    /** AddSplitEvents, withheld by a closed gateway or sent. */
    function events(s: Readonly<SplitWorld>): readonly Underway[] {
      return s.gateways.flatMap((gateway, subtask) => {
        const to = taskName(job, sourceOf(job, subtask));
        const underway: Underway[] = [];
        splits.forEach(split => {
          for (let count = eventsUnderway(gateway, split); count > 0; count--) underway.push({ label: `AddSplitEvent ${split}`, from: sourceCoordinator, to });
        });
        return underway;
      });
    }

    function channels(s: Readonly<SplitWorld>): readonly Underway[] {
      return s.tasks.flatMap(({ channel }, task) => {
        const ends = { from: taskName(job, sourceOf(job, regionOf(job, task))), to: taskName(job, task) };
        return channel
          .toArray()
          .map(each =>
            each.kind === "barrier"
              ? { label: `barrier ${each.id}`, barrier: each.id, ...ends }
              : { label: `record ${each.offset} of split ${each.split}`, ...ends },
          );
      });
    }
  };
