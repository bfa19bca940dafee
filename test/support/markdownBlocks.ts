/**
 * Code blocks of a Markdown page, and the files that a reader who follows the page ends up with. The word after the language says what a
 * block is to its file:
 *
 *   ```ts                      a module of its own
 *   ```ts file=NAME            the whole of a file; again, its next version
 *   ```ts more=NAME            goes on where the file ends
 *   ```diff file=NAME          changes: lines that begin with a blank stay, with - go, with + come
 *   ```json file=NAME          any other language: the whole of a file
 *   ```console                 commands (lines that begin with "$ "), each followed by what it prints
 *
 * Other blocks (`sh`, `text`) are for reading only.
 */
import { readFile } from "node:fs/promises";

export interface MarkdownBlock {
  readonly language: string;
  /** `file` and `more` of the info string. */
  readonly file: string | null;
  readonly more: string | null;
  readonly text: string;
  /** 1-based line of the page where the text begins. */
  readonly line: number;
}

const tutorialPage = new URL("../../docs/tutorial.md", import.meta.url);

/** The spec that a reader of the tutorial has in the end, as text, and the name of its file. */
export async function tutorialSpec(): Promise<{ readonly name: string; readonly text: string }> {
  const files = filesOf(blocksOf(await readFile(tutorialPage, "utf8")));
  const spec = [...files].find(([name]) => name.endsWith(".spec.ts"));
  if (spec === undefined) throw new Error("the tutorial has no spec");
  return { name: spec[0], text: spec[1] };
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): readonly MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  const lines = page.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const info = /^```(\S.*)$/.exec(lines[at] ?? "")?.[1];
    if (info === undefined) continue;
    const end = lines.indexOf("```", at + 1);
    if (end < 0) throw new Error(`the block at line ${at + 1} has no end`);
    blocks.push(blockOf(info, lines.slice(at + 1, end), at + 2));
    at = end;
  }
  return blocks;
}

function blockOf(info: string, lines: readonly string[], line: number): MarkdownBlock {
  const [language = "", ...words] = info.split(" ");
  const word = (name: string): string | null => words.find(each => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
  return { language, file: word("file"), more: word("more"), text: lines.map(each => `${each}\n`).join(""), line };
}

/** The files after the blocks, in order of appearance: by name, their last version. A `ts` block without a name is `block-` and its line. */
export function filesOf(blocks: readonly MarkdownBlock[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const block of blocks) addTo(files, block);
  return files;
}

/** Whether a block says something about a file. */
export function isCode({ language, file, more }: MarkdownBlock): boolean {
  return language === "ts" || file !== null || more !== null;
}

/** Does to the files what one block says. */
export function addTo(files: Map<string, string>, block: MarkdownBlock): void {
  const { language, file, more, text, line } = block;
  if (more !== null) files.set(more, `${earlier(files, more, line)}\n${text}`);
  else if (language === "diff" && file !== null) files.set(file, changed(earlier(files, file, line), text, line));
  else if (file !== null) files.set(file, text);
  else if (language === "ts") files.set(`block-${line}.ts`, text);
}

function earlier(files: ReadonlyMap<string, string>, name: string, line: number): string {
  const text = files.get(name);
  if (text === undefined) throw new Error(`line ${line}: there is no ${name} yet`);
  return text;
}

/** A file after the changes of a diff block; parts of it that are apart are separated by a line "...". */
function changed(text: string, diff: string, line: number): string {
  return diff.split(/^\.\.\.\n/m).reduce((file, part) => {
    const lines = part.replace(/\n$/, "").split("\n");
    const side = (other: string): string =>
      lines
        .filter(each => !each.startsWith(other))
        .map(each => `${each.slice(1)}\n`)
        .join("");
    const [before, after] = [side("+"), side("-")];
    if (file.split(before).length !== 2) throw new Error(`line ${line}: the old lines of the diff are not exactly once in the file:\n${before}`);
    return file.replace(before, () => after);
  }, text);
}

/** A console block as commands with what they print. */
export function commandsOf(block: MarkdownBlock): readonly { readonly command: string; readonly output: string }[] {
  const parts = block.text.split(/^\$ /m).slice(1);
  return parts.map(part => {
    const end = part.indexOf("\n");
    return { command: part.slice(0, end), output: part.slice(end + 1) };
  });
}
