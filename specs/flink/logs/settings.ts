/** The settings of the job whose log is followed: larger than what can be explored. */
import { knob } from "cutcheck";

export const versions = ["1.11", "1.12", "1.13", "1.14", "1.15", "1.16", "1.17", "1.18", "1.19", "1.20", "2.0", "2.1", "2.2", "2.3"] as const;

export const jobScope = {
  concurrent: knob.int(1, 1, 100, "checkpoints that may be pending at a time (max-concurrent-checkpoints)"),
  version: knob.oneOf("1.20", versions, "whose lines they are: before 1.14 the failure manager warns of nothing"),
} as const;

export const jobRules = {
  tolerable: knob.int(0, -1, 1_000, "failed checkpoints in a row that do not fail the job (tolerable-failed-checkpoints); -1: any number"),
} as const;

export const controlKnobs = { ...jobScope, ...jobRules };

/** Whether the failure manager prints a warning of each checkpoint that comes to nothing. */
export function hasWarnings(version: (typeof versions)[number]): boolean {
  return versions.indexOf(version) >= versions.indexOf("1.14");
}
