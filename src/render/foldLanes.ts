/** A story with fewer lanes: those that take part least stand together in a last one. */
import type { Story, StoryMessage } from "../counterexample/story.ts";

/** The story itself if it does not have more lanes than allowed. Otherwise the last lane says how many stand in it; messages among them are not seen. */
export function foldLanes(story: Story, lanesMax: number): Story {
  if (story.lanes.length <= lanesMax) return story;
  const kept = busiest(story, lanesMax - 1);
  const numbers = story.lanes.map((_, lane) => (kept.includes(lane) ? kept.indexOf(lane) : kept.length));
  const numberOf = (lane: number | null): number | null => (lane === null ? null : (numbers[lane] as number));
  return {
    ...story,
    lanes: [...kept.map(lane => story.lanes[lane] as string), `${story.lanes.length - kept.length} others`],
    steps: story.steps.map(step => ({
      ...step,
      lane: numbers[step.lane] as number,
      marks: step.marks.map(mark => ({ ...mark, lanes: mark.lanes.map(lane => numbers[lane] as number) })),
    })),
    messages: story.messages.map((message): StoryMessage => ({ ...message, from: numberOf(message.from), to: numberOf(message.to) })),
  };
}

/** The lanes that take most steps, send or receive most messages; in the order of the story. */
function busiest({ lanes, steps, messages }: Story, count: number): readonly number[] {
  const parts = [...steps.map(step => step.lane), ...messages.flatMap(({ from, to }) => [from, to])];
  const weights = lanes.map((_, lane) => parts.filter(part => part === lane).length);
  return [...lanes.keys()]
    .sort((a, b) => (weights[b] as number) - (weights[a] as number) || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}
