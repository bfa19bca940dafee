/**
 * The story of a run: who did what, what it changed, which messages went from whom to whom, and where the cuts of checkpoints lie. Every
 * picture is drawn from it. Texts are as the spec has them: whoever prints them makes them safe.
 */
import type { Mark } from "../dsl/annotations.ts";
import type { TypeNode } from "../dsl/types.ts";
import type { Trace, TraceStep } from "../explore/work/outcome.ts";
import { type Change, changes } from "./changes.ts";
import { orderLanes } from "./lanes.ts";
import { type Message, messagesOf } from "./messages.ts";

/** The lane of actions that name no actor. */
export const commonLane = "the machine";

/** Steps are numbered from 1; 0 is the initial state. Lanes, where a number, are positions in `lanes`; messages are positions in `messages`. */
export interface Story {
  /** Who takes part, from left to right: actors of steps, senders and receivers, lanes of marks. */
  readonly lanes: readonly string[];
  readonly steps: readonly StoryStep[];
  readonly messages: readonly StoryMessage[];
  /** In ascending order; only checkpoints that a mark or a barrier names. */
  readonly checkpoints: readonly StoryCheckpoint[];
  /** The step after which no continuation avoids the violation; 0: from the start. Null where it is not known. */
  readonly pointOfNoReturn: number | null;
}

/** One step, with what it did. */
export interface StoryStep extends TraceStep {
  readonly number: number;
  readonly lane: number;
  readonly changes: readonly Change[];
  /** Messages that it received. */
  readonly consumed: readonly number[];
  /** Messages that it sent. */
  readonly produced: readonly number[];
  /** Messages that are lost in it. */
  readonly lost: readonly number[];
  readonly marks: readonly StoryMark[];
}

/** An arrow from its sender's lane at the step `sentAt` to its receiver's lane at the step `endAt`. See {@link Message}. */
export interface StoryMessage extends Omit<Message, "from" | "to"> {
  /** Null for a message that was there initially, unless the machine says. */
  readonly from: number | null;
  /** Null for one that is lost or underway, where nothing says who would receive it. */
  readonly to: number | null;
}

/** What becomes of messages is told by the messages. */
type LaneMark = Exclude<Mark, { readonly kind: "lost" }>;

/** A {@link Mark} on numbered lanes. */
export interface StoryMark {
  readonly kind: LaneMark["kind"];
  /** Null where the kind has none. */
  readonly checkpoint: number | null;
  /** Of a region that fell back: to which checkpoint, 0 for none. */
  readonly to: number | null;
  readonly lanes: readonly number[];
}

/** What the run says about one checkpoint. */
export interface StoryCheckpoint {
  readonly id: number;
  /** Where its cut crosses lanes: right after a step, in the order of steps. A lane may be crossed again by a later attempt. */
  readonly cut: readonly { readonly lane: number; readonly step: number }[];
  /** How it ended, and in which step; null if it is pending at the end. */
  readonly end: { readonly kind: "completed" | "aborted"; readonly step: number } | null;
  /** Lanes that it was completed without. */
  readonly fellBack: readonly { readonly lanes: readonly number[]; readonly to: number; readonly step: number }[];
}

/** The story of a run whose states have these types. */
export function storyOf({ types, trace }: { readonly types: Readonly<Record<string, TypeNode>>; readonly trace: Trace }): Story {
  const named = withNamedLanes(trace);
  const found = messagesOf(types, named);
  const lanes = lanesOf(named, found);
  const numbers = new Map(lanes.map((lane, i) => [lane, i]));
  const messages = found.map(message => ({ ...message, from: numberOf(numbers, message.from), to: numberOf(numbers, message.to) }));
  const moves: Moves = {
    received: byStep(messages, message => (message.end === "received" ? message.endAt : null)),
    sent: byStep(messages, message => message.sentAt),
    lost: byStep(messages, message => (message.end === "lost" ? message.endAt : null)),
  };
  const steps = named.steps.map((step, i) => storyStep(types, named, step, i + 1, numbers, moves));
  return { lanes, steps, messages, checkpoints: checkpointsOf(steps, messages), pointOfNoReturn: trace.pointOfNoReturn ?? null };
}

