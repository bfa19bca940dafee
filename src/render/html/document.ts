/**
 * A page as one file: no network, no other file, and a Content-Security-Policy that lets nothing run but our own script and style, each by its hash.
 * The same page has the same bytes.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { Markup, markup } from "./markup.ts";

export interface Page {
  readonly title: string;
  readonly body: Markup;
  /** Style and script are our own: nothing of a spec is in them. Neither holds `</`. */
  readonly style: string;
  readonly script: string;
  /** What tools and the script read: a JSON value as text, under an id; null for none. */
  readonly data: { readonly id: string; readonly json: string } | null;
}

/** A lane's line with a cut through it. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M4 1v14M12 1v14' stroke='%23888' stroke-width='2'/%3E%3Cpath d='M1 11 15 5' stroke='%232a78d6' stroke-width='3'/%3E%3C/svg%3E";

/** The text of the file. */
export function documentText({ title, body, style, script, data }: Page): string {
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="${icon}">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${body}
${data === null ? "" : markup`<script type="application/json" id="${data.id}">${dataText(data.json)}</script>\n`}<script>${new Markup(script)}</script>
</body>
</html>
`;
  return page.toString();
}

/** Nothing is loaded from anywhere; a page that was tampered with does not run what was put into it. */
function policy(style: string, script: string): string {
  const source = (text: string): string => `'sha256-${base64(sha256(utf8ToBytes(text)))}'`;
  return `default-src 'none'; img-src data:; style-src ${source(style)}; script-src ${source(script)}; base-uri 'none'; form-action 'none'`;
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** JSON that cannot end its element or hide characters: in JSON all of these stand in strings only, where an escape means the same. */
function dataText(json: string): Markup {
  return new Markup(
    json.replace(/[<\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, each => [...Array(each.length).keys()].map(i => escapeUnit(each.charCodeAt(i))).join("")),
  );
}

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}
