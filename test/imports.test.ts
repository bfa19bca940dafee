/** That the import rules of `.dependency-cruiser.cjs` bite: a small tree of files in which each import breaks one of them. `npm test` holds the real tree to them. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

const tree = mkdtempSync(join(realpathSync(tmpdir()), "cutcheck-imports-"));

const files: Readonly<Record<string, string>> = {
  "src/index.ts": 'export { a } from "./dsl/a.ts"; import "./cli/main.ts";',
  "src/vitest.ts": 'import "node:fs"; import "vitest"; import "./explore/explore.ts";',
  "src/dsl/a.ts": "export const a = 1; export type A = number;",
  "src/dsl/upward.ts": 'import "../layout/fine.ts";',
  "src/dsl/package.ts": 'import "zod";',
  "src/dsl/round.ts": 'import "./about.ts";',
  "src/dsl/about.ts": 'import "./round.ts";',
  "src/layout/fine.ts": 'import { a } from "../dsl/a.ts"; export const b = a;',
  "src/layout/sideways.ts": 'import "../kernel/fine.ts";',
  "src/kernel/fine.ts": 'import type { A } from "../dsl/a.ts"; export const c: A = 1;',
  "src/kernel/value.ts": 'import { a } from "../dsl/a.ts"; export const d = a;',
  "src/explore/explore.ts": 'import "../kernel/fine.ts"; import "../layout/fine.ts"; import "../dsl/a.ts"; import "./exploration.ts";',
  "src/explore/exploration.ts": 'import "./judge/fine.ts";',
  "src/explore/judge/fine.ts": 'import "../trace/trace.ts";',
  "src/explore/judge/window.ts": 'import "../trace/costTable.ts";',
  "src/explore/trace/trace.ts": 'import "./costTable.ts";',
  "src/explore/trace/costTable.ts": 'import "../../dsl/a.ts";',
  "src/explore/trace/upward.ts": 'import "../judge/fine.ts";',
  "src/explore/package.ts": 'import "ts-pattern";',
  "src/explore/upward.ts": 'import "../check/check.ts";',
  "src/check/check.ts": 'import "../explore/explore.ts"; import "zod";',
  "src/check/window.ts": 'import "../explore/exploration.ts";',
  "src/explore/node.ts": 'import "node:path";',
  "src/explore/door.ts": 'import "../index.ts";',
  "src/counterexample/fine.ts": 'import "../explore/explore.ts"; import "../check/check.ts"; import "zod";',
  "src/counterexample/shown.ts": 'import "../render/fine.ts";',
  "src/render/fine.ts": 'import "../counterexample/fine.ts"; import "chalk";',
  "src/render/command.ts": 'import "../cli/main.ts";',
  "src/cli/main.ts": 'import "../render/fine.ts"; import "../dsl/a.ts"; import "node:process"; import "commander";',
  "src/cli/tested.ts": 'import "../../test/fine.ts"; import "../../specs/fine.ts";',
  "src/cli/development.ts": 'import "typescript";',
  "src/cli/accident.ts": 'import "acorn";',
  "src/cli/nowhere.ts": 'import "./gone.ts";',
  "test/fine.ts": 'import "../src/kernel/fine.ts"; import "vitest"; import "node:fs";',
  "specs/fine.ts": 'import { a } from "cutcheck"; import "./part.ts"; export const e = a;',
  "specs/part.ts": "export const part = 1;",
  "specs/deep.ts": 'import "../src/dsl/a.ts";',
  "specs/path.ts": 'import "../src/index.ts";',
  "specs/node.ts": 'import "node:fs";',
};

beforeAll(() => {
  for (const file of ["package.json", "tsconfig.json", ".dependency-cruiser.cjs"]) cpSync(file, join(tree, file));
  symlinkSync(resolve("node_modules"), join(tree, "node_modules"), "dir");
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  }
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** Every broken rule, as "rule: from -> to", sorted. */
function brokenRules(): readonly string[] {
  const command = ["node_modules/dependency-cruiser/bin/dependency-cruise.mjs", "--preserve-symlinks", "--output-type", "json", "src", "specs", "test"];
  const { stdout, stderr } = spawnSync(process.execPath, command, { cwd: tree, encoding: "utf8", maxBuffer: 2 ** 26 });
  if (stdout === "") throw new Error(stderr);
  const violations: readonly Violation[] = JSON.parse(stdout).summary.violations;
  return violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to.replace(/^(node_modules\/[^/]+).*/, "$1")}`).sort();
}

test("each import against the direction is found, and no other", () => {
  expect(brokenRules()).toEqual([
    "browser-safe: src/explore/node.ts -> path",
    "counterexample-imports: src/counterexample/shown.ts -> src/render/fine.ts",
    "declared-packages: src/cli/accident.ts -> node_modules/acorn",
    "door-exports-no-command: src/index.ts -> src/cli/main.ts",
    "dsl-imports: src/dsl/package.ts -> node_modules/zod",
    "dsl-imports: src/dsl/upward.ts -> src/layout/fine.ts",
    "explore-doors: src/check/window.ts -> src/explore/exploration.ts",
    "explore-imports: src/explore/door.ts -> src/index.ts",
    "explore-imports: src/explore/package.ts -> node_modules/ts-pattern",
    "explore-imports: src/explore/upward.ts -> src/check/check.ts",
    "explore/trace-doors: src/explore/judge/window.ts -> src/explore/trace/costTable.ts",
    "explore/trace-imports: src/explore/trace/upward.ts -> src/explore/judge/fine.ts",
    "kernel-knows-no-spec: src/kernel/value.ts -> src/dsl/a.ts",
    "layout-imports: src/layout/sideways.ts -> src/kernel/fine.ts",
    "no-cycles: src/dsl/about.ts -> src/dsl/round.ts",
    "no-development-packages: src/cli/development.ts -> node_modules/typescript",
    "nothing-below-imports-the-door: src/explore/door.ts -> src/index.ts",
    "render-imports: src/render/command.ts -> src/cli/main.ts",
    "resolvable: src/cli/nowhere.ts -> ./gone.ts",
    "specs-by-package-name: specs/deep.ts -> src/dsl/a.ts",
    "specs-by-package-name: specs/path.ts -> src/index.ts",
    "specs-write-as-users-do: specs/deep.ts -> src/dsl/a.ts",
    "specs-write-as-users-do: specs/node.ts -> fs",
    "src-stands-alone: src/cli/tested.ts -> specs/fine.ts",
    "src-stands-alone: src/cli/tested.ts -> test/fine.ts",
  ]);
});
