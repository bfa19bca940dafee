/**
 * Where a value lives in a state. There is one cell for each place of a state type, made when it is first asked for: reading and writing it reads and
 * rebuilds the whole state. Nothing is fast here, and nothing is shared between states.
 */
import { refuse } from "./mistakes.ts";
import type { Value } from "./shapes.ts";

export abstract class Cell {
  abstract readonly root: RootCell;
  abstract readonly whole: Cell | null;
  /** As a mistake names it: `s.tasks[1].phase`. */
  abstract readonly path: string;
  /** What was made for this place once: its views, by what they depend on. */
  readonly made = new Map<string, unknown>();
  private readonly parts = new Map<string | number, Cell>();
  /** When its value was last replaced as a whole, or what is in it was removed or moved. */
  private replacedAt = 0;

  abstract read(): Value;
  /** Writes a canonical value: what was in it has changed, and is still there. */
  abstract write(value: Value): void;
  /** Errors: CUT207 where only reading is allowed. `suffix` names what would be written below this cell. */
  abstract checkWritable(suffix?: string): void;

  /** Writes a canonical value that takes the place of the old one. */
  replace(value: Value): void {
    this.replacedAt = this.root.tick();
    this.write(value);
  }

  /** The value is removed from what it is in. */
  end(): void {
    this.replacedAt = this.root.tick();
  }

  /** Whether it, or anything that it is a part of, was replaced after a time. */
  wasReplacedAfter(time: number): boolean {
    return this.replacedAt > time || this.whole?.wasReplacedAfter(time) === true;
  }

  /** The cell of a part, the same one each time. */
  part(name: string | number, make: () => Cell): Cell {
    const known = this.parts.get(name);
    if (known !== undefined) return known;
    const made = make();
    this.parts.set(name, made);
    return made;
  }
}

/** The cell of a whole state. */
export class RootCell extends Cell {
  readonly root = this;
  readonly whole = null;
  readonly path = "s";
  writable = false;
  /** Counts replacements. */
  now = 0;
  private value: Value;

  constructor(value: Value) {
    super();
    this.value = value;
  }

  tick(): number {
    return ++this.now;
  }

  read(): Value {
    return this.value;
  }

  write(value: Value): void {
    this.value = value;
  }

  checkWritable(suffix = ""): void {
    if (!this.writable) refuse("CUT207", `${this.path}${suffix} may only be read here.`, this.path + suffix);
  }
}

/** How a part is read from the whole value, and put into a copy of it. */
interface Access {
  readonly get: (whole: Value) => Value;
  readonly put: (whole: Value, part: Value) => Value;
}

class PartCell extends Cell {
  readonly root: RootCell;
  readonly whole: Cell;
  private readonly suffix: string;
  private readonly access: Access;

  constructor(whole: Cell, suffix: string, access: Access) {
    super();
    this.root = whole.root;
    this.whole = whole;
    this.suffix = suffix;
    this.access = access;
  }

  get path(): string {
    return this.whole.path + this.suffix;
  }

  read(): Value {
    return this.access.get(this.whole.read());
  }

  write(value: Value): void {
    this.whole.write(this.access.put(this.whole.read(), value));
  }

  checkWritable(below = ""): void {
    this.whole.checkWritable(this.suffix + below);
  }
}

/** An element of a bag: its place depends on its value, so nothing in it is ever written. */
class ReadOnlyCell extends PartCell {
  override checkWritable(below = ""): void {
    refuse("CUT207", `${this.path}${below} may only be read here.`, this.path + below);
  }
}

/** The cell of a part of another cell's value. `name` tells it from the other parts. */
export function partOf(whole: Cell, name: string, suffix: string, get: Access["get"], put: Access["put"]): Cell {
  return whole.part(name, () => new PartCell(whole, suffix, { get, put }));
}

/** The cell of a record's or union's field. */
export function fieldOf(record: Cell, name: string): Cell {
  return partOf(
    record,
    name,
    `.${name}`,
    whole => (whole as Record<string, Value>)[name],
    (whole, part) => ({ ...(whole as object), [name]: part }),
  );
}

/** The cell of what a passing place holds: it changes without being replaced. */
export function contentOf(option: Cell): Cell {
  return partOf(
    option,
    "content",
    "",
    whole => whole,
    (_, part) => part,
  );
}

function elementAccess(index: number): Access {
  return {
    get: whole => (whole as Value[])[index],
    put: (whole, part) => (whole as Value[]).with(index, part),
  };
}

/** The cell of a list's element. */
export function elementOf(list: Cell, index: number): Cell {
  return list.part(index, () => new PartCell(list, `[${index}]`, elementAccess(index)));
}

/** The same of a bag, never to be written. */
export function elementOfBag(bag: Cell, index: number): Cell {
  return bag.part(index, () => new ReadOnlyCell(bag, `[${index}]`, elementAccess(index)));
}
