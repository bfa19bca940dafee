/** Parameter domains of actions. */
import { fail, show } from "./errors.ts";

/** The integers `lo..hi`, both included; empty when `lo > hi`. */
export function range(lo: number, hi: number): readonly number[] {
  if (!Number.isInteger(lo) || !Number.isInteger(hi)) {
    fail("CUT104", `range(${show(lo)}, ${show(hi)}) is not a range of integers.`, { fix: "Give two integers." });
  }
  return Array.from({ length: Math.max(0, hi - lo + 1) }, (_, i) => lo + i);
}

/** The positions `0..length-1` of an array of that length. */
export function indices(length: number): readonly number[] {
  return range(0, length - 1);
}
