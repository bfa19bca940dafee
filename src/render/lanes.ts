/** A counterexample in the terminal as lanes: actors side by side, time going down, messages from sender to receiver, and beside them what happens. */
import type { ChalkInstance } from "chalk";
import type { Archive } from "../counterexample/archive.ts";
import { commonLane, type Story, type StoryStep, storyOf } from "../counterexample/story.ts";
import type { Trace } from "../explore/work/outcome.ts";
import { type Chart, chartOf } from "./chart.ts";
import { eventsOf } from "./events.ts";
import { foldLanes } from "./foldLanes.ts";
import { loopMarker } from "./loop.ts";
import { printable } from "./printable.ts";
import { returnText } from "./returnText.ts";
import { actionText, merged, safe } from "./steps.ts";
import type { Paint } from "./strokes.ts";
import { endText, headerLines, traceText, traceWidth } from "./trace.ts";
import { wrap } from "./wrap.ts";

/** Columns for the drawing; the rest is for the text beside it. */
const chartWidthMax = 50;
/** Lanes of a drawing; of more, those that take part least stand in one. */
const lanesMax = 12;
/** Columns for the line that leads back where a run repeats itself. */
const railWidth = 2;
/** Lines for what a step changes where nothing else is said of it, and where something is. All of it is in the list of steps. */
const changeLinesMax = 2;
const changeLinesBesideEvents = 1;

/** The whole picture, lines ended by newlines. Of a run of one actor, or of no steps, it is the list of steps. */
export function lanesText(archive: Archive, chalk: ChalkInstance): string {
  const whole = storyOf(archive);
  if (whole.lanes.length < 2) return traceText(archive, chalk);
  const story = foldLanes(whole, lanesMax);
  const chart = chartOf(story, chartWidthMax);
  const margin = String(story.steps.length).length + 2 + (isRepeating(archive.trace) ? railWidth : 0);
  const textWidth = traceWidth - margin - chart.width - 2;
  const texts = story.steps.map((step, i) => textOf(whole, whole.steps[i] as StoryStep, textWidth, chalk, chart.rowsOf(step)));
  const lines = [
    ...headerLines(archive, chalk),
    "",
    ...header(story, chart, margin, chalk),
    ...body(chart, texts, margin, chalk, archive.trace),
    "",
    endText(archive, chalk),
    ...pointLines(whole, chalk),
  ];
  return `${lines.map(line => line.trimEnd()).join("\n")}\n`;
}

/** Where the violation could still be avoided, if that is known. */
function pointLines(story: Story, chalk: ChalkInstance): readonly string[] {
  const text = returnText(story);
  return text === null ? [] : wrap(text, traceWidth - 3).map(line => `   ${chalk.dim(line)}`);
}

function header({ lanes }: Story, chart: Chart, margin: number, chalk: ChalkInstance): readonly string[] {
  return chart.header(painter(chalk)).map((row, lane) => " ".repeat(margin) + row + chalk.cyan(printable(lanes[lane] as string)));
}

function body(chart: Chart, texts: readonly (readonly string[])[], margin: number, chalk: ChalkInstance, trace: Trace): readonly string[] {
  const { steps, last } = chart.rows(
    texts.map(text => text.length),
    painter(chalk),
  );
  const { loop } = trace;
  const numberWidth = String(steps.length).length;
  const byStep = steps.map((lines, i) => lines.map((line, j) => `${(j === 0 ? String(i + 1) : "").padStart(numberWidth)}  ${line}  ${texts[i]?.[j] ?? ""}`));
  const start = loop?.start ?? steps.length;
  const [before, repeated] = [byStep.slice(0, start).flat(), byStep.slice(start).flat()];
  const indent = " ".repeat(margin - numberWidth - 2);
  const rows = [
    ...before.map(row => indent + row),
    ...(loop === undefined ? [] : [`${" ".repeat(margin)}${chalk.magenta(loopMarker(trace, loop))}`]),
    ...repeated.map((row, i) => chalk.magenta(railAt(i, repeated.length)) + row),
  ];
  if (last.trim() === "") return rows;
  return [...rows, `${" ".repeat(margin)}${last}  ${chalk.dim("underway at the end")}`];
}

/** Whether there are steps that are repeated for ever. */
function isRepeating({ loop, steps }: Trace): boolean {
  return loop !== undefined && loop.start < steps.length;
}

/** Beside the steps that are repeated: from the last of their lines back to the first one. */
function railAt(row: number, rows: number): string {
  if (row === 0) return rows === 1 ? "↻ " : "┌▶";
  return row === rows - 1 ? "└─" : "│ ";
}

function painter(chalk: ChalkInstance): (text: string, paint: Paint) => string {
  const colours: Readonly<Record<Paint, (text: string) => string>> = {
    lane: chalk.dim,
    message: chalk.blue,
    barrier: chalk.magenta,
    lost: chalk.red,
    node: chalk.bold,
    fault: chalk.yellow,
    cut: chalk.green,
  };
  return (text, paint) => colours[paint](text);
}

/** The lines beside a step, `linesMin` of them or more: what it does, what else happens, what it changes. */
function textOf(story: Story, step: StoryStep, width: number, chalk: ChalkInstance, linesMin: number): readonly string[] {
  const action = `${actionText(step.action, step.parameters)}${step.fault ? "  FAULT" : ""}`;
  const who = step.actor === commonLane ? "" : `${printable(step.actor)}: `;
  const events = eventsOf(story, step);
  const lines = [
    ...wrapped(who + action, width, text => chalk.bold(text)),
    ...wrapped(events.map(event => event.short).join("; "), width, text => chalk.green(text), "  "),
    ...changeLines(story, step, width - 2, events.length === 0 ? changeLinesMax : changeLinesBesideEvents).map(line => `  ${chalk.dim(line)}`),
  ];
  return [...lines, ...Array.from({ length: Math.max(0, linesMin - lines.length) }, () => "")];
}

/** Lines that hang below the first one. */
function wrapped(text: string, width: number, colour: (text: string) => string, indent = ""): readonly string[] {
  if (text === "") return [];
  return wrap(text, width - indent.length - 2).map((line, i) => `${indent}${i === 0 ? "" : "  "}${colour(line)}`);
}

/** What a step changes, without the places of messages, of which the events tell; in few lines. */
function changeLines({ messages }: Story, { changes }: StoryStep, width: number, linesMax: number): readonly string[] {
  const places = new Set(messages.map(message => message.place));
  const texts = merged(changes.filter(({ path }) => !places.has(path)).map(safe)).map(({ path, before, after }) => `${path}: ${before} -> ${after}`);
  for (let shown = texts.length; shown > 0; shown--) {
    const rest = texts.length - shown;
    const lines = wrap([...texts.slice(0, shown), ...(rest === 0 ? [] : [`${rest} more`])].join("; "), width);
    if (lines.length <= linesMax) return lines;
  }
  return texts.length === 0 ? [] : [`${texts.length} changes`];
}
