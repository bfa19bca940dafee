/**
 * The space-time diagram of a run: a column for each actor, a row for each step, arrows for messages, and across the lanes the cut of each checkpoint.
 * The names of the lanes are a drawing of their own, so that they can stay in sight.
 */

import type { Archive } from "../../counterexample/archive.ts";
import type { Story, StoryStep } from "../../counterexample/story.ts";
import type { Loop } from "../../explore/work/outcome.ts";
import { eventsOf } from "../events.ts";
import { loopMarker } from "../loop.ts";
import { largest } from "../numbers.ts";
import { printable, shortened } from "../printable.ts";
import { actionText } from "../steps.ts";
import { arrowsMarkup } from "./arrows.ts";
import { checkpointClass, cutsMarkup, partOf } from "./cuts.ts";
import { cutPoint, lanesBottom, lanesEnd, laneWidth, laneX, px, rowHeight, stepY, textWidth } from "./geometry.ts";
import { Labels } from "./labels.ts";
import { joined, type Markup, markup } from "./markup.ts";

const headHeight = 52;
const headLineHeight = 13;
/** What fits above a lane. */
const headCharactersMax = 14;
const headLinesMax = 3;
const wordsCharactersMax = 64;
const notesCharactersMax = 90;
/** Width of a character of the words about a step, at most. */
const wordsCharacterWidth = 7.4;
const wordsWidthMin = 220;
/** Below the last row: the property that is violated. */
const endHeight = 34;
const faultSize = 4;
/** How far below the last row stands what happens for ever. */
const loopDrop = 12;

/** The two drawings. */
export function diagramMarkup(story: Story, property: Archive["property"], loop: Loop | null): Markup {
  const width = lanesEnd(story.lanes.length) + wordsWidth(story);
  return joined([headsMarkup(story.lanes, width), bodyMarkup(story, property, loop, width)], "\n");
}

function wordsWidth(story: Story): number {
  const widths = story.steps.map(step => Math.max(words(step).length * wordsCharacterWidth, textWidth(notes(step, story))));
  return Math.ceil(largest(widths, wordsWidthMin)) + 24;
}

/** Where the words about the steps begin. */
function wordsLeft(lanes: Story["lanes"]): number {
  return lanesEnd(lanes.length) + 8;
}

function notes(step: StoryStep, story: Story): string {
  return shortened(printable([...(step.fault ? ["a fault"] : []), ...markEvents(step, story)].join("; ")), notesCharactersMax);
}

function words({ action, parameters }: StoryStep): string {
  return shortened(actionText(action, parameters), wordsCharactersMax);
}

/** Messages are drawn; what a step means for checkpoints is said, too. */
function markEvents(step: StoryStep, story: Story): readonly string[] {
  return eventsOf(story, step).flatMap(({ kind, short }) => (kind === "receives" || kind === "sends" || kind === "loses" ? [] : [short]));
}

function headsMarkup(lanes: readonly string[], width: number): Markup {
  const heads = lanes.map((lane, i) => {
    const lines = headLines(printable(lane));
    const top = headHeight - 8 - (lines.length - 1) * headLineHeight;
    const spans = lines.map((text, row) => markup`<tspan x="${px(laneX(i))}" y="${top + row * headLineHeight}">${text}</tspan>`);
    return markup`<text text-anchor="middle" data-lane="${i}"><title>${lane}</title>${spans}</text>`;
  });
  return markup`<svg class="heads" width="${width}" height="${headHeight}" aria-hidden="true">${heads}</svg>`;
}

/** A lane's name in a few short lines, broken between words and before capitals. */
function headLines(name: string): readonly string[] {
  const lines: string[] = [];
  for (const word of name.split(/(?<=\s)|(?<=[a-z])(?=[A-Z])/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.trimEnd().length <= headCharactersMax) lines[lines.length - 1] = last + word;
    else lines.push(word);
  }
  const shown = lines.length <= headLinesMax ? lines : [...lines.slice(0, headLinesMax - 1), lines.slice(headLinesMax - 1).join("")];
  return shown.map(line => (line.trim().length <= headCharactersMax ? line.trim() : `${line.slice(0, headCharactersMax - 1)}…`));
}

function bodyMarkup(story: Story, property: Archive["property"], loop: Loop | null, width: number): Markup {
  const height = lanesBottom(story.steps.length) + endHeight;
  const labels = new Labels();
  for (const step of story.steps) labels.avoid({ x: laneX(step.lane), y: stepY(step.number) }, 9);
  for (const { lane, step } of story.checkpoints.flatMap(({ cut }) => cut)) labels.avoid(cutPoint(lane, step), 6);
  const parts = [
    ...loopBand(loop, story),
    ...fallbackBands(story),
    ...story.lanes.map((_, lane) => laneLine(lane, story)),
    ...failedLines(story),
    initialRow(story),
    ...story.steps.map(step => row(step, story)),
    ...cutsMarkup(story, labels),
    ...arrowsMarkup(story, labels),
    ...loopMarkup(loop, story),
    endMarkup(property, story, width),
  ];
  return markup`<svg class="body" width="${width}" height="${height}" role="group" aria-label="Space-time diagram: lanes from left to right, steps downwards">
${hatch}
${joined(parts, "\n")}
</svg>`;
}

const hatch = markup`<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0v7"/></pattern></defs>`;

