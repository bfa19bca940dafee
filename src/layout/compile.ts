/**
 * Compiles a machine: an expansion loop over its actions, generated for it, on a workspace of its state type. This folder's source of
 * generated code is names and numbers that it made itself, plus strings of the spec as JSON.
 */

import { checkActionNames } from "../dsl/actionNames.ts";
import { showsStatesOf } from "../dsl/enabled.ts";
import { choicesOf, type MachineDefinition } from "../dsl/machine.ts";
import { givenOf } from "../dsl/parameters.ts";
import type { ScalarsetNode } from "../dsl/scalarset.ts";
import { mentionsScalarset, type ShapeNode } from "../dsl/types.ts";
import { evaluate } from "./evaluate.ts";
import { expandText } from "./expand.ts";
import type { ActionInstance } from "./instances.ts";
import { checkLists } from "./lists.ts";
import type { Packing } from "./packing.ts";
import * as results from "./results.ts";
import * as runtime from "./runtime.ts";
import { type BareBox, boxesMax, giveBack, type StateType, stateTypeOf, takeWorkspace, type Workspace } from "./workspace.ts";
import { SourceWriter } from "./writer.ts";

/** Takes a successor while it is in the working row; `instance` indexes `Compiled.instances`. Its packed row is in `StateBox.words`. */
export type SuccessorSink = (instance: number) => void;

/** A working row with its views, codec and expansion. Several boxes of one machine are independent. */
export interface StateBox extends BareBox {
  /** The machine's constraint; null: it has none. */
  readonly within: MachineDefinition["within"];
  /** Runs every enabled instance from the state in `words`, calling the sink after each effect (and pack); returns how many were enabled, -1 beyond the constraint. */
  expand(sink: SuccessorSink): number;
  /** Replaces the state by one as `read` gives it. Errors: CUT201-CUT212 with the field's path. */
  load(plain: unknown): void;
  /** The state as a new plain object, the members of scalarsets as their numbers. */
  read(): Readonly<Record<string, unknown>>;
}

export interface Compiled {
  readonly definition: MachineDefinition;
  readonly root: Extract<ShapeNode, { kind: "record" }>;
  readonly packing: Packing;
  /** The scalarsets of the state whose members are interchangeable. */
  readonly sets: readonly ScalarsetNode[];
  /** Whether the exploration stores one representative for all states that differ by the names of their members. */
  readonly isReduced: boolean;
  readonly instances: readonly ActionInstance[];
  /** A new box. The first one is the fastest: it is for the exploration itself. */
  open(): StateBox;
  /** Calls `use` with a box that nobody else has until it returns; what it makes of the box's state must not be looked at later. */
  lend<T>(use: (box: StateBox) => T): T;
  /** The same with two boxes, as for the states before and after a step. */
  lendTwo<T>(use: (before: StateBox, after: StateBox) => T): T;
  /** For work that is done a little at a time: a box that nobody else has until it is given back. When such work is abandoned its boxes are not lent again. */
  borrow(): StateBox;
  /** Errors: for a box that is not lent, a defect of ours. */
  giveBack(box: StateBox): void;
  /** Gives the memory and the views back, for the next machine of the same state type. No box may be used any more. */
  release(): void;
}

/** Compiles a machine's shape and actions. `symmetry`: whether the exploration stores representatives. Errors: CUT105 when the state needs too many slots, CUT305. */
export function compile(definition: MachineDefinition, symmetry = true): Compiled {
  checkActionNames(definition);
  const type = stateTypeOf(definition.shape);
  const instances = definition.actions.flatMap((action, index) =>
    choicesOf(action.domains).map(parameters => ({ action: index, parameters, given: givenOf(action, parameters) })),
  );
  return new CompiledMachine(definition, type, instances, symmetry && type.sets.length > 0);
}

class CompiledMachine implements Compiled {
  readonly definition: MachineDefinition;
  readonly instances: readonly ActionInstance[];
  readonly isReduced: boolean;
  private readonly type: StateType;
  private readonly workspaces: Workspace[] = [];
  /** Boxes that nobody has, and those that somebody has. */
  private readonly free: StateBox[] = [];
  private readonly lent = new Set<StateBox>();
  /** Of the types without scalarsets. */
  private plain: { readonly type: StateType; readonly workspace: Workspace; readonly box: BareBox } | null = null;
  private opened = 0;
  private isReleased = false;

  constructor(definition: MachineDefinition, type: StateType, instances: readonly ActionInstance[], isReduced: boolean) {
    this.definition = definition;
    this.type = type;
    this.instances = instances;
    this.isReduced = isReduced;
  }

  get root(): StateType["root"] {
    return this.type.root;
  }

  get sets(): readonly ScalarsetNode[] {
    return this.type.sets;
  }

