/** The version of the running program. */
import { readFileSync } from "node:fs";

/** Compiled, this file is `dist/cli/version.js`. */
export function versionOf(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { readonly version: string };
  return version;
}
