/** The page of `specs/flink` tells the mutation score of today, and what each file is about: `npm run score` writes it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { holds, knob, machine, type Spec, spec, t, violates } from "../../src/index.ts";
import { repository } from "../cli/build.ts";
import { type DescribedMutant, filesText, listedBugs, type ScoredSpec, scoreText, withPart } from "../support/mutationScore.ts";

const folder = join(repository, "specs/flink");
const readme = join(folder, "README.md");
const listed = listedBugs(readFileSync(join(repository, "docs/protocol/flink.md"), "utf8"));

async function flinkSpecs(): Promise<readonly ScoredSpec[]> {
  const files = readdirSync(folder)
    .filter(name => name.endsWith(".spec.ts"))
    .sort()
    .reverse();
  return Promise.all(
    files.map(async name => {
      const { default: each } = (await import(/* @vite-ignore */ join(folder, name))) as { readonly default: Spec };
      return { spec: each, archive: `../../counterexamples/${each.name}`, mutants: await mutantsOf(name.replace(".spec.ts", "")), folder: "mutants" };
    }),
  );
}

/** The list that a spec's folder exports; without one it has no mutants. */
async function mutantsOf(name: string): Promise<readonly DescribedMutant[]> {
  const path = join(folder, name, "mutants.ts");
  if (!existsSync(path)) return [];
  return Object.values((await import(/* @vite-ignore */ path)) as Record<string, readonly DescribedMutant[]>).flat();
}

/** The specs, then the parts. */
function sourceFiles(): Parameters<typeof filesText>[0] {
  const inside = (below: string): readonly string[] =>
    readdirSync(join(folder, below))
      .sort()
      .map(name => `${below}${name}`);
  return [...inside(""), ...inside("parts/")].filter(path => path.endsWith(".ts")).map(path => ({ path, text: readFileSync(join(folder, path), "utf8") }));
}

async function pageToday(): Promise<string> {
  const page = readFileSync(readme, "utf8");
  const withFiles = withPart(page, "<!-- files: generated, see below -->", "<!-- end of the files -->", filesText(sourceFiles()));
  const score = scoreText(await flinkSpecs(), listed);
  return withPart(withFiles, "<!-- mutation score: generated, see above -->", "<!-- end of the mutation score -->", score);
}

test("every mutant has a file with its name, and is in the list of a spec", async () => {
  const about = ["mutant.ts", "bug-case.ts"];
  const names = new Set((await flinkSpecs()).flatMap(({ mutants }) => mutants.map(({ name }) => `${name.toLowerCase()}.ts`)));
  expect(readdirSync(join(folder, "mutants")).sort()).toEqual([...names, ...about].sort());
});

describe("the page of specs/flink", () => {
  test("has the mutation score of its specs, and a line for each file", async () => {
    await expect(await pageToday()).toMatchFileSnapshot(readme);
  });

  test("has links that lead somewhere", async () => {
    const links = [...(await pageToday()).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, path = ""]) => path).filter(path => !path.includes("://"));
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter(path => !existsSync(join(dirname(readme), path)))).toEqual([]);
  });
});

test("a file is listed with the first sentence that it says about itself", () => {
  const text = "/**\n * The *bag* of messages (A2): lossy,\n * reordering. It is small.\n */\nimport x;\n";
  expect(filesText([{ path: "bag.ts", text }]).split("\n")[2]).toBe("| [bag.ts](bag.ts) | The \\*bag\\* of messages (A2): lossy, reordering. |");
});

test("the fact sheet lists 101 seeded bugs, each with what must catch it", () => {
  expect(listed.map(bug => bug.number)).toEqual(Array.from({ length: 101 }, (_, i) => i + 1));
  expect(listed[0]).toEqual({ number: 1, caughtBy: "P1, P32", isControl: false });
  expect(listed.filter(bug => bug.isControl).map(bug => bug.number)).toEqual([46, 96]);
});

