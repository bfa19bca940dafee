/** HTML and SVG as text. Whatever a spec, a label or a file says goes in as text and stays text: the template escapes it, there is no other way in. */
import { printable } from "../printable.ts";

/** Finished markup. Made by {@link markup} and {@link joined} only. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What a template takes: text and numbers are escaped, markup is not. */
export type Insert = string | number | Markup | readonly Insert[];

/**
 * A piece of markup: `` markup`<td title="${name}">${text}</td>` ``. Attribute values stand in double quotes; an insert stands between tags or
 * within such quotes, never in a tag's or an attribute's name, a script or a style.
 */
export function markup(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  return new Markup(parts.map((part, i) => part + (i < inserts.length ? textOf(inserts[i] as Insert) : "")).join(""));
}

/** Pieces with a separator between them that needs no escaping: a line's end, a space. */
export function joined(pieces: readonly Markup[], separator: string): Markup {
  return new Markup(pieces.join(escaped(separator)));
}

function textOf(insert: Insert): string {
  if (insert instanceof Markup) return insert.toString();
  if (typeof insert === "number") return String(insert);
  return typeof insert === "string" ? escaped(printable(insert)) : insert.map(textOf).join("");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, each => entities[each] as string);
}
