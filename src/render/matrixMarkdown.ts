/** A decision table as a page: `matrix.md`. The same spec and options give the same bytes. */

import type { Border } from "../check/border.ts";
import type { Axis, FilledCell, Matrix } from "../check/matrix.ts";
import type { Spec } from "../dsl/spec.ts";
import { frontierRows, frontierSentences } from "./frontier.ts";
import { codeSpan, markdownText, shellWord } from "./markdown.ts";
import { boundedSentence, cellFolders, cellSentence, cellText, countsText, type FilledMatrix, headsOf, legendOf, rowsOf, violationOf } from "./matrix.ts";
import { count, upToSymmetry } from "./numbers.ts";

/** The whole page. The counterexamples are in the folders of `cellFolders`, beside it. */
export function matrixMarkdown(filled: FilledMatrix): string {
  const sections = [
    heading(filled.matrix),
    question(filled.matrix),
    filled.frontier === null ? answer(filled) : border(filled.frontier, filled),
    everyCell(filled),
    commands(filled),
  ];
  return `${sections.join("\n\n")}\n`;
}

function heading({ spec }: Matrix): string {
  return `# ${markdownText(spec.name)}: a decision table\n\n${markdownText(/[.!?]$/.test(spec.title) ? spec.title : `${spec.title}.`)}`;
}

function question({ properties, axes, scope, semantics }: Matrix): string {
  const asked = properties === null ? "Does every property hold?" : properties.length === 1 ? "Does this hold?" : "Do these hold?";
  const quote = properties === null ? "" : `\n\n${properties.map(name => `> **${markdownText(name)}**`).join("\n>\n")}`;
  const varied = axes.map(axis => `| ${codeSpan(axis.knob)} varies | ${axis.values.map(value => codeSpan(String(value))).join(" ")} |`);
  const fixed = [...knobRow("these rules", semantics), ...knobRow("up to this size", scope)];
  return `## What was asked\n\n${asked}${quote}\n\n${["| | |", "| --- | --- |", ...varied, ...fixed].join("\n")}`;
}

function knobRow(label: string, values: Matrix["scope"]): readonly string[] {
  const settings = Object.entries(values).map(([name, value]) => codeSpan(`${name}=${value}`));
  return settings.length === 0 ? [] : [`| ${label} | ${settings.join(" ")} |`];
}

function answer(filled: FilledMatrix): string {
  const folders = folderOf(filled);
  const { labels, columns } = headsOf(filled.matrix);
  const rows = rowsOf(filled).map(row => [...row.labels.map(codeSpan), ...row.cells.map(cell => linked(cell, filled, folders))]);
  const heads = [...labels.map(codeSpan), ...columns.map(text => (filled.matrix.axes.length < 2 ? text : codeSpan(text)))];
  return ["## The answer", `${markdownTable(heads, rows)}${legend(filled)}`, `${countsText(filled.cells)}.`, ...bounds(filled)].join("\n\n");
}

/** That a constraint bounds the space, where one does. */
function bounds({ cells }: FilledMatrix): readonly string[] {
  return [boundedSentence(cells) ?? []].flat();
}

function border(frontier: Border, filled: FilledMatrix): string {
  const folders = folderOf(filled);
  const rows = frontierRows(frontier, filled).map(({ cell, side, values }) => [
    side === "safe" ? "safe up to" : "fails from",
    ...values.map(codeSpan),
    linked(cell, filled, folders),
  ]);
  const heads = ["", ...filled.matrix.axes.map(axis => codeSpan(axis.knob)), "verdict"];
  const sentences = frontierSentences(frontier, filled).map(markdownText).join(" ");
  return ["## The border", `${markdownTable(heads, rows)}${legend(filled)}`, sentences, `${countsText(filled.cells)}.`, ...bounds(filled)].join("\n\n");
}

function folderOf({ matrix, cells }: FilledMatrix): ReadonlyMap<FilledCell, string> {
  const folders = cellFolders(matrix);
  return new Map(cells.map((cell, i) => [cell, folders[i] as string]));
}

function linked(cell: FilledCell, filled: FilledMatrix, folders: ReadonlyMap<FilledCell, string>): string {
  const text = markdownText(cellText(cell, filled));
  return violationOf(cell) === null ? text : `[${text}](${folders.get(cell)}/README.md)`;
}

function legend(filled: FilledMatrix): string {
  const lines = legendOf(filled).map(({ short, name }) => `- ${short === null ? "" : `${markdownText(short)} is `}**${markdownText(name)}**`);
  return lines.length === 0 ? "" : `\n\n${lines.join("\n")}`;
}

function everyCell(filled: FilledMatrix): string {
  const { axes } = filled.matrix;
  const rows = filled.cells.map(each => {
    const counts = each.result?.outcome.counts;
    const values = each.cell.values.map(value => codeSpan(String(value)));
    const numbers =
      counts === undefined
        ? ["", ""]
        : [
            `${count(counts.distinctStates)}${each.result?.outcome.symmetry === "reduced" ? ` ${upToSymmetry}` : ""}`,
            String(Math.max(0, counts.levels.length - 1)),
          ];
    return [...values, ...numbers, markdownText(cellSentence(each))];
  });
  const heads = [...axes.map(axis => codeSpan(axis.knob)), "states", "depth", "verdict"];
  const explanation =
    "States are the distinct states that were visited, depth is how many steps the farthest of them is away: where a property is violated, up to the end of its level.";
  return `## Every cell\n\n${explanation}\n\n${markdownTable(heads, rows)}`;
}

function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

function commands({ matrix, frontier }: FilledMatrix): string {
  const { spec, axes, properties, scope, semantics } = matrix;
  const vary =
    frontier !== null
      ? frontierWords(axes)
      : axes.map(axis => `--vary ${shellWord(hasAllValues(axis, spec) ? axis.knob : `${axis.knob}=${axis.values.join(",")}`)}`);
  const fixed = (option: string, values: Matrix["scope"]): readonly string[] =>
    Object.entries(values).map(([name, value]) => `${option} ${shellWord(`${name}=${value}`)}`);
  const asked = (properties ?? []).map(name => `--property ${shellWord(name)}`);
  const words = ["npx cutcheck matrix", shellWord(spec.name), ...vary, ...asked, ...fixed("--scope", scope), ...fixed("--set", semantics)];
  return `## To see it yourself

\`\`\`sh
${words.join(" ")}
\`\`\`

\`npx cutcheck show FOLDER\` prints the run of a cell, \`npx cutcheck replay FOLDER\` runs it again. This page and [matrix.json](matrix.json) are written by
\`cutcheck matrix --out\`.`;
}

function frontierWords(axes: readonly Axis[]): readonly string[] {
  const ranges = axes.map(({ knob, values }) => `--scope ${shellWord(`${knob}=${values[0]}..${values.at(-1)}`)}`);
  return [`--frontier ${shellWord(axes.map(axis => axis.knob).join(","))}`, ...ranges];
}

function hasAllValues({ knob: name, group, values }: Axis, spec: Spec): boolean {
  const knob = spec[group][name];
  switch (knob?.kind) {
    case "int":
      return values.length === knob.hi - knob.lo + 1 && values.every((value, i) => value === knob.lo + i);
    case "oneOf":
      return values.length === knob.labels.length && values.every((value, i) => value === knob.labels[i]);
    case "bool":
      return values.length === 2 && values[0] === false;
    case undefined:
      return false;
  }
}