describe("a score", () => {
  const toy = (cases: Parameters<typeof spec<Record<never, never>, { bug: ReturnType<typeof bugKnob> }>>[1]["cases"]): ScoredSpec => {
    const of = spec("toy", {
      title: "",
      summary: "",
      semantics: { bug: bugKnob() },
      build: () => machine("toy", { n: t.bool() }).action("a", { then: () => {} }),
      cases,
    });
    return { spec: of, archive: "archive/toy", mutants, folder: "mutants" };
  };
  const mutants = [{ name: "M7", number: 7, about: "Drops | all.", replaces: { bag: { add: () => {}, take: () => {} } } }];
  const bugKnob = () => knob.oneOf("none", ["none", "M2", "M3", "M7"]);
  const list = [1, 2, 3, 4, 7].map(number => ({ number, caughtBy: `P${number}`, isControl: number === 3 }));
  const caught = { name: "bug.m7", about: "Drops | all.", semantics: { bug: "M7" }, expect: violates("P9 Kept: nothing is dropped", { steps: 3 }) } as const;

  test("counts each bug once, caught in any of its cases, and lists those that are not caught with their reason", () => {
    const uncaught = { name: "bug.m2", about: "Does nothing: the model has no files.", semantics: { bug: "M2" }, expect: holds() } as const;
    const text = scoreText([toy([caught, { ...caught, name: "bug.m7.other", expect: holds() }, uncaught, { name: "stock", expect: holds() }])], list);
    expect(text.split("\n")).toEqual([
      "**1 of 2 seeded bugs are caught.**",
      "",
      "| bug | what it changes | replaces | rules | caught by | meant to be caught by | steps |",
      "| --- | --- | --- | --- | --- | --- | --- |",
      "| M2 | Does nothing: the model has no files. |  | `bug=M2` | **not caught** | P2 |  |",
      "| [M7](mutants/m7.ts) | Drops \\| all. | `bag.add` `bag.take` | `bug=M7` | P9 Kept | P7 | [3](archive/toy/bug.m7/README.md) |",
      "| [M7 other](mutants/m7.ts) | Drops \\| all. | `bag.add` `bag.take` | `bug=M7` | **not caught** | P7 |  |",
      "",
      "Of the 5 bugs of the list, these have no case yet: M1, M3-M4.",
    ]);
  });

  test("does not count controls among the bugs, and says which are left alone", () => {
    const control = { name: "bug.m3", about: "Changes nothing that counts.", semantics: { bug: "M3" } } as const;
    const left = scoreText([toy([caught, { ...control, expect: holds() }])], list);
    expect(left).toContain("**1 of 1 seeded bugs are caught.** Of the controls, which break nothing, 1 of 1 is left alone.\n");
    expect(left).toContain("| M3 | Changes nothing that counts. |  | `bug=M3` | nothing: a control | P3 |  |");
    expect(scoreText([toy([{ ...control, expect: caught.expect }])], list)).toContain(
      "**0 of 0 seeded bugs are caught.** Of the controls, which break nothing, 0 of 1 are left alone.\n",
    );
  });

  test("refuses a bug that the list does not have, and one without a number", () => {
    expect(() => scoreText([toy([{ ...caught, name: "bug.m5" }])], list)).toThrow("toy bug.m5: there is no such bug in the list");
    expect(() => scoreText([toy([{ ...caught, name: "bug.nasty" }])], list)).toThrow("toy bug.nasty: write bug.m and the number of the bug");
    expect(() => scoreText([toy([{ ...caught, name: "bug.m4" }])], list)).toThrow("toy bug.m4: M7 says that its number is 7");
  });

  test("stands in one place of a page", () => {
    expect(withPart("# Specs\n<!-- a -->\nold\n<!-- b -->\nmore\n", "<!-- a -->", "<!-- b -->", "new")).toBe(
      "# Specs\n<!-- a -->\n\nnew\n\n<!-- b -->\nmore\n",
    );
    expect(() => withPart("# Specs\n", "<!-- a -->", "<!-- b -->", "new")).toThrow("the page has no single part");
    expect(() => withPart("<!-- a -->\n<!-- b -->\n<!-- a -->\n", "<!-- a -->", "<!-- b -->", "new")).toThrow("the page has no single part");
  });
});
