/** A run as a Mermaid sequence diagram: a lane for each actor, one arrow to itself for each step. */
import { match } from "ts-pattern";
import type { Archive } from "../counterexample/archive.ts";
import type { TraceStep } from "../explore/outcome.ts";
import { printable, shortened } from "./printable.ts";
import { actionText, actorText } from "./steps.ts";

/** Longer texts make a lane wider than a page. */
const labelCharactersMax = 80;

/** The lane of actions without an actor. */
const commonLane = "the machine";

/** The diagram's source, without a fence; lines ended by newlines. */
export function sequenceDiagram({ trace, property }: Archive): string {
  const actors = [...new Set(trace.steps.map(laneName))];
  const lines = [
    "sequenceDiagram",
    ...(actors.length === 0 ? [`  participant lane0 as ${commonLane}`] : actors.map((actor, i) => `  participant lane${i} as ${mermaidText(actor)}`)),
    ...withLoop(
      trace.steps.map((step, i) => {
        const lane = `lane${actors.indexOf(laneName(step))}`;
        const text = mermaidText(`${i + 1}. ${actionText(step.action, step.parameters)}`);
        return step.fault ? `  ${lane}-x${lane}: ${text}, a fault` : `  ${lane}->>${lane}: ${text}`;
      }),
      trace.loop?.start ?? trace.steps.length,
    ),
    `  Note over ${lanes(actors.length)}: ${mermaidText(noteOf(property))}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** What is repeated for ever stands in a box. */
function withLoop(lines: readonly string[], start: number): readonly string[] {
  return start === lines.length ? lines : [...lines.slice(0, start), "  loop for ever", ...lines.slice(start), "  end"];
}

function laneName(step: TraceStep): string {
  return actorText(step) ?? commonLane;
}

function lanes(count: number): string {
  return count < 2 ? "lane0" : `lane0,lane${count - 1}`;
}

function noteOf({ kind, name }: Archive["property"]): string {
  return match(kind)
    .with("deadlock", () => "nothing is enabled any more")
    .with("invariant", "step", "reachableIn", "refines", "eventually", "leadsTo", "infinitelyOften", "eventuallyAlways", () => `violated: ${name}`)
    .with("alwaysPossible", () => `no longer possible: ${name}`)
    .exhaustive();
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
