/** A report on disk: `index.html`, a page for each counterexample in `<spec>/<case>.html`, and one for each run of a decision table below `_tables/`. */
import { readFile, rm, rmdir } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { z } from "zod";
import type { Archive } from "../counterexample/archive.ts";
import type { Spec } from "../dsl/spec.ts";
import type { ReportEntry } from "../render/html/reportPage.ts";
import type { ReportedTable } from "../render/html/tableMarkup.ts";
import { type MatrixDocument, matrixSchema } from "../render/matrixJson.ts";
import { projectRoot, traceFileName } from "./archiveFiles.ts";
import { filesBelow } from "./filesBelow.ts";
import { matrixFileName } from "./matrixFiles.ts";
import { writeWhole } from "./platform.ts";
import { type Checked, reported } from "./report.ts";
import { readTraceFile } from "./traceFiles.ts";

const indexName = "index.html";
/** No spec can have this name. */
const tablesName = "_tables";

/** What was written. */
export interface WrittenReport {
  readonly index: string;
  readonly pages: number;
  readonly tables: number;
}

/**
 * Writes a report into a folder: the pages first, so that the index's links always lead somewhere. Pages of an earlier report that are not of this one are
 * removed, unless this one is cut short. `files`: the specs' files, whose projects are searched for decision tables.
 */
export async function writeReport(
  checked: readonly Checked[],
  files: ReadonlyMap<Spec["name"], string>,
  folder: string,
  isCutShort: boolean,
): Promise<WrittenReport> {
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
  for (const table of await keptTables(files)) tables.push({ ...table, pages: await tablePages(table, write) });
  const old = earlier.filter(each => !written.has(each));
  await writeWhole(join(folder, indexName), reportPage({ entries, tables, earlier: isCutShort ? old.map(addressOf) : [] }));
  if (!isCutShort) for (const path of old) await removePage(folder, path);
  return { index: join(folder, indexName), pages: written.size, tables: tables.length };
}

/** A path below the folder, as a link from the index. */
function addressOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** A decision table as `matrix --out` left it. */
interface KeptTable {
  readonly document: MatrixDocument;
  /** Absolute. */
  readonly folder: string;
  /** From the root of its project, with slashes. */
  readonly path: string;
  /** Where its pages are: the path, but different for all tables. */
  readonly place: string;
}

/** The tables about these specs in their projects, in alphabetical order of their folders. A file that is no table of this version is passed over. */
async function keptTables(files: ReadonlyMap<string, string>): Promise<readonly KeptTable[]> {
  const roots = [...new Set([...files.values()].map(file => projectRoot(dirname(file))))];
  const found = await Promise.all(
    roots.map(async (root, i) => {
      const tables = (await filesBelow(root, name => name === matrixFileName)).map(async file => {
        const parsed = matrixSchema.safeParse(await readJson(file));
        const folder = dirname(file);
        if (!parsed.success || !files.has(parsed.data.spec)) return [];
        const path = relative(root, folder).split(sep).join("/");
        return [{ document: parsed.data, folder, path: path || ".", place: i === 0 ? path : `~${i}/${path}` }];
      });
      return (await Promise.all(tables)).flat();
    }),
  );
  return found.flat();
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}

/** The pages of a table's runs, one place for each cell; null where there is no run, or where it cannot be read any more. */
async function tablePages(
  { document, folder, place }: KeptTable,
  write: (archive: Archive, segments: readonly string[]) => Promise<string>,
): Promise<readonly (string | null)[]> {
  const pages: (string | null)[] = [];
  for (const { counterexample } of document.cells) {
    const path = counterexample?.path ?? null;
    const archive = path === null || !isPlain(path) ? null : await readTraceFile(join(folder, path, traceFileName)).catch(() => null);
    pages.push(archive === null ? null : await write(archive, [tablesName, ...place.split("/").filter(each => each !== ""), `${path}.html`]));
  }
  return pages;
}

/** One name below a folder: what `matrix --out` writes. Anything else was not written by us. */
function isPlain(path: string): boolean {
  return /^[A-Za-z0-9._=,+~-]+$/.test(path) && !/^\.+$/.test(path);
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
