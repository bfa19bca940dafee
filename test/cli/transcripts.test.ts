import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltProgram, buildProgram } from "./build.ts";
import { rerun } from "./transcript.ts";
import { makeWorkspace } from "./workspace.ts";

const folder = fileURLToPath(new URL("./transcripts/", import.meta.url));
let program: BuiltProgram;

beforeAll(async () => {
  program = await buildProgram();
});
afterAll(() => program.remove());

describe("the command line prints what its transcripts say (UPDATE_TRANSCRIPTS=1 writes them anew)", () => {
  test.for(readdirSync(folder).sort())("%s", async name => {
    const workspace = await makeWorkspace();
    try {
      const expected = readFileSync(folder + name, "utf8");
      const found = await rerun(expected, workspace.folder, program);
      if (process.env.UPDATE_TRANSCRIPTS === "1") writeFileSync(folder + name, found);
      else expect(found).toBe(expected);
    } finally {
      await workspace.remove();
    }
  });
});
