/**
 * Compiles a machine: views, codec and the expansion loop, generated once as one function so that they share the working rows and
 * the lock as closure variables. This file has the only `new Function` of the project; the source is made of names and numbers that
 * this folder made itself, plus strings of the spec as JSON.
 *
 *   memory   Int32Array  | row of box 0 | row of box 1 | ... | row of box 7 | scratch |      one slot for each leaf
 *
 * All boxes share one set of view classes, over rows in one array. Simpler would be classes of its own for each box; but then a spec's
 * function sees objects of several shapes, and V8 has several closures of each getter and can no longer treat the array as a
 * constant: two-phase commit with 8 managers took 4.8 s instead of 2.4 s once a second box had been opened.
 */
import { choicesOf, type MachineDefinition } from "../dsl/machine.ts";
import type { TypeNode } from "../dsl/types.ts";
import { canonicalText, staleWrite } from "./canonical.ts";
import { codecText } from "./codec.ts";
import { withEqualTypesShared } from "./equalTypes.ts";
import { expandText } from "./expand.ts";
import type { ActionInstance } from "./instances.ts";
import { type Packing, packSlots } from "./packing.ts";
import * as runtime from "./runtime.ts";
import { slotMaxima } from "./slots.ts";
import { writeViews } from "./views.ts";
import { SourceWriter } from "./writer.ts";

/** Takes a successor while it is in the working row; `instance` indexes `Compiled.instances`. Its packed row is in `StateBox.words`. */
export type SuccessorSink = (instance: number) => void;

/** A working row with its views and codec. Several boxes of one machine are independent. */
export interface StateBox {
  /** The root view: what guards and effects get. */
  readonly state: unknown;
  /** The packed row of the last `pack()`. Owner: this box. */
  readonly words: Int32Array;
  /** While false (the start), writing through the views is CUT207. */
  writable(on: boolean): void;
  /** Working row -> `words`. */
  pack(): void;
  /** `words` -> working row. */
  unpack(): void;
  /** Every type's default. */
  reset(): void;
  /** Replaces the state by a plain one. Errors: CUT201-CUT212 with the field's path. */
  load(plain: unknown): void;
  /** The state as a new plain object. */
  read(): Readonly<Record<string, unknown>>;
  /** Whether unused slots are zero, as every state has them that was written through views that were still good. */
  isCanonical(): boolean;
  /** Errors: CUT207 when a function of a spec has changed a list of views as a JavaScript array (`expand` looks too, at its end); CUT214 when the state is not canonical. */
  verify(): void;
  /** Runs every enabled instance from the state in `words`, calling the sink after each effect (and pack); returns how many were enabled. */
  expand(sink: SuccessorSink): number;
}

export interface Compiled {
  readonly definition: MachineDefinition;
  readonly root: Extract<TypeNode, { kind: "record" }>;
  readonly packing: Packing;
  readonly instances: readonly ActionInstance[];
  /** A new box. The first one is the fastest: it is for the exploration itself. */
  open(): StateBox;
  /** A box for passing work, always the same one for a number. Whoever uses one calls nobody who uses the same. */
  scratch(number: 0 | 1 | 2): StateBox;
}

/** Boxes that share view classes. More may be opened; those are slower, and slow the others down. */
const boxesMax = 8;

/** What the generated function returns. */
interface Generated {
  root(slot: number): Root;
  /** The root view at slot 0. */
  readonly hot: Root;
  lock(on: boolean): void;
  /** The codec and the expansion of the row at slot 0 with the words given to the factory. */
  pack(): void;
  unpack(): void;
  expand(sink: SuccessorSink): number;
  packAt(slot: number, words: Int32Array): void;
  unpackAt(slot: number, words: Int32Array): void;
  canonical(slot: number): boolean;
}

type Factory = (memory: Int32Array, saved: Int32Array, words: Int32Array, R: typeof runtime, K: readonly unknown[]) => Generated;

interface Root {
  readonly view: { $assign(plain: unknown): void; toJSON(): Readonly<Record<string, unknown>> };
  /** Every list of views below it. */
  readonly lists: readonly runtime.ListOfViews[];
}

