/** JSON as the archive writes it: canonical for hashing, laid out for people, and the place of a syntax error. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Lines of a laid out document are kept this short where a value can be broken. */
const lineWidth = 120;

/** `sha256:` and the hash of the canonical JSON of a value, in hexadecimal. */
export function hashOf(value: Json): string {
  return `sha256:${bytesToHex(sha256(utf8ToBytes(canonicalJson(value))))}`;
}

/** JSON without spaces and with the names of every object sorted: equal values have one text. */
function canonicalJson(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const object = value as Readonly<Record<string, Json>>;
  return `{${Object.keys(object)
    .sort()
    .map(name => `${JSON.stringify(name)}:${canonicalJson(object[name] as Json)}`)
    .join(",")}}`;
}

/**
 * JSON that is safe to print: what a terminal or an editor would obey or hide (controls, marks of reading direction and width, separators of lines and
 * paragraphs) stands as an escape, which means the same value. `JSON.stringify` itself escapes lone surrogates.
 */
function jsonText(value: Json): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, each =>
    each.replace(/[\s\S]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
}

/** JSON for people: what fits on a line stays on it, everything else is broken; names keep their order. Ends with a newline. */
export function layOut(value: Json): string {
  return `${broken(value, "", "")}\n`;
}

function broken(value: Json, indent: string, name: string): string {
  const flat = flatText(value);
  if (typeof value !== "object" || value === null || indent.length + name.length + flat.length < lineWidth) return name + flat;
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map(each => inner + broken(each, inner, ""))
    : Object.entries(value).map(([key, each]) => inner + broken(each, inner, `${jsonText(key)}: `));
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${name}${open}\n${lines.join(",\n")}\n${indent}${close}`;
}

function flatText(value: Json): string {
  if (typeof value !== "object" || value === null) return jsonText(value);
  if (Array.isArray(value)) return `[${value.map(flatText).join(", ")}]`;
  const fields = Object.entries(value).map(([key, each]) => `${jsonText(key)}: ${flatText(each)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** A JSON path: `$.states[2].acked["#set"][0]`. */
export function jsonPath(segments: readonly PropertyKey[]): string {
  return `$${segments.map(each => (typeof each === "number" ? `[${each}]` : /^[A-Za-z_]\w*$/.test(String(each)) ? `.${String(each)}` : `[${JSON.stringify(String(each))}]`)).join("")}`;
}
