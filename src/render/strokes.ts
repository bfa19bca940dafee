/** A grid of characters on which lines are drawn; where lines meet, the character that joins them. Single lines, and double ones for barriers. */

export type Direction = "up" | "right" | "down" | "left";

/** What a cell is part of, for its colour. */
export type Paint = "lane" | "message" | "barrier" | "lost" | "node" | "fault" | "cut";

interface Cell {
  /** The directions in which lines leave the cell. */
  lines: number;
  /** A double line wins over a single one on its axis. */
  doubleAcross: boolean;
  doubleDown: boolean;
  /** A character that is shown instead. */
  glyph: string;
  paint: Paint;
}

const bits: Readonly<Record<Direction, number>> = { up: 1, right: 2, down: 4, left: 8 };

/** By the sum of the directions' bits; rows: single, double across, double down, both. */
const characters = [" ╵╶└╷│┌├╴┘─┴┐┤┬┼", " ╵═╘╷│╒╞═╛═╧╕╡╤╪", " ║╶╙║║╓╟╴╜─╨╖╢╥╫", " ║═╚║║╔╠═╝═╩╗╣╦╬"] as const;

/** Later lines and glyphs do not hide earlier glyphs; of two paints the later one is seen. */
export class Strokes {
  private readonly rows: Cell[][] = [];
  private readonly width: number;

  /** `width`: columns. Rows are there as soon as something is drawn in them. */
  constructor(width: number) {
    this.width = width;
  }

  /** A line from the middle of a cell in these directions. */
  line(row: number, column: number, directions: readonly Direction[], paint: Paint, isDouble = false): void {
    const cell = this.at(row, column);
    for (const direction of directions) {
      cell.lines |= bits[direction];
      if (isDouble && (direction === "left" || direction === "right")) cell.doubleAcross = true;
      if (isDouble && (direction === "up" || direction === "down")) cell.doubleDown = true;
    }
    cell.paint = paint;
  }

  /** A line through every cell strictly between two columns. */
  across(row: number, from: number, to: number, paint: Paint, isDouble = false): void {
    for (let column = Math.min(from, to) + 1; column < Math.max(from, to); column++) this.line(row, column, ["left", "right"], paint, isDouble);
  }

  glyph(row: number, column: number, glyph: string, paint: Paint): void {
    Object.assign(this.at(row, column), { glyph, paint });
  }

  /** The first columns of a row, with each character coloured; blanks where nothing is drawn. */
  text(row: number, coloured: (text: string, paint: Paint) => string, columns = this.width): string {
    return Array.from({ length: columns }, (_, column) => {
      const { lines, doubleAcross, doubleDown, glyph, paint } = this.at(row, column);
      const character = glyph || (characters[(doubleAcross ? 1 : 0) + (doubleDown ? 2 : 0)] as string)[lines] || " ";
      return character === " " ? character : coloured(character, paint);
    }).join("");
  }

  private at(row: number, column: number): Cell {
    this.rows[row] ??= Array.from({ length: this.width }, () => ({ lines: 0, doubleAcross: false, doubleDown: false, glyph: "", paint: "lane" as const }));
    return (this.rows[row] as Cell[])[column] as Cell;
  }
}
