/**
 * Every case of every spec has a machine, also those that only the full tier explores: the names of actions in its properties depend on the knobs.
 * And every rule that a spec lets one set is looked at by what its machine is made of.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import checkpointControl from "../../specs/flink/checkpoint-control.spec.ts";
import checkpointedJob from "../../specs/flink/checkpointed-job.spec.ts";
import commitNotifications from "../../specs/flink/commit-notifications.spec.ts";
import splitAssignment from "../../specs/flink/split-assignment.spec.ts";
import { instanceOf, machineOf } from "../../src/check/check.ts";
import type { Case, Spec } from "../../src/dsl/spec.ts";
import { repository } from "../cli/build.ts";

const folder = join(repository, "specs/flink");

describe.each([checkpointControl, checkpointedJob, commitNotifications, splitAssignment] as readonly Spec[])("in $name", spec => {
  test("the machine of every case knows the actions that its properties name", () => {
    const namesOf = (of: Case): readonly string[] => machineOf(instanceOf(spec, of)).definition.actions.map(({ name }) => name);
    expect(spec.cases.map(namesOf).every(names => names.length > 0)).toBe(true);
  });

  test("every rule that can be set is one that its machine is made with", () => {
    const text = [...sourcesOfMachine(spec)].map(codeOf).join("\n");
    expect(Object.keys(spec.semantics).filter(name => name !== "bug" && !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });
});

/** The files that a spec's machine is made of, but the one that lists all rules. */
function sourcesOfMachine({ name }: Spec): ReadonlySet<string> {
  const short = name.replace("flink-", "");
  const own = join(folder, short, "machine.ts");
  const found = new Set([existsSync(own) ? own : join(folder, `${short}.spec.ts`)]);
  for (const file of found) {
    for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/ from "(\.[^"]+)"/g)) {
      const imported = join(dirname(file), path);
      if (!imported.endsWith("parts/rules.ts")) found.add(imported);
    }
  }
  return found;
}

function codeOf(file: string): string {
  return readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
}

test("a file's code is what stands outside of comments", () => {
  expect(codeOf(join(folder, "parts/regional.ts"))).not.toContain("Regional completion as proposed");
  expect(codeOf(join(folder, "parts/regional.ts"))).toContain("lateAckAfterEval");
});
