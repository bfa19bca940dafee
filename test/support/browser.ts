/** A real browser for the tests of pages: Debian's chromium, driven by playwright. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The path of a browser on the PATH; null when there is none. */
function browserPath(): string | null {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.flatMap(folder => names.map(name => join(folder, name))).find(file => existsSync(file)) ?? null;
}

/**
 * Whether tests can use a browser. Without one they are skipped, and it is said why; where `CUTCHECK_BROWSER=required` they are run and fail.
 */
export function hasBrowser(): boolean {
  if (browserPath() !== null || process.env.CUTCHECK_BROWSER === "required") return true;
  console.warn("Skipped: the tests of pages in a browser. There is no chromium on the PATH; with CUTCHECK_BROWSER=required they fail instead.");
  return false;
}

/** Starts the browser. It has nobody to talk to: its own errands (updates, synchronisation) are switched off. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  if (executablePath === null) throw new Error("There is no chromium on the PATH, and CUTCHECK_BROWSER=required. On Debian: apt-get install chromium.");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"];
  return chromium.launch({ executablePath, args: [...args, "--disable-sync"] });
}
