/** `cutcheck check --dump-code FOLDER`: the code that is generated for the machines that are checked, as files to be read. */
import { join, resolve } from "node:path";
import { type GeneratedCode, onGenerated } from "../layout/evaluate.ts";
import { counted } from "../render/numbers.ts";
import type { Console } from "./console.ts";
import { displayPath } from "./load.ts";
import { writeWhole } from "./platform.ts";

/** The code that is generated from now on. */
export class CodeFolder {
  private readonly folder: string;
  private readonly codes: GeneratedCode[] = [];

  constructor(folder: string) {
    this.folder = resolve(folder);
    onGenerated(code => void this.codes.push(code));
  }

  /** Writes one file for each, numbered in the order in which they were generated. Errors: `UnwritableError`. */
  async write({ note }: Console): Promise<void> {
    onGenerated(null);
    for (const [i, { what, text }] of this.codes.entries())
      await writeWhole(join(this.folder, `${i + 1}-${what}.js`), text);
    note(`Generated code in ${displayPath(this.folder)}: ${counted(this.codes.length, "file")}.`);
  }
}
