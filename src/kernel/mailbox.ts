/**
 * Batches on their way from one thread to another, in shared memory: a ring of blocks. One thread posts, one takes, and neither waits.
 *
 *   memory   Int32Array   | posted | ... 16 | taken | ... 16 | block | block | ...
 *   block                 | rows | hash | hash | ... | owner | owner | ... | row | row | ...
 *
 * `posted` and `taken` count blocks, each in a cache line of its own. A block is written before it is counted, and read before it is counted as taken.
 */
import { assert } from "./assert.ts";
import { type Batch, batchRows } from "./batch.ts";

const posted = 0;
const taken = 16;
const firstBlock = 32;
/** Blocks of a mailbox: a power of two, so that the counts may overflow. The taker looks every few dozen states, and these fill fewer blocks. */
const blocks = 16;

/** Words that a mailbox takes for rows of `width` words. */
export function mailboxWords(width: number): number {
  return firstBlock + blocks * blockWords(width);
}

export class Mailbox {
  private readonly memory: Int32Array;
  private readonly width: number;

  /** `memory`: shared, and zero when the first of the two makes its view. */
  constructor(memory: Int32Array, width: number) {
    this.memory = memory;
    this.width = width;
  }

  /** Copies a batch in; returns false when there is no room. */
  put(batch: Batch): boolean {
    const { memory, width } = this;
    const count = Atomics.load(memory, posted);
    if (((count - Atomics.load(memory, taken)) | 0) === blocks) return false;
    assert(batch.length > 0 && batch.length <= batchRows, "what is posted has rows, and no more than there is room for");
    const at = this.blockAt(count);
    memory[at] = batch.length;
    copy(batch.hashes, 0, memory, at + 1, batch.length);
    copy(batch.owners, 0, memory, at + 1 + batchRows, batch.length);
    copy(batch.rows, 0, memory, at + 1 + batchRows * 2, batch.length * width);
    Atomics.store(memory, posted, (count + 1) | 0);
    return true;
  }

  /** Whether there is nothing to take. */
  get isEmpty(): boolean {
    return Atomics.load(this.memory, posted) === Atomics.load(this.memory, taken);
  }

  /** Copies the oldest batch out; returns false when there is none. */
  take(batch: Batch): boolean {
    const { memory, width } = this;
    if (this.isEmpty) return false;
    const count = Atomics.load(memory, taken);
    const at = this.blockAt(count);
    assert(memory[at] > 0 && memory[at] <= batchRows, "what is taken was posted");
    batch.length = memory[at];
    copy(memory, at + 1, batch.hashes, 0, batch.length);
    copy(memory, at + 1 + batchRows, batch.owners, 0, batch.length);
    copy(memory, at + 1 + batchRows * 2, batch.rows, 0, batch.length * width);
    Atomics.store(memory, taken, (count + 1) | 0);
    return true;
  }

  private blockAt(count: number): number {
    return firstBlock + (count & (blocks - 1)) * blockWords(this.width);
  }
}

function blockWords(width: number): number {
  return 1 + batchRows * (width + 2);
}

/** A loop, because for a few hundred words it is faster than a view and its `set`. */
function copy(from: Int32Array, fromAt: number, to: Int32Array, toAt: number, words: number): void {
  for (let i = 0; i < words; i++) to[toAt + i] = from[fromAt + i];
}
