/** The package as its users get it: packed, installed into an empty folder elsewhere, and used there as the tutorial says. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repository } from "./cli/build.ts";
import { tutorialSpec } from "./support/markdownBlocks.ts";

const execute = promisify(execFile);

let folder: string;
/** Where the user works: a folder with nothing but what npm made of it. */
let home: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutcheck-package-"));
  home = join(folder, "home");
  await mkdir(home);
  const { stdout } = await execute("npm", ["pack", "--json", "--silent", "--pack-destination", folder], { cwd: repository });
  // The build that npm pack runs writes to stdout, too.
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf("[\n"))) as [{ readonly filename: string }];
  await writeFile(join(home, "package.json"), '{ "private": true, "type": "module" }\n');
  await execute("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, packed.filename)], { cwd: home });
  const { name, text } = await tutorialSpec();
  await writeFile(join(home, name), text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(command: string, ...words: string[]): Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number }> {
  try {
    return { ...(await execute(command, words, { cwd: home })), code: 0 };
  } catch (error) {
    return error as { readonly stdout: string; readonly stderr: string; readonly code: number };
  }
}

describe("the installed package", () => {
  test("has the program, the types and the pages, and none of the sources", async () => {
    const installed = join(home, "node_modules/cutcheck");
    expect((await readdir(installed)).sort()).toEqual(expect.arrayContaining(["CHANGELOG.md", "LICENSE", "dist", "docs", "package.json"]));
    expect(await readdir(installed)).not.toContain("src");
    expect(await readdir(join(installed, "dist"))).toEqual(expect.arrayContaining(["cli", "index.d.ts", "index.js", "vitest.d.ts", "vitest.js"]));
  });

  test("checks the tutorial's spec without a build step", async () => {
    const { name } = await tutorialSpec();
    const { stdout, code } = await run("npx", "cutcheck", "check", name, "--update");
    expect(stdout).toMatch(/\d+ instances?: \d+ as expected; /);
    expect(code).toBe(0);
    expect((await run("npx", "cutcheck", "check", name)).code).toBe(0);
    expect((await run("npx", "cutcheck", "replay")).code).toBe(0);
    expect((await run("npx", "cutcheck", "report", "pages", name)).stdout).toMatch(/^Written to pages\/index\.html, /m);
  });

  test("is found by node and by the spec's own import", async () => {
    const script = 'import { holds, machine, t } from "cutcheck"; console.log(machine("lamp", { on: t.bool() }).definition.name, holds().verdict);';
    expect((await run("node", "--input-type=module", "--eval", script)).stdout).toBe("lamp holds\n");
  });

  test("says its version", async () => {
    const { version } = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as { readonly version: string };
    expect((await run("npx", "cutcheck", "--version")).stdout).toBe(`${version}\n`);
  });

  test("types the tutorial's spec, and refuses a wrong field", async () => {
    const { name, text } = await tutorialSpec();
    const compilerOptions = { strict: true, noEmit: true, target: "ES2022", module: "NodeNext", moduleResolution: "NodeNext", types: [], skipLibCheck: true };
    const compile = join(repository, "node_modules/typescript/bin/tsc");
    await writeFile(join(home, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [name] }));
    expect((await run("node", compile, "-p", ".")).stdout).toBe("");
    await writeFile(join(home, "wrong.ts"), text.replace(/\bs => s\.(\w+)/, "s => s.$1s"));
    await writeFile(join(home, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["wrong.ts"] }));
    expect((await run("node", compile, "-p", ".")).stdout).toMatch(/^wrong\.ts\(\d+,\d+\): error TS2\d+: Property '\w+s' does not exist/);
  });

  test("has matchers for vitest", async () => {
    await symlink(join(repository, "node_modules/vitest"), join(home, "node_modules/vitest"));
    const test = `
      import { machine, t } from "cutcheck";
      import { expect, test } from "vitest";
      import "cutcheck/vitest";
      const lamp = machine("lamp", { on: t.bool() }).action("press", { then: s => { s.on = !s.on; } });
      test("a lamp", async () => {
        await expect(lamp).toHold();
        await expect(lamp.invariant("dark", s => !s.on)).toViolate("dark");
      });`;
    await writeFile(join(home, "lamp.test.ts"), test);
    const { stdout, code } = await run("node", join(repository, "node_modules/vitest/vitest.mjs"), "run", "lamp.test.ts");
    expect(stdout).toMatch(/1 passed/);
    expect(code).toBe(0);
  });
});
