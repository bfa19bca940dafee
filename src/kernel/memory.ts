/** Who may take how much memory. */

/** Bytes that several sets take together. */
export interface MemoryBudget {
  /** Takes this number of bytes more, if the budget allows it. Returns whether it does. */
  take(bytes: number): boolean;
}

/** Thrown by an allocation of ours that would take more than the budget, or that the engine refuses. Nobody else throws it. */
export class MemoryLimitError extends RangeError {}

/** Whether memory for one of our own stores could not be had. What a function of a spec allocates is the spec's business, whatever the engine says of it. */
export function isMemoryError(error: unknown): boolean {
  return error instanceof MemoryLimitError;
}

/**
 * Makes an array of ours that grows with the states. All of them are made here, so that what the engine refuses is told from what a spec's
 * function allocates. Errors: MemoryLimitError.
 */
export function allocated<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) throw new MemoryLimitError(error.message, { cause: error });
    throw error;
  }
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
