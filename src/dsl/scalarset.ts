/**
 * Scalarsets (C. N. Ip and D. L. Dill, Better verification through symmetry, 1996): sets whose members can be told apart and nothing else.
 * A member may be compared with `===` and used as an index. Whatever would show an order, a number or a text throws, so that
 * renaming the members of a state renames its successors and changes no property: docs/reductions.md.
 */
import { fail } from "./errors.ts";
import { isNaming } from "./naming.ts";

/** Largest scalarset. Its states have up to `size!` renamings, of which most are never tried. */
export const scalarsetSizeMax = 30;

/** The type node of a scalarset. Two with one name and size are the same set. */
export interface ScalarsetNode {
  readonly kind: "scalarset";
  readonly name: string;
  readonly size: number;
  /** Its members have numbers (`t.numbered`), so that they are not interchangeable and nobody renames them. Left out when they have not. */
  readonly isNumbered?: true;
}

type SetKind = Pick<ScalarsetNode, "name" | "size" | "isNumbered">;

declare const MEMBER: unique symbol;

/** A member of a scalarset, as guards and effects see it: `===` and indexing are all that it can do. */
export interface Member<N extends string = string> {
  readonly [MEMBER]: N;
}

class ScalarsetMember {
  readonly #set: ScalarsetNode;
  readonly #rank: number;

  constructor(set: ScalarsetNode, rank: number) {
    this.#set = set;
    this.#rank = rank;
    Object.freeze(this);
  }

  [Symbol.toPrimitive](hint: string): string | number {
    if (!isNaming()) return exposed(this.#set, hint === "string" ? "made a text" : "ordered or calculated with");
    return hint === "number" ? this.#rank : String(this.#rank);
  }

  toString(): string {
    return isNaming() ? String(this.#rank) : exposed(this.#set, "made a text");
  }

  valueOf(): never {
    return exposed(this.#set, "made a number");
  }

  toJSON(): string {
    return isNaming() ? `${this.#set.name} ${this.#rank}` : exposed(this.#set, "made a text");
  }

  static rankOf(value: unknown, set: ScalarsetNode): number {
    return typeof value === "object" && value !== null && #rank in value && value.#set === set ? value.#rank : -1;
  }

  static numberOf(value: unknown): number {
    if (typeof value !== "object" || value === null || !(#rank in value))
      return fail("CUT215", "numberOf(...) was given something else than a member of a set.", { fix: "Give it a member." });
    return value.#set.isNumbered === true ? value.#rank : exposed(value.#set, "asked for its number");
  }

  static show(value: unknown): string | null {
    return typeof value === "object" && value !== null && #rank in value ? `${value.#set.name} ${value.#rank}` : null;
  }
}

interface Interned {
  readonly node: ScalarsetNode;
  readonly members: readonly ScalarsetMember[];
}

/** Every scalarset that was ever declared, so that `===` compares members of types that were made twice. */
const interned = new Map<string, Interned>();

/** Whether a value is a type that `t.scalarset` made. */
export function isScalarsetType(value: unknown): boolean {
  return typeof value === "object" && value !== null && (value as { shape?: { kind?: unknown } }).shape?.kind === "scalarset";
}

/** The one node of a name and size, numbered or not. */
export function scalarsetNode(set: SetKind): ScalarsetNode {
  return intern(set).node;
}

/** The members, by rank. */
export function membersOf(set: ScalarsetNode): readonly unknown[] {
  return intern(set).members;
}

function intern({ name, size, isNumbered }: SetKind): Interned {
  const key = `${name} ${size} ${isNumbered === true}`;
  const known = interned.get(key);
  if (known !== undefined) return known;
  const node = Object.freeze({ kind: "scalarset", name, size, ...(isNumbered === true ? { isNumbered } : {}) } as const);
  const made = { node, members: Object.freeze(Array.from({ length: size }, (_, rank) => new ScalarsetMember(node, rank))) };
  interned.set(key, made);
  return made;
}

/** Whether renaming the members changes anything and says the same: one member has no other name. */
export function isInterchangeable({ size, isNumbered }: ScalarsetNode): boolean {
  return size > 1 && isNumbered !== true;
}

/** The rank of a member of this set, which must be the interned node; -1 for anything else. */
export const rankOf = ScalarsetMember.rankOf;

/**
 * The number of a member of a set that `t.numbered` made, from 0. Errors: CUT215 for a member of a scalarset.
 *
 * @example `numberOf(split) % readers`
 */
export const numberOf: (member: Member) => number = ScalarsetMember.numberOf;

/** A member as messages show it, `task 1`; null for anything else. */
export const showMember = ScalarsetMember.show;

/** Errors: always, CUT215. */
function exposed(set: ScalarsetNode, what: string): never {
  fail("CUT215", `A member of the scalarset "${set.name}" is ${what}.`, {
    allowed: "=== and !==, and using it as an index, a member or a key",
    fix:
      set.isNumbered === true
        ? "Write numberOf(member)."
        : "Members of a scalarset are interchangeable: where their order or number matters, declare t.int(0, n - 1) instead, or use t.numbered.",
  });
}

/** Errors: always, CUT215: `what` would show members one after the other. */
export function orderShown(what: string, fix: string, path?: string): never {
  fail("CUT215", `${what} would show the members of a scalarset in an order.`, { ...(path === undefined ? {} : { place: { path } }), fix });
}
