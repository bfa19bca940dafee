/** A report on disk: `index.html`, a page for each counterexample in `<spec>/<case>.html`, and one for each run of a decision table below `_tables/`. */
import { readFile, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";
import type { Archive } from "../counterexample/archive.ts";
import type { ReportEntry } from "../render/html/reportPage.ts";
import { isOutdated, type ReportedTable } from "../render/html/tableMarkup.ts";
import { keptTables } from "./keptTables.ts";
import type { LoadedSpec } from "./load.ts";
import { writeWhole } from "./platform.ts";
import { type Checked, reported } from "./report.ts";

const indexName = "index.html";
/** No spec can have this name. */
const tablesName = "_tables";

/** What was written. */
export interface WrittenReport {
  readonly index: string;
  readonly pages: number;
  readonly tables: number;
  /** Tables that are not of today's specs. */
  readonly outdated: number;
}

/**
 * Writes a report into a folder: the pages first, so that the index's links always lead somewhere. Pages of an earlier report that are not of this one are
 * removed, unless this one is cut short. `specs`: their projects are searched for decision tables.
 */
export async function writeReport(checked: readonly Checked[], specs: readonly LoadedSpec[], folder: string, isCutShort: boolean): Promise<WrittenReport> {
  // Loaded where they are wanted, see `show`.
  const [{ counterexamplePage }, { reportPage }] = await Promise.all([import("../render/html/page.ts"), import("../render/html/reportPage.ts")]);
  const earlier = await earlierPages(join(folder, indexName));
  const written = new Set<string>();
  const write = async (archive: Archive, segments: readonly string[]): Promise<string> => {
    const path = segments.join("/");
    await writeWhole(join(folder, ...segments), counterexamplePage(archive, `${"../".repeat(segments.length - 1)}${indexName}`));
    written.add(path);
    return addressOf(path);
  };
  const entries: ReportEntry[] = [];
  for (const each of checked) {
    const archive = each.kept?.archive;
    entries.push({ ...reported(each), page: archive === undefined ? null : await write(archive, [archive.spec, `${archive.case ?? "(ad hoc)"}.html`]) });
  }
  const tables: ReportedTable[] = [];
  for (const table of await keptTables(specs)) {
    const pages: (string | null)[] = [];
    for (const [i, run] of table.runs.entries()) pages.push(run === null ? null : await write(run, [tablesName, ...table.place, `${table.names[i]}.html`]));
    tables.push({ ...table, pages });
  }
  const old = earlier.filter(each => !written.has(each));
  await writeWhole(join(folder, indexName), reportPage({ entries, tables, earlier: isCutShort ? old.map(addressOf) : [] }));
  if (!isCutShort) for (const path of old) await removePage(folder, path);
  return { index: join(folder, indexName), pages: written.size, tables: tables.length, outdated: tables.filter(isOutdated).length };
}

/** A path below the folder, as a link from the index. */
function addressOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

const manifest = z.object({ format: z.literal("cutcheck.report-index/1"), pages: z.array(z.string()) });

/** The pages that an earlier index names, as paths below the folder. */
async function earlierPages(index: string): Promise<readonly string[]> {
  const text = await readFile(index, "utf8").catch(() => "");
  const [, data = ""] = /<script type="application\/json" id="report">([\s\S]*?)<\/script>/.exec(text) ?? [];
  try {
    return manifest.parse(JSON.parse(data)).pages.map(decodeURIComponent).filter(isOwnPage);
  } catch {
    return [];
  }
}

/** A page below the folder. A path that leads elsewhere was not written by us. */
function isOwnPage(path: string): boolean {
  const segments = path.split("/");
  return segments.length > 1 && path.endsWith(".html") && segments.every(each => each !== "" && !/^\.+$/.test(each) && !each.includes("\\"));
}

/** Removes a page, and the folders above it that are empty then. */
async function removePage(folder: string, path: string): Promise<void> {
  await rm(join(folder, path), { force: true });
  for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) {
    if (
      !(await rmdir(join(folder, parent)).then(
        () => true,
        () => false,
      ))
    )
      return;
  }
}
