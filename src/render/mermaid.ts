/**
 * A run as a Mermaid sequence diagram: a lane for each actor, messages as arrows from sender to receiver. An arrow stands at the step that
 * receives it, and says in which step it was sent; a step that receives nothing is an arrow to itself.
 */

import type { Archive } from "../counterexample/archive.ts";
import { type Story, type StoryMessage, type StoryStep, storyOf } from "../counterexample/story.ts";
import { eventsOf } from "./events.ts";
import { loopMarker } from "./loop.ts";
import { largest } from "./numbers.ts";
import { printable, shortened } from "./printable.ts";
import { wordsOf } from "./propertyWords.ts";
import { actionText } from "./steps.ts";

/** Longer texts make a lane wider than a page. */
const labelCharactersMax = 80;

/** The diagram's source, without a fence; lines ended by newlines. */
export function sequenceDiagram(archive: Archive): string {
  const story = storyOf(archive);
  const lines = [
    "sequenceDiagram",
    ...(story.lanes.length === 0
      ? ["  participant lane0 as the machine"]
      : story.lanes.map((name, lane) => `  participant lane${lane} as ${mermaidText(name)}`)),
    ...withLoop(
      story.steps.map(step => stepLines(story, step)),
      archive.trace.loop?.start ?? story.steps.length,
    ),
    ...story.messages.flatMap(message => (message.end === "underway" ? underwayLines(message) : [])),
    ...(archive.trace.loop?.start === story.steps.length ? [noteOverAll(story, loopMarker(archive.trace, archive.trace.loop))] : []),
    noteOverAll(story, noteOf(archive.property)),
  ];
  return `${lines.join("\n")}\n`;
}

/** What is repeated for ever stands in a box. */
function withLoop(steps: readonly (readonly string[])[], start: number): readonly string[] {
  return start === steps.length ? steps.flat() : [...steps.slice(0, start).flat(), "  loop for ever", ...steps.slice(start).flat(), "  end"];
}

function stepLines(story: Story, step: StoryStep): readonly string[] {
  const arrows = step.consumed.map(index => story.messages[index] as StoryMessage).filter(({ from }) => from !== null && from !== step.lane);
  const action = `${step.number}. ${actionText(step.action, step.parameters)}${step.fault ? ", a fault" : ""}`;
  const own = `  lane${step.lane}${step.fault ? "-x" : "->>"}lane${step.lane}: ${mermaidText(action)}`;
  return [
    ...step.lost.flatMap(index => lostLines(story.messages[index] as StoryMessage)),
    ...arrows.map(message => `  lane${message.from}->>lane${step.lane}: ${mermaidText(sentText(message))}`),
    own,
    ...noteLines(story, step),
    ...(story.pointOfNoReturn === step.number && step.number < story.steps.length ? [noteOverAll(story, "after this step nothing avoids the violation")] : []),
  ];
}

function sentText({ label, sentAt }: StoryMessage): string {
  return sentAt === 0 ? label : `${label} (sent in ${sentAt})`;
}

function lostLines(message: StoryMessage): readonly string[] {
  const { from, to } = message;
  return from === null || to === null || from === to ? [] : [`  lane${from}-xlane${to}: ${mermaidText(`${sentText(message)} is lost`)}`];
}

function underwayLines(message: StoryMessage): readonly string[] {
  const { from, to } = message;
  return from === null || to === null || from === to ? [] : [`  lane${from}--)lane${to}: ${mermaidText(`${sentText(message)} is still underway`)}`];
}

/** What the marks say, under the lanes that they are about. */
function noteLines(story: Story, step: StoryStep): readonly string[] {
  const events = eventsOf(story, { ...step, consumed: [], lost: [], produced: [] });
  return events.map(({ text }, i) => {
    const lanes = step.marks[i]?.lanes ?? [];
    return `  Note over ${span(lanes.length === 0 ? [step.lane] : lanes)}: ${mermaidText(text)}`;
  });
}

function noteOverAll({ lanes }: Story, text: string): string {
  return `  Note over ${span(lanes.map((_, lane) => lane))}: ${mermaidText(text)}`;
}

function span(lanes: readonly number[]): string {
  const last = largest(lanes);
  const first = lanes.reduce((least, lane) => Math.min(least, lane), last);
  return lanes.length < 2 || first === last ? `lane${lanes[0] ?? 0}` : `lane${first},lane${last}`;
}

function noteOf(property: Archive["property"]): string {
  return wordsOf(property).note(property.name);
}

/**
 * Text that stays text in Mermaid: everything but letters, digits, spaces and a few marks becomes an entity (`#59;` is a semicolon, which would
 * end the statement). The word "end" would close a block.
 */
export function mermaidText(text: string): string {
  return shortened(printable(text), labelCharactersMax)
    .replace(/[^\p{L}\p{M}\p{N} .,:()=_-]|:(?! )/gu, each => `#${each.codePointAt(0)};`)
    .replace(/\bend\b/gi, each => `#${each.charCodeAt(0)};${each.slice(1)}`);
}
