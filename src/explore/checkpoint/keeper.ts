/** Keeps the explorations of one instance in a folder: see `keptFormat.ts` for the files. */
import { Checksum } from "../../kernel/checksum.ts";
import type { Keepable } from "../work/keeping.ts";
import {
  damaged,
  type Identity,
  type KeptFolder,
  levelEndOf,
  progressFile,
  readProgress,
  rowsFile,
  type Stage,
  stageOf,
  statesOf,
  writeProgress,
} from "./keptFormat.ts";

/** Rows are read and written in pieces of about so many bytes. */
const pieceBytes = 1 << 20;

export class Keeper {
  private readonly folder: KeptFolder;
  private readonly identity: Identity;
  /** What `progress.json` says now. */
  private stages: readonly Stage[];
  /** The explorations that were begun, in their order: the same as that of the stages. */
  private readonly begun: Keepable[] = [];

  private constructor(folder: KeptFolder, identity: Identity, stages: readonly Stage[]) {
    this.folder = folder;
    this.identity = identity;
    this.stages = stages;
  }

  /** What a folder holds; it may be empty. Errors: CUT405, CUT406. */
  static async open(folder: KeptFolder, identity: Identity): Promise<Keeper> {
    const text = await folder.readText(progressFile);
    return new Keeper(folder, identity, text === null ? [] : readProgress(text, identity, folder.name));
  }

  /** The next machine is about to be explored: brings back what was kept of it. Errors: CUT405. */
  async begin(exploration: Keepable): Promise<void> {
    const index = this.begun.push(exploration) - 1;
    const stage = this.stages[index];
    if (stage !== undefined) await this.bringBack(exploration, stage, index);
  }

  /** Whether a level has ended that was not kept yet. */
  hasNews(exploration: Keepable): boolean {
    const kept = this.stages[this.begun.indexOf(exploration)]?.levels.length ?? 0;
    return exploration.levelEnd !== null && exploration.levelEnd.levelCount > kept;
  }

  /**
   * Keeps what was known at the end of the last level: first the new rows, then the progress that counts them. Errors: what the folder throws;
   * what was kept before stays valid.
   */
  async save(exploration: Keepable): Promise<void> {
    const end = exploration.levelEnd;
    if (end === null) return;
    const index = this.begun.indexOf(exploration);
    const checksum = await this.appendRows(exploration, index, end.states);
    const stages = [...this.stages.slice(0, index), stageOf(exploration, end, checksum)];
    await this.replaceProgress(writeProgress(this.identity, stages));
    this.stages = stages;
  }

  private async appendRows(exploration: Keepable, index: number, states: number): Promise<string> {
    const kept = this.stages[index];
    const checksum = kept === undefined ? new Checksum() : Checksum.from(kept.checksum);
    const piece = pieceFor(exploration);
    for (let first = kept === undefined ? 0 : statesOf(kept); first < states; ) {
      const rows = piece.subarray(0, Math.min(piece.length, (states - first) * exploration.rowWords));
      exploration.readRows(first, rows);
      checksum.add(rows);
      await this.folder.writeAt(rowsFile(index), first * exploration.rowWords * 4, bytesOf(rows));
      first += rows.length / exploration.rowWords;
    }
    await this.folder.sync(rowsFile(index));
    // The file must be there before anything counts on it.
    if (kept === undefined) await this.folder.syncNames();
    return checksum.text;
  }

  private async replaceProgress(text: string): Promise<void> {
    const temporary = `${progressFile}.tmp`;
    await this.folder.writeText(temporary, text);
    await this.folder.sync(temporary);
    await this.folder.rename(temporary, progressFile);
    await this.folder.syncNames();
  }

  private async bringBack(exploration: Keepable, stage: Stage, index: number): Promise<void> {
    if (!fits(stage, exploration)) damaged(this.folder.name, `it is of another machine than ${exploration.machine}`);
    const { name } = this.folder;
    const states = statesOf(stage);
    await this.folder.truncate(rowsFile(index), states * stage.rowWords * 4);
    exploration.resume(levelEndOf(stage, exploration.instanceCount), stage.levels);
    const checksum = new Checksum();
    const piece = pieceFor(exploration);
    for (let first = 0; first < states && !exploration.isOver; ) {
      const rows = piece.subarray(0, Math.min(piece.length, (states - first) * stage.rowWords));
      const read = await this.folder.readAt(rowsFile(index), first * stage.rowWords * 4, bytesOf(rows));
      if (read < rows.byteLength) damaged(name, `${rowsFile(index)} is too short`);
      checksum.add(rows);
      if (!exploration.addRows(rows)) damaged(name, `${rowsFile(index)} holds a state twice`);
      first += rows.length / stage.rowWords;
    }
    if (!exploration.isOver && checksum.text !== stage.checksum) damaged(name, `${rowsFile(index)} is not what was written`);
  }
}

function fits({ machine, layout, rowWords, instancesSeen }: Stage, exploration: Keepable): boolean {
  const isSame = machine === exploration.machine && layout === exploration.layout && rowWords === exploration.rowWords;
  return isSame && instancesSeen.every(i => i < exploration.instanceCount);
}

/** Room for whole rows. */
function pieceFor({ rowWords }: Keepable): Int32Array {
  return new Int32Array(Math.max(1, Math.floor(pieceBytes / 4 / rowWords)) * rowWords);
}

function bytesOf(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
