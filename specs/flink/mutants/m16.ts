import type { JobProtocol } from "../parts/job-protocol.ts";
import type { Model } from "../parts/world.ts";
import type { Mutant } from "./mutant.ts";

export const m16 = {
  name: "M16",
  number: 16,
  about: "Failover does not abort the pending checkpoint, and old acknowledgements complete it (B25).",
  replaces: { failover: { abortsPending: () => () => false } },
  model: { deadAnswers: true },
} as const satisfies Mutant<JobProtocol, Model>;
