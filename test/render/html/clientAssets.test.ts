import { build } from "esbuild";
import { expect, test } from "vitest";

const generated = "src/render/html/clientAssets.ts";

test("the program and the style in the pages are those of src/render/html/client (npm run client writes them anew)", async () => {
  const { outputFiles } = await build({
    entryPoints: ["src/render/html/client/main.ts", "src/render/html/client/page.css"],
    outdir: "unused",
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022", "chrome120", "firefox121", "safari17"],
    charset: "ascii",
    legalComments: "none",
    write: false,
  });
  const [script = "", style = ""] = outputFiles.map(({ text }) => text.trimEnd());
  // Either of them would end its own element.
  expect(`${script}${style}`).not.toMatch(/<\/|<!--/);
  await expect(assetsModule(script, style)).toMatchFileSnapshot(`${process.cwd()}/${generated}`);
});

function assetsModule(script: string, style: string): string {
  return `/** Bundled from client/ by \`npm run client\`. A test compares it. */
/** The program of a counterexample's page. */
export const clientScript = ${JSON.stringify(script)};
/** The style of all pages. */
export const clientStyle = ${JSON.stringify(style)};
`;
}
