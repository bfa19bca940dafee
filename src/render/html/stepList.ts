/** The steps of a run as a list: what each changed, received, sent and lost. It says in words what the diagram draws, and needs no script. */
import type { Archive } from "../../counterexample/archive.ts";
import type { Change } from "../../counterexample/changes.ts";
import type { Story, StoryStep } from "../../counterexample/story.ts";
import type { Trace } from "../../explore/work/outcome.ts";
import { eventsOf } from "../events.ts";
import { loopMarker } from "../loop.ts";
import { actionText, fieldTexts, safe } from "../steps.ts";
import { joined, type Markup, markup } from "./markup.ts";

/** One item for the initial state, then one for each step. */
export function stepListMarkup({ types, trace }: Archive, story: Story): Markup {
  const fields = fieldTexts(types, trace.initial).map(
    ({ path, value }) => markup`<tr><th scope="row"><code>${path}</code></th><td><code>${value}</code></td></tr>`,
  );
  const initial = markup`<li id="step-0" data-step="0"><h2><span class="number">0</span> <span class="who">initially</span></h2><table class="fields">${fields}</table>${forEver(trace, 0)}</li>`;
  return markup`<ol id="steps" class="steps" start="0">
${joined([initial, ...story.steps.map(step => item(step, story, forEver(trace, step.number)))], "\n")}
</ol>`;
}

/** After the state in which the run begins to repeat itself: that it does. */
function forEver(trace: Trace, number: number): Markup | string {
  return trace.loop?.start === number ? markup`<p class="mark">${loopMarker(trace, trace.loop)}</p>` : "";
}

function item(step: StoryStep, story: Story, after: Markup | string): Markup {
  const { number, lane, action, parameters, fault } = step;
  const heading = markup`<h2><span class="number">${number}</span> <span class="who">${story.lanes[lane] ?? ""}</span> <code>${actionText(action, parameters)}</code>${fault ? markup` <strong class="fault">fault</strong>` : ""}</h2>`;
  return markup`<li id="step-${number}" data-step="${number}" data-lane="${lane}">${heading}${eventLines(step, story)}${changesTable(step.changes.map(safe))}${after}</li>`;
}

function eventLines(step: StoryStep, story: Story): Markup | string {
  const lines = eventsOf(story, step).map(({ kind, text }) => markup`<li class="${kind}">${text}</li>`);
  return lines.length === 0 ? "" : markup`<ul class="events">${lines}</ul>`;
}

function changesTable(changes: readonly Change[]): Markup {
  if (changes.length === 0) return markup`<p class="none">nothing changed</p>`;
  const rows = changes.map(
    ({ path, before, after }) =>
      markup`<tr><th scope="row"><code>${path}</code></th><td><del>${before}</del> <span aria-hidden="true">→</span> <ins>${after}</ins></td></tr>`,
  );
  return markup`<table class="changes"><caption>what changes</caption>${rows}</table>`;
}
