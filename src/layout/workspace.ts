/**
 * The generated views and codecs of a state type, over the rows of eight boxes:
 *
 *   memory   Int32Array  | row of box 0 | row of box 1 | ... | row of box 7 | scratch |      one slot for each leaf
 *
 * All boxes share one set of view classes. Simpler would be classes of its own for each box; but then a spec's function sees objects of
 * several shapes, and V8 has several closures of each getter and can no longer treat the array as a constant: two-phase commit with 8
 * managers took 4.8 s instead of 2.4 s once a second box had been opened.
 *
 * For the same reason, and because V8 has warmed up on it, a workspace is used again by the next machine of the same state type: the
 * quick tier of split assignment (82 cases of few types) took 34 s of processor time instead of 51 s.
 */

import { CutcheckError } from "../dsl/errors.ts";
import type { MachineDefinition } from "../dsl/machine.ts";
import type { ScalarsetNode } from "../dsl/scalarset.ts";
import type { ShapeNode } from "../dsl/types.ts";
import { interchangeableIn } from "../dsl/types.ts";
import { canonicalText, staleWrite } from "./canonical.ts";
import { codecText } from "./codec.ts";
import { coloursText, exchangeText } from "./colours.ts";
import * as domains from "./domains.ts";
import { withEqualTypesShared } from "./equalTypes.ts";
import { evaluate } from "./evaluate.ts";
import { savingText } from "./expand.ts";
import { insideOf, Pool, replaceInside, Turning, View } from "./inside.ts";
import { checkLists, type ListOfViews, list, noteIn } from "./lists.ts";
import { type Packing, packSlots } from "./packing.ts";
import { renamingText } from "./renaming.ts";
import { type Renaming, type RenamingCode, Representatives, tablesOf } from "./representative.ts";
import * as runtime from "./runtime.ts";
import { hasPassing, slotMaxima } from "./slots.ts";
import { refuseNamesOfCollections } from "./unknownNames.ts";
import { born, finish, viewClass } from "./viewClasses.ts";
import { writeViews } from "./views.ts";
import { SourceWriter } from "./writer.ts";

/** What generated views know as `R`. */
const helpers = Object.freeze({
  ...runtime,
  checkLists,
  list,
  noteIn,
  born,
  finish,
  viewClass,
  insideOf,
  Pool,
  replaceInside,
  Turning,
  View,
});

/** Boxes of a workspace. A machine that opens more gets another workspace: those boxes are slower, and slow the others down. */
export const boxesMax = 8;

/** State types whose workspaces are kept. */
const typesMax = 64;

/** A working row with its views and codec. */
export interface BareBox {
  /** The root view: what guards and effects get. */
  readonly state: unknown;
  /** The packed row of the last `pack()`. Owner: this box. */
  readonly words: Int32Array;
  /** While false (the start), writing through the views is CUT207. */
  writable(on: boolean): void;
  /** Working row -> `words`. */
  pack(): void;
  /** `words` -> working row. */
  unpack(): void;
  /** Every type's default. */
  reset(): void;
  /** Replaces the state by a value as specs make it, views and members of scalarsets included. Errors: CUT201-CUT212 with the field's path. */
  assign(value: unknown): void;
  /** Replaces the state by its representative under renaming of scalarsets; without any, does nothing. */
  canonicalise(): void;
  /** Renames the members of the scalarsets (those of `StateType.sets`, in their order). */
  rename(renaming: Renaming): void;
  /** Whether unused slots are zero, as every state has them that was written through views that were still good. */
  isCanonical(): boolean;
  /** Errors: CUT207 when a function of a spec has changed a list of views as a JavaScript array (`expand` looks too, at its end); CUT214 when the state is not canonical. */
  verify(): void;
}

/** What the generated code returns. */
interface Generated {
  root(slot: number): Root;
  /** The root view at slot 0. */
  readonly hot: Root;
  /** Until `unlock`, writing through the views is CUT207. */
  lock(): void;
  unlock(): void;
  /** The codec of the row at slot 0 with the words given to the factory, and a copy of that row on the side. */
  pack(): void;
  unpack(): void;
  save(): void;
  restore(): void;
  packAt(slot: number, words: Int32Array): void;
  unpackAt(slot: number, words: Int32Array): void;
  canonical(slot: number): boolean;
  /** Null for a state type without scalarsets. */
  readonly renaming: RenamingCode | null;
}

interface Root {
  readonly view: { toJSON(): Readonly<Record<string, unknown>> };
  assign(value: unknown): void;
  /** Every list of views below it. */
  readonly lists: readonly ListOfViews[];
}

/** A state type with its layout, and the workspaces that nobody uses. */
export interface StateType {
  readonly root: Extract<ShapeNode, { kind: "record" }>;
  readonly packing: Packing;
  /** Its scalarsets whose members are interchangeable. */
  readonly sets: readonly ScalarsetNode[];
  /** Slots of a row. */
  readonly slots: number;
  readonly free: Workspace[];
}

/** By the type as text. The one used longest ago comes first. */
const types = new Map<string, StateType>();

/** Errors: CUT105 when the state needs too many slots. */
export function stateTypeOf(fields: MachineDefinition["shape"]): StateType {
  const root = { kind: "record", fields } as const;
  const key = JSON.stringify(root);
  const type = types.get(key) ?? newStateType(withEqualTypesShared(root));
  types.delete(key);
  types.set(key, type);
  if (types.size > typesMax) types.delete(types.keys().next().value as string);
  return type;
}

