/** The drawing of a story in text: lanes down the page, steps on them, messages from where they are sent to where they are received. */
import type { Story, StoryMessage, StoryStep } from "../counterexample/story.ts";
import { type Paint, Strokes } from "./strokes.ts";
import { type Tracks, tracksOf } from "./tracks.ts";

export interface Chart {
  /** Columns of every row. */
  readonly width: number;
  /** Which messages are drawn. */
  readonly drawn: readonly boolean[];
  /** The rows of steps, given the number of lines that each needs (at least {@link rowsOf}), one list for each step, and one row more for what is underway at the end. */
  rows(heights: readonly number[], coloured: (text: string, paint: Paint) => string): { readonly steps: readonly (readonly string[])[]; readonly last: string };
  /** How many rows the drawing of a step needs: one, or two if it sends. */
  rowsOf(step: StoryStep): number;
  /** For each lane a row that ends before its name, which is printed there. */
  header(coloured: (text: string, paint: Paint) => string): readonly string[];
}

/** The drawing of a story, if its lanes fit into the columns. */
export function chartOf(story: Story, widthMax: number): Chart {
  const tracks = tracksOf(story, widthMax);
  const drawn = tracks.messages.map(column => column !== null);
  const rowsOf = (step: StoryStep): number => (step.produced.some(index => drawn[index]) ? 2 : 1);
  return {
    width: tracks.width,
    drawn,
    rowsOf,
    rows: (heights, coloured) => drawRows(story, tracks, heights, coloured),
    header: coloured => headerRows(tracks, coloured),
  };
}

function drawRows(story: Story, tracks: Tracks, heights: readonly number[], coloured: (text: string, paint: Paint) => string): ReturnType<Chart["rows"]> {
  const starts = [0];
  for (const height of heights) starts.push((starts.at(-1) as number) + height);
  const last = starts.at(-1) as number;
  const strokes = new Strokes(tracks.width);
  for (const column of tracks.lanes) for (let row = 0; row < last; row++) strokes.line(row, column, ["up", "down"], "lane");
  const firstRow = (step: number): number => starts[step - 1] as number;
  for (const [index, message] of story.messages.entries()) drawMessage(strokes, tracks, message, index, firstRow, last);
  for (const step of story.steps) drawStep(strokes, tracks, step, firstRow(step.number));
  return {
    steps: heights.map((height, i) => Array.from({ length: height }, (_, line) => strokes.text((starts[i] as number) + line, coloured))),
    last: strokes.text(last, coloured),
  };
}

function drawMessage(
  strokes: Strokes,
  { lanes, messages }: Tracks,
  message: StoryMessage,
  index: number,
  firstRow: (step: number) => number,
  last: number,
): void {
  const track = messages[index] ?? null;
  if (track === null || message.from === null) return;
  const isDouble = message.barrier !== null;
  const paint = isDouble ? "barrier" : "message";
  const sender = lanes[message.from] as number;
  const toRight = track > sender;
  const sent = firstRow(message.sentAt) + 1;
  const end = message.endAt === null ? last : firstRow(message.endAt);
  strokes.line(sent, sender, [toRight ? "right" : "left"], paint, isDouble);
  strokes.across(sent, sender, track, paint, isDouble);
  strokes.line(sent, track, [toRight ? "left" : "right", "down"], paint, isDouble);
  for (let row = sent + 1; row < end; row++) strokes.line(row, track, ["up", "down"], paint, isDouble);
  if (message.end === "underway") strokes.glyph(end, track, "▽", paint);
  else if (message.end === "lost" || message.to === null) strokes.glyph(end, track, "×", "lost");
  else {
    const receiver = lanes[message.to] as number;
    strokes.line(end, track, ["up", toRight ? "right" : "left"], paint, isDouble);
    strokes.across(end, track, receiver, paint, isDouble);
    strokes.glyph(end, receiver + (toRight ? -1 : 1), toRight ? "▶" : "◀", paint);
  }
}

const glyphs = { cut: "◆", fellBack: "◇", restored: "○", failed: "✖", completed: "", aborted: "" } as const;

function drawStep(strokes: Strokes, { lanes }: Tracks, { lane, fault, marks }: StoryStep, row: number): void {
  strokes.glyph(row, lanes[lane] as number, fault ? "✖" : "●", fault ? "fault" : "node");
  for (const { kind, lanes: marked } of marks) {
    if (glyphs[kind] === "") continue;
    for (const each of marked) strokes.glyph(row, lanes[each] as number, glyphs[kind], kind === "failed" ? "fault" : "cut");
  }
}

/** The names stand like stairs, so that each has the whole line. */
function headerRows({ lanes, width }: Tracks, coloured: (text: string, paint: Paint) => string): readonly string[] {
  return lanes.map((_, lane) => {
    const strokes = new Strokes(width);
    for (const column of lanes.slice(0, lane)) strokes.line(0, column, ["up", "down"], "lane");
    return strokes.text(0, coloured, lanes[lane] as number);
  });
}
