/**
 * The state graph, kept whole: every step that changes the state, with the action instance that makes it.
 *
 *   offsets   Uint32Array   | 0 | ... |       first edge of each state, and one past the last
 *   targets   Int32Array    | id | id | ...   where each edge leads; the edges of a state in the order of action instances
 *   labels    Uint16Array   | instance | ...  by which action instance
 *
 * Six bytes an edge. Simpler would be to expand states again where their successors are needed; but each property walks over all edges once,
 * and finding the successors costs four times as much as such a walk (ABS 2 2 3 2 2, processor time: 1.7 s and 0.4 s; the safety run takes 2.4 s).
 *
 * A step that leaves the state as it is is no edge: a run may stay in any state for a while, and only fairness can end it.
 */
import type { Compiled, StateBox } from "../../layout/compile.ts";
import { eachInitial } from "../calls/run.ts";
import type { FoundStates } from "../found/foundStates.ts";
import { notReproduced } from "../trace/trace.ts";
import { type IsTime, statesPerLook } from "../work/turn.ts";
import type { Memory } from "./memory.ts";

export interface StateGraph {
  /** States are `0..size-1`: their ids. */
  readonly size: number;
  readonly offsets: Uint32Array;
  readonly targets: Int32Array;
  readonly labels: Uint16Array;
  /** Each initial state once, in the order of declaration. */
  readonly initials: Int32Array;
}

/** What a finished exploration leaves for liveness. */
export interface StateSpace {
  readonly compiled: Compiled;
  /** The box that expands fastest. */
  readonly box: StateBox;
  readonly found: FoundStates;
  /** Enabled action instances over all states: the graph has at most this number of edges. */
  readonly transitions: number;
}

/** Is shown each state and each edge while it is in the box, in the order of states and edges. */
export interface GraphVisitor {
  /** The state is in the working row, and is expanded next. */
  state(id: number): void;
  /** The state after the edge is in the working row; null: edges are not looked at. */
  readonly edge: ((edge: number, instance: number) => void) | null;
}

export class GraphBuilder {
  private readonly space: StateSpace;
  private readonly size: number;
  private readonly visitor: GraphVisitor;
  private readonly offsets: Uint32Array;
  private readonly targets: Int32Array;
  private readonly labels: Uint16Array;
  private readonly sink: (instance: number) => void;
  private edges = 0;
  /** The number of the state being expanded. */
  current = 0;

  /** Errors: MemoryLimitError. */
  constructor(space: StateSpace, memory: Memory, visitor: GraphVisitor) {
    this.space = space;
    this.visitor = visitor;
    this.size = space.found.distinctStates;
    this.offsets = memory.uint32(this.size + 1);
    this.targets = memory.int32(space.transitions);
    this.labels = memory.uint16(space.transitions);
    this.sink = this.makeSink();
  }

  /** Expands up to `states` states, until it is time. Returns whether all are expanded. Errors: whatever a function of the spec throws. */
  advance(states: number, isTime: IsTime): boolean {
    const { found, box } = this.space;
    const end = Math.min(this.size, this.current + states);
    for (; this.current < end; this.current++) {
      found.read(this.current, box.words);
      box.unpack();
      this.visitor.state(this.current);
      box.expand(this.sink);
      this.offsets[this.current + 1] = this.edges;
      if (this.current % statesPerLook === 0 && isTime()) {
        this.current++;
        break;
      }
    }
    return this.current === this.size;
  }

  graph(): StateGraph {
    return { size: this.size, offsets: this.offsets, targets: this.targets, labels: this.labels, initials: this.initials() };
  }

  private makeSink(): (instance: number) => void {
    const { targets, labels } = this;
    const { found, box, transitions } = this.space;
    const { edge } = this.visitor;
    return instance => {
      const child = found.find(box.words);
      if (child === this.current) return;
      if (child < 0 || this.edges >= transitions) notReproduced();
      targets[this.edges] = child;
      labels[this.edges] = instance;
      if (edge !== null) edge(this.edges, instance);
      this.edges++;
    };
  }

  private initials(): Int32Array {
    const { compiled, box, found } = this.space;
    const ids = new Set<number>();
    eachInitial(box, compiled.definition, () => {
      box.pack();
      ids.add(found.find(box.words));
    });
    return Int32Array.from(ids);
  }
}
