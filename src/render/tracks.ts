/**
 * Where lanes and messages stand in a picture of text. A message leaves its sender's lane, goes down in a track beside it while it is
 * underway, and goes across to its receiver's lane:
 *
 *   sender   next lane     receiver
 *   |-.      |             |          the row below the sender's step
 *   | |      |             |
 *   | '------+----------->(o)         the row of the receiver's step
 */

import type { Story, StoryMessage } from "../counterexample/story.ts";
import { largest } from "./numbers.ts";

export interface Tracks {
  /** The column of each lane. */
  readonly lanes: readonly number[];
  readonly width: number;
  /** The column of each message's track; null for one that is not drawn: nobody knows its sender, it stays in its lane, or there is no room. */
  readonly messages: readonly (number | null)[];
}

/** Columns between two lanes without tracks, where there is room. */
const gapRoomy = 6;
/** One for the head of an arrow on each side, and one more. */
const gapMin = 3;
/** Tracks beside a lane, fewer and fewer until the picture fits. */
const limits = [Number.POSITIVE_INFINITY, 8, 6, 5, 4, 3, 2, 1, 0] as const;

/** The widest arrangement that fits into the columns; the narrowest if none does. */
export function tracksOf(story: Story, widthMax: number): Tracks {
  const arrangements = limits.flatMap(limit => [gapRoomy, gapMin].map(gap => arrange(story, limit, gap)));
  return arrangements.find(({ width }) => width <= widthMax) ?? (arrangements.at(-1) as Tracks);
}

/** A place beside a lane: on which side, and how far out. */
interface Slot {
  readonly lane: number;
  readonly side: 1 | -1;
  readonly out: number;
}

function arrange(story: Story, limit: number, gapRoom: number): Tracks {
  const slots = slotsOf(story, limit);
  const used = (lane: number, side: 1 | -1): number => largest(slots.map(slot => (slot?.lane === lane && slot.side === side ? slot.out + 1 : 0)));
  const columns: number[] = [];
  let at = used(0, -1) > 0 ? used(0, -1) + 1 : 0;
  for (const lane of story.lanes.keys()) {
    columns.push(at);
    at += 1 + Math.max(gapRoom, used(lane, 1) + used(lane + 1, -1) + 2);
  }
  const last = columns.at(-1) ?? 0;
  const after = used(story.lanes.length - 1, 1);
  const columnOf = ({ lane, side, out }: Slot): number => (columns[lane] as number) + side * (out + 2);
  return { lanes: columns, width: last + (after > 0 ? after + 2 : 0) + 1, messages: slots.map(slot => (slot === null ? null : columnOf(slot))) };
}

/** Each message gets the first slot that is free while it is underway; of those sent in one step, the one received last stands nearest. */
function slotsOf({ messages, lanes, steps }: Story, limit: number): readonly (Slot | null)[] {
  const slots: (Slot | null)[] = messages.map(() => null);
  const busyUntil = new Map<string, number[]>();
  const endOf = (message: StoryMessage): number => message.endAt ?? steps.length + 1;
  const order = [...messages.keys()].sort((a, b) => {
    const [one, other] = [messages[a] as StoryMessage, messages[b] as StoryMessage];
    return one.sentAt - other.sentAt || endOf(other) - endOf(one) || a - b;
  });
  for (const index of order) {
    const message = messages[index] as StoryMessage;
    const { from, to, sentAt } = message;
    if (from === null || from === to || sentAt === 0) continue;
    const side = (to ?? (from === lanes.length - 1 ? -1 : lanes.length)) > from ? 1 : -1;
    const busy = busyUntil.get(`${from} ${side}`) ?? [];
    busyUntil.set(`${from} ${side}`, busy);
    const free = busy.findIndex(end => end <= sentAt);
    const out = free < 0 ? busy.length : free;
    if (out >= limit) continue;
    busy[out] = endOf(message);
    slots[index] = { lane: from, side, out };
  }
  return slots;
}
