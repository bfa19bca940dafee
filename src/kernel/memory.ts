/** Who may take how much memory. */

/** Bytes that several sets take together. */
export interface MemoryBudget {
  /** Whether so many more bytes may be taken; then they count as taken. */
  take(bytes: number): boolean;
}

/** Thrown by an insertion that would take more than the budget. */
export class MemoryLimitError extends RangeError {}

/** Whether memory could not be had, within the budget or at all. */
export function isMemoryError(error: unknown): boolean {
  return error instanceof RangeError && (error instanceof MemoryLimitError || /alloc|memory|array length/i.test(error.message));
}

/** A budget of one thread. */
export class OwnBudget implements MemoryBudget {
  private left: number;

  /** Infinity: no limit. */
  constructor(bytesMax: number) {
    this.left = bytesMax;
  }

  take(bytes: number): boolean {
    if (bytes > this.left) return false;
    this.left -= bytes;
    return true;
  }
}
