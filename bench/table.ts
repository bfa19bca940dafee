/** The result of the benchmark as a Markdown table. */
import type { BenchModel } from "./models.ts";
import type { Measured } from "./process.ts";

export interface Row {
  readonly model: BenchModel;
  readonly cutcheck: readonly Measured[];
  /** Empty without peers. */
  readonly spin: readonly Measured[];
  /** Generating and compiling SPIN's verifier, once. */
  readonly buildSeconds: number;
}

const rates = ["thousand states/s", "million transitions/s"];

export function table(rows: readonly Row[]): string {
  const peers = rows.some(row => row.spin.length > 0);
  const heads = peers
    ? ["model", "states", "SPIN s", "cutcheck s", "ratio", "with compiling", "SPIN MB", "cutcheck MB", "ratio", "bytes/state", ...rates]
    : ["model", "states", "cutcheck s", "cutcheck MB", "bytes/state", ...rates];
  const lines = [heads, heads.map((_, i) => (i === 0 ? "---" : "---:")), ...rows.map(row => (peers ? comparedCells(row) : ownCells(row)))];
  return lines.map(cells => `| ${cells.join(" | ")} |\n`).join("");
}

function comparedCells({ model, cutcheck, spin, buildSeconds }: Row): readonly string[] {
  const [seconds, peer] = [medianOf(cutcheck, each => each.seconds), medianOf(spin, each => each.seconds)];
  const [bytes, peerBytes] = [medianOf(cutcheck, each => each.peakBytes), medianOf(spin, each => each.peakBytes)];
  return [
    model.title,
    model.states.toLocaleString("en"),
    peer.toFixed(2),
    seconds.toFixed(2),
    (seconds / peer).toFixed(2),
    (seconds / (peer + buildSeconds)).toFixed(2),
    megabytes(peerBytes),
    megabytes(bytes),
    (bytes / peerBytes).toFixed(2),
    (bytes / model.states).toFixed(0),
    ...ratesOf(model, seconds),
  ];
}

function ownCells({ model, cutcheck }: Row): readonly string[] {
  const [seconds, bytes] = [medianOf(cutcheck, each => each.seconds), medianOf(cutcheck, each => each.peakBytes)];
  return [model.title, model.states.toLocaleString("en"), seconds.toFixed(2), megabytes(bytes), (bytes / model.states).toFixed(0), ...ratesOf(model, seconds)];
}

export function medianOf(runs: readonly Measured[], of: (run: Measured) => number): number {
  const sorted = runs.map(of).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function megabytes(bytes: number): string {
  return Number.isNaN(bytes) ? "?" : (bytes / 1e6).toFixed(0);
}

function ratesOf(model: BenchModel, seconds: number): readonly string[] {
  return [(model.states / seconds / 1e3).toFixed(0), (model.transitions / seconds / 1e6).toFixed(1)];
}
