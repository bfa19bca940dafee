/** `cutcheck check --smallest`: the smallest scope in which a spec fails. */
import { resolve } from "node:path";
import { adHoc, type Instance, instanceOf } from "../check/check.ts";
import { findSmallest, type Smallest, type SmallestQuestion } from "../check/smallest.ts";
import { layOut } from "../counterexample/json.ts";
import { fail } from "../dsl/errors.ts";
import type { Budget } from "../explore/work/outcome.ts";
import { settingText } from "../render/matrix.ts";
import { isComplete, smallestAbout } from "../render/smallest.ts";
import { smallestDocument } from "../render/smallestJson.ts";
import { smallestText } from "../render/smallestText.ts";
import { traceText } from "../render/trace.ts";
import { exitCodeOfKept, foundArchive, type Kept, keepIfPossible, whereKept } from "./archiveFiles.ts";
import type { Setting } from "./arguments.ts";
import type { Console } from "./console.ts";
import { type ExitCode, exitCodes, mostSevere } from "./exitCodes.ts";
import { caseNamed, onlySpec, SpecsBySize, valuesOf } from "./instances.ts";
import { type LoadedSpec, withLine } from "./load.ts";
import { listenForInterrupts, platformOf, progressOn } from "./platform.ts";
import { askedAbout } from "./properties.ts";
import { rangesOf } from "./ranges.ts";
import { threadsOf } from "./threads.ts";

/** What the command line asks. */
export interface SmallestFlags {
  readonly case: readonly string[];
  readonly property: readonly string[];
  readonly set: readonly Setting[];
  readonly scope: readonly Setting[];
  readonly symmetry: boolean;
  readonly json?: boolean;
  readonly out?: string;
  readonly workers: number;
}

/** Searches, prints the answer with its counterexample, and writes that where `--out` says. Errors: CUT105, CUT301-CUT305. */
export async function runSmallest(specs: readonly LoadedSpec[], flags: SmallestFlags, budget: Budget, console: Console): Promise<ExitCode> {
  const loaded = onlySpec(specs, "--smallest searches the scopes of one spec, and several are selected.");
  const smallest = await search(questionOf(loaded, flags), loaded, budget, flags);
  const kept = await keepFound(smallest, flags);
  const { path, problem } = whereKept(kept);
  if (flags.json) console.print(layOut(smallestDocument(smallest, path, flags.workers)));
  else {
    console.print(smallestText(smallest, console.style));
    if (path !== null) console.print(`See ${path}.`);
    else if (kept !== null) console.print(`\n${traceText(kept.archive, console.style)}`);
  }
  const { finding } = smallest.mistaken?.outcome ?? {};
  if (finding?.verdict === "error") console.complain(finding.error);
  if (problem !== null) console.note(`error: ${problem}`);
  return mostSevere([exitCodeOf(smallest), exitCodeOfKept(kept)]);
}

function questionOf(loaded: LoadedSpec, { case: cases, set, scope, property }: SmallestFlags): SmallestQuestion {
  const { spec } = loaded;
  const [name, another] = cases;
  if (another !== undefined) fail("CUT303", "--smallest searches from one case, and several are named.", { given: cases.join(", "), fix: "Name one of them." });
  const from = name === undefined ? null : instanceOf(spec, caseNamed(loaded, name));
  const ranges = rangesOf(spec, scope, from?.scope ?? {});
  const top = Object.fromEntries(ranges.map(range => [range.knob, range.values.at(-1)]));
  const semantics = from?.semantics ?? valuesOf(spec, "semantics", set);
  const instance = adHoc(spec, top, semantics, propertiesOf(from));
  const [asked = { instance }] = askedAbout(property, [{ instance }]);
  return { spec, semantics: instance.semantics, ranges, properties: asked.instance.properties };
}

/** A case that expects one property to be violated is about that one: a smaller scope that violates another one is no smaller form of it. */
function propertiesOf(from: Instance | null): readonly string[] | null {
  const expect = from?.case?.expect;
  return expect?.verdict === "violated" ? [expect.property] : (from?.case?.properties ?? null);
}

async function search(question: SmallestQuestion, loaded: LoadedSpec, budget: Budget, { symmetry, workers, json }: SmallestFlags): Promise<Smallest> {
  const line = progressOn(process.stderr, json !== true);
  const interrupts = listenForInterrupts(line);
  const specs = new SpecsBySize();
  try {
    const options = {
      budget,
      symmetry,
      specOf: (instance: Instance) => specs.specOf(instance, loaded),
      onScope: (scope: Instance["scope"], number: number, total: number): void => {
        const settings = Object.entries(scope).map(([knob, value]) => settingText(knob, value));
        line.begin(`${question.spec.name} ${settings.join(" ")} (${number} of ${total})`);
      },
    };
    const smallest = await findSmallest(question, options, platformOf(interrupts, line, threadsOf(workers, [loaded])));
    return smallest.mistaken === null ? smallest : { ...smallest, mistaken: withLine(smallest.mistaken, loaded.file) };
  } finally {
    line.clear();
    interrupts.release();
  }
}

/** The page of the run says what makes it special. */
async function keepFound(smallest: Smallest, flags: SmallestFlags): Promise<Kept | null> {
  const archive = smallest.found === null ? null : foundArchive(smallest.found);
  if (archive === null) return null;
  return keepIfPossible({ ...archive, about: smallestAbout(smallest) }, flags.out === undefined ? null : resolve(flags.out), true);
}

/** As for a check without expectation: a violation, a mistake, an answer that is not complete. */
function exitCodeOf(smallest: Smallest): ExitCode {
  if (smallest.mistaken !== null || smallest.refused.length === smallest.total) return exitCodes.usage;
  if (smallest.found !== null) return exitCodes.differs;
  return isComplete(smallest) ? exitCodes.asExpected : exitCodes.incomplete;
}
