/**
 * What a view is inside. A spec sees the declared fields of a view, or the methods of a collection, and nothing else: the place, the row and the type are private
 * fields, so that nothing that a spec does can move a view or reach another one.
 *
 * A place is *fixed* (a field of a record, an element of an array) or it *passes*: an element of a fifo or a bag, the content of an option, the value of a map's
 * entry, the variant of a union. Who keeps the view of a passing place while the value that it showed goes away would read another value. So passing places hand
 * out their views from a pool, and once the value has gone, the view that was handed out is stale: its place is an object that throws when it is calculated with. Reading
 * and writing through it is CUT214, and costs nothing while it is good. With the next call of an effect all views of the pool are as new.
 *
 *   fifo of records   | length | a | b | c |          one pool for each of a, b, c
 *   pool              views: v0, v1, ...              v0 is handed out; when its value has gone, v1 is; v0 throws until the call is over
 */
import { fail } from "../dsl/errors.ts";
import type { ShapeNode } from "../dsl/types.ts";

/** The first slot of a view; after its value has gone, what throws when it is used as a number. */
export type Place = number | Stale;

/** What all views of one generated class share. */
export interface ViewClass {
  readonly node: ShapeNode;
  readonly row: Int32Array;
  /** What can be read by name: the fields, or what a collection offers. For messages. */
  readonly names: readonly string[];
  /** Of a union's variant: its name. */
  readonly variant: string | null;
  /** The accessors that every view of the class has as its own; set by `finish`. */
  own: PropertyDescriptorMap;
  plain: (view: View) => unknown;
  place: (view: View, at: Place) => void;
}

/** What is known of a view, for the code of this folder alone. */
export interface Inside {
  readonly view: ViewClass;
  readonly self: View;
  readonly path: string;
  readonly home: number;
  /** Its place once its value has gone. */
  readonly stale: Stale;
  at: Place;
  children: readonly Child[];
}

/** What a view holds for a composite part: its view, its views in turn, or an array of these. */
export type Child = View | Pool | Turning | readonly Child[];

/** Base of every generated view class. Its own fields are private; the generated class adds the place, once more, where it is fast to read. */
export class View {
  readonly #inside: Inside;

  constructor(view: ViewClass, at: number, path: string) {
    this.#inside = { view, self: this, path, home: at, stale: new Stale(path), at, children: [] };
  }

  /** What a view is inside; null for anything else. */
  static inside(value: object): Inside | null {
    const prototype: unknown = Object.getPrototypeOf(value);
    // Most values that are assigned are literals. Asking them for a private name costs 20 ns in V8, where it is asked of many shapes.
    if (prototype === Object.prototype || prototype === Array.prototype) return null;
    return #inside in value ? value.#inside : null;
  }
}

/** See {@link View.inside}; null for what is no object, too. */
export function insideOf(value: unknown): Inside | null {
  return typeof value === "object" && value !== null ? View.inside(value) : null;
}

/** The path of a view, as a spec writes it. */
export function pathOfView(view: unknown): string {
  return insideOf(view)?.path ?? "s";
}

/** What to do about a stale view. */
export const staleAdvice =
  "Do not keep the view of an element, an option or a variant across shift, clear, delete or an assignment: read it again, or copy it with plain(view) before.";

/** Stands for the place of a view whose value has gone. Errors: CUT214 when it is used. */
export class Stale {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  [Symbol.toPrimitive](): never {
    return fail("CUT214", `The view of ${this.#path} is used after the value that it showed has gone.`, {
      place: { path: this.#path },
      fix: staleAdvice,
    });
  }
}

/** Views that must be marked when a value goes, flat. */
interface Shown {
  readonly views: readonly Inside[];
  readonly pools: readonly Pool[];
}

/** What a pool hands out from one replacement to the next. */
interface Generation {
  readonly view: Child;
  readonly shown: Shown;
}

/** Generations of a union's views: a view that is kept while its place gets so many values in one call is taken for a new one. */
const generationsOfUnion = 8;

/**
 * The views of one passing place, of which one generation is handed out at a time. The view of a variant knows its generation, and compares: it reads its variant's
 * number anyway. So nobody need know when it was handed out, and the generations of a union go round. All other views are marked, and only if they were handed out in
 * this call. To treat variants likewise took 13 % of the time of ABS, which reads and replaces a report in every fifth step.
 */
export class Pool {
  /** The call of an effect in which `view` was handed out last. */
  call = -1;
  /** What is handed out: a view, an array of views, or for a union one view for each variant. */
  view: Child;
  /** The number of the generation that is handed out. */
  current = 0;
  private readonly make: (pool: Pool, generation: number) => Child;
  readonly isUnion: boolean;
  private readonly generations: Generation[] = [];
  /** Whether there is anything to mark: in all generations, or in none. */
  private readonly marks: boolean;

