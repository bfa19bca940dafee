/** Counts distinct (from, to) pairs. A state has few successors, so searching a short list of them is faster than a set. */

export class EdgeCounter {
  distinct = 0;
  /** Words of a packed state. */
  private readonly width: number;
  /** Hashes of the targets of the state being expanded; `length` are valid. */
  private hashes: Int32Array = new Int32Array(64);
  /** Their packed rows, one after the other. */
  private rows: Int32Array;
  private length = 0;

  constructor(width: number) {
    this.width = width;
    this.rows = new Int32Array(64 * width);
  }

  /** A successor of the state being expanded, packed, with its hash. */
  add(words: Int32Array, hash: number): void {
    for (let i = 0; i < this.length; i++) if (this.hashes[i] === hash && this.isTarget(i, words)) return;
    if (this.length === this.hashes.length) this.grow();
    this.hashes[this.length] = hash;
    for (let i = 0; i < this.width; i++) this.rows[this.length * this.width + i] = words[i];
    this.length++;
  }

  endState(): void {
    this.distinct += this.length;
    this.length = 0;
  }

  private isTarget(index: number, words: Int32Array): boolean {
    for (let i = 0; i < this.width; i++) if (this.rows[index * this.width + i] !== words[i]) return false;
    return true;
  }

  private grow(): void {
    this.hashes = doubled(this.hashes);
    this.rows = doubled(this.rows);
  }
}

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
