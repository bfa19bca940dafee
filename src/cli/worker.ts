/** What runs in a worker thread: makes the machine that the main thread explores, warms up, and explores its part of it. See `threads.ts`. */
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { parentPort, threadId } from "node:worker_threads";
import { definitionHash } from "../counterexample/definition.ts";
import { outside } from "../dsl/calls.ts";
import type { Mistake } from "../dsl/errors.ts";
import type { MachineDefinition } from "../dsl/machine.ts";
import { buildMachine, type Spec } from "../dsl/spec.ts";
import { endCallsBy, NoReturnError, stuckSeconds, within } from "../explore/work/limit.ts";
import { bellOf, waitForBell } from "../explore/workers/barrier.ts";
import { bareMachine, Helper, type Job, type MachineSource, otherMachine, type Report, type Subject } from "../explore/workers/threads.ts";
import { closeImported, closeWorld } from "./closedModules.ts";
import { refuseToEnd } from "./ending.ts";
import { divertStdout } from "./output.ts";
import { exportedSpecs, type SpecBundle, withModule } from "./specModule.ts";
import { takeStray, watchRejections } from "./strays.ts";
import { UnwritableError } from "./unwritable.ts";
import { endAfter } from "./within.ts";

/** What the main thread asks. `exploration`: the number of the exploration. */
export type Order =
  | { readonly kind: "prepare"; readonly exploration: number; readonly bundle: SpecBundle; readonly subject: SentSubject; readonly hash: string | null }
  | { readonly kind: "begin"; readonly exploration: number; readonly job: Job; readonly index: number }
  | { readonly kind: "dismiss"; readonly exploration: number };

/** A subject without its functions. */
export type SentSubject = Omit<Subject, "machine">;

/** What it answers. */
export type Answer =
  /** The spec has tried to end the thread, which it may have caught. */
  | { readonly kind: "attempt"; readonly mistake: Mistake }
  | { readonly kind: "ready"; readonly exploration: number }
  | { readonly kind: "unable"; readonly exploration: number; readonly why: string }
  /** `stray`: what a function of the spec has left behind, and what failed later: see `strays.ts`. */
  | { readonly kind: "report"; readonly exploration: number; readonly report: Report | null; readonly stray: string | null };

/** States expanded between two looks at the orders, while warming up and while exploring; fewer, when a turn has lasted long enough. */
const warmStatesPerTurn = 1024;
const statesPerTurn = 4096;
const turnMilliseconds = 50;

/** How long it sleeps at most while rows may arrive, and while only the leader can go on. */
const idleMilliseconds = 1;
const closedMilliseconds = 50;

/** The explorations that have been prepared and are not over. */
const helpers = new Map<number, Helper>();
const specs = new Map<string, Promise<Spec>>();
let orders: Promise<void> = Promise.resolve();

refuseToEnd(({ mistake }) => say({ kind: "attempt", mistake }));
divertStdout(true);
endCallsBy(endAfter);
closeWorld();
watchRejections();
parentPort?.on("message", (order: Order) => {
  // One after the other: making a machine takes several turns of the event loop.
  orders = orders.then(() => obey(order));
});

async function obey(order: Order): Promise<void> {
  if (order.kind === "prepare") await prepare(order);
  else if (order.kind === "begin") await explore(order.exploration, order.job, order.index);
  else dismiss(order.exploration);
}

async function prepare({ exploration, bundle, subject, hash }: Extract<Order, { kind: "prepare" }>): Promise<void> {
  try {
    const spec = await specOf(bundle, subject.source);
    const machine = machineOf(spec, subject);
    if (hash !== null && hash !== definitionHash(spec, machine)) throw new Error("the spec is another one when its file is loaded again");
    const helper = new Helper(machine, subject);
    helpers.set(exploration, helper);
    say({ kind: "ready", exploration });
    void warmUp(exploration, helper);
  } catch (error) {
    // Without a place for its module this thread is never ready, and the others go on without it.
    if (error instanceof UnwritableError) return;
    say({ kind: "unable", exploration, why: `worker ${threadId} could not make the machine: ${error instanceof Error ? error.message : String(error)}` });
  }
}

/** From a module of its own for each size, as in the main thread: see `SpecsBySize`. */
function specOf(bundle: SpecBundle, { spec: name, scope }: MachineSource): Promise<Spec> {
  const key = JSON.stringify([bundle.name, name, scope]);
  const known = specs.get(key);
  if (known !== undefined) return known;
  closeImported(bundle.text);
  const loading = withModule(bundle, async path => {
    const found = exportedSpecs(await import(pathToFileURL(path).href))?.find(each => each.name === name);
    if (found === undefined) throw new Error(`its file has no spec ${name} when it is loaded again`);
    return found;
  });
  specs.set(key, loading);
  return loading;
}

function machineOf(spec: Spec, { source, otherOf }: SentSubject): MachineDefinition {
  const { definition } = buildMachine(spec, source.scope, source.semantics);
  return otherOf === null ? definition : bareMachine(otherMachine(definition, otherOf));
}

/** Until there is something to do. */
async function warmUp(exploration: number, helper: Helper): Promise<void> {
  do await setImmediate();
  while (helpers.get(exploration) === helper && inTime(() => helper.warmUp(warmStatesPerTurn, turnClock()), false));
}

/** Nothing else happens in this thread until the end is ordered. */
async function explore(exploration: number, job: Job, index: number): Promise<void> {
  const helper = helpers.get(exploration) as Helper;
  helpers.delete(exploration);
  helper.begin(job, index);
  try {
    takePart(helper, job);
    await setImmediate();
    say({ kind: "report", exploration, report: helper.report(), stray: takeStray()?.mistake.message ?? null });
  } catch (error) {
    say({ kind: "unable", exploration, why: `worker ${threadId} has failed: ${error instanceof Error ? error.message : String(error)}` });
  }
  helper.release();
}

/** Until the end is ordered. Errors: defects of the checker. */
function takePart(helper: Helper, job: Job): void {
  for (;;) {
    const heard = bellOf(job.barrier);
    const turn = inTime(() => helper.turn(statesPerTurn, turnClock()), "stuck");
    if (turn === "stuck") helper.cutOff();
    if (turn === "over" || turn === "stuck") return;
    if (turn !== "worked") waitForBell(job.barrier, heard, turn === "idle" ? idleMilliseconds : closedMilliseconds);
  }
}

/** What a call returns, or `otherwise` when a function of the spec does not return: one thread alone will find out which. */
function inTime<T, U>(call: () => T, otherwise: U): T | U {
  try {
    return within(stuckSeconds, call);
  } catch (error) {
    if (error instanceof NoReturnError) return otherwise;
    throw error;
  }
}

function turnClock(): () => boolean {
  const now = (): number => outside(() => performance.now());
  const end = now() + turnMilliseconds;
  return () => now() > end;
}

function dismiss(exploration: number): void {
  helpers.get(exploration)?.release();
  helpers.delete(exploration);
}

function say(answer: Answer): void {
  parentPort?.postMessage(answer);
}
