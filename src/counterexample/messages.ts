/** The messages of a run: from the step in which each appears to the step in which it is gone. */
import type { Underway } from "../dsl/annotations.ts";
import type { TypeNode } from "../dsl/types.ts";
import type { PlainState, Trace, TraceStep } from "../explore/work/outcome.ts";
import { kindOf } from "./kinds.ts";
import { keyOf, showValue } from "./values.ts";

/** One message. Lanes are names; null where nothing says which. */
export interface Message {
  /** As the machine declares it, else the element as {@link showValue} shows it. */
  readonly label: string;
  /** The checkpoint whose barrier it is; null for any other message. */
  readonly barrier: number | null;
  /** The fifo or bag that holds it, `tasks[1].inbox`; null for a declared message. */
  readonly place: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** The step in which it appears; 0: it is there initially. */
  readonly sentAt: number;
  /** `lost`: gone with a fault, or with a step of somebody else than its receiver. */
  readonly end: "received" | "lost" | "underway";
  /** The step in which it is gone; null while it is underway. */
  readonly endAt: number | null;
}

/** The messages of a run in the order in which they appear; those of one step in the order of the state. Of equal ones the oldest is received first. */
export function messagesOf(types: Readonly<Record<string, TypeNode>>, trace: Trace): readonly Message[] {
  const states = [trace.initial, ...trace.steps.map(step => step.state)];
  const tracking = new Tracking(trace);
  for (const [i, state] of states.entries()) tracking.advance(i, trace.annotations?.underway?.[i]?.map(declared) ?? elementsOf(types, state));
  return tracking.messages();
}

/** A message in one state. */
interface Sighting {
  /** Equal for messages that nothing tells apart. */
  readonly key: string;
  readonly label: string;
  readonly barrier: number | null;
  readonly place: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

function declared(message: Underway): Sighting {
  const { label } = message;
  const [from, to, barrier] = [message.from ?? null, message.to ?? null, message.barrier ?? null];
  return { key: JSON.stringify([label, from, to, barrier]), label, barrier, place: null, from, to };
}

type Changing = { -readonly [K in keyof Message]: Message[K] };

class Tracking {
  private readonly trace: Trace;
  private readonly found: Changing[] = [];
  /** Messages underway by key, the oldest first. */
  private readonly open = new Map<string, Changing[]>();
  /** Who has received from a place. */
  private readonly receivers = new Map<string, string>();

  constructor(trace: Trace) {
    this.trace = trace;
  }

  /** What is underway after a step (0: initially). */
  advance(step: number, sightings: readonly Sighting[]): void {
    const seen = new Map<string, number>();
    for (const { key } of sightings) seen.set(key, (seen.get(key) ?? 0) + 1);
    for (const [key, messages] of this.open) {
      for (const message of messages.splice(0, Math.max(0, messages.length - (seen.get(key) ?? 0)))) this.end(message, step);
    }
    for (const sighting of sightings) this.appear(step, sighting, seen);
  }

  /** Whoever received other messages of a place would have received the rest. */
  messages(): readonly Message[] {
    return this.found.map(message => ({ ...message, to: message.to ?? this.receivers.get(message.place ?? "") ?? null }));
  }

  private appear(step: number, { key, ...sighting }: Sighting, seen: Map<string, number>): void {
    const messages = this.open.get(key) ?? [];
    this.open.set(key, messages);
    const known = seen.get(key) ?? 0;
    if (messages.length >= known) return;
    const from = sighting.from ?? (step === 0 ? null : this.stepAt(step).actor);
    const message: Changing = { ...sighting, from, sentAt: step, end: "underway", endAt: null };
    messages.push(message);
    this.found.push(message);
  }

  private end(message: Changing, step: number): void {
    const { actor, fault } = this.stepAt(step);
    const marks = this.trace.annotations?.marks?.[step - 1] ?? [];
    const isLost = marks.some(mark => (mark.kind === "failed" && mark.lanes.includes(actor)) || (mark.kind === "lost" && mark.label === message.label));
    const isReceived = !isLost && (message.to === null ? !fault : message.to === actor);
    message.end = isReceived ? "received" : "lost";
    message.endAt = step;
    if (!isReceived) return;
    message.to = actor;
    if (message.place !== null) this.receivers.set(message.place, actor);
  }

  private stepAt(step: number): TraceStep {
    return this.trace.steps[step - 1] as TraceStep;
  }
}

/** Every element of every fifo and bag of a state, in the order of its fields. */
function elementsOf(types: Readonly<Record<string, TypeNode>>, state: PlainState): readonly Sighting[] {
  return Object.entries(types).flatMap(([name, node]) => elementsIn(node, state[name], name));
}

type Values = Readonly<Record<string, unknown>>;

function elementsIn(node: TypeNode, value: unknown, path: string): readonly Sighting[] {
  const { isChannel, parts } = kindOf(node);
  if (!isChannel) return parts(node, value, showValue).flatMap(part => elementsIn(part.node, part.value, `${path}${part.suffix}`));
  const { element } = node as Extract<TypeNode, { element: TypeNode }>;
  return (value as readonly unknown[]).map(each => elementOf(element, each, path));
}

function elementOf(node: TypeNode, value: unknown, place: string): Sighting {
  return { key: `${place} ${keyOf(node, value)}`, label: showValue(node, value), barrier: barrierOf(node, value), place, from: null, to: null };
}

/** A variant named `barrier` whose one field is a number is the barrier of that checkpoint. */
function barrierOf(node: TypeNode, value: unknown): number | null {
  if (node.kind !== "union" || (value as Values)["kind"] !== "barrier") return null;
  const { kind: _, ...fields } = value as Values;
  const [checkpoint, ...others] = Object.values(fields);
  return typeof checkpoint === "number" && others.length === 0 ? checkpoint : null;
}
