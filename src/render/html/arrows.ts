/** The messages of a run as arrows, from the sender's lane at the step that sends to the receiver's lane at the step that receives. */
import type { Story, StoryMessage } from "../../counterexample/story.ts";
import { printable, shortened } from "../printable.ts";
import { checkpointClass } from "./cuts.ts";
import { between, distance, lanesBottom, laneWidth, laneX, type Point, px, stepY } from "./geometry.ts";
import type { Labels } from "./labels.ts";
import { type Markup, markup } from "./markup.ts";

const labelCharactersMax = 34;
/** How far a message comes that nobody receives. */
const unreceivedShare = 0.72;
/** Of a message whose sender or receiver is not known, this much is drawn of the way between two lanes. */
const stub = 0.38 * laneWidth;
/** How far beside its lane a message to oneself runs. */
const bow = 0.34 * laneWidth;
const headLength = 9;
const headWidth = 4;
/** Between the end of an arrow and the middle of the event that it reaches. */
const eventRadius = 7;
/** How far beside the straight line the control point may be; the nearest free one is taken. */
const bends = [0, 28, -28, 56, -56] as const;
/** The shares of an arrow at which it is looked whether it runs through an event. */
const probes = Array.from({ length: 39 }, (_, i) => (i + 1) / 40);
/** Where on an arrow its label may stand, the best place first. */
const labelShares = [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78] as const;

/** All arrows, with their labels. */
export function arrowsMarkup(story: Story, labels: Labels): readonly Markup[] {
  return alike(story.messages).map(messages => arrow(messages, story, labels));
}

/** Messages that would be drawn one over the other, together. */
function alike(messages: readonly StoryMessage[]): readonly (readonly [StoryMessage, ...StoryMessage[]])[] {
  const groups = new Map<string, [StoryMessage, ...StoryMessage[]]>();
  for (const message of messages) {
    const key = [message.from, message.to, message.sentAt, message.end, message.endAt].join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [message]);
    else group.push(message);
  }
  return [...groups.values()];
}

function arrow(messages: readonly [StoryMessage, ...StoryMessage[]], story: Story, labels: Labels): Markup {
  const [message] = messages;
  const [from, to] = endsOf(message, story.steps.length);
  const barrier = messages.find(each => each.barrier !== null)?.barrier ?? null;
  const classes = ["message", message.end, ...(barrier === null ? [] : ["barrier", checkpointClass(barrier)])].join(" ");
  const bend = bendOf(message, from, to, story);
  const text = shortened(printable([...new Set(messages.map(each => each.label))].join(", ")), labelCharactersMax);
  const places = labelShares.map(share => onCurve(from, bend, to, share));
  const label = labels.place(text, places, "label");
  const gone = message.endAt ?? story.steps.length + 1;
  const way = `M${px(from.x)} ${px(from.y)}Q${px(bend.x)} ${px(bend.y)} ${px(to.x)} ${px(to.y)}`;
  return markup`<g class="${classes}" data-born="${message.sentAt}" data-gone="${gone}"><title>${titleOf(messages, story)}</title><path class="way" d="${way}"/>${endMark(message, bend, to)}${label}</g>`;
}

/**
 * The control point of the curve that the arrow is: on the straight line, unless that would run through the event of another step; then beside it.
 * A message to oneself, or with one end that is not known, runs beside its lane.
 */
function bendOf({ from: sender, to: receiver, sentAt, endAt }: StoryMessage, from: Point, to: Point, { steps }: Story): Point {
  const middle = between(from, to, 0.5);
  if (sender !== null && sender === receiver) return { x: middle.x + bow * 2, y: middle.y };
  if (sender === null || receiver === null) return { x: Math.max(from.x, to.x) + stub, y: middle.y };
  const others = steps
    .filter(({ number }) => number > sentAt && number < (endAt ?? steps.length))
    .map(({ lane, number }) => ({ x: laneX(lane), y: stepY(number) }));
  const length = distance(from, to) || 1;
  const aside = (by: number): Point => ({ x: middle.x + ((to.y - from.y) / length) * by, y: middle.y - ((to.x - from.x) / length) * by });
  const isFree = (bend: Point): boolean => others.every(other => probes.every(share => distance(onCurve(from, bend, to, share), other) > eventRadius + 3));
  return bends.map(aside).find(isFree) ?? middle;
}

/** A point of a quadratic curve. */
function onCurve(from: Point, bend: Point, to: Point, share: number): Point {
  return between(between(from, bend, share), between(bend, to, share), share);
}

/** Where the arrow begins and where it ends, at the rims of the events that it joins. */
function endsOf(message: StoryMessage, last: number): readonly [Point, Point] {
  const { from, to, sentAt, endAt, end } = message;
  const endY = endAt === null ? lanesBottom(last) - 6 : stepY(endAt);
  const start: Point = { x: from === null ? laneX(to ?? 0) - stub : laneX(from), y: stepY(sentAt) };
  const whole: Point = { x: to === null ? start.x + stub : laneX(to), y: endY };
  const stop = end === "received" ? whole : { x: start.x + (whole.x - start.x) * unreceivedShare, y: endY };
  return [from === null ? start : towards(start, stop), end === "received" ? towards(stop, start) : stop];
}

/** The point on the rim of an event, in the direction of another point. */
function towards(event: Point, other: Point): Point {
  const length = distance(event, other);
  return length <= eventRadius ? event : between(event, other, eventRadius / length);
}

/** A head where it is received, a cross where it is lost, a ring where it is still underway. `bend`: where the line comes from at its end. */
function endMark({ end }: StoryMessage, bend: Point, to: Point): Markup {
  if (end === "received") return markup`<path class="head" d="${head(bend, to)}"/>`;
  if (end === "lost") return markup`<path class="cross" d="M${px(to.x - 5)} ${px(to.y - 5)}l10 10m0 -10l-10 10"/>`;
  return markup`<circle class="ring" cx="${px(to.x)}" cy="${px(to.y)}" r="4"/>`;
}

function head(from: Point, to: Point): string {
  const length = distance(from, to) || 1;
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const [baseX, baseY] = [to.x - dx * headLength, to.y - dy * headLength];
  const corners = [to, { x: baseX - dy * headWidth, y: baseY + dx * headWidth }, { x: baseX + dy * headWidth, y: baseY - dx * headWidth }];
  return `M${corners.map(({ x, y }) => `${px(x)} ${px(y)}`).join("L")}Z`;
}

function titleOf(messages: readonly [StoryMessage, ...StoryMessage[]], { lanes }: Story): string {
  const [{ from, to, sentAt, end, endAt }] = messages;
  const name = (lane: number | null): string => (lane === null ? "" : ` ${lanes[lane]}`);
  const sent = sentAt === 0 ? "there initially" : `sent in step ${sentAt}`;
  const ended = end === "underway" ? "still underway at the end" : `${end} in step ${endAt}`;
  const way = [...(from === null ? [] : [`from${name(from)}`]), ...(to === null ? [] : [`to${name(to)}`])].join(" ");
  return `${messages.map(each => each.label).join(", ")}${way === "" ? "" : ` ${way}`}: ${sent}, ${ended}`;
}
