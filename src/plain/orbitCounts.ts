/** What an exploration that counts states up to the names of interchangeable members must find, counted over all states. */
import type { MachineDefinition } from "../dsl/machine.ts";
import type { NaiveExploration } from "./explore.ts";
import { orbitOf, renamingsOf } from "./orbits.ts";

export interface OrbitCounts {
  readonly distinctStates: number;
  readonly transitions: number;
  readonly terminalStates: number;
  readonly levels: readonly number[];
}

/** Null where more than `renamedMax` renamed states would have to be made. All states of an orbit have one depth and as many successors: the first one counts. */
export function* orbitCounts(machine: MachineDefinition, exploration: NaiveExploration, renamedMax: number): Generator<void, OrbitCounts | null, void> {
  const renamings = renamingsOf(machine);
  if (renamings.length * exploration.size > renamedMax) return null;
  const seen = new Set<string>();
  const levels: number[] = [];
  let [transitions, terminalStates] = [0, 0];
  for (const found of exploration.states) {
    const orbit = orbitOf(machine, found.state, renamings);
    yield;
    if (seen.has(orbit)) continue;
    seen.add(orbit);
    const enabled = exploration.enabledCount(found);
    levels[found.depth] = (levels[found.depth] ?? 0) + 1;
    transitions += enabled ?? 0;
    terminalStates += enabled === 0 ? 1 : 0;
  }
  return { distinctStates: seen.size, transitions, terminalStates, levels };
}
