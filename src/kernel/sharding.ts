/** Which shard a row belongs to. */

/** From the upper bits of the row's hash: the lower ones are the index into the shard's own table. `count`: at most 2^15. */
export function shardOf(hash: number, count: number): number {
  return ((hash >>> 16) * count) >>> 16;
}
