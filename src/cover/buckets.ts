/** A queue of nodes by small distances: one list for each distance (R. B. Dial, Algorithm 360, 1969). */
export class Buckets {
  /** The largest distance at which a node was taken. */
  largest = 0;
  private readonly lists: number[][] = [];
  private at = 0;

  /** `distance`: not below that of the node that was taken last. A node that is nearer now is added once more. */
  add(node: number, distance: number): void {
    while (this.lists.length <= distance) this.lists.push([]);
    this.lists[distance].push(node);
  }

  /** The nearest node, or -1. `distances`: of all nodes, as they are now: what was added with another one is out of date. */
  take(distances: Int32Array): number {
    for (; this.at < this.lists.length; this.at++) {
      for (let node = this.lists[this.at].pop(); node !== undefined; node = this.lists[this.at].pop()) {
        if (distances[node] !== this.at) continue;
        this.largest = this.at;
        return node;
      }
    }
    return -1;
  }
}
