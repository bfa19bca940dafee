/**
 * The cuts of checkpoints: a line across the lanes, through the point at which each of them took its part. Lanes that a checkpoint was completed
 * without keep what an older one has of them: there the line falls back to the older one's cut.
 */

import { curveMonotoneX, line } from "d3-shape";
import type { Story, StoryCheckpoint } from "../../counterexample/story.ts";
import { largest } from "../numbers.ts";
import { cutPoint, lanesEnd, laneWidth, laneX, type Point, px, stepY, textWidth } from "./geometry.ts";
import type { Labels } from "./labels.ts";
import { type Markup, markup } from "./markup.ts";

/** Checkpoints have a colour each; after these, the first one again. */
const coloursMax = 4;
const overhang = 0.34 * laneWidth;

/** The class that gives a checkpoint its colour. */
export function checkpointClass(checkpoint: number): string {
  return `checkpoint-${checkpoint % coloursMax}`;
}

/** Where a checkpoint's cut crosses a lane. */
interface Crossing {
  readonly lane: number;
  readonly step: number;
  readonly point: Point;
  /** The part is an older checkpoint's. */
  readonly isOlder: boolean;
}

/** The cuts of all checkpoints, with a mark where each crosses a lane, and their labels. */
export function cutsMarkup(story: Story, labels: Labels): readonly Markup[] {
  return story.checkpoints.flatMap(checkpoint => cutMarkup(checkpoint, story, labels));
}

function cutMarkup(checkpoint: StoryCheckpoint, story: Story, labels: Labels): readonly Markup[] {
  const crossings = crossingsOf(checkpoint, story.checkpoints);
  const [first] = crossings;
  const last = crossings.at(-1);
  if (first === undefined || last === undefined) return [];
  const state = checkpoint.end?.kind ?? "pending";
  const classes = ["cut", state, checkpointClass(checkpoint.id), ...(checkpoint.fellBack.length > 0 ? ["regional"] : [])].join(" ");
  const text = `cut ${checkpoint.id}${state === "completed" ? "" : ` (${state})`}`;
  const right = Math.min(last.point.x + overhang, lanesEnd(story.lanes.length));
  const places = [
    { x: first.point.x - overhang - textWidth(text) / 2 + 8, y: first.point.y },
    { x: right - textWidth(text) / 2 + 8, y: last.point.y - 10 },
    { x: right - textWidth(text) / 2 + 8, y: last.point.y + 10 },
    { x: first.point.x - overhang, y: first.point.y + 11 },
  ].filter(({ x }) => x > textWidth(text) / 2);
  const path = through(crossings.map(each => each.point));
  const marks = crossings.map(({ point, step, isOlder }) => crossingMark(point, step, isOlder));
  const born = largest([...crossings.filter(each => !each.isOlder), ...checkpoint.fellBack].map(each => each.step));
  return [
    markup`<g class="${classes}" data-born="${born}"><title>${titleOf(checkpoint, story)}</title><path class="halo" d="${path}"/><path class="way" d="${path}"/>${labels.place(text, places, "label")}</g>`,
    markup`<g class="${classes}">${marks}</g>`,
  ];
}

function crossingMark({ x, y }: Point, step: number, isOlder: boolean): Markup {
  return markup`<path class="${isOlder ? "crossing older" : "crossing"}" data-born="${step}" d="M${px(x - 5)} ${px(y)}l5 -5l5 5l-5 5Z"/>`;
}

/** One crossing for each lane, from left to right. */
function crossingsOf({ cut, fellBack }: StoryCheckpoint, checkpoints: readonly StoryCheckpoint[]): readonly Crossing[] {
  const found = new Map<number, Crossing>();
  for (const { lane, step } of cut) found.set(lane, { lane, step, point: cutPoint(lane, step), isOlder: false });
  for (const { lanes, to } of fellBack) for (const lane of lanes) found.set(lane, olderCrossing(lane, to, checkpoints));
  return [...found.values()].sort((a, b) => a.lane - b.lane);
}

function olderCrossing(lane: number, checkpoint: number, checkpoints: readonly StoryCheckpoint[]): Crossing {
  const step = partOf(lane, checkpoint, checkpoints);
  // What is from before the run stands above its first row.
  return { lane, step, point: step === 0 ? { x: laneX(lane), y: stepY(0) - 10 } : cutPoint(lane, step), isOlder: true };
}

/** The step after which a lane took the part that a checkpoint has of it; 0 for before the run. A checkpoint may itself have an older one's part. */
export function partOf(lane: number, checkpoint: number, checkpoints: readonly StoryCheckpoint[]): number {
  const found = checkpoints.find(({ id }) => id === checkpoint);
  const older = found?.fellBack.find(({ lanes }) => lanes.includes(lane));
  if (older !== undefined && older.to < checkpoint) return partOf(lane, older.to, checkpoints);
  return found?.cut.findLast(each => each.lane === lane)?.step ?? 0;
}

/** A smooth line from left to right through points, a bit beyond the first and the last one; it never rises above both neighbours. */
function through(points: readonly Point[]): string {
  const [first, last] = [points[0] as Point, points.at(-1) as Point];
  const all = [{ x: first.x - overhang, y: first.y }, ...points, { x: last.x + overhang, y: last.y }];
  return (
    line<Point>(
      point => point.x,
      point => point.y,
    )
      .curve(curveMonotoneX)
      .digits(1)(all) ?? ""
  );
}

function titleOf({ id, end, fellBack }: StoryCheckpoint, { lanes }: Story): string {
  const without = fellBack.flatMap(each =>
    each.lanes.map(lane => `${lanes[lane]} has its part of ${each.to === 0 ? "no checkpoint" : `checkpoint ${each.to}`}`),
  );
  const ended = end === null ? "pending at the end" : `${end.kind} in step ${end.step}`;
  return [`the cut of checkpoint ${id}, ${ended}`, ...without].join("; ");
}
