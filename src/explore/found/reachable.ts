/** The set of states that another machine can reach, for `reachableIn`. */
import type { MachineDefinition } from "../../dsl/machine.ts";
import type { RowsHandle } from "../../kernel/rowStore.ts";
import type { StateBox } from "../../layout/compile.ts";
import type { FoundStates } from "./foundStates.ts";

/** The machines that the properties of an explored one refer to. */
export interface OtherMachines {
  readonly sets: ReadonlyMap<MachineDefinition, ReachableSet>;
  /** Bytes that they take of the budget. */
  readonly memoryBytes: number;
}

/** All reachable states of a machine, packed. */
export class ReachableSet {
  readonly definition: MachineDefinition;
  private readonly box: StateBox;
  private readonly found: FoundStates;
  /** Whether what was found are representatives under renaming of scalarsets. */
  readonly isReduced: boolean;

  constructor(definition: MachineDefinition, box: StateBox, found: FoundStates, isReduced: boolean) {
    this.definition = definition;
    this.box = box;
    this.found = found;
    this.isReduced = isReduced;
  }

  /** Whether a plain value or view is a reachable state. Errors: CUT201-CUT212 for a value that is no state of the machine at all. */
  has(value: unknown): boolean {
    this.box.assign(value);
    if (this.isReduced) this.box.canonicalise();
    this.box.pack();
    return this.found.find(this.box.words) >= 0;
  }

  /** For other threads. */
  handle(): RowsHandle {
    return this.found.handle();
  }

  get memoryBytes(): number {
    return this.found.memoryBytes;
  }

  get distinctStates(): number {
    return this.found.distinctStates;
  }
}
