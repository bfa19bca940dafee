/** Where a value lives in a state: reading and writing it reads and rebuilds the whole state. Nothing is fast here, and nothing is shared. */
import { fail } from "../../src/dsl/errors.ts";
import type { Value } from "./values.ts";

export interface Cell {
  /** As a mistake names it: `s.tasks[1].phase`. */
  readonly path: string;
  read(): Value;
  /** Writes a canonical value. */
  write(value: Value): void;
  /** Errors: CUT207 where only reading is allowed. `suffix` names what would be written below this cell. */
  checkWritable(suffix?: string): void;
}

/** The cell of a whole state. */
export class RootCell implements Cell {
  readonly path = "s";
  writable = false;
  private value: Value;

  constructor(value: Value) {
    this.value = value;
  }

  read(): Value {
    return this.value;
  }

  write(value: Value): void {
    this.value = value;
  }

  checkWritable(suffix = ""): void {
    if (!this.writable) readOnly(this.path + suffix);
  }
}

/** The cell of a part of another cell's value. */
export function partOf(whole: Cell, suffix: string, get: (whole: Value) => Value, put: (whole: Value, part: Value) => Value): Cell {
  return {
    path: whole.path + suffix,
    read: () => get(whole.read()),
    write: part => whole.write(put(whole.read(), part)),
    checkWritable: (below = "") => whole.checkWritable(suffix + below),
  };
}

/** The cell of a record's or union's field. */
export function fieldOf(record: Cell, name: string): Cell {
  return partOf(
    record,
    `.${name}`,
    whole => (whole as Record<string, Value>)[name],
    (whole, part) => ({ ...(whole as object), [name]: part }),
  );
}

/** The cell of a list's element. */
export function elementOf(list: Cell, index: number): Cell {
  return partOf(
    list,
    `[${index}]`,
    whole => (whole as Value[])[index],
    (whole, part) => (whole as Value[]).with(index, part),
  );
}

/** The same cell, never to be written: an element of a bag, whose place depends on its value. */
export function readOnlyCell(cell: Cell): Cell {
  return { ...cell, path: cell.path, read: () => cell.read(), checkWritable: (suffix = "") => readOnly(cell.path + suffix) };
}

function readOnly(path: string): never {
  fail("CUT207", `${path} may only be read here.`, { place: { path } });
}
