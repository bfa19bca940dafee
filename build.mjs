/**
 * Bundles `src` into few files: loading a hundred small ones took longer than all else at the start of the program, and of each worker thread.
 *
 *     node build.mjs [folder, default dist] [more entry points...]
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const [folder = "dist", ...others] = process.argv.slice(2);
const entries = ["index", "vitest", "cli/main", "cli/worker", ...others];

// Specs import the door, which has zod schemas, so every check and every worker thread loads zod: 35 ms bundled, 130 ms from its own files. (Imported as a
// namespace everywhere, it comes without its fifty languages.) All others stay packages: they load fast or seldom, vitest must be the one that runs the
// tests, and esbuild finds its program beside itself.
const bundled = ["zod"];
const { dependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));

rmSync(folder, { recursive: true, force: true });
await build({
  entryPoints: entries.map(each => `src/${each}.ts`),
  outdir: folder,
  outbase: "src",
  bundle: true,
  // A machine is an instance of the same class for all entries only if they share their code.
  splitting: true,
  // One folder deep, as cli/ is: addresses relative to `import.meta.url` are right in whichever file they come to stand.
  chunkNames: "chunks/[name]-[hash]",
  external: Object.keys({ ...dependencies, ...peerDependencies }).filter(name => !bundled.includes(name)),
  format: "esm",
  platform: "node",
  target: "node20",
  charset: "utf8",
  logLevel: "warning",
});
// CommonJS starts without the loader of modules: a thread of its own is there in 25 ms instead of 35.
await build({
  entryPoints: ["src/cli/watchdog.ts"],
  outfile: join(folder, "cli/watchdog.cjs"),
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
  charset: "utf8",
  logLevel: "warning",
});
writeFileSync(join(folder, "THIRD-PARTY-LICENSES.txt"), bundled.map(licence).join("\n"));

function licence(name) {
  return `${name}, which is part of the files in chunks/:\n\n${readFileSync(join("node_modules", name, "LICENSE"), "utf8")}`;
}
