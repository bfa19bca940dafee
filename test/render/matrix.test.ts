import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import { type Axis, fillMatrix, matrixOf } from "../../src/check/matrix.ts";
import { unlimited } from "../../src/explore/explore.ts";
import type { Budget, Platform } from "../../src/explore/work/outcome.ts";
import { knob, machine, type Spec, spec, t } from "../../src/index.ts";
import { cellFolders, type FilledMatrix, shortNames } from "../../src/render/matrix.ts";
import { matrixDocument, matrixSchema } from "../../src/render/matrixJson.ts";
import { matrixMarkdown } from "../../src/render/matrixMarkdown.ts";
import { matrixText } from "../../src/render/matrixText.ts";
import { toy } from "./toy.ts";

const plain = new Chalk({ level: 0 });
const platform: Platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };
const memory = { recall: async () => null, keep: async () => {} };

async function filled(of: Spec, axes: readonly Axis[], budget: Partial<Budget> = {}, properties: readonly string[] | null = null): Promise<FilledMatrix> {
  const matrix = matrixOf(of, { axes, scope: {}, semantics: {}, properties });
  return {
    matrix,
    cells: await fillMatrix(matrix, { budget: { ...unlimited, ...budget }, memory, specOf: async each => each.spec, onCell: () => {} }, platform),
    frontier: null,
  };
}

const tasks: Axis = { knob: "tasks", group: "scope", values: [2, 3] };
const late: Axis = { knob: "late", group: "semantics", values: ["accepted", "dropped"] };
const mistake: Axis = { knob: "mistake", group: "semantics", values: [false, true] };

/** Labels that want to be something else: a path, markup, a terminal's command, a row of their own. */
const hostileLabels = [
  "../../etc",
  "a|b",
  "<img src=x>",
  "\u001b[2J",
  "line\nbreak",
  "[x](http://evil)",
  "`",
  "$(rm -rf /)",
  "A",
  "a",
  "\u202e",
  "x".repeat(300),
] as const;
const hostile = spec("hostile", {
  title: "A | title <b>",
  summary: "",
  scope: { only: knob.int(1, 1, 1) },
  semantics: { label: knob.oneOf("a", hostileLabels) },
  build: (_, { label }) =>
    machine("hostile", { n: t.int(0, 1) })
      .action("step", { when: s => s.n === 0, then: s => void s.n++ })
      .terminal("any")
      .invariant(`property of ${label.replace("\n", " ")} \u001b[31m|`, s => s.n === 0),
  cases: [],
});
const labels: Axis = { knob: "label", group: "semantics", values: hostileLabels };

describe("a decision table in the terminal", () => {
  it("is a list for one knob, a grid for two, and has rows of combinations for three", async () => {
    const lines = (text: string): readonly string[] => (text.split("\n\n")[1] ?? "").split("\n").map(line => line.trimEnd());
    expect(lines(matrixText(await filled(toy, [late]), plain))).toEqual([
      "late      verdict", //
      "accepted  violates A, 4 steps",
      "dropped   vacuous",
    ]);
    expect(lines(matrixText(await filled(toy, [tasks, late]), plain))).toEqual([
      "tasks  late=accepted        late=dropped",
      "2      violates A, 4 steps  vacuous",
      "3      violates A, 5 steps  holds",
    ]);
    expect(lines(matrixText(await filled(toy, [tasks, late, mistake]), plain))).toEqual([
      "tasks  late      mistake=false        mistake=true",
      "2      accepted  violates A, 4 steps  error",
      "2      dropped   vacuous              error",
      "3      accepted  violates A, 5 steps  error",
      "3      dropped   holds                error",
    ]);
  });

  it("leaves the property out where it is about that one alone", async () => {
    const text = matrixText(await filled(toy, [late], {}, ["an aborted checkpoint stays aborted"]), plain);
    expect(text).toContain("accepted  violates, 4 steps\n");
    expect(text).toContain('asked  "an aborted checkpoint stays aborted"\n');
  });

  it("is a list when the grid would be too wide to read", async () => {
    const only: Axis = { knob: "only", group: "scope", values: [1] };
    const lines = matrixText(await filled(hostile, [only, labels]), plain).split("\n");
    expect(lines[3]).toMatch(/^only {2}label +verdict$/);
    expect(lines[4]).toMatch(/^1 {5}\.\.\/\.\.\/etc +violates A, 1 step$/);
  });

  it("says once what is to be said of several cells, and names some of them", async () => {
    const text = matrixText(await filled(toy, [tasks, late, mistake]), plain);
    expect(text.match(/CUT201/g)).toHaveLength(1);
    expect(text).toMatch(/^tasks=2 late=accepted mistake=true, tasks=2 late=dropped mistake=true, .* and 1 more: CUT201/ms);
  });

  it("does nothing to the terminal that is not its own doing", async () => {
    const text = matrixText(await filled(hostile, [labels]), plain);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain("\\u{1b}[2J");
    expect(text).toContain("line\\u{a}break");
  });
});

