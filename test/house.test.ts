/** The rules of the house that no other tool holds. The directions of imports are in `.dependency-cruiser.cjs`; here it is tried that they bite. */
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import {
  defaultExports,
  type Found,
  filesNamed,
  filesNamedInPage,
  isNamed,
  lineCount,
  longFunctions,
  madeCode,
  openSwitches,
  parse,
  reexports,
  worldly,
} from "./support/house.ts";

const linesMax = 350;
const functionLinesMax = 70;

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter(file => file.endsWith(".ts"))
  .map(file => `src/${file.replaceAll("\\", "/")}`)
  .sort();
const sources = files.map(file => ({ file, source: parse(readFileSync(file, "utf8")) }));

function everywhere(find: (source: ReturnType<typeof parse>) => readonly Found[], but: (file: string) => boolean = () => false): readonly string[] {
  return sources.filter(({ file }) => !but(file)).flatMap(({ file, source }) => find(source).map(({ line, what }) => `${file}:${line} ${what}`));
}

describe("in src", () => {
  test("there are files to look at", () => {
    expect(files).toContain("src/index.ts");
    expect(files).toContain("src/dsl/machine.ts");
  });

  test(`no file has more than ${linesMax} lines`, () => {
    expect(sources.filter(({ source }) => lineCount(source) > linesMax).map(({ file, source }) => `${file} has ${lineCount(source)} lines`)).toEqual([]);
  });

  test(`no function has more than ${functionLinesMax} lines`, () => {
    expect(everywhere(source => longFunctions(source, functionLinesMax))).toEqual([]);
  });

  test("nothing is exported as a default", () => {
    expect(everywhere(defaultExports)).toEqual([]);
  });

  test("a switch over kinds has a case for each of them", () => {
    expect(everywhere(openSwitches)).toEqual([]);
  });

  test("code is made from text in src/layout only", () => {
    expect(everywhere(madeCode, file => file.startsWith("src/layout/"))).toEqual([]);
  });

  test("only the command line and the vitest matchers know clock, randomness and process", () => {
    expect(everywhere(worldly, file => file.startsWith("src/cli/") || file === "src/vitest.ts")).toEqual([]);
  });

  test("one file ends the process", () => {
    const endings = files.filter(file => file !== "src/cli/ending.ts" && /\bprocess\.(?:exit|abort|reallyExit)\(/.test(readFileSync(file, "utf8")));
    expect(endings).toEqual([]);
  });

  test("the door is the only file that exports from others", () => {
    expect(everywhere(reexports, file => file === "src/index.ts")).toEqual([]);
  });

  test("no file is named utils", () => {
    expect(files.filter(file => /^(utils?|helpers?|misc|common)\.ts$/i.test(basename(file)))).toEqual([]);
  });
});

describe("a file that is named is there:", () => {
  const folders = ["src", "test", "specs", "bench", "docs"];
  const all = new Set(
    [...readdirSync("."), ...folders.flatMap(folder => readdirSync(folder, { recursive: true, encoding: "utf8" }).map(file => `${folder}/${file}`))].map(file =>
      file.replaceAll("\\", "/"),
    ),
  );
  /** Fixtures and made files are texts of their own. */
  const isOurs = (file: string): boolean => file.endsWith(".ts") && !/^test\/fixtures\/|clientAssets\.ts$|^bench\/build\//.test(file);

  test("in comments, by its path below the folder of the comment or one around it, or below src", () => {
    const dead = [...all]
      .filter(isOurs)
      .flatMap(file => filesNamed(parse(readFileSync(file, "utf8"))).map(found => ({ file, ...found })))
      .filter(({ file, what }) => !isNamed(what, file, all));
    expect(dead.map(({ file, line, what }) => `${file}:${line} ${what}`)).toEqual([]);
  });

  test.each(["docs/architecture.md", "bench/notes.md"])("in %s, by the end of its path", page => {
    const isMade = (file: string): boolean => file.startsWith("dist/");
    const dead = filesNamedInPage(readFileSync(page, "utf8")).filter(({ what }) => !isMade(what) && ![...all].some(file => `/${file}`.endsWith(`/${what}`)));
    expect(dead).toEqual([]);
  });
});

describe("the measures find", () => {
  test("a long function, by its name and first line, and not a short one", () => {
    const source = parse("\nfunction short() {\n}\nfunction long() {\n\n\n}\n");
    expect(longFunctions(source, 3)).toEqual([{ line: 4, what: "long has 4 lines" }]);
  });

  test("the lines of a file, without the last line's end", () => {
    expect(lineCount(parse("const a = 1;\nconst b = 2;\n"))).toBe(2);
  });

  test.each(["export default 1;", "export default function f() {}", "export default class {}", "const a = 1; export { a as default };"])(
    "the default in %s",
    text => {
      expect(defaultExports(parse(text))).toHaveLength(1);
    },
  );

  test.each(["switch (node.kind) { case 'a': break; default: }", "switch (kind) { default: }", "switch (a?.finding.verdict) { default: break; }"])(
    "the open switch in %s",
    text => {
      expect(openSwitches(parse(text))).toHaveLength(1);
    },
  );

  test.each(["switch (node.kind) { case 'a': break; }", "switch (text) { default: break; }"])("nothing open in %s", text => {
    expect(openSwitches(parse(text))).toEqual([]);
  });

  test.each(["new Function('a', 'return a')", "Function('return 1')()", "eval('1')"])("the made code in %s", text => {
    expect(madeCode(parse(text))).toHaveLength(1);
  });

  test.each(["Date.now()", "new Date()", "performance.now()", "globalThis.performance.now()", "Math.random()", "process.argv", "globalThis.process"])(
    "the outer world in %s",
    text => {
      expect(worldly(parse(text))).toHaveLength(1);
    },
  );

  test.each(["// Date.now()", '"process.env"', "step.process", "new Date(0)", "Math.max(1, 2)"])("nothing of the outer world in %s", text => {
    expect(worldly(parse(text))).toEqual([]);
  });

  test.each(['export * from "./a.ts";', 'export { a } from "./a.ts";', 'export type { A } from "./a.ts";'])("the re-export in %s", text => {
    expect(reexports(parse(text))).toHaveLength(1);
  });

  test("the files that comments name, and not those of the code", () => {
    const [one, two] = ["one.ts", "work/two.test.ts"];
    const source = parse(`import { a } from "./gone.ts";\n// See \`${one}\` and\n/** \`${two}\` */\n`);
    expect(filesNamed(source)).toEqual([
      { line: 2, what: one },
      { line: 3, what: two },
    ]);
  });

  test("that a file is named from where it can be found", () => {
    const known = new Set(["src/explore/work/turn.ts", "src/kernel/rows.ts", "README.md"]);
    const from = (name: string): boolean => isNamed(name, "src/explore/work/limit.ts", known);
    expect(["turn.ts", "work/turn.ts", "explore/work/turn.ts", "kernel/rows.ts", "README.md"].map(from)).toEqual([true, true, true, true, true]);
    expect(["rows.ts", "trace/turn.ts"].map(from)).toEqual([false, false]);
  });
});
