/**
 * The transitions of one run that is known already: its states are computed anew, by today's
 * machine.
 */
import { fail, isMistake, show } from "../../dsl/errors.ts";
import type { MachineDefinition } from "../../dsl/machine.ts";
import { OwnBudget } from "../../kernel/memory.ts";
import { RowSet } from "../../kernel/rows.ts";
import { type Compiled, compile, type StateBox } from "../../layout/compile.ts";
import { apply, eachInitial, enabled } from "../calls/run.ts";
import { FoundStates } from "../found/foundStates.ts";
import { withoutRun } from "../runs/mistakenRun.ts";
import { loadState } from "../trace/trace.ts";
import type { Trace } from "../work/outcome.ts";
import type { TransitionGraph } from "./transitionGraph.ts";

/** A run, by its initial state and the names of its steps. */
export type KnownRun = Pick<Trace, "initial" | "steps">;

/**
 * Walks along a run. Whoever has it releases the machine when its states are of no use any more.
 */
export class PathSearch {
  readonly compiled: Compiled;
  private readonly box: StateBox;
  private readonly rows: RowSet;
  /** The edge of each step: from where, where to, and by which action instance. */
  private readonly edges: { readonly from: number; readonly to: number; readonly instance: number }[] = [];

  /**
   * Errors: CUT305 for a run that the machine does not have, and whatever a function of the spec
   * throws.
   */
  constructor(machine: MachineDefinition, { initial, steps }: KnownRun) {
    this.compiled = compile(machine, false);
    this.box = this.compiled.open();
    this.rows = new RowSet(this.compiled.packing.words, new OwnBudget(Number.POSITIVE_INFINITY));
    let at = this.start(machine, initial);
    for (const [i, { action, parameters }] of steps.entries()) {
      at = this.take(at, i, action, JSON.stringify(parameters));
    }
  }

  /** The states of the run and its steps; other transitions of these states are not in it. */
  graph(): TransitionGraph {
    const inOrder = this.inOrder().map(step => this.edges[step]);
    const offsets = new Uint32Array(this.rows.size + 1);
    for (const { from } of inOrder) offsets[from + 1]++;
    for (let state = 0; state < this.rows.size; state++) offsets[state + 1] += offsets[state];
    const first = new Int32Array(this.rows.size).fill(-1);
    for (const [edge, { to }] of inOrder.entries()) if (to > 0 && first[to] < 0) first[to] = edge;
    return {
      size: this.rows.size,
      offsets,
      targets: Int32Array.from(inOrder, ({ to }) => to),
      labels: Uint16Array.from(inOrder, ({ instance }) => instance),
      first,
      initials: Int32Array.of(0),
      // What else is possible in these states was not looked at.
      expanded: 0,
      isOutside: () => false,
    };
  }

  /** The edges of the graph, one for each step of the run. */
  run(): readonly number[] {
    const places = this.inOrder();
    return this.edges.map((_, step) => places.indexOf(step));
  }

  /** The states, by their ids. */
  found(): FoundStates {
    return new FoundStates({ rows: this.rows, levelStarts: [0, this.rows.size] });
  }

  /**
   * Calls functions of the spec in states of the run. Errors: a mistake is told without its run,
   * which the caller has.
   */
  toldWithRun<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw isMistake(error) ? withoutRun(error) : error;
    }
  }

  /** The steps, by the states from which they lead. */
  private inOrder(): readonly number[] {
    return this.edges.map((_, step) => step).sort((a, b) => this.edges[a].from - this.edges[b].from || a - b);
  }

  private start(machine: MachineDefinition, initial: KnownRun["initial"]): number {
    const text = JSON.stringify(initial);
    let id = -1;
    eachInitial(this.box, machine, () => {
      if (id >= 0 || JSON.stringify(this.box.read()) !== text) return;
      this.box.pack();
      id = this.rows.insert(this.box.words);
    });
    return id >= 0 ? id : notPossible("it begins in a state that is no initial one");
  }

  private take(from: number, step: number, name: string, parameters: string): number {
    const { definition, instances } = this.compiled;
    const instance = instances.findIndex(
      each => definition.actions[each.action].name === name && JSON.stringify(each.parameters) === parameters,
    );
    if (instance < 0) return notPossible(`step ${step + 1}, ${show(name)}, is none of its action instances`);
    const action = definition.actions[instances[instance].action];
    loadState(this.box, this.found(), from);
    if (!enabled(this.box, action, instances[instance].parameters))
      return notPossible(`step ${step + 1}, ${show(name)}, is not enabled`);
    apply(this.box, action, instances[instance].parameters);
    this.box.pack();
    const id = this.rows.insert(this.box.words);
    const to = id < 0 ? ~id : id;
    this.edges.push({ from, to, instance });
    return to;
  }
}

function notPossible(why: string): never {
  return fail("CUT305", `The machine does not have this run: ${why}.`, {
    fix: "Replay the counterexample: cutcheck replay says what has changed.",
  });
}
