/** Whether one machine does only what another one may do: every initial state maps to an initial state, every step to a step or to no change. */
import { isMistake } from "../../dsl/errors.ts";
import type { MachineDefinition, PropertyDefinition } from "../../dsl/machine.ts";
import { type Compiled, compile, type StateBox } from "../../layout/compile.ts";
import { apply, enabled, packedInitials } from "../calls/run.ts";
import { shownStep } from "../trace/trace.ts";
import { areCallsLimited } from "../work/limit.ts";
import type { Counterpart, TraceStep } from "../work/outcome.ts";

type Refines = Extract<PropertyDefinition, { kind: "refines" }>;

/** The abstract machine, ready to be asked. It is never explored: the states that it is asked about come from the concrete one. */
export class Refinement {
  private readonly compiled: Compiled;
  private readonly map: (state: unknown) => unknown;
  /** The abstract state before the step. */
  private readonly from: StateBox;
  private readonly to: StateBox;
  private readonly initials: readonly Int32Array[];
  /** The packed abstract state before the step, and those that one step leads to; null: another state was entered since. */
  private known: { readonly words: Int32Array; readonly successors: readonly Int32Array[] } | null = null;

  /** Errors: CUT105 when the abstract machine is too large to compile, whatever its `init` throws. */
  constructor({ abstract, map }: Refines) {
    const bare: MachineDefinition = { ...abstract, properties: [], witnesses: [], terminal: "any", within: null };
    this.compiled = compile(bare);
    this.map = map as (state: unknown) => unknown;
    // The first box expands fastest.
    this.from = this.compiled.open();
    this.to = this.compiled.open();
    this.initials = inMachine(bare, () => packedInitials(this.to, bare));
  }

  /** The next steps begin in another state. */
  enter(): void {
    this.known = null;
  }

  /** Whether an initial state has a counterpart. Errors: whatever the map throws, CUT2xx for what is no state of the abstract machine. */
  allowsInitial(state: unknown): boolean {
    return this.allowsInitialValue(this.map(state));
  }

  /** Whether a step from the entered state has a counterpart. Errors: as {@link allowsInitial}, and what the abstract machine's functions throw. */
  allowsStep(before: unknown, after: unknown): boolean {
    this.known ??= this.knownOf(this.map(before));
    return this.allowsValue(this.known, this.map(after));
  }

  /** As {@link allowsInitial}, of what was mapped already. */
  allowsInitialValue(value: unknown): boolean {
    this.load(this.to, value);
    return this.initials.some(words => isSame(words, this.to.words));
  }

  /** Always true. Errors: CUT2xx for what is no state of the abstract machine. */
  isState(value: unknown): boolean {
    this.load(this.from, value);
    return true;
  }

  /** As {@link enter}, of what was mapped already, and with every call checked. Errors: of a function of the abstract machine, with its place. */
  enterSlowly(before: unknown): void {
    this.load(this.from, before);
    const words = this.from.words.slice();
    const successors: Int32Array[] = [];
    inMachine(this.compiled.definition, () => this.eachStep(words, () => successors.push(this.from.words.slice())));
    this.known = { words, successors };
  }

  /** Whether a step from the entered state has a counterpart, of what was mapped already. Errors: as {@link isState}. */
  allowsValueFromEntered(after: unknown): boolean {
    return this.known !== null && this.allowsValue(this.known, after);
  }

  /** What an abstract step could have been, for a step that has no counterpart; with null before it, for an initial state. */
  counterpartOf(before: unknown, after: unknown): Counterpart {
    const { name, state: types } = this.compiled.definition;
    this.load(this.to, after);
    const shown = this.to.read();
    if (before === null) return { machine: name, types, before: null, after: shown, possible: [] };
    this.load(this.from, before);
    return { machine: name, types, before: this.from.read(), after: shown, possible: this.possible(this.from.words.slice()) };
  }

  private possible(words: Int32Array): readonly TraceStep[] {
    const steps: TraceStep[] = [];
    this.eachStep(words, instance => {
      if (!isSame(this.from.words, words)) steps.push(shownStep(this.compiled, instance, this.from.read()));
    });
    return steps;
  }

  /** Calls `visit` with each enabled instance while the state after its step is in `from`, packed too. One checked call at a time. */
  private eachStep(words: Int32Array, visit: (instance: number) => void): void {
    const { definition, instances } = this.compiled;
    instances.forEach(({ action: index, parameters }, instance) => {
      const action = definition.actions[index];
      this.from.words.set(words);
      this.from.unpack();
      if (!enabled(this.from, action, parameters)) return;
      apply(this.from, action, parameters);
      this.from.pack();
      visit(instance);
    });
  }

  private knownOf(value: unknown): { readonly words: Int32Array; readonly successors: readonly Int32Array[] } {
    const { from } = this;
    this.load(from, value);
    const words = from.words.slice();
    const successors: Int32Array[] = [];
    if (areCallsLimited()) this.eachStep(words, () => successors.push(from.words.slice()));
    else from.expand(() => successors.push(from.words.slice()));
    return { words, successors };
  }

  private allowsValue({ words, successors }: { readonly words: Int32Array; readonly successors: readonly Int32Array[] }, value: unknown): boolean {
    this.load(this.to, value);
    return isSame(words, this.to.words) || successors.some(each => isSame(each, this.to.words));
  }

  private load(box: StateBox, value: unknown): void {
    box.assign(value);
    box.pack();
  }
}

/** Errors: those of a function of this machine say so. */
function inMachine<T>({ name }: MachineDefinition, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw isMistake(error) ? error.at({ machine: name }) : error;
  }
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
