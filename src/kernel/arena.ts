/**
 * Shared memory that several threads see grow.
 *
 *   banks[k]   SharedArrayBuffer   | block | block | ... up to its largest size      each bank a row of pages of 4 KiB
 *
 * A place is the number of a page, counted over all banks. Blocks are never given back. A bank reserves addresses, not memory: what nobody has touched
 * costs nothing. So every thread has all banks from the start, and needs only the number of a page to look at a block. Simpler would be a buffer for each
 * block; but a thread that is busy expanding states cannot be sent one.
 *
 * Views have a fixed length: those that follow the length of a growing buffer cost ten times as much an access, these cost what others cost (measured).
 */
import { allocated, MemoryLimitError } from "./memory.ts";

const pageBytes = 4096;

/** How large banks may be, and how many there are. */
export interface ArenaShape {
  readonly bankBytes: number;
  readonly bankCount: number;
}

/** Engines allow no larger buffers than 4 GiB. */
const bankBytesMax = 2 ** 32;
/** Enough addresses for a machine of 128 GiB. */
const bankCountMax = 32;
/** A bank grows by so much. */
const growthBytes = 2 ** 24;

/** Banks for so many bytes of blocks. */
export function arenaShape(bytes: number): ArenaShape {
  return { bankBytes: bankBytesMax, bankCount: Math.min(bankCountMax, Math.ceil(bytes / bankBytesMax) + 1) };
}

/** One thread allocates; the others look. */
export class Arena {
  readonly banks: readonly SharedArrayBuffer[];
  private readonly bankBytes: number;
  private bank = 0;
  /** Bytes taken of the bank. */
  private taken = 0;

  /** Errors: MemoryLimitError when there are not even addresses. */
  constructor({ bankBytes, bankCount }: ArenaShape) {
    this.bankBytes = bankBytes;
    this.banks = allocated(() => Array.from({ length: bankCount }, () => new SharedArrayBuffer(0, { maxByteLength: bankBytes })));
  }

  /** A block of so many words, all zero; returns its place. Errors: MemoryLimitError. */
  allocate(words: number): number {
    const bytes = Math.ceil((words * 4) / pageBytes) * pageBytes;
    if (this.taken + bytes > this.bankBytes) {
      this.bank++;
      this.taken = 0;
    }
    const bank = this.banks[this.bank];
    if (bank === undefined || bytes > this.bankBytes) throw new MemoryLimitError("there are no addresses left for shared memory");
    const end = this.taken + bytes;
    if (end > bank.byteLength) allocated(() => bank.grow(Math.min(this.bankBytes, Math.ceil(end / growthBytes) * growthBytes)));
    const place = (this.bank * this.bankBytes + this.taken) / pageBytes;
    this.taken = end;
    return place;
  }
}

/** The block of so many words at a place. */
export function blockAt(banks: readonly SharedArrayBuffer[], place: number, words: number): Int32Array {
  const bankPages = banks[0].maxByteLength / pageBytes;
  return new Int32Array(banks[Math.floor(place / bankPages)], (place % bankPages) * pageBytes, words);
}
