/**
 * What the rest of a run costs from each node of a level. It is packed, because it must fit into memory beside fifty million states.
 *
 *   nodes[k >>> 14], costs[k >>> 14]   Float64Array   the k-th node that was entered, and the least cost of the rest
 *   actors[k >>> 14]                   Int32Array     a bit for each actor whose next step attains it; if another actor was last, one switch is added
 *   index                              Int32Array     k + 1, or 0; open addressing by node, linear probing, at most 2/3 full
 *
 * The least cost and the actors that attain it are enough: costs are whole numbers, so a run that begins with any other actor costs at least one more, and is no
 * better than the cheapest one with a switch before it.
 */

import { allocated } from "../../kernel/memory.ts";

const segmentBits = 14;
const segmentNodes = 1 << segmentBits;
const segmentMask = segmentNodes - 1;
/** Nodes that the first segment has room for; it doubles when it is full. It is small because there may be very many levels of few nodes. */
const nodesMin = 1 << 4;
const indexSizeMin = 1 << 5;
/** What the objects of a table take, about. */
const objectBytes = 1 << 10;

export class CostTable {
  /** Nodes entered. */
  size = 0;
  private readonly actorWords: number;
  private readonly nodes: Float64Array[] = [];
  private readonly costs: Float64Array[] = [];
  private readonly actors: Int32Array[] = [];
  private index = new Int32Array(indexSizeMin);

  constructor(actorCount: number) {
    this.actorWords = Math.ceil(actorCount / 32);
  }

  get memoryBytes(): number {
    return objectBytes + this.index.byteLength + this.nodes.reduce((sum, { length }) => sum + length * (16 + 4 * this.actorWords), 0);
  }

  /** What the rest costs from a node after a step of `actor` (-1: no step yet); Infinity when nothing leads on from it. */
  costAfter(node: number, actor: number): number {
    const k = this.find(node);
    if (k < 0) return Number.POSITIVE_INFINITY;
    const least = this.costs[k >>> segmentBits][k & segmentMask];
    return actor < 0 || this.attains(k, actor) ? least : least + 1;
  }

  /** A run may end at this node: the rest costs nothing, whichever actor was last. */
  enterEnd(node: number): void {
    const k = this.enter(node);
    this.costs[k >>> segmentBits][k & segmentMask] = 0;
    this.actors[k >>> segmentBits].fill(-1, (k & segmentMask) * this.actorWords, ((k & segmentMask) + 1) * this.actorWords);
  }

  /** From this node a run may go on with a step of `actor`; step and rest together have this cost. Errors: MemoryLimitError. */
  offer(node: number, actor: number, cost: number): void {
    const k = this.enter(node);
    const costs = this.costs[k >>> segmentBits];
    const least = costs[k & segmentMask];
    if (cost > least) return;
    const actors = this.actors[k >>> segmentBits];
    const base = (k & segmentMask) * this.actorWords;
    if (cost < least) actors.fill(0, base, base + this.actorWords);
    costs[k & segmentMask] = cost;
    actors[base + (actor >>> 5)] |= 1 << (actor & 31);
  }

  private attains(k: number, actor: number): boolean {
    return ((this.actors[k >>> segmentBits][(k & segmentMask) * this.actorWords + (actor >>> 5)] >>> (actor & 31)) & 1) === 1;
  }

  private find(node: number): number {
    return this.index[this.slotOf(node)] - 1;
  }

  /** Where the node is in the index, or the free slot where it would be. */
  private slotOf(node: number): number {
    const mask = this.index.length - 1;
    let at = Math.imul(node ^ Math.floor(node / 2 ** 32), 0x9e3779b1) >>> 7;
    for (at &= mask; this.index[at] !== 0; at = (at + 1) & mask) {
      const k = this.index[at] - 1;
      if (this.nodes[k >>> segmentBits][k & segmentMask] === node) return at;
    }
    return at;
  }

  /** Its position; a node that was not there begins with an infinite cost. */
  private enter(node: number): number {
    const at = this.slotOf(node);
    if (this.index[at] !== 0) return this.index[at] - 1;
    const k = this.size++;
    if ((k & segmentMask) >= (this.nodes[k >>> segmentBits]?.length ?? 0)) this.makeRoom(k >>> segmentBits);
    this.nodes[k >>> segmentBits][k & segmentMask] = node;
    this.costs[k >>> segmentBits][k & segmentMask] = Number.POSITIVE_INFINITY;
    this.index[at] = k + 1;
    if (this.size * 3 > this.index.length * 2) this.growIndex();
    return k;
  }

  private makeRoom(segment: number): void {
    const nodes = segment > 0 ? segmentNodes : Math.max(nodesMin, 2 * (this.nodes[0]?.length ?? 0));
    this.nodes[segment] = longer(
      allocated(() => new Float64Array(nodes)),
      this.nodes[segment],
    );
    this.costs[segment] = longer(
      allocated(() => new Float64Array(nodes)),
      this.costs[segment],
    );
    this.actors[segment] = longer(
      allocated(() => new Int32Array(nodes * this.actorWords)),
      this.actors[segment],
    );
  }

  private growIndex(): void {
    this.index = allocated(() => new Int32Array(this.index.length * 2));
    for (let k = 0; k < this.size; k++) this.index[this.slotOf(this.nodes[k >>> segmentBits][k & segmentMask])] = k + 1;
  }
}

function longer<T extends Float64Array | Int32Array>(array: T, content: T | undefined): T {
  if (content !== undefined) array.set(content);
  return array;
}
