import { build } from "esbuild";
import { expect, test } from "vitest";

const generated = "src/render/html/clientAssets.ts";

test("the programs and the style in the pages are those of src/render/html/client (npm run client writes them anew)", async () => {
  const { outputFiles } = await build({
    entryPoints: ["main.ts", "report.ts", "page.css"].map(file => `src/render/html/client/${file}`),
    outdir: "unused",
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022", "chrome120", "firefox121", "safari17"],
    charset: "ascii",
    legalComments: "none",
    write: false,
  });
  const texts = outputFiles.map(({ text }) => text.trimEnd());
  // Each of these would end its own element.
  expect(texts.join("")).not.toMatch(/<\/|<!--/);
  await expect(assetsModule(texts)).toMatchFileSnapshot(`${process.cwd()}/${generated}`);
});

function assetsModule([page, report, style]: readonly string[]): string {
  return `/** Bundled from client/ by \`npm run client\`. A test compares it. */
/** The program of a counterexample's page. */
export const pageScript = ${JSON.stringify(page)};
/** The program of a report's index. */
export const reportScript = ${JSON.stringify(report)};
/** The style of all pages. */
export const style = ${JSON.stringify(style)};
`;
}
