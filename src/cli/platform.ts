/** The world outside: clock, signals, the progress line, files. The only place, with `main.ts`, that touches them while a check runs. */
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { World } from "../explore/options.ts";
import type { Progress } from "../explore/work/outcome.ts";
import { progressLine } from "../render/progress.ts";
import { programBytes } from "./arguments.ts";
import { endProcess } from "./ending.ts";
import { displayPath } from "./load.ts";
import { makeFolder } from "./makeFolder.ts";
import { identityFrom, isGone, ownIdentity, tokenOf } from "./processes.ts";
import { takeStray } from "./strays.ts";
import type { ThreadPool } from "./threads.ts";
import { UnwritableError } from "./unwritable.ts";
import { countSignal, isToTell, shareSignals, signalled, signalsHeard, watchMemory } from "./watch.ts";
import { type SignalName, signals, stoppingText } from "./watched.ts";

/** A terminal is redrawn no more often than this. */
const redrawSeconds = 0.1;

/** To the start of the line, and nothing on it any more. */
const eraseLine = "\r\u001b[2K";

/** The share of V8's heap that may be in use. */
const heapShareMax = 0.8;

/** The limit of memory is kept to within 10%. */
const overMemoryShare = 0.05;

/** What is written in pieces is written in pieces of about so many characters, or of so many seconds of work. */
const chunkCharacters = 1 << 20;
const chunkSeconds = 0.1;

/** Taken before the world is closed for functions of a spec: the engine may ask in the midst of a turn. */
const milliseconds = performance.now.bind(performance);

/** Seconds on a monotonic clock. */
export function now(): number {
  return milliseconds() / 1000;
}

/** Whether the user asked the command to stop. */
export interface Interrupts {
  readonly requested: () => boolean;
  /** Gives the signals back. */
  readonly release: () => void;
}

/**
 * Listens to Ctrl-C and SIGTERM. The first one of a command asks it to stop and say what it covered, with all that it would have done after that; the second one
 * ends the process at once, also in the midst of a call (`watchdog.ts`), with the code that a shell gives a killed program (130 for Ctrl-C).
 */
export function listenForInterrupts(line: ProgressLine): Interrupts {
  const onSignal = (signal: SignalName): void => {
    if (countSignal() > 1) endProcess(signalled + signals[signal]);
    line.clear();
    if (isToTell()) process.stderr.write(stoppingText);
  };
  // Never taken off while something runs: what has arrived, and nobody has looked at, would be lost with them.
  for (const signal of Object.keys(signals)) process.on(signal, onSignal);
  shareSignals(true);
  const release = (): void => {
    shareSignals(false);
    for (const signal of Object.keys(signals)) process.off(signal, onSignal);
  };
  return { requested: () => signalsHeard() > 0, release };
}

/** A line that is drawn over and over; it does nothing when the stream is not a terminal. */
export interface ProgressLine {
  /** A new instance begins. */
  readonly begin: (label: string) => void;
  readonly update: (progress: Progress) => void;
  /** Shows a text of the caller's. */
  readonly say: (text: string) => void;
  /** Removes the line. */
  readonly clear: () => void;
}

const noProgress: ProgressLine = { begin: () => {}, update: () => {}, say: () => {}, clear: () => {} };

/** It shows escapes as they are. */
export function isDumbTerminal(): boolean {
  return process.env["TERM"] === "dumb";
}

/** The progress line on stderr, so that what is piped on stays clean. */
export function progressOn(stream: NodeJS.WriteStream, wanted: boolean): ProgressLine {
  if (!wanted || !stream.isTTY || isDumbTerminal()) return noProgress;
  let [label, began, drawn] = ["", 0, 0];
  const draw = (text: (seconds: number) => string): void => {
    const time = now();
    if (time - drawn < redrawSeconds) return;
    drawn = time;
    // What is wider than the terminal would wrap, and only its last line could be erased.
    stream.write(eraseLine + text(time - began).slice(0, stream.columns - 1));
  };
  return {
    begin: next => {
      [label, began, drawn] = [next, now(), 0];
    },
    update: progress => draw(seconds => progressLine(label, progress, seconds)),
    say: text => draw(() => text),
    clear: () => void stream.write(eraseLine),
  };
}

