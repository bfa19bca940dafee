import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m58 = {
  name: "M58",
  number: 58,
  about: "As M57, and the checkpoint aborts afterwards (E26): P12 breaks with the rollback itself; the case z3.not-undone shows the damage after the abort.",
  replaces: { correction: { mayComplete: () => () => false } },
} as const satisfies SplitMutant;