/** Compiles a machine's shape and actions. Errors: CUT105 when the state needs too many slots. */
export function compile(definition: MachineDefinition): Compiled {
  const root = withEqualTypesShared({ kind: "record", fields: definition.state } as const);
  const maxima = slotMaxima(root);
  const packing = packSlots(maxima);
  const instances = definition.actions.flatMap((action, index) => choicesOf(action.domains).map(parameters => ({ action: index, parameters })));
  const writer = new SourceWriter(maxima.length * boxesMax);
  const rootExpression = writeViews(writer, root);
  writer.add(codecText(packing, maxima.length));
  writer.add(canonicalText(root));
  writer.add(expandText(writer, definition, instances, maxima.length));
  const { text, constants } = writer.source();
  const body = `"use strict"; let locked = true;
let lists;
const root = o => { lists = []; const view = ${rootExpression}; return { view, lists }; };
${text}
return { root, hot, lock(on) { locked = on; }, pack, unpack, expand, packAt, unpackAt, canonical };`;
  const factory = new Function("row", "saved", "words", "R", "K", body) as Factory;
  const shape = { definition, root, packing, instances, slots: maxima.length, memorySlots: writer.slotCount };
  let opened = 0;
  let group = new BoxGroup(factory, constants, shape);
  const open = (): StateBox => {
    if (opened > 0 && opened % boxesMax === 0) group = new BoxGroup(factory, constants, shape);
    return group.open(opened++ % boxesMax);
  };
  const scratch: StateBox[] = [];
  return {
    definition,
    root,
    packing,
    instances,
    open,
    scratch: number => {
      scratch[number] ??= open();
      return scratch[number];
    },
  };
}

interface Shape extends Omit<Compiled, "open" | "scratch"> {
  /** Slots of a row, and of the memory that a group of boxes shares. */
  readonly slots: number;
  readonly memorySlots: number;
}

/** The boxes over one array of rows. */
class BoxGroup {
  private readonly shape: Shape;
  private readonly slots: number;
  private readonly memory: Int32Array;
  private readonly hotWords: Int32Array;
  private readonly generated: Generated;

  constructor(factory: Factory, constants: readonly unknown[], shape: Shape) {
    this.shape = shape;
    this.slots = shape.slots;
    this.memory = new Int32Array(shape.memorySlots);
    this.hotWords = new Int32Array(shape.packing.words);
    this.generated = factory(this.memory, new Int32Array(shape.slots), this.hotWords, runtime, constants);
  }

  open(index: number): StateBox {
    const { generated } = this;
    const at = index * this.slots;
    const { view: state, lists } = index === 0 ? generated.hot : generated.root(at);
    const isCanonical = (): boolean => generated.canonical(at);
    const verify = (): void => {
      runtime.checkLists(lists);
      if (!isCanonical()) staleWrite();
    };
    const writable = (on: boolean): void => generated.lock(!on);
    const reset = (): void => {
      this.memory.fill(0, at, at + this.slots);
    };
    const load = (plain: unknown): void => {
      writable(true);
      try {
        reset();
        state.$assign(plain);
      } finally {
        writable(false);
      }
    };
    const box = { state, writable, reset, load, read: () => state.toJSON(), isCanonical, verify };
    return index === 0 ? { ...box, words: this.hotWords, pack: generated.pack, unpack: generated.unpack, expand: generated.expand } : this.withCodec(box, at);
  }

  /** Any box but the first. */
  private withCodec(rest: Pick<StateBox, "state" | "writable" | "reset" | "load" | "read" | "isCanonical" | "verify">, at: number): StateBox {
    const words = new Int32Array(this.shape.packing.words);
    const pack = (): void => this.generated.packAt(at, words);
    const unpack = (): void => this.generated.unpackAt(at, words);
    const box: StateBox = { ...rest, words, pack, unpack, expand: sink => expandSlowly(this.shape, box, sink) };
    return box;
  }
}

/** What the generated `expand` does, for a box that need not be fast. */
function expandSlowly({ definition, instances }: Shape, box: StateBox, sink: SuccessorSink): number {
  const from = box.words.slice();
  let enabled = 0;
  instances.forEach(({ action, parameters }, instance) => {
    const { when, then } = definition.actions[action];
    box.words.set(from);
    box.unpack();
    box.writable(false);
    const isEnabled: unknown = when === null || when(box.state as never, parameters as never);
    if (typeof isEnabled !== "boolean") runtime.badResult(isEnabled);
    if (!isEnabled) return;
    enabled++;
    box.writable(true);
    then(box.state as never, parameters as never);
    box.writable(false);
    box.pack();
    sink(instance);
  });
  return enabled;
}
