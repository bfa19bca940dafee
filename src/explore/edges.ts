/** Counts distinct (from, to) pairs. Successors of one state are few, so a scan of a short list beats a set. */

export class EdgeCounter {
  distinct = 0;
  /** Targets of the state being expanded; `length` are valid. */
  private targets = new Int32Array(64);
  private length = 0;

  add(target: number): void {
    for (let i = 0; i < this.length; i++) if (this.targets[i] === target) return;
    if (this.length === this.targets.length) this.grow();
    this.targets[this.length++] = target;
  }

  endState(): void {
    this.distinct += this.length;
    this.length = 0;
  }

  private grow(): void {
    const larger = new Int32Array(this.targets.length * 2);
    larger.set(this.targets);
    this.targets = larger;
  }
}