/** What the engine may know of the world. `threads`: null for this one alone. */
export function platformOf(interrupts: Interrupts, line: ProgressLine, threads: ThreadPool | null = null): World {
  const pause = async (): Promise<void> => {
    await threads?.settled();
    await setImmediate();
  };
  const platform = { now, pause, interrupted: interrupts.requested, onProgress: line.update, isOverMemory, stray: takeStray };
  return threads === null ? platform : { ...platform, threads };
}

/** Looks at the process itself, in case something takes memory that the stores do not know of. What is only waiting to be collected is no reason to stop. */
function isOverMemory(storeBytesMax: number): boolean {
  const bytesMax = (storeBytesMax + programBytes) * (1 + overMemoryShare);
  watchMemory(bytesMax, () => isOver(bytesMax));
  return isOver(bytesMax) || isHeapFull();
}

/** Whether V8's heap is nearly full: it ends the process then. What the specs' functions keep is in there. */
function isHeapFull(): boolean {
  const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
  if (used <= most * heapShareMax) return false;
  collectGarbage();
  return getHeapStatistics().used_heap_size > most * heapShareMax;
}

function isOver(bytesMax: number): boolean {
  if (process.memoryUsage.rss() <= bytesMax) return false;
  collectGarbage();
  return process.memoryUsage.rss() > bytesMax;
}

/** V8 has no other way to be asked: a context that is made after the flag has the function. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

/**
 * Writes a file whole or not at all: to another name beside it, flushed, then renamed. What a process that was killed meanwhile has left beside it is removed.
 * Errors: {@link UnwritableError}.
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  await writing(file, async handle => {
    await handle.writeFile(text);
    return true;
  });
}

/**
 * Writes texts one after the other, as {@link writeWhole} does one, with pauses. Returns false, and writes nothing, when it was interrupted. Errors:
 * {@link UnwritableError}, and whatever making a text throws.
 */
export function writeLines(file: string, lines: Iterable<string>, { pause, interrupted }: Pick<World, "pause" | "interrupted">): Promise<boolean> {
  return writing(file, async handle => {
    for (const chunk of chunks(lines)) {
      if (chunk !== "") await handle.writeFile(chunk);
      await pause();
      if (interrupted()) return false;
    }
    return true;
  });
}

/** Texts in larger pieces; empty ones where making a piece takes long. */
function* chunks(lines: Iterable<string>): Generator<string> {
  let [chunk, began] = ["", now()];
  for (const line of lines) {
    chunk += line;
    if (chunk.length < chunkCharacters && now() - began < chunkSeconds) continue;
    yield chunk;
    [chunk, began] = ["", now()];
  }
  yield chunk;
}

/** `write` returns whether the file is to be there. */
async function writing(file: string, write: (handle: FileHandle) => Promise<boolean>): Promise<boolean> {
  const temporary = `${file}.${tokenOf(ownIdentity())}.tmp`;
  let isWanted = false;
  try {
    await makeFolder(dirname(file));
    const handle = await open(temporary, "w");
    try {
      isWanted = await write(handle);
      if (isWanted) await handle.sync();
    } finally {
      await handle.close();
    }
    if (isWanted) await rename(temporary, file);
    else await rm(temporary, { force: true });
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw isSystemError(error) ? new UnwritableError(displayPath(file), error, "write elsewhere") : error;
  }
  // The file is there: what cannot be removed beside it stays.
  await removeLeftovers(file).catch(() => undefined);
  return isWanted;
}

async function removeLeftovers(file: string): Promise<void> {
  const start = `${basename(file)}.`;
  for (const name of await readdir(dirname(file))) {
    const writer = name.startsWith(start) && name.endsWith(".tmp") ? identityFrom(name.slice(start.length, -".tmp".length)) : null;
    if (writer !== null && isGone(writer)) await rm(join(dirname(file), name), { force: true });
  }
}

/** A file that cannot be read or written is no defect of ours. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}
