/** Collects generated source and the constants it refers to. Generated code contains only names and numbers made here; strings of a spec enter as JSON. */
import type { ShapeNode } from "../dsl/types.ts";

export class SourceWriter {
  private readonly chunks: string[] = [];
  private readonly emitted = new Map<string, Map<ShapeNode, number>>();
  private classes = 0;
  private readonly constants: unknown[] = [];
  private slots: number;

  /** `slots`: how many slots of the row have an owner already. */
  constructor(slots: number) {
    this.slots = slots;
  }

  /** Slots in all. */
  get slotCount(): number {
    return this.slots;
  }

  /** Takes so many slots of the row for passing work; returns the first one. */
  reserve(count: number): number {
    const first = this.slots;
    this.slots += count;
    return first;
  }

  /** A JavaScript expression for a value that lives outside the generated source. */
  constant(value: unknown): string {
    this.constants.push(value);
    return `K${this.constants.length - 1}`;
  }

  /** The number of a node's generated class in a mode, writing it on first use. */
  numberOf(node: ShapeNode, mode: string, write: (number: number) => string): number {
    const numbers = this.emitted.get(mode) ?? new Map<ShapeNode, number>();
    this.emitted.set(mode, numbers);
    const known = numbers.get(node);
    if (known !== undefined) return known;
    const number = this.classes++;
    numbers.set(node, number);
    this.chunks.push(write(number));
    return number;
  }

  add(text: string): void {
    this.chunks.push(text);
  }

  /** The whole text; constants are the parameter `K`. */
  source(): { readonly text: string; readonly constants: readonly unknown[] } {
    const names = this.constants.map((_, i) => `const K${i} = K[${i}];`).join("\n");
    return { text: `${names}\n${this.chunks.join("\n")}`, constants: this.constants };
  }
}
