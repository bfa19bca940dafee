/**
 * The representative of a row: the same for two rows exactly when one is the other with members of scalarsets renamed.
 *
 * Canonical labelling by individualisation and refinement (B. D. McKay, Practical graph isomorphism, 1981), with the cheap cases first.
 * A colouring is an ordered partition of each scalarset: `colour[j][x]` is how many members of scalarset j come before the cell of x.
 * Refinement splits cells by what the row says about their members. Where every cell is one member, or members any two of which can be
 * exchanged without changing the row, the colouring is a renaming. Else the first other cell is split by each of its members in turn, and
 * of all renamed rows that come out the least is taken. Each step looks at the row up to renaming only, so that two renamed rows give the
 * same set of rows, and the same least one. Hashes decide only what is tried.
 */
import type { ScalarsetNode } from "../dsl/scalarset.ts";

/** What is generated for a state type with scalarsets. */
export interface RenamingCode {
  /** The row at a slot, renamed by `pi`, into `image`. */
  rename(at: number): void;
  /** Adds to `seen` what the row says about each member. */
  distinguish(at: number): void;
  /** For each scalarset: whether two members can be exchanged; null where only a renaming tells. */
  readonly same: readonly (((at: number, x: number, y: number) => boolean) | null)[];
}

/** One scalarset's share of the tables. */
interface Table {
  readonly size: number;
  readonly pi: Int32Array;
  readonly seen: Int32Array;
  readonly colour: Int32Array;
  /** The members in the order of their colours. */
  readonly order: Int32Array;
}

/** Rank -> new rank, for each scalarset of a state type. */
export type Renaming = readonly (readonly number[])[];

/** The tables that generated code refers to as `pi0`, `seen0`, `colour0`... */
export function tablesOf(sets: readonly ScalarsetNode[]): readonly Table[] {
  const table = (size: number): Int32Array => new Int32Array(size);
  return sets.map(({ size }) => ({ size, pi: table(size), seen: table(size), colour: table(size), order: table(size) }));
}

export class Representatives {
  private readonly row: Int32Array;
  private readonly image: Int32Array;
  private readonly tables: readonly Table[];
  private readonly code: RenamingCode;
  /** The least renamed row so far, when several are compared. */
  private readonly best: Int32Array;
  private hasBest = false;

  constructor(row: Int32Array, image: Int32Array, tables: readonly Table[], code: RenamingCode) {
    this.row = row;
    this.image = image;
    this.tables = tables;
    this.code = code;
    this.best = new Int32Array(image.length);
  }

  /** Replaces the row at a slot by its representative. */
  canonicalise(at: number): void {
    for (const { colour, order, size } of this.tables) {
      for (let x = 0; x < size; x++) {
        colour[x] = 0;
        order[x] = x;
      }
    }
    this.refineOnce(at);
    let open = this.openCell(at);
    while (open !== null && this.refineOnce(at)) open = this.openCell(at);
    if (open === null) {
      this.renameByOrder(at);
      return;
    }
    this.hasBest = false;
    this.branch(at, open);
    this.row.set(this.best, at);
  }

  /** Replaces the row at a slot by a renamed one. */
  rename(at: number, renaming: Renaming): void {
    this.tables.forEach(({ pi }, j) => {
      pi.set(renaming[j] as readonly number[]);
    });
    this.code.rename(at);
    this.row.set(this.image, at);
  }

  private renameByOrder(at: number): void {
    if (this.isInOrder()) return;
    this.code.rename(at);
    this.row.set(this.image, at);
  }

  /** Sets `pi` from the order; whether it renames nothing. */
  private isInOrder(): boolean {
    let isIdentity = true;
    for (const { pi, order, size } of this.tables) {
      for (let i = 0; i < size; i++) {
        pi[order[i]] = i;
        if (order[i] !== i) isIdentity = false;
      }
    }
    return isIdentity;
  }

  /** Splits cells by what the row says about their members. Returns whether any was split. */
  private refineOnce(at: number): boolean {
    for (const { seen } of this.tables) seen.fill(0);
    this.code.distinguish(at);
    let isFiner = false;
    for (let j = 0; j < this.tables.length; j++) if (splitCells(this.tables[j])) isFiner = true;
    return isFiner;
  }

  /** The first cell with two members that cannot be exchanged, as [scalarset, colour]; null when there is none. */
  private openCell(at: number): readonly [number, number] | null {
    for (let j = 0; j < this.tables.length; j++) {
      const { colour, order, size } = this.tables[j];
      for (let i = 1; i < size; i++) {
        if (colour[order[i]] === colour[order[i - 1]] && !this.canExchange(at, j, order[i - 1], order[i])) return [j, colour[order[i]]];
      }
    }
    return null;
  }

  private canExchange(at: number, j: number, x: number, y: number): boolean {
    const same = this.code.same[j];
    if (same !== null) return same(at, x, y);
    for (const { pi, size } of this.tables) for (let k = 0; k < size; k++) pi[k] = k;
    const { pi } = this.tables[j];
    pi[x] = y;
    pi[y] = x;
    this.code.rename(at);
    for (let i = 0; i < this.image.length; i++) if (this.image[i] !== this.row[at + i]) return false;
    return true;
  }

  /** Makes each member of an open cell the first one of it, and compares what comes out. Members that can be exchanged give the same rows. */
  private branch(at: number, [j, cell]: readonly [number, number]): void {
    const { colour, order, size } = this.tables[j];
    const members = Array.from(order.subarray(0, size)).filter(x => colour[x] === cell);
    const tried: number[] = [];
    for (const member of members) {
      if (tried.some(other => this.canExchange(at, j, other, member))) continue;
      tried.push(member);
      const kept = this.tables.map(table => [table.colour.slice(), table.order.slice()] as const);
      for (const other of members) if (other !== member) colour[other] = cell + 1;
      order.set([member, ...members.filter(other => other !== member)], cell);
      this.descend(at);
      this.tables.forEach((table, i) => {
        table.colour.set(kept[i][0]);
        table.order.set(kept[i][1]);
      });
    }
  }

  private descend(at: number): void {
    let open = this.openCell(at);
    while (open !== null && this.refineOnce(at)) open = this.openCell(at);
    if (open !== null) {
      this.branch(at, open);
      return;
    }
    this.isInOrder();
    this.code.rename(at);
    if (this.hasBest && compareRows(this.best, this.image) <= 0) return;
    this.best.set(this.image);
    this.hasBest = true;
  }
}

/** Sorts members by colour and by what was seen of them, and gives each cell of equal ones a colour. Returns whether there are more cells. */
function splitCells({ size, order, colour, seen }: Table): boolean {
  for (let i = 1; i < size; i++) {
    const x = order[i];
    let k = i;
    for (; k > 0 && comesAfter(order[k - 1], x, colour, seen); k--) order[k] = order[k - 1];
    order[k] = x;
  }
  let isFiner = false;
  let cell = 0;
  let old = colour[order[0]];
  for (let i = 0; i < size; i++) {
    const x = order[i];
    const isOtherCell = colour[x] !== old;
    const isSplit = i > 0 && !isOtherCell && seen[x] !== seen[order[i - 1]];
    if (isOtherCell || isSplit) cell = i;
    if (isSplit) isFiner = true;
    old = colour[x];
    colour[x] = cell;
  }
  return isFiner;
}

function comesAfter(y: number, x: number, colour: Int32Array, seen: Int32Array): boolean {
  return colour[y] > colour[x] || (colour[y] === colour[x] && seen[y] > seen[x]);
}

/** Lexicographic. */
function compareRows(a: Int32Array, b: Int32Array): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}
