/** Parameter domains of actions. */
import { fail, show } from "./errors.ts";
import { instancesMax } from "./machine.ts";

/** The integers `lo..hi`, both included; empty when `lo > hi`. Errors: CUT104, CUT105. */
export function range(lo: number, hi: number): readonly number[] {
  if (!Number.isSafeInteger(lo) || !Number.isSafeInteger(hi)) {
    fail("CUT104", `range(${show(lo)}, ${show(hi)}) is not a range of integers.`, { fix: "Give two integers." });
  }
  const length = Math.max(0, hi - lo + 1);
  if (length > instancesMax) {
    fail("CUT105", `range(${lo}, ${hi}) has ${length} values.`, { allowed: `at most ${instancesMax}`, fix: "Use a smaller range." });
  }
  // Guards call this, and Array.from costs ten times as much as a loop.
  const values: number[] = [];
  for (let value = lo; value <= hi; value++) values.push(value);
  return values;
}

/** The positions `0..length-1` of an array of that length. Errors: CUT104, CUT105. */
export function indices(length: number): readonly number[] {
  if (!Number.isSafeInteger(length) || length < 0) fail("CUT104", `indices(${show(length)}) is not a length.`, { fix: "Give the length of the array." });
  return range(0, length - 1);
}
