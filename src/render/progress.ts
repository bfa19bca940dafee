/** The progress line. */
import type { Progress } from "../explore/work/outcome.ts";
import { bytes, count, upToSymmetry } from "./numbers.ts";
import { printable } from "./printable.ts";

/** One line: `two-phase n=8  level 12  1,234,567 states  250,000 states/s  frontier 80,000  512 MB`. `seconds`: since the instance began. */
export function progressLine(label: string, progress: Progress, seconds: number): string {
  const { level, distinctStates, frontier, memoryBytes, machine, isReduced, deciding } = progress;
  if (deciding !== undefined) return [printable(label), `${count(distinctStates)} states`, `deciding "${printable(deciding)}"`, bytes(memoryBytes)].join("  ");
  const rate = seconds > 0 ? `${count(distinctStates / seconds)} states/s` : "";
  const parts = [
    printable(label),
    printable(machine),
    `level ${level}`,
    `${count(distinctStates)} states${isReduced ? ` ${upToSymmetry}` : ""}`,
    rate,
    `frontier ${count(frontier)}`,
    bytes(memoryBytes),
  ];
  // The machine is named where it is not the one that the label is about.
  return parts.filter((part, i) => part !== "" && (i !== 1 || !label.split(/\s/).includes(machine))).join("  ");
}
