/** A folder in memory whose process, or whose machine, fails at the n-th operation that changes something. */
import type { KeptFolder } from "../../src/explore/checkpoint/keptFormat.ts";

/** What a process sees that is killed: it stops. */
export class Killed extends Error {}

/** `process`: what was written stays, the last write in part. `machine`: what was not synced is lost, the other way round for every second failure. */
export type Failure = "process" | "machine";

interface File {
  bytes: Uint8Array;
  synced: Uint8Array;
}

export class FragileFolder implements KeptFolder {
  readonly name = "fragile";
  /** Operations left before the failure. */
  private left = Number.POSITIVE_INFINITY;
  private failure: Failure = "process";
  private failures = 0;
  private files = new Map<string, File>();
  private syncedNames = new Map<string, File>();
  operations = 0;

  /** From now on: fails when the n-th operation is half done. */
  failAt(n: number, failure: Failure): void {
    this.left = n;
    this.failure = failure;
  }

  /** What a new process finds. */
  restart(): void {
    this.left = Number.POSITIVE_INFINITY;
    this.failures++;
    if (this.failure === "process") return;
    // Names and contents that were not synced may have reached the disk all the same, in any order: the two extremes in turn.
    const keepsNames = this.failures % 2 === 0;
    if (!keepsNames) this.files = new Map(this.syncedNames);
    for (const file of this.files.values()) file.bytes = file.synced;
  }

  async readText(name: string): Promise<string | null> {
    const file = this.files.get(name);
    return file === undefined ? null : new TextDecoder().decode(file.bytes);
  }

  async readAt(name: string, position: number, into: Uint8Array): Promise<number> {
    const bytes = this.files.get(name)?.bytes.subarray(position, position + into.length) ?? new Uint8Array(0);
    into.set(bytes);
    return bytes.length;
  }

  async writeText(name: string, text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    this.files.set(name, { bytes: new Uint8Array(0), synced: this.files.get(name)?.synced ?? new Uint8Array(0) });
    this.write(name, 0, bytes);
  }

  async writeAt(name: string, position: number, bytes: Uint8Array): Promise<void> {
    this.write(name, position, bytes);
  }

  async truncate(name: string, size: number): Promise<void> {
    const file = this.files.get(name);
    if (file === undefined || file.bytes.length <= size) return;
    this.step();
    file.bytes = file.bytes.slice(0, size);
  }

  async sync(name: string): Promise<void> {
    this.step();
    const file = this.files.get(name) as File;
    file.synced = file.bytes;
  }

  async rename(from: string, to: string): Promise<void> {
    this.step();
    this.files.set(to, this.files.get(from) as File);
    this.files.delete(from);
  }

  async syncNames(): Promise<void> {
    this.step();
    this.syncedNames = new Map(this.files);
  }

  /** Damages a file. */
  edit(name: string, change: (bytes: Uint8Array) => Uint8Array): void {
    const file = this.files.get(name) as File;
    file.bytes = change(file.bytes.slice());
  }

  names(): readonly string[] {
    return [...this.files.keys()].sort();
  }

  /** A write that fails has written its first half. */
  private write(name: string, position: number, bytes: Uint8Array): void {
    const isLast = this.left === 1;
    const written = isLast ? bytes.subarray(0, bytes.length / 2) : bytes;
    const file = this.files.get(name) ?? { bytes: new Uint8Array(0), synced: new Uint8Array(0) };
    const grown = new Uint8Array(Math.max(file.bytes.length, position + written.length));
    grown.set(file.bytes);
    grown.set(written, position);
    this.files.set(name, { bytes: grown, synced: file.synced });
    this.step();
  }

  private step(): void {
    this.operations++;
    if (this.left <= 0) throw new Killed();
    this.left--;
    if (this.left === 0) throw new Killed();
  }
}
