/** Tables in Markdown, and where they stand in a page. */
import { readFile, writeFile } from "node:fs/promises";

/** A table; the first row is the header. Columns of which every cell is a number are aligned to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const [header = [], ...body] = rows;
  const isNumber = (column: number): boolean => body.every(row => /^[\d,]*$/.test(row[column] ?? ""));
  const rule = header.map((_, column) => (isNumber(column) ? "---:" : "---"));
  return [header, rule, ...body].map(cells => `| ${cells.join(" | ")} |\n`).join("");
}

/** A whole number, in groups of three. */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/**
 * Whether a page has this text between its markers `<!-- name -->` and `<!-- end of name -->`; with `updates`, it is written there.
 * Errors: the page has no such markers.
 */
export async function isInPage(page: string, name: string, text: string, updates: boolean): Promise<boolean> {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const old = await readFile(page, "utf8");
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for ${name}: ${begin.trim()} and ${end}`);
  const now = `${old.slice(0, from + begin.length)}\n${text}\n${old.slice(to)}`;
  if (now === old) return true;
  if (updates) await writeFile(page, now);
  return updates;
}
