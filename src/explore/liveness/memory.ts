/** What the typed arrays of liveness checking take, asked of the same budget as the stores of states. */
import { allocated, MemoryLimitError } from "../../kernel/memory.ts";

/** A violation that is found at the very end must be shown. */
const searchShareMin = 0.05;

export class Memory {
  /** Bytes taken at most at one time. */
  peakBytes = 0;
  private bytes = 0;
  private readonly bytesMax: number;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  /** Errors: MemoryLimitError when `bytes` more are over the budget. */
  take(bytes: number): void {
    if (this.bytes + bytes > this.bytesMax) throw new MemoryLimitError(`${bytes} more bytes are over the limit of ${this.bytesMax}`);
    this.bytes += bytes;
    this.peakBytes = Math.max(this.peakBytes, this.bytes);
  }

  /** What the search for the run to show may take: what is left, and a share even if nothing is left. */
  get leftForSearch(): number {
    return Math.max(this.bytesMax - this.bytes, this.bytesMax * searchShareMin);
  }

  give(bytes: number): void {
    this.bytes -= bytes;
  }

  /** Zeros. */
  int32(length: number): Int32Array {
    this.take(4 * length);
    return allocated(() => new Int32Array(length));
  }

  /** Zeros. */
  uint32(length: number): Uint32Array {
    this.take(4 * length);
    return allocated(() => new Uint32Array(length));
  }

  /** Zeros. */
  uint16(length: number): Uint16Array {
    this.take(2 * length);
    return allocated(() => new Uint16Array(length));
  }

  /** Zeros. */
  uint8(length: number): Uint8Array {
    this.take(length);
    return allocated(() => new Uint8Array(length));
  }
}