describe("a decision table of machines with a constraint", () => {
  const counter = spec("counter", {
    title: "A counter",
    summary: "",
    scope: { end: knob.int(3, 1, 5) },
    semantics: { bounded: knob.bool(true) },
    build: ({ end }, { bounded }) => {
      const all = machine("counter", { n: t.int(0, 9) })
        .action("count", { when: s => s.n < 9, then: s => void s.n++ })
        .invariant("small", s => s.n < 9)
        .terminal("any");
      return bounded ? all.within(s => s.n < end) : all;
    },
    cases: [],
  });
  const end: Axis = { knob: "end", group: "scope", values: [2, 3] };
  const bounded: Axis = { knob: "bounded", group: "semantics", values: [false, true] };
  const says = (cells: string, states: string): string =>
    `In ${cells} the space is bounded by a constraint (within): ${states} beyond it were checked and not expanded. What comes after them is unknown.`;
  const unwrapped = (text: string): string => text.replaceAll(/\s+/g, " ");

  it("says that the space is bounded, by how much, and what that leaves open", async () => {
    const table = await filled(counter, [end, bounded]);
    expect(unwrapped(matrixText(table, plain))).toContain(says("2 cells", "2 states"));
    expect(matrixMarkdown(table)).toContain(`\n\n${says("2 cells", "2 states")}\n\n`);
    expect(matrixDocument(table, false).cells.map(({ outside }) => outside)).toEqual([undefined, 1, undefined, 1]);
  });

  it("says nothing of it where no machine has one", async () => {
    const table = await filled(counter, [end, { ...bounded, values: [false] }]);
    expect(matrixText(table, plain) + matrixMarkdown(table)).not.toContain("constraint");
  });
});

describe("a decision table as a page", () => {
  it("has as many columns in every row as in the head, whatever the labels are", async () => {
    const page = matrixMarkdown(await filled(hostile, [labels]));
    const tables = page.split("\n\n").filter(block => block.startsWith("| "));
    expect(tables).toHaveLength(3);
    for (const table of tables) {
      const columns = table.split("\n").map(line => line.replace(/\\\|/g, "").split("|").length);
      expect(new Set(columns).size).toBe(1);
    }
    expect(page.replaceAll(/[\n\u2060]/g, "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    // What is between backticks is shown as it is.
    expect(page.replaceAll(/(?<!\\)(`+) ?.*?\1/g, "")).not.toMatch(/(?<!\\)<img|\[x\]\(/);
  });

  it("links to folders that it names itself", async () => {
    const table = await filled(hostile, [labels]);
    const links = [...matrixMarkdown(table).matchAll(/\]\(([^)]*)\/README\.md\)/g)].map(([, folder]) => folder);
    expect(links).toEqual(cellFolders(table.matrix));
  });

  it("quotes the question for a shell", async () => {
    expect(matrixMarkdown(await filled(hostile, [{ ...labels, values: ["$(rm -rf /)", "`"] }]))).toContain(
      "npx cutcheck matrix hostile --vary 'label=$(rm -rf /),`'",
    );
  });
});

describe("the folder of a cell", () => {
  it("is its knobs with their values", async () => {
    expect(cellFolders((await filled(toy, [tasks, late])).matrix)).toEqual([
      "tasks=2,late=accepted",
      "tasks=2,late=dropped",
      "tasks=3,late=accepted",
      "tasks=3,late=dropped",
    ]);
  });

  it("stays below the table, is different for each cell, also where upper and lower case are one, and is short enough", async () => {
    const folders = cellFolders(matrixOf(hostile, { axes: [labels], scope: {}, semantics: {}, properties: null }));
    for (const folder of folders) expect(folder).toMatch(/^label=[\w.=,+~-]{1,125}$/);
    expect(new Set(folders.map(each => each.toLowerCase())).size).toBe(hostileLabels.length);
  });
});

describe("short names", () => {
  const names = (...properties: string[]) => [...shortNames(properties).values()];

  it("are what stands before the colon, short names themselves, and letters for the rest", () => {
    expect(names("P2 Reachable: a state that could have occurred", "no deadlock", "a sentence that is too long to stand in a cell")).toEqual([
      "P2 Reachable",
      "no deadlock",
      "C",
    ]);
  });

  it("are never the same for two properties", () => {
    expect(names("P2: one thing is as it was before", "P2: another thing is as it was before", "B", "A")).toEqual(["A", "B", "C", "D"]);
  });

  it("do not run out", () => {
    const many = names(...Array.from({ length: 60 }, (_, i) => `a property with a long name, number ${i}`));
    expect(new Set(many).size).toBe(60);
  });
});

describe("a decision table as JSON", () => {
  it("fits its schema for every verdict, and comes back from text", async () => {
    const documents = [
      matrixDocument(await filled(toy, [tasks, late, mistake]), true),
      matrixDocument(await filled(toy, [late], { depthMax: 1 }), false),
      matrixDocument(await filled(hostile, [labels], {}, ["property of a \u001b[31m|"]), true),
    ];
    const verdicts = new Set(documents.flatMap(each => each.cells.map(cell => cell.verdict)));
    expect(verdicts).toEqual(new Set(["holds", "violated", "vacuous", "error", "incomplete", "absent"]));
    for (const document of documents) expect(matrixSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
  });

  it("says where the run of a violation is", async () => {
    const table = await filled(toy, [late]);
    expect(matrixDocument(table, true).cells[0]?.counterexample).toEqual({ steps: 4, loop: null, path: "late=accepted" });
    expect(matrixDocument(table, false).cells[0]?.counterexample).toEqual({ steps: 4, loop: null, path: null });
  });
});
