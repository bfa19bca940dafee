/** The README.md of an archived counterexample. The same archive gives the same bytes: no clock, no path of a machine, no name of one. */
import { type Archive, archiveFolder } from "../counterexample/archive.ts";
import type { Change } from "../counterexample/changes.ts";
import { commonLane, type Story, storyOf } from "../counterexample/story.ts";
import type { KnobValue } from "../dsl/knobs.ts";
import type { Loop, TraceStep } from "../explore/work/outcome.ts";
import { counterpartLines } from "./counterpart.ts";
import { eventsOf } from "./events.ts";
import { loopLines } from "./loop.ts";
import { sequenceDiagram } from "./mermaid.ts";
import { counted } from "./numbers.ts";
import { printable } from "./printable.ts";
import { wordsOf } from "./propertyWords.ts";
import { returnText } from "./returnText.ts";
import { actionText, actorText, changesOfSteps, fieldTexts, merged } from "./steps.ts";

/** Mermaid, and so GitHub, refuses longer diagrams than 50,000 characters. */
const diagramCharactersMax = 49_000;

/** The whole page. */
export function archiveReadme(archive: Archive): string {
  const story = storyOf(archive);
  const sections = [
    heading(archive),
    question(archive),
    answer(archive, story),
    ...(story.steps.length === 0 ? [] : [theStory(story), diagram(archive), theRun(archive)]),
    initialState(archive),
    commands(archive),
  ];
  return `${sections.join("\n\n")}\n`;
}

function heading({ spec, case: caseName, title, about }: Archive): string {
  const name = caseName === null ? "an ad hoc instance" : markdownText(caseName);
  const sentences = [title, about].filter(text => text !== "").map(asSentence);
  return [`# ${markdownText(spec)}, ${name}`, ...(sentences.length === 0 ? [] : ["", sentences.join(" ")])].join("\n");
}

function asSentence(text: string): string {
  return markdownText(/[.!?]$/.test(text) ? text : `${text}.`);
}

function question({ property, semantics, scope }: Archive): string {
  const knobs = ["| | |", "| --- | --- |", `| these rules | ${knobCells(semantics)} |`, `| up to this size | ${knobCells(scope)} |`];
  const hasKnobs = Object.keys({ ...semantics, ...scope }).length > 0;
  const asked = `## What was asked

Does this hold in every interleaving? (${wordsOf(property).question})

> **${markdownText(property.name)}**`;
  return hasKnobs ? `${asked}\n\n${knobs.join("\n")}` : asked;
}

function knobCells(values: Readonly<Record<string, KnobValue>>): string {
  return (
    Object.entries(values)
      .map(([name, value]) => codeSpan(`${name}=${value}`))
      .join(" ") || "the only ones"
  );
}

function answer(archive: Archive, story: Story): string {
  const { trace, property, walk } = archive;
  if (trace.loop !== undefined) return answerForEver(archive, trace.loop);
  const { steps } = trace;
  const faults = steps.filter(step => step.fault).length;
  const faultText = faults === 0 ? "none of them a fault" : `${faults} of them ${faults === 1 ? "a fault" : "faults"}`;
  const length =
    steps.length === 0
      ? "It fails in an initial state."
      : `${walk === null ? "The shortest run that breaks it" : "A run that breaks it"} has ${counted(steps.length, "step")}, ${faultText}; it ends with ${codeSpan(lastAction(steps))}.`;
  const end = wordsOf(property).ending;
  const { counterpart: other } = trace;
  const counterpart =
    other === undefined
      ? ""
      : `\n\n${counterpartLines(other, steps.length)
          .map(line => `- ${markdownText(line)}`)
          .join("\n")}`;
  const rest =
    walk === null
      ? "No shorter run breaks it: runs are explored in the order of their length, all of them."
      : "A random walk found it. It was shrunk, and not compared with all others: a shorter run may break it, too.";
  const point = returnText(story);
  return `## The answer

**No**, not under these rules at this size. ${length}${end} ${rest}${point === null ? "" : ` ${point}`}${counterpart}`;
}

function answerForEver({ trace, property }: Archive, loop: Loop): string {
  const lines = loopLines(trace, loop, property).map(line => `- ${markdownText(line)}`);
  const [stem, repeated] = [loop.start, trace.steps.length - loop.start];
  const parts = repeated === 0 ? "and then nothing happens any more" : `and then ${counted(repeated, "step")} that can be repeated for ever`;
  return `## The answer

**No**, not under these rules at this size. There is a run that breaks it: ${counted(stem, "step")}, ${parts}. No fairness that the spec declares
forbids it.

${lines.join("\n")}

No run comes to such a loop in fewer steps.`;
}

function lastAction(steps: Archive["trace"]["steps"]): string {
  const last = steps.at(-1);
  return last === undefined ? "" : actionText(last.action, last.parameters);
}

