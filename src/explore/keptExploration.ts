/** An exploration that can be kept, and brought back: see `work/keeping.ts`. */
import { Checksum } from "../kernel/checksum.ts";
import { Exploration } from "./exploration.ts";
import type { Keepable, LevelEnd } from "./work/keeping.ts";

export class KeptExploration extends Exploration implements Keepable {
  get machine(): string {
    return this.definition.name;
  }

  get rowWords(): number {
    return this.compiled.packing.words;
  }

  get layout(): string {
    return Checksum.of(JSON.stringify(this.compiled.isReduced ? { reduced: this.compiled.packing } : this.compiled.packing));
  }

  get instanceCount(): number {
    return this.compiled.instances.length;
  }

  get isOver(): boolean {
    return this.finding !== null;
  }

  readRows(first: number, into: Int32Array): void {
    this.found.readInOrder(first, into);
  }

  resume(end: LevelEnd, levels: readonly number[]): void {
    for (const size of levels) this.levels.push(size);
    this.levelStates = end.states;
    this.levelEnd = end;
    this.isResumed = true;
    this.shard.resume(end, levels);
    if (this.isAtLimit()) this.conclude([]);
  }

  addRows(rows: Int32Array): boolean {
    try {
      return this.shard.addRows(rows);
    } catch (error) {
      this.explain(error);
      return true;
    }
  }
}
