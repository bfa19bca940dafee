/** The words of Graphviz's DOT language: https://graphviz.org/doc/info/lang.html. */
import { printable } from "./printable.ts";

/** Attributes of a graph, a node or an edge, by name. The value is text, or the lines of a label. */
export type Attributes = Readonly<Record<string, string | readonly string[]>>;

/** `[label="a\lb\l", color="red"]`. Names are the caller's own words; values may hold anything. */
export function attributeList(attributes: Attributes): string {
  return `[${Object.entries(attributes)
    .map(([name, value]) => `${name}=${typeof value === "string" ? quoted(escaped(value)) : quoted(value.map(line => `${escaped(line)}\\l`).join(""))}`)
    .join(", ")}]`;
}

/** A quoted identifier. */
export function dotName(text: string): string {
  return quoted(escaped(text));
}

function quoted(text: string): string {
  return `"${text}"`;
}

/** Text that stays text: a backslash begins an escape (`\N` is a node's name), a quote ends the string, an ampersand begins an entity. */
function escaped(text: string): string {
  return printable(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;");
}
