/** What a picture of a run shows of this sub-model beside the job: notifications, and those that are lost. */
import type { Machine, Underway } from "cutcheck";
import type { CommitWorld, Message } from "../parts/commit-world.ts";
import { pictureOf } from "../parts/picture.ts";
import { taskName } from "../parts/regions.ts";
import type { Model } from "../parts/world.ts";

export const picture = (m: Model) => (machine: Machine<CommitWorld>) =>
  machine
    .use(pictureOf(m).jobPicture)
    .underway(({ tasks }) => tasks.flatMap(({ inbox }, task) => notificationsTo(taskName(m.job, task), inbox)))
    // A completion that was sent before the trigger and is not there when the task takes its snapshot never comes (C15).
    .marks({ of: ["takes its snapshot"] }, (before, after) =>
      before.tasks.flatMap(({ inbox }, task) => {
        const left = after.tasks[task].inbox.toArray().map(labelOf);
        return inbox.toArray().flatMap(message => (left.includes(labelOf(message)) ? [] : [{ kind: "lost", label: labelOf(message) }]));
      }),
    );

function notificationsTo(to: string, inbox: Readonly<CommitWorld>["tasks"][number]["inbox"]): readonly Underway[] {
  return inbox.toArray().map(message => ({ label: labelOf(message), from: "CheckpointCoordinator", to }));
}

function labelOf({ kind, id, latest }: Readonly<Message>): string {
  return kind === "aborted" ? `aborted ${id} (latest ${latest})` : `${kind} ${id}`;
}
