/** What can be seen of each state, asked once for each state that a run meets: runs meet the same states again and again. */
import type { MachineDefinition } from "../dsl/machine.ts";
import type { Observation, ObservedData } from "../dsl/observed.ts";
import { observedIn } from "../explore/calls/run.ts";
import type { FoundStates } from "../explore/found/foundStates.ts";
import { withTrace } from "../explore/mistakes/diagnosis.ts";
import { loadState } from "../explore/trace/trace.ts";
import { allocated } from "../kernel/memory.ts";
import type { StateBox } from "../layout/compile.ts";

/**
 *   seen   Int32Array   | a | b | ... |   for each state one number for each observed value: 0 unknown yet, else its place in `values` of that name
 */
export class Observations {
  private readonly definition: MachineDefinition;
  private readonly box: StateBox;
  private readonly found: FoundStates;
  private readonly seen: Int32Array;
  private readonly values: readonly { readonly data: ObservedData[]; readonly byText: Map<string, number> }[];

  /** Errors: MemoryLimitError. */
  constructor(definition: MachineDefinition, box: StateBox, found: FoundStates) {
    this.definition = definition;
    this.box = box;
    this.found = found;
    this.seen = allocated(() => new Int32Array(found.distinctStates * definition.observed.length));
    this.values = definition.observed.map(() => ({ data: [null], byText: new Map() }));
  }

  /** All values of a state. Errors: as `observedIn`, with the run to this state wanted. */
  of(state: number): Observation {
    return this.pick(state, () => true);
  }

  /** The values that are others than before. Errors: as {@link of}. */
  changes(before: number, after: number): Observation {
    const width = this.values.length;
    this.look(before);
    return this.pick(after, i => this.seen[before * width + i] !== this.seen[after * width + i]);
  }

  private pick(state: number, isWanted: (index: number) => boolean): Observation {
    const { observed } = this.definition;
    this.look(state);
    const picked: Record<string, ObservedData> = {};
    for (let i = 0; i < observed.length; i++) {
      if (isWanted(i)) picked[observed[i].name] = this.values[i].data[this.seen[state * observed.length + i]];
    }
    return picked;
  }

  private look(state: number): void {
    const width = this.values.length;
    if (this.seen[state * width] !== 0) return;
    withTrace(state, () => {
      loadState(this.box, this.found, state);
      observedIn(this.box, this.definition).forEach((value, i) => {
        this.seen[state * width + i] = this.placeOf(i, value);
      });
    });
  }

  private placeOf(index: number, value: ObservedData): number {
    const { data, byText } = this.values[index];
    const text = JSON.stringify(value);
    const known = byText.get(text);
    if (known !== undefined) return known;
    byText.set(text, data.length);
    return data.push(value) - 1;
  }
}
