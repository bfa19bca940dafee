/** The last look at what is printed: whoever has forgotten to make a text `printable` has not harmed a terminal. */
import { printable } from "./printable.ts";

/** The sequences by which we colour, and every other such character but the ends of lines and tabs. */
const colour = `${"\u001b"}\\[[\\d;]*m`;
const harmful = new RegExp(`${colour}|[^\\P{Cc}\\n\\t]|[\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]`, "gu");

/** Lines that are ready to print: what is left of such characters is escaped, but for line ends, tabs and colours. */
export function harmless(text: string): string {
  return text.replace(harmful, each => (each.length > 2 ? each : printable(each)));
}
