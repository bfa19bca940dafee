/**
 * A thread that watches the main one (`watch.ts`). JavaScript cannot look at itself while a function does not return; the inspector can stop it from another thread and run a line in the
 * very function. It loads nothing else, so that starting it costs little.
 */
import { Session } from "node:inspector";
import { workerData } from "node:worker_threads";

/** Where things are in the memory that both share: the number of the call that runs, what it is, the bytes of the process that are too many, in MiB, and when the call is to be ended. */
const place = { call: 0, what: 1, tooManyMiB: 2, limitMilliseconds: 3 } as const;
const nothing = 0;
const spec = 1;

const tickMilliseconds = 100;
/** A call that lasts so long is long. */
const longMilliseconds = 1000;
/** Around the end of a call it is left alone: to be stopped and ended at the same time can make V8 forget the end. Where it has forgotten, it is told again after that. */
const endingMilliseconds = 400;
/** While a call lasts, memory is asked about each time that the process has grown by so much. */
const growthBytes = 2 ** 28;

const shared = new Int32Array(workerData as SharedArrayBuffer);
const session = new Session();
session.connectToMainThread();

let call = 0;
let ticks = 0;
let askedBytes = 0;
let isStopping = false;

session.on("Debugger.paused", ({ params }) => {
  const [frame] = params.callFrames;
  if (frame === undefined) return goOn();
  const expression = `globalThis[Symbol.for("cutcheck.watched")]?.(${call}, new Error())`;
  session.post("Debugger.evaluateOnCallFrame", { callFrameId: frame.callFrameId, expression, silent: true }, goOn);
});

setInterval(() => {
  const now = Atomics.load(shared, place.call);
  if (now !== call) [call, ticks, askedBytes] = [now, 0, process.memoryUsage.rss()];
  if (Atomics.load(shared, place.what) === nothing || isStopping) return;
  ticks++;
  const late = Atomics.load(shared, place.what) === spec ? ticks * tickMilliseconds - Atomics.load(shared, place.limitMilliseconds) : 0;
  if (late > endingMilliseconds) session.post("Runtime.terminateExecution");
  if (late > -endingMilliseconds && Atomics.load(shared, place.what) === spec) return;
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
