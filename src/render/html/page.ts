/** The page of a counterexample: one file that shows a run. The same archive gives the same bytes. */
import { type Archive, archiveFolder, writeTrace } from "../../counterexample/archive.ts";
import { type Story, storyOf } from "../../counterexample/story.ts";
import type { KnobValue } from "../../dsl/knobs.ts";
import { repeatedText } from "../loop.ts";
import { shellWord } from "../markdown.ts";
import { counted } from "../numbers.ts";
import { wordsOf } from "../propertyWords.ts";
import { verdictSentences } from "../trace.ts";
import { pageScript, style } from "./clientAssets.ts";
import { diagramMarkup } from "./diagram.ts";
import { documentText } from "./document.ts";
import { type Markup, markup } from "./markup.ts";
import { stepListMarkup } from "./stepList.ts";

/** The text of the file. `index`: the address of the report that it belongs to, if it does. */
export function counterexamplePage(archive: Archive, index: string | null = null): string {
  const story = storyOf(archive);
  const body = markup`${headerMarkup(archive, index)}
${barMarkup(story)}
<main>
<section id="diagram" class="diagram" tabindex="0" aria-label="The run">
${diagramMarkup(story, archive.property, archive.trace.loop ?? null)}
</section>
<div class="side">
${filterMarkup(story)}
<section aria-label="Steps">
${stepListMarkup(archive, story)}
</section>
<section id="state" class="state" aria-labelledby="state-heading" hidden><h2 id="state-heading">State</h2></section>
</div>
</main>
${footerMarkup(archive)}`;
  const name = `${archive.spec}, ${archive.case ?? "an ad hoc instance"}`;
  return documentText({
    title: `${name}: ${archive.property.name}`,
    body,
    style,
    script: pageScript,
    data: { id: "trace", json: JSON.stringify(JSON.parse(writeTrace(archive))) },
  });
}

function headerMarkup(archive: Archive, index: string | null): Markup {
  const { spec, case: caseName, title, about, property, trace } = archive;
  const faults = trace.steps.filter(step => step.fault).length;
  const [answer, ...reasons] = verdictSentences(archive);
  return markup`<header>
<p class="place">${index === null ? "" : markup`<a href="${index}">report</a> / `}${spec} <span class="case">${caseName ?? "(ad hoc)"}</span></p>
<h1><span class="verdict">violates</span> ${property.name}</h1>
<p class="about">${title}${about === "" ? "" : markup`<br>${about}`}</p>
<p class="answer">${answer} ${runText(archive)} has ${counted(trace.steps.length, "step")}, ${counted(faults, "fault")}${trace.loop === undefined ? "" : `, ${repeatedText(trace.loop, trace.steps.length)}`}. <span class="kind">(${wordsOf(property).demand})</span></p>${
    reasons.length === 0
      ? ""
      : markup`
<ul class="reasons">${reasons.map(each => markup`<li>${each}</li>`)}</ul>`
  }
<details><summary>Rules and size</summary>${knobsMarkup("rules", archive.semantics)}${knobsMarkup("size", archive.scope)}</details>
</header>`;
}

function runText({ trace, walk }: Archive): string {
  if (walk !== null) return "This run, found by a random walk and shrunk,";
  return trace.loop === undefined ? "The shortest run" : "The run";
}

function knobsMarkup(label: string, values: Readonly<Record<string, KnobValue>>): Markup {
  const knobs = Object.entries(values).map(([name, value]) => markup`<li><code>${name}=${String(value)}</code></li>`);
  return markup`<p>${label}</p><ul class="knobs">${knobs.length === 0 ? markup`<li>none</li>` : knobs}</ul>`;
}

function barMarkup({ steps }: Story): Markup {
  const last = steps.length;
  return markup`<nav id="bar" class="bar" aria-label="Steps" hidden>
<button id="first" type="button" aria-label="first" aria-keyshortcuts="Home">${icon("M5 4v12M16 4L8 10l8 6Z")}</button>
<button id="previous" type="button" aria-label="previous step" aria-keyshortcuts="ArrowLeft">${icon("M13 4L5 10l8 6Z")}</button>
<output id="where" aria-live="polite">initial state</output>
<button id="next" type="button" aria-label="next step" aria-keyshortcuts="ArrowRight">${icon("M7 4l8 6l-8 6Z")}</button>
<button id="last" type="button" aria-label="last" aria-keyshortcuts="End">${icon("M15 4v12M4 4l8 6l-8 6Z")}</button>
<input id="slider" type="range" min="0" max="${last}" value="0" aria-label="step">
<button id="all" type="button" aria-pressed="false" aria-keyshortcuts="a">all<span class="roomy"> steps</span></button>
</nav>`;
}

function icon(path: string): Markup {
  return markup`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="${path}"/></svg>`;
}

function filterMarkup({ lanes }: Story): Markup {
  const buttons = lanes.map((lane, i) => markup`<button type="button" aria-pressed="true" data-of="${i}">${lane}</button>`);
  return markup`<fieldset id="actors" class="actors" hidden><legend>Steps of</legend>${buttons}</fieldset>`;
}

function footerMarkup({ spec, case: caseName }: Archive): Markup {
  const place = caseName === null ? "trace.json" : archiveFolder(spec, caseName);
  return markup`<footer>
<p class="keys">Keys: <kbd>←</kbd> <kbd>→</kbd> or <kbd>k</kbd> <kbd>j</kbd> one step, <kbd>Home</kbd> <kbd>End</kbd> first and last, <kbd>a</kbd> all steps. The address names the step: a link to it shows it.</p>
<p>The trace is in this page, in the <a href="https://apalache-mc.org/docs/adr/015adr-trace.html">Informal Trace Format</a>. To run it again against the spec: <code>npx cutcheck replay ${shellWord(place)}</code></p>
</footer>`;
}
