/** Collects generated source and the constants it refers to. Generated code contains only names and numbers made here; strings of a spec enter as JSON. */
import type { TypeNode } from "../dsl/types.ts";

export class SourceWriter {
  private readonly chunks: string[] = [];
  private readonly emitted = new Map<TypeNode, number>();
  private readonly constants: unknown[] = [];

  /** A JavaScript expression for a value that lives outside the generated source. */
  constant(value: unknown): string {
    this.constants.push(value);
    return `K[${this.constants.length - 1}]`;
  }

  /** The number of a node's generated functions, writing them on first use. */
  numberOf(node: TypeNode, write: (number: number) => string): number {
    const known = this.emitted.get(node);
    if (known !== undefined) return known;
    const number = this.emitted.size;
    this.emitted.set(node, number);
    this.chunks.push(write(number));
    return number;
  }

  add(text: string): void {
    this.chunks.push(text);
  }

  /** The whole text; constants are the parameter `K`. */
  source(): { readonly text: string; readonly constants: readonly unknown[] } {
    return { text: this.chunks.join("\n"), constants: this.constants };
  }
}
