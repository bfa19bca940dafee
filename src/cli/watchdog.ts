/**
 * A thread that watches the main one (`watch.ts`). JavaScript cannot look at itself while a function does not return; the inspector can stop it from another thread and run a line in the
 * very function. It loads nothing else, and is built as CommonJS: so it starts in 25 ms instead of 35.
 */
import { writeSync } from "node:fs";
import { Session } from "node:inspector";
import { workerData } from "node:worker_threads";
import { forgottenMilliseconds, kinds, place, type SignalName, signals, stoppingText } from "./watched.ts";

const tickMilliseconds = 100;
/** A call that lasts so long is long. */
const longMilliseconds = 1000;
/**
 * Around the end of a call it is left alone: to be stopped and ended at the same time can make V8 forget the end. Where it has forgotten, the main thread gives up
 * (`watch.ts`). It is not ended from here: what is ended outside of a script of `vm` takes everything up to the event loop with it.
 */
const endingMilliseconds = 400;
/** The main thread is asked only when it is sure to give up. */
const askingMilliseconds = forgottenMilliseconds + 1000;
/** While a call lasts, memory is asked about each time that the process has grown by so much. */
const growthBytes = 2 ** 28;
/** A thread that does not react to a signal for so long is in the midst of something. */
const deafMilliseconds = 300;
/** What cannot be stopped for so long after a second signal is killed. */
const killMilliseconds = 700;

const stderr = 2;

const shared = new Int32Array(workerData as SharedArrayBuffer);
const session = new Session();
session.connectToMainThread();

let call = 0;
let ticks = 0;
let askedBytes = 0;
let isStopping = false;
/** The number of the signal that ends the process; 0: none. */
let ending = 0;

session.on("Debugger.paused", ({ params }) => {
  const [frame] = params.callFrames;
  if (frame === undefined) return goOn();
  const expression = `globalThis[Symbol.for("cutcheck.watched")]?.(${call}, new Error(), ${ending})`;
  session.post("Debugger.evaluateOnCallFrame", { callFrameId: frame.callFrameId, expression, silent: true }, goOn);
});

setInterval(() => {
  listenAsTold();
  const now = Atomics.load(shared, place.call);
  if (now !== call) [call, ticks, askedBytes] = [now, 0, process.memoryUsage.rss()];
  if (Atomics.load(shared, place.what) === kinds.nothing || isStopping) return;
  ticks++;
  const late = Atomics.load(shared, place.what) === kinds.spec ? ticks * tickMilliseconds - Atomics.load(shared, place.limitMilliseconds) : 0;
  if (late > askingMilliseconds) return stop();
  if (late > -endingMilliseconds && Atomics.load(shared, place.what) === kinds.spec) return;
  const bytes = process.memoryUsage.rss();
  const isGrown = bytes - askedBytes > growthBytes || (ticks > 2 && bytes > Math.max(askedBytes, Atomics.load(shared, place.tooManyMiB) * 2 ** 20));
  if (isGrown) askedBytes = bytes;
  if (isGrown || (ticks * tickMilliseconds) % longMilliseconds === 0) stop();
}, tickMilliseconds);

function stop(): void {
  isStopping = true;
  session.post("Debugger.enable");
  session.post("Debugger.pause");
}

function goOn(): void {
  session.post("Debugger.resume");
  session.post("Debugger.disable");
  isStopping = false;
}

/** What Node itself makes of `process.on` for a signal, in each of its releases; in a thread of its own it answers while the main one is stuck. */
interface SignalHandle {
  onsignal: () => void;
  start(number: number): number;
  stop(): void;
  unref(): void;
}

let handles: readonly SignalHandle[] = [];
/** Signals since the command began. */
let heard = 0;

/** Listens to signals exactly while the main thread does: where nobody listens, a signal ends the process, as ever. */
function listenAsTold(): void {
  const listens = Atomics.load(shared, place.listens) === 1;
  if (listens === handles.length > 0) return;
  // What has come before this thread listened was heard by the other one.
  heard = Math.max(heard, Atomics.load(shared, place.heard));
  if (listens) handles = (Object.keys(signals) as readonly SignalName[]).flatMap(handleOf);
  else unlisten();
}

/** None where Node does not give its handles away any more: then signals wait until the main thread looks at them. */
function handleOf(name: SignalName): readonly SignalHandle[] {
  process.noDeprecation = true;
  try {
    const { Signal } = (process as unknown as { binding(module: string): { readonly Signal: new () => SignalHandle } }).binding("signal_wrap");
    const handle = new Signal();
    handle.onsignal = () => onSignal(name);
    handle.unref();
    return handle.start(signals[name]) === 0 ? [handle] : [];
  } catch {
    return [];
  }
}

function unlisten(): void {
  for (const handle of handles) handle.stop();
  handles = [];
}

function onSignal(name: SignalName): void {
  if (Atomics.load(shared, place.listens) === 0) {
    unlisten();
    process.kill(process.pid, name);
    return;
  }
  heard++;
  if (heard === 1) setTimeout(tell, deafMilliseconds);
  else setTimeout(end, deafMilliseconds, signals[name]);
}

/** The main thread tells it itself, if it can. */
function tell(): void {
  if (Atomics.compareExchange(shared, place.isTold, 0, 1) === 0) writeSync(stderr, stoppingText);
}

/** A second signal: the main thread has ended the process, if it can; where it cannot be stopped either, nothing else is left. */
function end(number: number): void {
  ending = number;
  stop();
  setTimeout(() => process.kill(process.pid, "SIGKILL"), killMilliseconds);
}
