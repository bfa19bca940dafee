/**
 * Shared memory that grows while several threads use it.
 *
 *   banks[k]   SharedArrayBuffer   | block | block | ... up to its largest size      each bank a row of pages of 4 KiB
 *
 * A place is the number of a page, counted over all banks. Blocks are never given back. A bank reserves addresses, not memory: pages that nobody has written
 * cost nothing. So every thread has all banks from the start, and finds a block by the number of its first page. Simpler would be a buffer for each
 * block; but a thread that is busy expanding states cannot be sent one.
 *
 * Views have a fixed length. A view that follows the length of a growing buffer costs ten times as much for each access; one of fixed length costs no more than
 * a view of any other buffer (measured).
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
/** Bytes by which a bank grows. */
const growthBytes = 2 ** 24;

/** The banks that are needed for `bytes` of blocks. */
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

  /** Allocates a block of `words` words, all zero. Returns its place. Errors: MemoryLimitError. */
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

/** The block of `words` words at a place. */
export function blockAt(banks: readonly SharedArrayBuffer[], place: number, words: number): Int32Array {
  const bankPages = banks[0].maxByteLength / pageBytes;
  return new Int32Array(banks[Math.floor(place / bankPages)], (place % bankPages) * pageBytes, words);
}
