/** The result of the benchmark as a Markdown table. */
import type { BenchModel } from "./models.ts";
import type { Measured } from "./process.ts";

export interface Row {
  readonly model: BenchModel;
  readonly cutcheck: readonly Measured[];
  /** Empty without peers. */
  readonly spin: readonly Measured[];
}

export function table(rows: readonly Row[]): string {
  const peers = rows.some(row => row.spin.length > 0);
  const heads = peers
    ? ["model", "states", "SPIN s", "cutcheck s", "ratio", "SPIN MB", "cutcheck MB", "ratio", "thousand states/s"]
    : ["model", "states", "cutcheck s", "cutcheck MB", "thousand states/s"];
  const lines = [heads, heads.map((_, i) => (i === 0 ? "---" : "---:")), ...rows.map(row => (peers ? comparedCells(row) : ownCells(row)))];
  return lines.map(cells => `| ${cells.join(" | ")} |\n`).join("");
}

function comparedCells({ model, cutcheck, spin }: Row): readonly string[] {
  const [seconds, peer] = [medianOf(cutcheck, each => each.seconds), medianOf(spin, each => each.seconds)];
  const [bytes, peerBytes] = [medianOf(cutcheck, each => each.peakBytes), medianOf(spin, each => each.peakBytes)];
  return [
    model.title,
    model.states.toLocaleString("en"),
    peer.toFixed(2),
    seconds.toFixed(2),
    (seconds / peer).toFixed(2),
    megabytes(peerBytes),
    megabytes(bytes),
    (bytes / peerBytes).toFixed(2),
    rate(model.states, seconds),
  ];
}

function ownCells({ model, cutcheck }: Row): readonly string[] {
  const seconds = medianOf(cutcheck, each => each.seconds);
  return [
    model.title,
    model.states.toLocaleString("en"),
    seconds.toFixed(2),
    megabytes(medianOf(cutcheck, each => each.peakBytes)),
    rate(model.states, seconds),
  ];
}

function medianOf(runs: readonly Measured[], of: (run: Measured) => number): number {
  const sorted = runs.map(of).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function megabytes(bytes: number): string {
  return Number.isNaN(bytes) ? "?" : (bytes / 1e6).toFixed(0);
}

function rate(states: number, seconds: number): string {
  return (states / seconds / 1000).toFixed(0);
}