function newStateType(root: StateType["root"]): StateType {
  const maxima = slotMaxima(root);
  return { root, packing: packSlots(maxima), sets: interchangeableIn(root.fields), slots: maxima.length, free: [] };
}

export function takeWorkspace(type: StateType): Workspace {
  return type.free.pop() ?? new Workspace(type);
}

/** A workspace in which a spec has left something behind is thrown away. */
export function giveBack(type: StateType, workspace: Workspace): void {
  if (workspace.isIntact()) type.free.push(workspace);
}

export class Workspace {
  readonly generated: Generated;
  private readonly slots: number;
  private readonly memory: Int32Array;
  /** The packed row of each box. */
  private readonly words: readonly Int32Array[];
  private readonly roots: Root[];
  private readonly representatives: Representatives | null;

  constructor(type: StateType) {
    refuseNamesOfCollections();
    const writer = new SourceWriter(type.slots * boxesMax);
    const tables = tablesOf(type.sets);
    const image = new Int32Array(type.sets.length === 0 ? 0 : type.slots);
    const body = workspaceText(writer, type, tables, image);
    const { text, constants } = writer.source();
    this.slots = type.slots;
    this.memory = new Int32Array(writer.slotCount);
    this.words = Array.from({ length: boxesMax }, () => new Int32Array(type.packing.words));
    const make = evaluate(["row", "saved", "words", "R", "U", "K"], `${text}\n${body}`, "views");
    this.generated = make(this.memory, new Int32Array(type.slots), this.words[0], helpers, domains, constants) as Generated;
    this.roots = [this.generated.hot];
    const { renaming } = this.generated;
    this.representatives = renaming === null ? null : new Representatives(this.memory, image, tables, renaming);
  }

  open(index: number): BareBox {
    const { generated } = this;
    const at = index * this.slots;
    const words = this.words[index];
    this.roots[index] ??= generated.root(at);
    const { view: state, lists, assign: assignState } = this.roots[index];
    const isCanonical = (): boolean => generated.canonical(at);
    const verify = (): void => {
      checkLists(lists);
      if (!isCanonical()) staleWrite();
    };
    const writable = (on: boolean): void => (on ? generated.unlock() : generated.lock());
    const reset = (): void => {
      this.memory.fill(0, at, at + this.slots);
    };
    const assign = (value: unknown): void => {
      writable(true);
      try {
        reset();
        assignState(value);
      } finally {
        writable(false);
      }
    };
    writable(false);
    reset();
    const canonicalise = (): void => this.representatives?.canonicalise(at);
    const rename = (renaming: Renaming): void => this.representatives?.rename(at, renaming);
    const box = { state, words, writable, reset, assign, canonicalise, rename, isCanonical, verify };
    if (index === 0) return { ...box, pack: generated.pack, unpack: generated.unpack };
    return { ...box, pack: () => generated.packAt(at, words), unpack: () => generated.unpackAt(at, words) };
  }

  /** Whether every list of views is as it was made. */
  isIntact(): boolean {
    try {
      for (const { lists } of this.roots) checkLists(lists);
      return true;
    } catch (error) {
      if (error instanceof CutcheckError) return false;
      throw error;
    }
  }
}

/** Adds the generated functions to the writer; returns the text that comes after them. */
function workspaceText(writer: SourceWriter, { root, packing, slots, sets }: StateType, tables: ReturnType<typeof tablesOf>, image: Int32Array): string {
  const rootExpression = writeViews(writer, root);
  const renaming = sets.length === 0 ? "null" : writeRenaming(writer, root, sets, tables, image);
  writer.add(codecText(packing, slots));
  writer.add(canonicalText(root));
  writer.add(savingText(slots));
  return `let locked = true;
// The number of the call of an effect, and the lists of the root that is being made.
let epoch = 0;
let lists;
// Where nothing can be written, no value goes.
function lock() { locked = true; }
function unlock() { locked = false;${hasPassing(root) ? " epoch = (epoch + 1) | 0;" : ""} }
function now(pool) { return locked || pool.call === epoch ? pool.view : pool.renew(epoch); }
function replace(pool) { if (pool.call === epoch) pool.replace(); }
function pool(make, isUnion) {
  const own = lists;
  return new R.Pool((p, g) => { const others = lists; lists = own; try { return make(p, g); } finally { lists = others; } }, isUnion);
}
const root = o => { lists = []; const view = ${rootExpression}; return { view, lists, assign: v => Root.assign(view, v) }; };
return { root, hot: root(0), lock, unlock, pack, unpack, save, restore, packAt, unpackAt, canonical, renaming: ${renaming} };`;
}

/** Adds what renames members; returns the expression of the `RenamingCode`. */
function writeRenaming(writer: SourceWriter, root: StateType["root"], sets: StateType["sets"], tables: ReturnType<typeof tablesOf>, image: Int32Array): string {
  const numbers = new Map(sets.map(({ name }, number) => [name, number]));
  const same = sets.map(({ name }, number) => exchangeText(root, name, number));
  writer.add(`const image = ${writer.constant(image)}; const spare = ${writer.reserve(1)};`);
  tables.forEach(({ pi, seen, colour }, j) => {
    writer.add(`const pi${j} = ${writer.constant(pi)}, seen${j} = ${writer.constant(seen)}, colour${j} = ${writer.constant(colour)};`);
  });
  writer.add(renamingText(root, numbers));
  writer.add(coloursText(root, numbers));
  for (const text of same) writer.add(text ?? "");
  return `{ rename, distinguish, same: [${same.map((text, j) => (text === null ? "null" : `same${j}`)).join(", ")}] }`;
}