/** What a region did since the part that a checkpoint keeps of it: the checkpoint is completed as if it had not happened. */
function fallbackBands({ checkpoints, lanes: names }: Story): readonly Markup[] {
  return checkpoints.flatMap(({ id, fellBack }) =>
    fellBack.flatMap(({ lanes, to, step }) =>
      lanes.map(lane => {
        const since = partOf(lane, to, checkpoints);
        const top = since === 0 ? 0 : cutPoint(lane, since).y;
        const title = `checkpoint ${id} has nothing of what ${names[lane]} did here: it fell back`;
        const box = markup`x="${px(laneX(lane) - laneWidth * 0.4)}" y="${px(top)}" width="${px(laneWidth * 0.8)}" height="${px(stepY(step) - top)}" rx="6"`;
        return markup`<g class="fallback" data-born="${step}"><title>${title}</title><rect class="tint" ${box}/><rect class="lines" ${box}/></g>`;
      }),
    ),
  );
}

function laneLine(lane: number, { steps }: Story): Markup {
  return markup`<path class="lane" data-lane="${lane}" d="M${px(laneX(lane))} 0V${lanesBottom(steps.length)}"/>`;
}

/** Lanes that have failed and are not restored yet. */
function failedLines({ lanes, steps }: Story): readonly Markup[] {
  return lanes.flatMap((_, lane) => {
    const marked = steps.flatMap(({ number, marks }) => marks.filter(mark => mark.lanes.includes(lane)).map(({ kind }) => ({ kind, number })));
    return marked.flatMap(({ kind, number }) => {
      if (kind !== "failed") return [];
      const restored = marked.find(each => each.kind === "restored" && each.number > number)?.number;
      const end = restored === undefined ? lanesBottom(steps.length) : stepY(restored);
      return [markup`<path class="down" data-born="${number}" d="M${px(laneX(lane))} ${px(stepY(number))}V${px(end)}"/>`];
    });
  });
}

function initialRow({ lanes }: Story): Markup {
  return rowMarkup(0, null, "0 initially", markup`<text class="what" x="${wordsLeft(lanes)}" y="${px(stepY(0) + 4)}">initially</text>`);
}

function row(step: StoryStep, story: Story): Markup {
  const { number, lane, fault, marks } = step;
  const [x, y] = [px(laneX(lane)), px(stepY(number))];
  const said = notes(step, story);
  const left = wordsLeft(story.lanes);
  const name = [number, words(step), ...(said === "" ? [] : [said]), `by ${story.lanes[lane]}`].join(" ");
  const event = fault
    ? markup`<circle class="event fault" cx="${x}" cy="${y}" r="8"/><path class="bolt" d="M${px(laneX(lane) - faultSize)} ${px(stepY(number) - faultSize)}l8 8m0 -8l-8 8"/>`
    : markup`<circle class="event" cx="${x}" cy="${y}" r="6"/>`;
  const outcome = marks.flatMap(({ kind, checkpoint }) =>
    checkpoint !== null && (kind === "completed" || kind === "aborted")
      ? [markup`<circle class="outcome ${kind} ${checkpointClass(checkpoint)}" cx="${x}" cy="${y}" r="10"/>`]
      : [],
  );
  const text = markup`<text class="what" x="${left}" y="${px(stepY(number) + (said === "" ? 4 : -3))}">${words(step)}</text>`;
  const note = said === "" ? "" : markup`<text class="note" x="${left}" y="${px(stepY(number) + 13)}">${said}</text>`;
  return rowMarkup(number, lane, name, markup`${event}${outcome}<g class="words">${text} ${note}</g>`);
}

function rowMarkup(step: number, lane: number | null, name: string, inside: Markup): Markup {
  const laneText = lane === null ? "" : markup` data-lane="${lane}"`;
  return markup`<a class="row" href="#step-${step}" data-step="${step}"${laneText} aria-label="${name}"><rect class="hit" y="${step * rowHeight}" width="100%" height="${rowHeight}"/><text class="index" x="28" y="${px(stepY(step) + 4)}" text-anchor="end">${step}</text> ${inside}</a>`;
}

/** Behind the steps that are repeated. */
function loopBand(loop: Loop | null, { steps }: Story): readonly Markup[] {
  const repeated = loop === null ? 0 : steps.length - loop.start;
  if (loop === null || repeated === 0) return [];
  return [markup`<rect class="repeated" y="${(loop.start + 1) * rowHeight}" width="100%" height="${repeated * rowHeight}"/>`];
}

/** Below the last row what happens for ever, and an arrow back to the first of the steps that are repeated. */
function loopMarkup(loop: Loop | null, { steps, lanes }: Story): readonly Markup[] {
  if (loop === null) return [];
  const [first, last] = [loop.start + 1, steps.length];
  const [top, bottom] = [stepY(first), (last + 1) * rowHeight + loopDrop];
  const arrow = markup`<path class="way" d="M14 ${px(bottom)}H6V${px(top)}H10"/><path class="head" d="M17 ${px(top)}l-9 -5v10Z"/>`;
  const what = first > last ? "nothing happens any more" : `${first === last ? `step ${last}` : `steps ${first} to ${last}`}, again and again`;
  const text = markup`<text x="18" y="${px(bottom + 4)}">for ever</text><text x="${wordsLeft(lanes)}" y="${px(bottom + 4)}">${what}</text>`;
  return [markup`<g class="loop" data-born="${last}"><title>${loopMarker({ steps }, loop)}</title>${first > last ? "" : arrow}${text}</g>`];
}

function endMarkup({ kind, name }: Archive["property"], { steps }: Story, width: number): Markup {
  const y = lanesBottom(steps.length);
  const text = kind === "deadlock" ? "nothing is enabled any more" : `violated: ${name}`;
  return markup`<g class="end" data-born="${steps.length}"><path d="M0 ${y}h9999"/><text x="12" y="${y + 22}">${shortened(printable(text), Math.floor(width / wordsCharacterWidth))}</text></g>`;
}
