/** One state held by generated views and by the oracle's, to run the same statements on both. */
import { expect } from "vitest";
import type { MachineDefinition } from "../../src/dsl/machine.ts";
import { compile, type StateBox } from "../../src/layout/compile.ts";
import { RootCell } from "../../src/plain/cell.ts";
import { admit, defaultsOf } from "../../src/plain/values.ts";
import { stateView } from "../../src/plain/views.ts";
import { mistakeOf, observeFields } from "./observe.ts";

/** One state, as generated views and as the oracle's. */
export class Pair {
  private readonly fields: MachineDefinition["state"];
  private readonly box: StateBox;
  private readonly fresh: StateBox;
  private readonly cell: RootCell;

  constructor(definition: MachineDefinition) {
    this.fields = definition.state;
    const compiled = compile(definition);
    this.box = compiled.open();
    this.fresh = compiled.open();
    this.box.reset();
    this.cell = new RootCell(defaultsOf(definition.state));
    this.compare("the defaults");
  }

  /** Runs a statement on both; returns "nothing", or the mistake. After a mistake both go back to the state before. */
  run(text: string): unknown {
    const before = this.cell.read();
    const outcome = this.onBoth(text, true);
    if (outcome !== "nothing") {
      this.box.load(before);
      this.cell.write(before);
    }
    this.compare(outcome === "nothing" ? text : `the state before ${text}`);
    return outcome;
  }

  /** The state. */
  get plain(): unknown {
    return this.cell.read();
  }

  /** Runs a statement where only reading is allowed. */
  runLocked(text: string): void {
    this.onBoth(text, false);
    this.compare(text);
  }

  private onBoth(text: string, writable: boolean): unknown {
    const run = new Function("s", "p", `"use strict"; ${text}`);
    this.box.writable(writable);
    this.cell.writable = writable;
    const expected = mistakeOf(() => run(stateView(this.fields, this.cell), {}));
    const onBox = (): void => {
      run(this.box.state, {});
      this.box.verify();
    };
    expect(mistakeOf(onBox), text).toEqual(expected);
    this.box.writable(false);
    this.cell.writable = false;
    return expected;
  }

  /** The two states are one, seen in every way, and its packed form is the only one of that state. */
  private compare(after: string): void {
    const plain = this.cell.read();
    expect(this.box.read(), after).toEqual(plain);
    expect(admit({ kind: "record", fields: this.fields }, plain, "s"), after).toEqual(plain);
    expect(observeFields(this.fields, this.box.state), after).toEqual(observeFields(this.fields, stateView(this.fields, this.cell)));
    this.box.pack();
    this.fresh.load(plain);
    this.fresh.pack();
    expect([...this.box.words], `the packed form after ${after}`).toEqual([...this.fresh.words]);
    this.fresh.reset();
    this.fresh.words.set(this.box.words);
    this.fresh.unpack();
    expect(this.fresh.read(), `packed and unpacked after ${after}`).toEqual(plain);
  }
}
