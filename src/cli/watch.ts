/**
 * Calls that may not return are watched by another thread (`watchdog.ts`), which stops this one in the midst of a long one, and runs `look` there: so it is known which line runs, and
 * what eats up the memory ends before V8 does. A first signal is looked at when the call is over, or was ended; a second one ends the process in its midst.
 */
import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";
import { getHeapStatistics } from "node:v8";
import { Worker } from "node:worker_threads";
import { outside } from "../dsl/calls.ts";
import { endAtOnce, onEnd } from "./ending.ts";
import { forgottenMilliseconds, type Kind, kinds, place } from "./watched.ts";

/** A file that runs for so long does not end: it defines things. */
const loadingSecondsMax = 10;
const stderr = 2;
/** How often is seen that this thread is not stuck. */
const aliveMilliseconds = 200;
/** What a shell adds to the number of the signal that a program ended by. */
export const signalled = 128;
/** V8 ends the process when its heap is full. */
const heapShareMax = 0.75;

/** Why the process must end while a function runs: `stuck` when V8 has not ended it in time. `stack`: where it is. */
export interface Emergency {
  readonly why: "memory" | "loading" | "stuck";
  readonly stack: string;
}

const shared = new Int32Array(new SharedArrayBuffer(place.count * 4));

let isStarted = false;
let kind: Kind = "nothing";
let loads = 0;
let began = 0;
let stack: string | null = null;
let isOver: () => boolean = () => false;
let onEmergency: ((emergency: Emergency) => number) | null = null;

/** Starts the thread, once. It keeps nothing alive. */
export function startWatching(): void {
  if (isStarted) return;
  isStarted = true;
  Object.defineProperty(globalThis, Symbol.for("cutcheck.watched"), { value: look });
  // Built, this file is part of one in `dist/chunks`.
  const worker = new Worker(new URL("../cli/watchdog.cjs", import.meta.url), { workerData: shared.buffer, execArgv: [] });
  worker.unref();
  onEnd(hush);
  // Without it calls are still ended when their time is over.
  worker.on("error", () => undefined);
}

/** What decides whether there is too much memory, and the bytes from which on it is worth asking. */
export function watchMemory(bytesMax: number, isOverMemory: () => boolean): void {
  isOver = isOverMemory;
  Atomics.store(shared, place.tooManyMiB, Math.min(2 ** 31 - 1, Math.ceil(bytesMax / 2 ** 20)));
}

/** Says what is known, and with which code the process ends. Null: nobody does. */
export function whenGivingUp(report: ((emergency: Emergency) => number) | null): void {
  onEmergency = report;
}

/** The other thread listens to signals, too, from now on or no longer: it is not stuck when this one is. */
export function shareSignals(listens: boolean): void {
  Atomics.store(shared, place.listens, listens ? 1 : 0);
}

/** Counts a signal. Returns how many there are since the command began: a second one ends it, whatever the command does meanwhile. */
export function countSignal(): number {
  return Atomics.add(shared, place.heard, 1) + 1;
}

/** Signals that were heard since the command began. */
export function signalsHeard(): number {
  return Atomics.load(shared, place.heard);
}

/** Whether it is this thread that tells the user of a signal: the other one does when this one is stuck. Only the first who asks tells. */
export function isToTell(): boolean {
  return Atomics.compareExchange(shared, place.isTold, 0, 1) === 0;
}

/** What `leave` is to be called with. */
export interface Outer {
  readonly kind: Kind;
  readonly limitMilliseconds: number;
}

/** A call of functions of a spec begins. It is to be ended when it has lasted `seconds`. */
export function enter(seconds: number): Outer {
  const outer = { kind, limitMilliseconds: Atomics.load(shared, place.limitMilliseconds) };
  Atomics.store(shared, place.limitMilliseconds, Math.min(2 ** 31 - 1, Math.ceil(seconds * 1000)));
  set("spec");
  return outer;
}

/** Where the call was when it was seen to be long, as a stack; null: it was not. */
export function whereSeen(): string | null {
  return stack;
}

/** The call is over, or was ended. */
export function leave(outer: Outer): void {
  // First the kind: between the two the other thread would take a call for one that should be over.
  set(outer.kind);
  Atomics.store(shared, place.limitMilliseconds, outer.limitMilliseconds);
}

/** Loads a module, which runs what stands in it. */
export async function loading<T>(load: () => Promise<T>): Promise<T> {
  startWatching();
  loads++;
  set("loading");
  // While it waits for something, other work goes on, this timer too: then nothing is stuck.
  const timer = setInterval(() => set("loading"), aliveMilliseconds);
  timer.unref();
  try {
    return await load();
  } finally {
    clearInterval(timer);
    loads--;
    set(loads > 0 ? "loading" : "nothing");
  }
}

function set(what: Kind): void {
  kind = what;
  began = outside(() => process.uptime());
  stack = null;
  Atomics.add(shared, place.call, 1);
  Atomics.store(shared, place.what, kinds[what]);
}

/** Called in the midst of the function that runs, while this thread is stopped. `signal`: the number of a second one; 0: none. */
function look(call: number, here: Error, signal: number): void {
  outside(() => {
    if (signal > 0) endAtOnce(signalled + signal);
    // Its stack is made when it is asked for, with the maps of the sources, and that asks for more than a spec may.
    lookOutside(call, here.stack ?? "");
  });
}

function lookOutside(call: number, where: string): void {
  if (call !== Atomics.load(shared, place.call)) return;
  const seconds = process.uptime() - began;
  if (kind === "loading" && seconds > loadingSecondsMax) giveUp({ why: "loading", stack: where });
  if (kind === "spec" && isMemoryShort()) giveUp({ why: "memory", stack: where });
  const late = seconds * 1000 - Atomics.load(shared, place.limitMilliseconds);
  if (kind === "spec" && late > forgottenMilliseconds) giveUp({ why: "stuck", stack: where });
  if (seconds < 0.9) return;
  stack = where;
}

/** Where the inspector is used, Node says on stderr at the end that it waits for a debugger: all else is written by then. */
function hush(): void {
  try {
    closeSync(stderr);
    // It takes the number that has become free: nothing else may.
    openSync(devNull, "w");
  } catch (error) {
    // It may be closed already.
    if ((error as NodeJS.ErrnoException).code !== "EBADF") throw error;
  }
}

function isMemoryShort(): boolean {
  const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
  return used > most * heapShareMax || isOver();
}

function giveUp(emergency: Emergency): void {
  if (onEmergency === null) return;
  const code = onEmergency(emergency);
  endAtOnce(code);
}
