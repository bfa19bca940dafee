/**
 * Archived counterexamples of stock mutants as runs for a driver. A mutant is the model with a seeded bug: Flink must not do what it does. Which of its
 * steps that is, the stock model says: it is the first that stock does not allow, or that leads to something else there.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import control from "../specs/flink/checkpoint-control.spec.ts";
import commit from "../specs/flink/commit-notifications.spec.ts";
import split from "../specs/flink/split-assignment.spec.ts";
import { type Archive, readTrace } from "../src/counterexample/archive.ts";
import { resolveKnobs } from "../src/dsl/knobs.ts";
import type { MachineDefinition } from "../src/dsl/machine.ts";
import type { ObservedData } from "../src/dsl/observed.ts";
import { buildMachine, type Spec } from "../src/dsl/spec.ts";
import { apply, enabled, observedIn, packedInitials } from "../src/explore/calls/run.ts";
import { compile, type StateBox } from "../src/layout/compile.ts";

const specs: readonly Spec[] = [control, split, commit] as unknown as readonly Spec[];

type Values = Readonly<Record<string, ObservedData>>;

/** The beginning of a counterexample, up to the mutated step. */
export interface MutantRun {
  readonly spec: string;
  readonly case: string;
  /** The seeded bug. */
  readonly bug: string;
  readonly scope: Archive["scope"];
  readonly semantics: Archive["semantics"];
  readonly start: Values;
  /** All steps up to the mutated one, but those that only the mutant has and nobody sees. `seen` is what the mutant shows. */
  readonly steps: readonly { readonly action: string; readonly with: Readonly<Record<string, ObservedData>>; readonly seen: Values }[];
  /** What stock shows after the mutated step; null: it does not allow it. */
  readonly instead: Values | null;
}

/** A counterexample that no step of the driver can tell from stock, and why. */
export interface NoMutantRun {
  readonly spec: string;
  readonly case: string;
  readonly bug: string;
  readonly reason: string;
}

/** Every archived counterexample of a stock mutant, in alphabetical order. Errors: an archive cannot be read, a spec does not build. */
export async function mutantRuns(): Promise<readonly (MutantRun | NoMutantRun)[]> {
  const runs: (MutantRun | NoMutantRun)[] = [];
  for (const spec of specs) {
    const folder = join("counterexamples", spec.name);
    for (const name of (await readdir(folder)).sort()) {
      const file = join(folder, name, "trace.json");
      const archive = readTrace(await readFile(file, "utf8"), file);
      if (archive.semantics.bug !== "none" && archive.semantics.bug !== undefined) runs.push(runOf(archive, spec));
    }
  }
  return runs;
}

function runOf(archive: Archive, spec: Spec): MutantRun | NoMutantRun {
  const bug = String(archive.semantics.bug);
  const about = { spec: spec.name, case: archive.case ?? "", bug };
  if (archive.semantics.regional === true) return { ...about, reason: "rules of regional checkpoints are in no released Flink" };
  const mutant = new Walk(spec, archive.scope, archive.semantics);
  const stock = new Walk(spec, archive.scope, { ...archive.semantics, bug: "none" });
  const start = mutant.values();
  const steps: MutantRun["steps"][number][] = [];
  for (const { action, parameters } of archive.trace.steps) {
    const before = JSON.stringify(mutant.values());
    mutant.take(action, parameters);
    const seen = mutant.values();
    if (!stock.knows(action)) {
      if (JSON.stringify(seen) === before) continue;
      return { ...about, reason: `its step "${action}" is no action of stock` };
    }
    steps.push({ action, with: parameters as Values, seen });
    const instead = stock.take(action, parameters) ? stock.values() : null;
    if (instead === null || JSON.stringify(instead) !== JSON.stringify(seen)) {
      const { scope, semantics } = archive;
      return { ...about, scope, semantics, start, steps, instead };
    }
  }
  return { ...about, reason: "no step of it differs from stock: the mutant lacks something that stock would do" };
}

/** A machine in one state after the other. */
class Walk {
  private readonly machine: MachineDefinition;
  private readonly box: StateBox;

  constructor(spec: Spec, scope: Archive["scope"], semantics: Archive["semantics"]) {
    this.machine = buildMachine(spec, resolveKnobs(spec.scope, scope, "scope"), resolveKnobs(spec.semantics, semantics, "semantics")).definition;
    this.box = compile(this.machine).open();
    this.box.words.set(packedInitials(this.box, this.machine)[0]);
    this.box.unpack();
  }

  knows(action: string): boolean {
    return this.machine.actions.some(({ name }) => name === action);
  }

  /** All observed values of the state. */
  values(): Values {
    const data = observedIn(this.box, this.machine);
    return Object.fromEntries(this.machine.observed.map(({ name }, i) => [name, data[i]]));
  }

  /** Takes a step; false: it is not allowed, and the state stays. */
  take(name: string, parameters: Archive["trace"]["steps"][number]["parameters"]): boolean {
    const action = this.machine.actions.find(each => each.name === name);
    if (action === undefined || !enabled(this.box, action, parameters)) return false;
    apply(this.box, action, parameters);
    return true;
  }
}
