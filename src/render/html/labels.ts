/** Labels of lines in a diagram, put where they cover no other label, if there is such a place. */
import { type Point, px, textWidth } from "./geometry.ts";
import { type Markup, markup } from "./markup.ts";

const labelHeight = 13;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The labels of one diagram. What is placed first has the choice. */
export class Labels {
  /** By bands of the drawing's height: a label is compared with what is near, and not with all of a long run. */
  readonly #bands = new Map<number, Box[]>();

  /** Keeps labels away from a circle around a point. */
  avoid({ x, y }: Point, radius: number): void {
    this.#take({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });
  }

  /** A label centred on the first of these places that is free, or else on the one where it covers least. */
  place(text: string, places: readonly Point[], className: string): Markup {
    const boxes = places.map(place => boxAround(text, place));
    const covered = boxes.map(box => this.#near(box).reduce((sum, other) => sum + overlap(box, other), 0));
    const best = covered.indexOf(Math.min(...covered));
    this.#take(boxes[best] as Box);
    const { x, y } = places[best] as Point;
    return markup`<text class="${className}" x="${px(x)}" y="${px(y + 4)}" text-anchor="middle">${text}</text>`;
  }

  #take(box: Box): void {
    for (const band of bandsOf(box)) {
      const own = this.#bands.get(band) ?? [];
      own.push(box);
      this.#bands.set(band, own);
    }
  }

  /** What may overlap with a box. */
  #near(box: Box): readonly Box[] {
    return [...new Set(bandsOf(box).flatMap(band => this.#bands.get(band) ?? []))];
  }
}

const bandHeight = 64;

function bandsOf({ top, bottom }: Box): readonly number[] {
  const [first, last] = [top, bottom].map(y => Math.floor(y / bandHeight)) as [number, number];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function boxAround(text: string, { x, y }: Point): Box {
  const half = textWidth(text) / 2;
  return { left: x - half, right: x + half, top: y - labelHeight / 2, bottom: y + labelHeight / 2 };
}

/** The area that two boxes share. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}