  get packing(): Packing {
    return this.type.packing;
  }

  open(): StateBox {
    if (this.isReleased) throw new Error("a machine was used after its release");
    const index = this.opened++ % boxesMax;
    if (index === 0) this.workspaces.push(takeWorkspace(this.type));
    const workspace = this.workspaces.at(-1) as Workspace;
    const box = this.withPlainStates(workspace.open(index));
    showsStatesOf(box.state as object, this.definition);
    return index === 0 ? { ...box, expand: expanderOf(this, workspace) } : withSlowExpansion(this, box);
  }

  lend<T>(use: (box: StateBox) => T): T {
    const box = this.borrow();
    try {
      return use(box);
    } finally {
      this.giveBack(box);
    }
  }

  lendTwo<T>(use: (before: StateBox, after: StateBox) => T): T {
    return this.lend(before => this.lend(after => use(before, after)));
  }

  borrow(): StateBox {
    if (this.isReleased) throw new Error("a machine was used after its release");
    const box = this.free.pop() ?? this.open();
    this.lent.add(box);
    return box;
  }

  giveBack(box: StateBox): void {
    if (!this.lent.delete(box)) throw new Error("a box was given back that was not lent");
    this.free.push(box);
  }

  release(): void {
    this.isReleased = true;
    for (const workspace of this.workspaces.splice(0)) giveBack(this.type, workspace);
    if (this.plain !== null) giveBack(this.plain.type, this.plain.workspace);
  }

  /** Plain states go through the packed row: it is the same for the types without scalarsets. */
  private withPlainStates(box: BareBox): Omit<StateBox, "expand"> {
    const { within } = this.definition;
    const through = <T>(use: (plain: BareBox) => T): T => {
      const kept = box.words.slice();
      const result = use(this.plainBox());
      box.words.set(kept);
      return result;
    };
    const load = (value: unknown): void =>
      through(plain => {
        plain.assign(value);
        plain.pack();
        box.words.set(plain.words);
        box.unpack();
      });
    const read = (): Readonly<Record<string, unknown>> =>
      through(plain => {
        box.pack();
        plain.words.set(box.words);
        plain.unpack();
        return plainOf(plain);
      });
    return mentionsScalarset(this.root) ? { ...box, within, load, read } : { ...box, within, load: box.assign, read: () => plainOf(box) };
  }

  private plainBox(): BareBox {
    if (this.plain === null) {
      const type = stateTypeOf(this.definition.state);
      const workspace = takeWorkspace(type);
      this.plain = { type, workspace, box: workspace.open(0) };
    }
    return this.plain.box;
  }
}

/** The generated expansion of the row at slot 0. */
function expanderOf({ definition, instances }: Compiled, { generated }: Workspace): (sink: SuccessorSink) => number {
  const writer = new SourceWriter(0);
  const { hot, lock, unlock, pack, unpack, save, restore } = generated;
  const lengths = hot.lists.map(({ made }) => made.length);
  writer.add(expandText(writer, definition, instances, lengths));
  const { text, constants } = writer.source();
  const make = evaluate(["s0", "lists0", "lock", "unlock", "pack", "unpack", "save", "restore", "R", "F", "K"], `${text}\nreturn expand;`, "expansion");
  return make(hot.view, hot.lists, lock, unlock, pack, unpack, save, restore, { badResult: runtime.badResult, checkLists }, results, constants) as (
    sink: SuccessorSink,
  ) => number;
}

function plainOf({ state }: BareBox): Readonly<Record<string, unknown>> {
  return (state as { toJSON(): Readonly<Record<string, unknown>> }).toJSON();
}

/** What the generated expansion does, for a box that need not be fast. */
function withSlowExpansion({ definition, instances }: Compiled, box: Omit<StateBox, "expand">): StateBox {
  const expand = (sink: SuccessorSink): number => {
    const from = box.words.slice();
    let enabled = 0;
    if (definition.within !== null) {
      box.unpack();
      box.writable(false);
      const isWithin: unknown = definition.within(box.state as never);
      if (typeof isWithin !== "boolean") runtime.badResult(isWithin);
      results.throwFirst();
      if (!isWithin) return -1;
    }
    instances.forEach(({ action, given }, instance) => {
      const { when, then } = definition.actions[action];
      box.words.set(from);
      box.unpack();
      box.writable(false);
      const isEnabled: unknown = when === null || when(box.state as never, given as never);
      if (typeof isEnabled !== "boolean") runtime.badResult(isEnabled);
      if (!isEnabled) return;
      enabled++;
      box.writable(true);
      const result: unknown = then(box.state as never, given as never);
      box.writable(false);
      results.checkEffectResult(result, box.state, then);
      box.pack();
      sink(instance);
    });
    results.throwFirst();
    return enabled;
  };
  return { ...box, expand };
}
