/**
 * Compiles a machine: views, codec and the expansion loop, generated once as one function so that they share the working row and
 * the lock as closure variables. This file has the only `new Function` of the project; the source is made of names and numbers that
 * this folder made itself, plus strings of the spec as JSON.
 */
import type { Scalar } from "../dsl/errors.ts";
import { choicesOf, type MachineDefinition } from "../dsl/machine.ts";
import type { TypeNode } from "../dsl/types.ts";
import { codecText } from "./codec.ts";
import { expandText } from "./expand.ts";
import { type Packing, packSlots } from "./packing.ts";
import * as runtime from "./runtime.ts";
import { slotMaxima } from "./slots.ts";
import { writeViews } from "./views.ts";
import { SourceWriter } from "./writer.ts";

/** One (action, parameters). */
export interface ActionInstance {
  /** Index into the definition's actions. */
  readonly action: number;
  readonly parameters: Readonly<Record<string, Scalar>>;
}

/** Takes a successor while it is in the working row; `instance` indexes `Compiled.instances`. Its packed row is in `StateBox.words`. */
export type SuccessorSink = (instance: number) => void;

/** A working row with its views and codec. Several boxes of one machine are independent. */
export interface StateBox {
  /** The root view: what guards and effects get. */
  readonly state: unknown;
  /** One slot for each leaf. Owner: this box. */
  readonly row: Int32Array;
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
  /** Runs every enabled instance from the state in `words`, calling the sink after each effect (and pack); returns how many were enabled. */
  expand(sink: SuccessorSink): number;
}

export interface Compiled {
  readonly definition: MachineDefinition;
  readonly root: Extract<TypeNode, { kind: "record" }>;
  readonly packing: Packing;
  readonly instances: readonly ActionInstance[];
  open(): StateBox;
}

type Factory = (row: Int32Array, saved: Int32Array, words: Int32Array, R: typeof runtime, K: readonly unknown[]) => Pick<StateBox, "state" | "writable" | "pack" | "unpack" | "expand">;

/** Compiles a machine's shape and actions. Errors: CUT105 when the state needs too many slots. */
export function compile(definition: MachineDefinition): Compiled {
  const root = { kind: "record", fields: definition.state } as const;
  const maxima = slotMaxima(root);
  const packing = packSlots(maxima);
  const instances = definition.actions.flatMap((action, index) => choicesOf(action.domains).map(parameters => ({ action: index, parameters })));
  const writer = new SourceWriter();
  const rootExpression = writeViews(writer, root);
  writer.add(codecText(packing, maxima.length));
  writer.add(expandText(writer, definition, instances, maxima.length));
  const { text, constants } = writer.source();
  const body = `"use strict"; let locked = true;\n${text}\nconst s0 = ${rootExpression};\nreturn { state: s0, writable(on) { locked = !on; }, pack, unpack, expand };`;
  const factory = new Function("row", "saved", "words", "R", "K", body) as Factory;
  return { definition, root, packing, instances, open: () => openBox(factory, constants, maxima.length, packing.words) };
}

function openBox(factory: Factory, constants: readonly unknown[], slots: number, wordCount: number): StateBox {
  const row = new Int32Array(slots);
  const words = new Int32Array(wordCount);
  const made = factory(row, new Int32Array(slots), words, runtime, constants);
  const state = made.state as { $assign(plain: unknown): void; toJSON(): Readonly<Record<string, unknown>> };
  return {
    ...made,
    row,
    words,
    reset: () => {
      row.fill(0);
    },
    load: plain => {
      made.writable(true);
      row.fill(0);
      state.$assign(plain);
      made.writable(false);
    },
    read: () => state.toJSON(),
  };
}
