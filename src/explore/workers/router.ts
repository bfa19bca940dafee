/**
 * A router sends each successor that a shard finds where it is stored: to the shard's own batch, or to another member (`barrier.ts`). A shard that is alone
 * stores all of them.
 *
 * A row that this member has met a short while ago (`kernel/recent.ts`) is dropped. Rows that others send count as met, too: with two members the other one
 * finds half of the rows that this one stores, and without this they would be looked up once more when this one finds them. One memory serves the rows that
 * this member stores and those that it sends: so the owner is computed only of rows that were not met, and one memory leaves more of the cache to the
 * rest than two (two workers, least of 4 and 6 runs in turns, own places 7.64 s and 3.26 s, together 7.14 s and 3.18 s: TwoPhase 9, ABS 2 2 3 2 3).
 */
import { assert } from "../../kernel/assert.ts";
import { Batch } from "../../kernel/batch.ts";
import type { Mailbox } from "../../kernel/mailbox.ts";
import { meetText, Recent } from "../../kernel/recent.ts";
import { evaluate } from "../../layout/evaluate.ts";
import { type Barrier, mailboxOf, partOf, partsFor } from "./barrier.ts";

/** Another member. */
interface Peer {
  readonly to: Mailbox;
  readonly from: Mailbox;
  filling: Batch;
  /** Full batches for which there was no room, the oldest first. */
  readonly waiting: Batch[];
}

/** When this number of batches waits for a peer, no more states are expanded until the peer has caught up. */
const waitingMax = 16;

export class Router {
  /** What this member is to store. */
  readonly batch: Batch;
  private readonly index: number;
  private readonly width: number;
  private readonly parts: number;
  /** For each part of the set the number of the member that stores it. */
  private readonly ownerOf: Int32Array;
  /** The other members by their numbers; null at the place of this one. */
  private readonly peers: readonly (Peer | null)[];
  private readonly recent: Recent;
  /** As `recent.meet`, of a row that begins `words`. */
  private readonly meet: (words: Int32Array, hash: number) => boolean;

  /** `barrier`, `index`: of the members, and the number of this one; null: alone. `width`: words of a row. */
  constructor(width: number, barrier: Barrier | null = null, index = 0) {
    const count = barrier === null ? 1 : barrier.count;
    this.batch = new Batch(width);
    this.index = index;
    this.width = width;
    this.parts = partsFor(count);
    this.ownerOf = Int32Array.from({ length: this.parts }, (_, part) => part % count);
    this.peers = Array.from({ length: count }, (_, i) => (barrier === null || i === index ? null : newPeer(barrier, index, i)));
    this.recent = new Recent(width);
    this.meet = meeterOf(this.recent, width);
  }

  /** Adds a row, unless it was met lately; returns whether the batch is full now. It must not be full before. */
  add(words: Int32Array, hash: number, owner: number): boolean {
    if (this.meet(words, hash)) return false;
    const to = this.ownerOf[partOf(hash, this.parts)];
    if (to === this.index) return this.batch.add(words, 0, hash, owner);
    this.address(this.peers[to] as Peer, words, hash, owner);
    return false;
  }

  /** Whether a peer is so far behind that no more states should be expanded now. */
  isBehind(): boolean {
    let isBehind = false;
    for (const peer of this.peers) if (peer !== null && !sendWaiting(peer) && peer.waiting.length >= waitingMax) isBehind = true;
    return isBehind;
  }

  /** Sends all batches, full or not. Returns false when there was no room for some of them. */
  send(): boolean {
    let isSent = true;
    for (const peer of this.peers) if (peer !== null && !sendAll(peer)) isSent = false;
    return isSent;
  }

  /** Gets a batch, if one has arrived, without what was met lately. It is empty before. */
  receive(into: Batch): boolean {
    assert(into.length === 0, "a batch is stored before another one comes");
    for (const peer of this.peers) {
      if (peer?.from.take(into) !== true) continue;
      for (let i = into.length - 1; i >= 0; i--) if (this.recent.meet(into.rows, i * this.width, into.hashes[i])) into.remove(i);
      return true;
    }
    return false;
  }

  private address(peer: Peer, words: Int32Array, hash: number, owner: number): void {
    if (!peer.filling.add(words, 0, hash, owner)) return;
    if (peer.waiting.length === 0 && peer.to.put(peer.filling)) {
      peer.filling.length = 0;
      return;
    }
    peer.waiting.push(peer.filling);
    peer.filling = new Batch(this.width);
  }
}

function meeterOf({ places }: Recent, width: number): (words: Int32Array, hash: number) => boolean {
  const make = evaluate(["places"], `return (words, hash) => {\n${meetText(width)}\n};`, "recent");
  return make(places) as (words: Int32Array, hash: number) => boolean;
}

function newPeer(barrier: Barrier, index: number, other: number): Peer {
  return { to: mailboxOf(barrier, index, other), from: mailboxOf(barrier, other, index), filling: new Batch(barrier.rows.width), waiting: [] };
}

/** Returns whether nothing waits any more. */
function sendWaiting({ waiting, to }: Peer): boolean {
  while (waiting.length > 0 && to.put(waiting[0])) waiting.shift();
  return waiting.length === 0;
}

/** Returns whether nothing is left. */
function sendAll(peer: Peer): boolean {
  if (!sendWaiting(peer)) return false;
  if (peer.filling.length > 0 && peer.to.put(peer.filling)) peer.filling.length = 0;
  return peer.filling.length === 0;
}