/** What each step does, receives and sends, and what it means for checkpoints. */
function theStory(story: Story): string {
  const items = story.steps.map(step => {
    const who = step.actor === commonLane ? "" : `**${markdownText(step.actor)}** `;
    const events = eventsOf(story, step).map(event => markdownText(event.text));
    const action = `${codeSpan(actionText(step.action, step.parameters))}${step.fault ? " (a fault)" : ""}`;
    const point = step.number === story.pointOfNoReturn && step.number < story.steps.length ? " **After this step nothing avoids the violation.**" : "";
    return `${step.number}. ${who}${action}${events.length === 0 ? "" : `: ${events.join("; ")}`}${point}`;
  });
  return ["## The story", "", ...items].join("\n");
}

function theRun({ types, trace }: Archive): string {
  const changed = changesOfSteps(types, trace);
  const rows = trace.steps.map((step, i) => stepRows(step, i + 1, changed[i] as readonly Change[]));
  const all = trace.loop === undefined ? rows : rowsWithLoop(rows, trace.loop);
  const head = ["| step | who | does | field | before | after |", "| ---: | --- | --- | --- | --- | --- |"];
  return ["## What each step changes", "", ...head, "| 0 | | starts | the initial state, below | | |", ...all.flat()].join("\n");
}

function rowsWithLoop(rows: readonly (readonly string[])[], { start }: Loop): readonly (readonly string[])[] {
  if (start === rows.length) return [...rows, ["| | | **for ever:** nothing | | | |"]];
  return [...rows.slice(0, start), ["| | | **for ever:** | | | |"], ...rows.slice(start), [`| | | as after step ${start} | | | |`]];
}

/** A row for each change, so that no row is wide; only the first one names the step. */
function stepRows(step: TraceStep, number: number, changed: readonly Change[]): readonly string[] {
  const action = `${codeSpan(actionText(step.action, step.parameters))}${step.fault ? " (fault)" : ""}`;
  const first = `| ${number} | ${markdownText(actorText(step) ?? "")} | ${action}`;
  if (changed.length === 0) return [`${first} | nothing | | |`];
  return merged(changed).map(({ path, before, after }, i) => `${i === 0 ? first : "| | |"} | ${codeSpan(path)} | ${codeSpan(before)} | ${codeSpan(after)} |`);
}

function diagram(archive: Archive): string {
  const source = sequenceDiagram(archive);
  if (source.length > diagramCharactersMax) return "The run is too long to be drawn here: `npx cutcheck show` draws it.";
  return `\`\`\`mermaid\n${source}\`\`\``;
}

function initialState({ types, trace }: Archive): string {
  const rows = fieldTexts(types, trace.initial).map(({ path, value }) => `| ${codeSpan(path)} | ${codeSpan(value)} |`);
  return ["## The initial state", "", "| field | value |", "| --- | --- |", ...rows].join("\n");
}

function commands(archive: Archive): string {
  const { spec, case: caseName } = archive;
  const place = caseName === null ? "trace.json" : archiveFolder(spec, caseName);
  const writers = caseName === null ? "`--out` of `cutcheck check`, `cutcheck matrix` or `cutcheck simulate`" : "`cutcheck check --update`";
  const instance = caseName === null ? knobFlags(archive) : [`--case ${shellWord(caseName)}`];
  const asked = (archive.properties ?? []).map(name => `--property ${shellWord(name)}`);
  return `## To see it yourself

\`\`\`sh
${[archive.walk === null ? "npx cutcheck check" : "npx cutcheck simulate", shellWord(spec), ...instance, ...asked, ...walkFlags(archive.walk)].join(" ")}
npx cutcheck show ${shellWord(place)}
npx cutcheck replay ${shellWord(place)}
\`\`\`

This page and [trace.json](trace.json) are written by ${writers}. The trace is in the
[Informal Trace Format](https://apalache-mc.org/docs/adr/015adr-trace.html).`;
}

/** What finds a walk again: its length is part of what its numbers mean. */
export function walkFlags(walk: Archive["walk"]): readonly string[] {
  return walk === null ? [] : [`--steps ${walk.steps}`, `--seed ${walk.seed}`, `--path ${walk.path}`];
}

/** What names an instance by its knobs. */
export function knobFlags({ scope, semantics }: Pick<Archive, "scope" | "semantics">): readonly string[] {
  const flags = (option: string, values: Readonly<Record<string, KnobValue>>): readonly string[] =>
    Object.entries(values).map(([name, value]) => `${option} ${shellWord(`${name}=${value}`)}`);
  return [...flags("--scope", scope), ...flags("--set", semantics)];
}

/** A word for a POSIX shell. */
export function shellWord(text: string): string {
  const shown = printable(text);
  return /^[\w./=,+@:-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}

/** Text that stays text in Markdown, also in a table: no markup, no HTML, no links, no mentions. */
export function markdownText(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]<>#|~$!]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replace(/@(?=\w)/g, "@\u2060")
    .replace(/\b(https?|ftp|www)(?=[:.])/gi, "$1\u2060")
    .replace(/^\s*([-+=]|\d+(?=[.)]))/, (_, start: string) => (/\d/.test(start) ? `${start}\u2060` : `\\${start}`));
}

/** Text as code, also in a table: the fence is longer than any run of backticks in it, and pipes are escaped. */
export function codeSpan(text: string): string {
  const shown = printable(text).replaceAll("|", "\\|");
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const padding = shown === "" || /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${fence}${padding}${shown}${padding}${fence}`;
}
