/** What happens in a step beside its changes, in a few words each: messages that it takes and sends, and what its marks say. Safe to print. */
import { match } from "ts-pattern";
import type { Story, StoryMark, StoryStep } from "../counterexample/story.ts";
import { printable } from "./printable.ts";

export interface StepEvent {
  readonly kind: "receives" | "sends" | "loses" | StoryMark["kind"];
  /** `sends barrier 1 to task 0, task 1`; neither number of the step nor end. */
  readonly text: string;
  /** The same beside a drawing that shows who is meant: `sends barrier 1`. */
  readonly short: string;
}

/** The events of a step: first what it takes, then what it does, then what it sends. */
export function eventsOf(story: Story, step: StoryStep): readonly StepEvent[] {
  return [...received(story, step), ...lost(story, step), ...step.marks.map(mark => markEvent(story, mark)), ...sent(story, step)];
}

function received({ messages, lanes }: Story, { consumed, lane }: StoryStep): readonly StepEvent[] {
  return consumed.map(index => {
    const { label, from, sentAt } = messages[index] as Story["messages"][number];
    const sender = from === null || from === lane ? "" : ` from ${lanes[from]}`;
    const short = printable(`receives ${label}`);
    return { kind: "receives", short, text: short + printable(`${sender}${sentAt === 0 ? "" : ` (sent in step ${sentAt})`}`) };
  });
}

function lost({ messages, lanes }: Story, step: StoryStep): readonly StepEvent[] {
  return step.lost.map(index => {
    const { label, to } = messages[index] as Story["messages"][number];
    return { kind: "loses", short: printable(`${label} is lost`), text: printable(`${label}${to === null ? "" : ` to ${lanes[to]}`} is lost`) };
  });
}

/** Messages of one label are one event. */
function sent({ messages, lanes }: Story, { produced }: StoryStep): readonly StepEvent[] {
  const labels = [...new Set(produced.map(index => messages[index]?.label ?? ""))];
  return labels.map(label => {
    const receivers = produced.flatMap(index => (messages[index]?.label === label ? [messages[index]?.to ?? null] : []));
    const names = receivers.flatMap(to => (to === null ? [] : [lanes[to] as string]));
    const times = names.length === 0 && receivers.length > 1 ? ` (${receivers.length} times)` : "";
    const short = printable(`sends ${label}`);
    return { kind: "sends", short, text: short + printable(names.length === 0 ? times : ` to ${names.join(", ")}`) };
  });
}

function markEvent({ lanes }: Story, mark: StoryMark): StepEvent {
  const who = mark.lanes.map(lane => lanes[lane]).join(", ");
  const checkpoint = mark.checkpoint === 0 ? "nothing" : `checkpoint ${mark.checkpoint}`;
  const one = mark.lanes.length === 1;
  const [text, short = text] = match(mark.kind)
    .with("cut", () => [`the cut of ${checkpoint} crosses ${who}`, `cut of ${checkpoint}`])
    .with("completed", () => [`${checkpoint} is completed`])
    .with("aborted", () => [`${checkpoint} is aborted`])
    .with("fellBack", () => [`${who} ${one ? "falls" : "fall"} back to ${mark.to === 0 ? "nothing" : `checkpoint ${mark.to}`} in ${checkpoint}`])
    .with("failed", () => [`${who} ${one ? "fails" : "fail"}`])
    .with("restored", () => [`${who} ${one ? "goes" : "go"} on from ${checkpoint}`])
    .exhaustive() as [string, string?];
  return { kind: mark.kind, text: printable(text), short: printable(short) };
}