  constructor(make: (pool: Pool, generation: number) => Child, isUnion: boolean) {
    this.make = make;
    this.isUnion = isUnion;
    this.view = this.handOut(0);
    const { views, pools } = this.generations[0].shown;
    this.marks = views.length + pools.length > 0;
  }

  /** What to hand out for the first time in a call. All views are good again. */
  renew(call: number): Child {
    this.call = call;
    if (this.current > 0) {
      if (this.marks) for (let i = 0; i < this.current; i++) setStale(this.generations[i].shown, false);
      this.view = this.handOut(0);
    }
    return this.view;
  }

  /** The value has gone, and its view was handed out in this call. */
  replace(): void {
    if (this.marks) setStale(this.generations[this.current].shown, true);
    this.view = this.handOut(this.current + 1);
  }

  /** As {@link replace}, of a union, whether or not its view was handed out. */
  turn(): void {
    const next = (this.current + 1) % generationsOfUnion;
    if (this.marks) setStale(this.generations[this.current].shown, true);
    this.view = this.handOut(next);
    if (this.marks) setStale(this.generations[next].shown, false);
  }

  /** Everything that is handed out now. */
  get shown(): Shown {
    return shownBy(this.view);
  }

  private handOut(generation: number): Child {
    this.current = generation;
    this.generations[generation] ??= this.generation(generation);
    return this.generations[generation].view;
  }

  private generation(number: number): Generation {
    const view = this.make(this, number);
    const shown = this.isUnion ? shownBy((view as readonly View[]).flatMap(variant => (View.inside(variant) as Inside).children)) : shownBy(view);
    return { view, shown };
  }
}

/** An array of unions, or of such arrays: a JavaScript array whose elements are other objects when their variants are other ones. */
export class Turning {
  readonly list: unknown[];
  readonly parts: readonly (Pool | Turning)[];
  private readonly made: unknown[];
  private readonly now: (index: number) => unknown;

  /** `now`: the view of an element as it is now. `note`: takes the list, to be compared with what was made. */
  constructor(parts: readonly (Pool | Turning)[], now: (part: Pool | Turning, index: number) => unknown, note: (list: unknown[], made: unknown[]) => void) {
    this.parts = parts;
    this.now = index => now(this.parts[index], index);
    this.list = parts.map((_, i) => this.now(i));
    this.made = [...this.list];
    note(this.list, this.made);
  }

  /** The array as it is now. What a spec has put in it stays there, and is found when lists are compared. */
  turned(): readonly unknown[] {
    for (let i = 0; i < this.parts.length; i++) {
      const now = this.now(i);
      if (now === this.made[i] || this.list[i] !== this.made[i]) continue;
      this.list[i] = now;
      this.made[i] = now;
    }
    return this.list;
  }
}

/** The views that a child consists of, with all inside them, down to the places that pass in turn. */
function shownBy(child: Child): Shown {
  const views: Inside[] = [];
  const pools: Pool[] = [];
  const visit = (each: Child): void => {
    if (each instanceof Pool) pools.push(each);
    else if (each instanceof Turning) for (const part of each.parts) visit(part);
    else if (Array.isArray(each)) for (const inner of each as readonly Child[]) visit(inner);
    else {
      // Its chain of prototypes ends in a trap: it is no instance of anything.
      const inside = View.inside(each as View) as Inside;
      views.push(inside);
      for (const inner of inside.children) visit(inner);
    }
  };
  visit(child);
  return { views, pools };
}

/** Marks views as stale or as good. */
function setStale({ views, pools }: Shown, isStale: boolean): void {
  for (let i = 0; i < views.length; i++) {
    const inside = views[i];
    inside.at = isStale ? inside.stale : inside.home;
    inside.view.place(inside.self, inside.at);
  }
  for (let i = 0; i < pools.length; i++) setStale(pools[i].shown, isStale);
}

/** The values of all passing places inside have gone, as far as their views were handed out in this call. */
export function replaceInside(view: View, call: number): void {
  for (const child of (View.inside(view) as Inside).children) replaceIn(child, call);
}

function replaceIn(child: Child, call: number): void {
  if (child instanceof Pool) {
    // Where the outer view was not handed out, no inner one was.
    if (child.isUnion) child.turn();
    else if (child.call === call) child.replace();
  } else if (child instanceof Turning) for (const part of child.parts) replaceIn(part, call);
  else if (Array.isArray(child)) for (const each of child as readonly Child[]) replaceIn(each, call);
  else replaceInside(child as View, call);
}
