/** What stands behind a view. A view shows its declared names; what it is made of is kept here, where no spec can reach it. */
import type { ShapeNode } from "../dsl/types.ts";
import type { Cell } from "./cell.ts";
import { refuse } from "./mistakes.ts";
import type { Value } from "./shapes.ts";

/** Until when a view shows what it was made for: until the value at this cell is replaced. */
interface Lease {
  readonly cell: Cell;
  readonly since: number;
}

export class Inside {
  readonly node: ShapeNode;
  readonly cell: Cell;
  /** Null for a fixed place, which is never another one. */
  readonly lease: Lease | null;

  constructor(node: ShapeNode, cell: Cell, lease: Lease | null) {
    this.node = node;
    this.cell = cell;
    this.lease = lease;
  }

  /** The value. Errors: CUT214 when it is no longer the one that the view was made for. */
  read(): Value {
    this.checkFresh();
    return this.cell.read();
  }

  /** Errors: CUT207, CUT214. */
  checkWritable(suffix = ""): void {
    this.checkFresh();
    this.cell.checkWritable(suffix);
  }

  get isStale(): boolean {
    return this.lease?.cell.wasReplacedAfter(this.lease.since) === true;
  }

  private checkFresh(): void {
    if (!this.isStale) return;
    const { path } = this.cell;
    refuse("CUT214", `A view of ${path} is used after the value that it showed was removed or replaced.`, path, {
      fix: "Read what is needed before the value goes, or keep plain(view).",
    });
  }
}

/** A view shows what is at a cell now, and is stale when that is replaced. */
export function leaseOf(cell: Cell): Lease {
  return { cell, since: cell.root.now };
}

const insides = new WeakMap<object, Inside>();

/** Notes what stands behind a view, and returns the view. */
export function noted<T extends object>(view: T, inside: Inside): T {
  insides.set(view, inside);
  return view;
}

/** Null for anything but a view of this engine. */
export function insideOf(value: unknown): Inside | null {
  return typeof value === "object" && value !== null ? (insides.get(value) ?? null) : null;
}
