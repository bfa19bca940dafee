/**
 * `import.meta` of the files in a bundle. One module has one address, that of a temporary file, and each of the files in it has its own: data lies beside
 * the source. So a file that speaks of its address begins with a constant that holds it, and esbuild puts that in place of `import.meta`.
 */
import { readFile } from "node:fs/promises";
import { dirname, extname, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Loader, Plugin } from "esbuild";

const loaders: Readonly<Record<string, Loader>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
  ".jsx": "jsx",
};

const [metaName, fileName, folderName] = ["importMetaOfThisFile", "filenameOfThisFile", "dirnameOfThisFile"];

export const ownMeta = {
  /** Free names only: a file may declare its own `__dirname`. */
  define: { "import.meta": metaName, __filename: fileName, __dirname: folderName },

  /** `root`: the folder of the entry. `addresses` gets the names, from there, of the files whose addresses are in the text. */
  plugin: (root: string, addresses: Map<string, string>): Plugin => ({
    name: "import-meta",
    setup(context) {
      context.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: "file" }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        if (!/import\s*\.\s*meta|__dirname|__filename/.test(text)) return undefined;
        const [url, folder] = [pathToFileURL(path).href, dirname(path)];
        // The same names wherever the project stands.
        for (const address of [path, folder]) addresses.set(address, placeFrom(root, address));
        addresses.set(url, `file:${placeFrom(root, path)}`);
        const constants = [
          `const ${fileName} = ${JSON.stringify(path)}`,
          `const ${folderName} = ${JSON.stringify(folder)}`,
          `const ${metaName} = { url: ${JSON.stringify(url)}, filename: ${fileName}, dirname: ${folderName} }`,
        ];
        // On the first line, so that mistakes name the same lines; after what must be at the very beginning.
        const [start = ""] = /^(?:#!.*\n)?/.exec(text) ?? [];
        return { contents: `${start}${constants.join("; ")}; ${text.slice(start.length)}`, loader: loaders[extname(path)] ?? "ts" };
      });
    },
  }),
};

function placeFrom(root: string, path: string): string {
  return `./${relative(root, path).split(sep).join("/")}`;
}
