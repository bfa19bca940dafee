/** Makes moves on possible states of a machine. */
import type { Condition } from "../dsl/conditions.ts";
import { fail, type Place, type Scalar, show } from "../dsl/errors.ts";
import type { LogMapping, LogSettings, Move } from "../dsl/logs.ts";
import type { MachineDefinition } from "../dsl/machine.ts";
import { unknownAction } from "../dsl/steps.ts";
import { apply, asBoolean, enabled, packedInitials, reading, write } from "../explore/calls/run.ts";
import { type Compiled, compile, type StateBox } from "../layout/compile.ts";
import type { ActionInstance } from "../layout/instances.ts";
import { owing, type Possible, settled } from "./possible.ts";
import type { Reasons } from "./reasons.ts";

/** When moves are made, and what for. */
export interface Moment {
  /** Milliseconds. */
  readonly time: number;
  /** The place of the line in its job's log. */
  readonly event: number;
  readonly isHidden: boolean;
}

type Parameters = Readonly<Record<string, Scalar>>;

export class Stepper {
  readonly compiled: Compiled;
  private readonly mapping: LogMapping;
  private readonly settings: LogSettings;
  private readonly allowed: ReadonlySet<string>;
  private readonly relaxations: readonly string[];
  private readonly before: StateBox;
  private readonly after: StateBox;
  private readonly instances: ReadonlyMap<string, readonly ActionInstance[]>;

  /** `allowed`: the relaxations that may be used. */
  constructor(definition: MachineDefinition, mapping: LogMapping, settings: LogSettings, allowed: ReadonlySet<string>) {
    this.compiled = compile(definition, false);
    this.mapping = mapping;
    this.settings = settings;
    this.allowed = allowed;
    this.relaxations = Object.keys(mapping.relaxations);
    this.before = this.compiled.borrow();
    this.after = this.compiled.borrow();
    const names = definition.actions.map(({ name }) => name);
    this.instances = new Map(names.map((name, i) => [name, this.compiled.instances.filter(({ action }) => action === i)]));
  }

  /** The initial states of the machine. */
  initial(): readonly Possible[] {
    const { after } = this;
    return packedInitials(after, this.compiled.definition).map(words => {
      after.words.set(words);
      after.unpack();
      this.refill();
      return { row: this.packed(), owed: [], way: null, relaxed: 0 };
    });
  }

  /** A state as plain data. */
  plain({ row }: { readonly row: Int32Array }): Readonly<Record<string, unknown>> {
    this.load(this.before, row);
    return this.before.read();
  }

  /** The action instances that are enabled. */
  enabledIn({ row }: Possible): readonly ActionInstance[] {
    const { definition, instances } = this.compiled;
    this.load(this.before, row);
    return instances.filter(({ action, parameters }) => enabled(this.before, definition.actions[action], parameters));
  }

  /** What becomes of a state by moves, one after the other: no states where one of them is not possible. */
  make(moves: readonly Move[], state: Possible, moment: Moment, reasons: Reasons | null): readonly Possible[] {
    let states: readonly Possible[] = [state];
    for (const move of moves) {
      states = states.flatMap(each => this.makeOne(move, each, moment, reasons));
      if (states.length === 0) break;
    }
    return states;
  }

  /** A step by one instance, if it is enabled. */
  take(instance: ActionInstance, state: Possible, moment: Moment): readonly Possible[] {
    const name = this.compiled.definition.actions[instance.action].name;
    return this.makeStep({ kind: "step", action: name, parameters: instance.parameters as Parameters, where: [], so: [], amend: null }, state, moment, null);
  }

  private makeOne(move: Move, state: Possible, moment: Moment, reasons: Reasons | null): readonly Possible[] {
    switch (move.kind) {
      case "step":
        return this.makeStep(move, state, moment, reasons);
      case "check":
        return this.check(move.conditions, state, reasons) ? [state] : [];
      case "change":
        return [this.change(move, state, moment)];
      case "owe":
        return [owing(state, { ...move.debt, moves: null, until: moment.time + move.debt.within, event: null })];
      case "defer":
        return [owing(state, { ...move.debt, moves: move.moves, until: moment.time + move.debt.within, event: null })];
      case "pay":
        if (state.owed.some(({ key, moves }) => key === move.key && moves === null)) return [settled(state, key => key === move.key)];
        reasons?.add(move.about, owedText(state), "state");
        return [];
      case "owed":
        // One way among others: that it is not owed is nothing that stands in the way.
        return state.owed.some(({ key }) => key === move.key) ? [state] : [];
      case "free":
        if (!state.owed.some(({ key }) => key === move.key)) return [state];
        reasons?.add("the line", notTrue(move.about), "state");
        return [];
      case "forgive":
        return [settled(state, key => key.startsWith(move.prefix))];
      case "either":
        return move.options.flatMap(option => this.make(option, state, moment, reasons));
      case "relaxed":
        return this.relax(move, state, moment, reasons);
      // They are looked for before any move is made.
      case "leave":
      case "end":
        return [];
    }
  }

