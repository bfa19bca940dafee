/** Lines of a given width. Widths count characters: what is wrapped carries no colour yet. */

/** Breaks text into lines of at most `width` characters, at spaces where there are any. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(" ", width);
    const at = space > width / 3 ? space : width;
    lines.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return [...lines, rest];
}

/** Wrapped lines under a first part that is printed once: `label  first line`, then the rest aligned with it. */
export function hanging(label: string, text: string, width: number): string {
  const indent = " ".repeat(label.length);
  return wrap(text, Math.max(20, width - label.length))
    .map((line, i) => (i === 0 ? label : indent) + line)
    .join("\n");
}
