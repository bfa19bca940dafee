/** A list of numbers whose length is not known before. */
import { allocated, type MemoryBudget, MemoryLimitError } from "./memory.ts";

type Numbers = Int32Array | Uint32Array | Uint16Array;

const lengthMin = 1 << 10;

/**
 *   array   | n | n | ... | - | - |   `length` are valid; twice as long when it is full
 */
export class Growing<A extends Numbers> {
  length = 0;
  /** The numbers, and room for more. It is another array each time after it was full. */
  array: A;
  private readonly budget: MemoryBudget;
  private readonly make: new (
    length: number,
  ) => A;

  /** Errors: MemoryLimitError. */
  constructor(make: new (length: number) => A, budget: MemoryBudget) {
    this.make = make;
    this.budget = budget;
    this.array = this.taken(lengthMin);
  }

  /** Errors: MemoryLimitError. */
  push(value: number): void {
    if (this.length === this.array.length) {
      const longer = this.taken(this.length * 2);
      longer.set(this.array);
      this.array = longer;
    }
    this.array[this.length++] = value;
  }

  /** The memory of the shorter arrays counts as taken, too: the old array is there while it is copied. */
  private taken(length: number): A {
    const bytes = length * this.bytesEach;
    if (!this.budget.take(bytes)) throw new MemoryLimitError(`${bytes} more bytes are over the limit of memory`);
    return allocated(() => new this.make(length));
  }

  private get bytesEach(): number {
    return (this.make as unknown as { readonly BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT;
  }
}
