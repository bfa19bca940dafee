/** The README shows what `npm run check` prints, in part. Running it takes a minute, so its rows are compared with the cases instead. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Spec } from "../src/index.ts";
import { repository } from "./cli/build.ts";

const readme = await readFile(join(repository, "README.md"), "utf8");
const files = (await readdir(join(repository, "specs"), { recursive: true })).filter(name => name.endsWith(".spec.ts"));
const specs = await Promise.all(files.map(async name => ((await import(/* @vite-ignore */ join(repository, "specs", name))) as { default: Spec }).default));
const quick = specs.flatMap(spec => spec.cases.filter(each => each.tier === "quick").map(each => ({ spec, case: each })));

/** `spec  case  verdict  yes  states  depth  time` */
const row = /^(\S+) +(\S+) +(holds|violated) +yes +([\d,]+)(?: up to symmetry)? +(\d+) +\S+ s$/gm;

test("every row of the README's table is a case of today, with its verdict and its states", () => {
  const rows = [...readme.matchAll(row)].map(([, spec, name, verdict, states]) => ({ spec, name, verdict, states: Number(states?.replaceAll(",", "")) }));
  expect(rows.length).toBeGreaterThan(5);
  for (const { spec, name, verdict, states } of rows) {
    const found = quick.find(each => each.spec.name === spec && each.case.name === name);
    expect(found?.case.expect.verdict, `${spec} ${name}`).toBe(verdict);
    expect(states, `${spec} ${name}`).toBe(found?.case.expect.counts.states ?? states);
  }
});

test("the README counts the quick cases of today", () => {
  expect(readme).toContain(`${quick.length} instances: ${quick.length} as expected;`);
});

test("the README quotes the mutation score of specs/flink", async () => {
  const table = await readFile(join(repository, "specs/flink/README.md"), "utf8");
  const score = /^\*\*(\d+ of \d+) seeded bugs are caught\.\*\*/m.exec(table)?.[1];
  expect(readme).toContain(`[${score}, the table](specs/flink/README.md)`);
});
