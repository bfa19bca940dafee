/** What a step means for checkpoints, in words. */
import { match } from "ts-pattern";
import type { Story, StoryMark, StoryStep } from "../../counterexample/story.ts";

/** One short text for each mark of a step: `completes checkpoint 2`, `task 1 fails`. Whoever takes the step is not named. */
export function markTexts(step: StoryStep, story: Story): readonly string[] {
  return step.marks.map(mark => markText(mark, step, story));
}

function markText({ kind, checkpoint, to, lanes }: StoryMark, step: StoryStep, story: Story): string {
  const isOwn = lanes.length === 1 && lanes[0] === step.lane;
  const who = lanes.map(lane => story.lanes[lane]).join(", ");
  return match(kind)
    .with("cut", () => `cut of checkpoint ${checkpoint}${isOwn ? "" : `: ${who}`}`)
    .with("completed", () => `completes checkpoint ${checkpoint}`)
    .with("aborted", () => `aborts checkpoint ${checkpoint}`)
    .with("fellBack", () => `without ${who}: back to ${checkpointText(to)}`)
    .with("failed", () => (isOwn ? "fails" : `${who} ${lanes.length === 1 ? "fails" : "fail"}`))
    .with("restored", () => `${isOwn ? "goes on" : `${who} goes on`} from ${checkpointText(checkpoint)}`)
    .exhaustive();
}

function checkpointText(checkpoint: number | null): string {
  return checkpoint === null || checkpoint === 0 ? "nothing" : `checkpoint ${checkpoint}`;
}