  private relax({ relaxation, moves }: Move & { kind: "relaxed" }, state: Possible, moment: Moment, reasons: Reasons | null): readonly Possible[] {
    const index = this.relaxations.indexOf(relaxation);
    if (index < 0) {
      fail("CUT305", `A line names the relaxation ${show(relaxation)}, which the mapping does not have.`, {
        place: { role: "logs" },
        allowed: this.relaxations.join(", ") || "none",
        fix: "Declare it in relaxations.",
      });
    }
    if (!this.allowed.has(relaxation)) return [];
    return this.make(moves, { ...state, relaxed: state.relaxed | (1 << index) }, moment, reasons);
  }

  private makeStep(move: Move & { kind: "step" }, state: Possible, moment: Moment, reasons: Reasons | null): readonly Possible[] {
    const { definition } = this.compiled;
    const instances = this.instances.get(move.action);
    if (instances === undefined) {
      if (!definition.absent.includes(move.action)) unknownAction(move.action, definition, "A line tells of", { role: "logs" });
      reasons?.add(move.action, "with these settings the machine has no such action", "instance");
      return [];
    }
    this.load(this.before, state.row);
    return instances.flatMap(instance => this.step(move, instance, state, moment, reasons));
  }

  private step(
    move: Move & { kind: "step" },
    { action, parameters, given: choice }: ActionInstance,
    state: Possible,
    moment: Moment,
    reasons: Reasons | null,
  ): readonly Possible[] {
    const { before, after } = this;
    const given = parameters as Parameters;
    const definition = this.compiled.definition.actions[action];
    if (Object.entries(move.parameters).some(([name, value]) => given[name] !== value)) return [];
    const place: Place = { role: "logs", name: move.action, parameters: given };
    const other = falseIn(move.where, place, before, given);
    if (other !== null) {
      reasons?.add(move.action, notTrue(other), "instance");
      return [];
    }
    if (!enabled(before, definition, parameters)) {
      reasons?.add(textOf(move.action, given), guardText(falseIn(definition.conditions, place, before, choice)), "guard");
      return [];
    }
    this.load(after, state.row);
    apply(after, definition, parameters);
    const wrong = falseIn(move.so, place, after, before.state, given);
    if (wrong !== null) {
      reasons?.add(textOf(move.action, given), `it would not lead to "${wrong}"`, "outcome");
      return [];
    }
    const { amend } = move;
    if (amend !== null) write(place, after, () => (amend as (after: unknown, before: unknown) => unknown)(after.state, before.state));
    const debts = reading(place, after, () => this.mapping.owes(after.state, before.state, { action: move.action, parameters: given }, this.settings));
    this.refill();
    const row = this.packed();
    const way = { before: state.way, event: moment.event, isHidden: moment.isHidden, action: move.action, about: "", parameters: given, row };
    const made: Possible = { ...state, row, way };
    return [debts.reduce((all, debt) => owing(all, { ...debt, moves: null, until: moment.time + debt.within, event: null }), made)];
  }

  private check(conditions: readonly Condition[], { row }: Possible, reasons: Reasons | null): boolean {
    this.load(this.before, row);
    const wrong = falseIn(conditions, { role: "logs" }, this.before);
    if (wrong !== null) reasons?.add("the line", notTrue(wrong), "state");
    return wrong === null;
  }

  private change({ about, effect }: Move & { kind: "change" }, state: Possible, { event, isHidden }: Moment): Possible {
    this.load(this.after, state.row);
    write({ role: "logs", name: about }, this.after, () => (effect as (state: unknown) => unknown)(this.after.state));
    const row = this.packed();
    if (row.every((word, i) => word === state.row[i])) return state;
    return { ...state, row, way: { before: state.way, event, isHidden, action: null, about, parameters: {}, row } };
  }

  private refill(): void {
    write({ role: "logs", name: "refill" }, this.after, () => this.mapping.refill(this.after.state));
  }

  private packed(): Int32Array {
    this.after.pack();
    return this.after.words.slice();
  }

  private load(box: StateBox, row: Int32Array): void {
    box.words.set(row);
    box.unpack();
  }
}

/** The name of the first condition that is not true; null: all are. */
function falseIn(conditions: readonly Condition[], place: Place, box: StateBox, ...more: readonly unknown[]): string | null {
  const ask = (test: Condition["test"]): unknown => test(...([box.state, ...more] as never[]));
  return conditions.find(({ test }) => !asBoolean(place, box, () => ask(test)))?.name ?? null;
}

function owedText({ owed }: Possible): string {
  const lines = owed.filter(({ moves }) => moves === null).map(({ about }) => about);
  return `nothing that has happened makes this line come${lines.length === 0 ? "" : `; owed: ${lines.slice(0, 3).join(", ")}`}`;
}

function guardText(condition: string | null): string {
  return condition === null ? "its guard says no" : `its guard says no: ${notTrue(condition)}`;
}

function notTrue(condition: string): string {
  return `"${condition}" is not true`;
}

/** `acknowledges(task: 0, slot: 1)`; without parameters the name alone. */
function textOf(action: string, parameters: Parameters): string {
  const values = Object.entries(parameters).map(([name, value]) => `${name}: ${value}`);
  return values.length === 0 ? action : `${action}(${values.join(", ")})`;
}
