/**
 * Packed rows on their way from one thread to another, in shared memory: a ring with one writer and one reader.
 *
 *   slots   Int32Array   | hash, row | hash, row | ...          a power of two of slots; the n-th row sent lies in slot n modulo that
 *   sent    Int32Array   | rows sent, modulo 2^32 |             written by the sender
 *   read    Int32Array   | rows read, modulo 2^32 |             written by the receiver
 *
 * The words of a slot are written and read without atomics; storing and loading the two counts orders them. Counts are stored once for
 * many rows: an atomic store for each would cost as much as the row.
 */

export interface Mailbox {
  readonly slots: Int32Array;
  readonly sent: Int32Array;
  readonly read: Int32Array;
}

/** A power of two. Rows that were sent a while ago are sent again, which the receiver finds out: that costs time only. */
const recentSize = 1 << 13;

/** A count is alone in its cache line, so that its reader does not slow down the writer of another. */
const cacheLineBytes = 64;

/** An empty mailbox for rows of `width` words. `rowsMin`: how many rows it must have room for. */
export function newMailbox(width: number, rowsMin: number): Mailbox {
  const slotCount = 2 ** Math.ceil(Math.log2(rowsMin));
  const counts = new SharedArrayBuffer(2 * cacheLineBytes);
  return {
    slots: new Int32Array(new SharedArrayBuffer(slotCount * (width + 1) * 4)),
    sent: new Int32Array(counts, 0, 1),
    read: new Int32Array(counts, cacheLineBytes, 1),
  };
}

/** The sender's end. */
export class Outbox {
  private readonly slots: Int32Array;
  private readonly sent: Int32Array;
  private readonly read: Int32Array;
  private readonly width: number;
  private readonly slotCount: number;
  private count = 0;
  /** Slots known to be free. */
  private room: number;
  /** Rows sent lately, each with its hash before it, at the place that the low bits of the hash give: most duplicates are found here. */
  private readonly recent: Int32Array;

  constructor({ slots, sent, read }: Mailbox, width: number) {
    this.slots = slots;
    this.sent = sent;
    this.read = read;
    this.width = width;
    this.slotCount = slots.length / (width + 1);
    this.room = this.slotCount;
    this.recent = new Int32Array(recentSize * (width + 1));
    // No row is here yet: a hash that belongs in another place.
    for (let i = 0; i < recentSize; i++) this.recent[i * (width + 1)] = ~i;
  }

  /** Whether so many rows can be sent. */
  hasRoom(rows: number): boolean {
    if (this.room >= rows) return true;
    this.room = this.slotCount - ((this.count - Atomics.load(this.read, 0)) | 0);
    return this.room >= rows;
  }

  /** Writes a row, unless it was sent lately. There must be room. */
  send(words: Int32Array, hash: number): void {
    const width = this.width;
    const recent = this.recent;
    const place = (hash & (recentSize - 1)) * (width + 1);
    if (recent[place] === hash) {
      let i = 0;
      while (i < width && recent[place + 1 + i] === words[i]) i++;
      if (i === width) return;
    }
    const slots = this.slots;
    const slot = (this.count & (this.slotCount - 1)) * (width + 1);
    recent[place] = hash;
    slots[slot] = hash;
    for (let i = 0; i < width; i++) {
      recent[place + 1 + i] = words[i];
      slots[slot + 1 + i] = words[i];
    }
    this.count = (this.count + 1) | 0;
    this.room--;
  }

  /** Lets the receiver see what was written. */
  publish(): void {
    Atomics.store(this.sent, 0, this.count);
  }
}

/** The receiver's end. Rows are read in place: `slots[slotOf(n)]` is the hash of the n-th row waiting, its words come after it. */
export class Inbox {
  readonly slots: Int32Array;
  private readonly sent: Int32Array;
  private readonly read: Int32Array;
  private readonly stride: number;
  private readonly slotCount: number;
  private count = 0;

  constructor({ slots, sent, read }: Mailbox, width: number) {
    this.slots = slots;
    this.sent = sent;
    this.read = read;
    this.stride = width + 1;
    this.slotCount = slots.length / this.stride;
  }

  /** How many rows are waiting. */
  waiting(): number {
    return (Atomics.load(this.sent, 0) - this.count) | 0;
  }

  /** Where in `slots` the n-th of them begins. */
  slotOf(n: number): number {
    return ((this.count + n) & (this.slotCount - 1)) * this.stride;
  }

  /** Gives the slots of the first `rows` back to the sender. */
  release(rows: number): void {
    this.count = (this.count + rows) | 0;
    Atomics.store(this.read, 0, this.count);
  }
}
