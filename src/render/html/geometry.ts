/** Where things stand in a space-time diagram: a lane is a column, a step is a row, time runs downwards. Units are CSS pixels. */

export const rowHeight = 44;
/** From one lane's line to the next one's. */
export const laneWidth = 92;
/** Left of the first lane: the numbers of the steps. */
const gutterWidth = 40;
/** A cut crosses a lane right after a step. */
const cutDrop = 15;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The middle of a lane. */
export function laneX(lane: number): number {
  return gutterWidth + (lane + 0.5) * laneWidth;
}

/** The middle of a step's row. */
export function stepY(step: number): number {
  return (step + 0.5) * rowHeight;
}

/** Where the cut after a step crosses a lane. */
export function cutPoint(lane: number, step: number): Point {
  return { x: laneX(lane), y: stepY(step) + cutDrop };
}

/** How far the lanes go on below the last step, for what is still underway. */
const tailHeight = 30;

/** Where the lanes end below. */
export function lanesBottom(steps: number): number {
  return (steps + 1) * rowHeight + tailHeight;
}

/** Where the lanes end to the right, and the words about the steps begin. */
export function lanesEnd(lanes: number): number {
  return gutterWidth + lanes * laneWidth;
}

/** A coordinate as it is written: a tenth of a pixel is enough. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The width of a text in 11 px of a usual font, within some percent. */
export function textWidth(text: string): number {
  return text.length * 6.1;
}

/** The point at a share of the way. */
export function between(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** The distance of two points. */
export function distance(a: Point, b: Point): number {
  return Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2);
}
