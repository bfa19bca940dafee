/** What an action promises about infinite runs: see docs/liveness.md. */
import { fail, show } from "./errors.ts";

export type FairnessKind = "weak" | "strong";

/** What must eventually happen: see {@link ActionOptions.fair}. */
export interface Fairness {
  readonly kind: FairnessKind;
  /** `instance`: each choice of parameters by itself; `action`: some choice, whichever. */
  readonly per: "instance" | "action";
}

/** The fairness of an action (`what`), with what is left out. Errors: CUT106. */
export function resolveFairness(fair: FairnessKind | Fairness | null, what: string): Fairness | null {
  if (fair === null) return null;
  const given: Partial<Fairness> = typeof fair === "string" ? { kind: fair, per: "instance" } : fair;
  const { kind, per, ...rest } = given;
  if ((kind === "weak" || kind === "strong") && (per === "instance" || per === "action") && Object.keys(rest).length === 0) return Object.freeze({ kind, per });
  fail("CUT106", `${what} has no such fairness.`, {
    given: show(fair),
    allowed: '"weak", "strong", { kind: "weak" or "strong", per: "instance" or "action" }',
    fix: "Use one of them.",
  });
}
