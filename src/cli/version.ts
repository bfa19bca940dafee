/** The version of the running program. */
import { readFileSync } from "node:fs";

/** Built, this file is part of one in `dist/chunks`. */
export function versionOf(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { readonly version: string };
  return version;
}