/** An action without an actor is its own actor: that is no lane. */
function withNamedLanes(trace: Trace): Trace {
  return { ...trace, steps: trace.steps.map(step => (step.actor === step.action ? { ...step, actor: commonLane } : step)) };
}

function lanesOf({ steps, annotations }: Trace, messages: readonly Message[]): readonly string[] {
  const marked = steps.flatMap((step, i) => [step.actor, ...(annotations?.marks?.[i] ?? []).flatMap(mark => ("lanes" in mark ? mark.lanes : []))]);
  const arrows = messages.flatMap(({ from, to }): (readonly [string, string])[] => (from === null || to === null ? [] : [[from, to]]));
  const ends = messages.flatMap(({ from, to }) => [from, to]).filter(each => each !== null);
  return orderLanes([...new Set([...marked, ...ends])], arrows);
}

type Numbers = ReadonlyMap<string, number>;

function numberOf(numbers: Numbers, lane: string | null): number | null {
  return lane === null ? null : (numbers.get(lane) as number);
}

/** The positions of the messages that a step, by its number, receives, sends and loses. */
interface Moves {
  readonly received: ReadonlyMap<number, readonly number[]>;
  readonly sent: ReadonlyMap<number, readonly number[]>;
  readonly lost: ReadonlyMap<number, readonly number[]>;
}

function byStep(messages: readonly StoryMessage[], stepOf: (message: StoryMessage) => number | null): ReadonlyMap<number, readonly number[]> {
  const positions = new Map<number, number[]>();
  messages.forEach((message, i) => {
    const step = stepOf(message);
    if (step === null) return;
    const own = positions.get(step) ?? [];
    own.push(i);
    positions.set(step, own);
  });
  return positions;
}

function storyStep(
  types: Readonly<Record<string, TypeNode>>,
  { initial, steps, annotations }: Trace,
  step: TraceStep,
  number: number,
  numbers: Numbers,
  moves: Moves,
): StoryStep {
  const before = steps[number - 2]?.state ?? initial;
  return {
    ...step,
    number,
    lane: numbers.get(step.actor) as number,
    changes: changes(types, before, step.state),
    consumed: moves.received.get(number) ?? [],
    produced: moves.sent.get(number) ?? [],
    lost: moves.lost.get(number) ?? [],
    marks: (annotations?.marks?.[number - 1] ?? []).flatMap(mark => (mark.kind === "lost" ? [] : [storyMark(mark, numbers)])),
  };
}

function storyMark(mark: LaneMark, numbers: Numbers): StoryMark {
  return {
    kind: mark.kind,
    checkpoint: "checkpoint" in mark ? mark.checkpoint : null,
    to: "to" in mark ? mark.to : null,
    lanes: "lanes" in mark ? mark.lanes.map(lane => numbers.get(lane) as number) : [],
  };
}

function checkpointsOf(steps: readonly StoryStep[], messages: readonly StoryMessage[]): readonly StoryCheckpoint[] {
  const marks = steps.flatMap(step => step.marks.map(mark => ({ ...mark, step: step.number })));
  // A restore names a checkpoint that may be from before the run, or none at all.
  const named = marks.filter(({ kind }) => kind !== "restored").map(({ checkpoint }) => checkpoint);
  const ids = new Set([...named, ...messages.map(({ barrier }) => barrier)].filter(id => id !== null));
  return [...ids]
    .sort((a, b) => a - b)
    .map(id => {
      const own = marks.filter(({ checkpoint }) => checkpoint === id);
      const end = own.findLast(({ kind }) => kind === "completed" || kind === "aborted");
      return {
        id,
        cut: own.filter(({ kind }) => kind === "cut").flatMap(({ lanes, step }) => lanes.map(lane => ({ lane, step }))),
        end: end === undefined ? null : { kind: end.kind as "completed" | "aborted", step: end.step },
        fellBack: own.filter(({ kind }) => kind === "fellBack").map(({ lanes, to, step }) => ({ lanes, to: to as number, step })),
      };
    });
}
