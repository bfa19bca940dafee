/**
 * The second look: an instance that was checked is explored once more by the plain engine (`src/plain`), which shares nothing with the first one but the
 * language, and everything that both say is compared.
 */
import type { ErrorCode } from "../dsl/errors.ts";
import type { LivenessProperty } from "../dsl/liveness.ts";
import { isLiveness, type MachineDefinition } from "../dsl/machine.ts";
import type { Finding, Outcome, Platform, StopReason } from "../explore/work/outcome.ts";
import { type Ending, mistakeIn, NaiveExploration } from "../plain/explore.ts";
import { violatedLiveness } from "../plain/liveness.ts";
import { type OrbitCounts, orbitCounts } from "../plain/orbitCounts.ts";
import { type Instance, machineOf, type Result } from "./check.ts";

export interface TwiceOptions {
  /** Larger instances are not explored twice. With interchangeable members their states are all counted, each by its own names. */
  readonly statesMax: number;
  /** For each instance. */
  readonly secondsMax: number;
  readonly memoryBytesMax: number;
}

/** What two engines say about one thing. */
export interface Difference {
  readonly what: string;
  readonly first: string;
  readonly second: string;
}

/**
 * What came of it. `same`: everything that was compared; `different`: not; `larger`: more states than allowed; `incomplete`: the first engine has no answer;
 * `mistake`: the first engine found a mistake of a kind that the second one does not look for; `stopped`: the second one was stopped.
 */
export type Twice =
  | { readonly said: "same"; readonly states: number; readonly uncompared: readonly string[] }
  | { readonly said: "different"; readonly differences: readonly [Difference, ...Difference[]] }
  | { readonly said: "larger" | "incomplete" | "mistake" }
  | { readonly said: "stopped"; readonly reason: StopReason };

/** What is wrong with the values of a state, and with what a function does to it. Other mistakes are found by looking at functions twice, or at their clock. */
const comparedCodes: readonly ErrorCode[] = [
  ...(["CUT201", "CUT202", "CUT203", "CUT204", "CUT205", "CUT206", "CUT207", "CUT208"] as const),
  ...(["CUT210", "CUT211", "CUT212", "CUT213", "CUT214", "CUT217"] as const),
];

/** Renaming states takes longer than exploring them: the states of a reduced exploration are counted only while there are not more renamed states than this. */
const renamedMax = 500_000;

/** Seconds between two looks at the clock, the signals and the terminal. */
const turnSeconds = 0.05;

/** Explores an instance a second time and compares with what came out the first time. `onStates` hears how many states were found so far. */
export async function checkTwice(
  { instance, outcome }: Pick<Result, "instance" | "outcome">,
  options: TwiceOptions,
  platform: Platform,
  onStates: (states: number) => void = () => {},
): Promise<Twice> {
  const { finding, counts } = outcome;
  if (finding.verdict === "incomplete") return { said: "incomplete" };
  if (finding.verdict === "error" && !comparedCodes.includes(finding.error.mistake.code)) return { said: "mistake" };
  if (counts.distinctStates > options.statesMax) return { said: "larger" };
  const machine = machineOf(instance).definition;
  const second = new SecondLook(machine, outcome, propertiesOf(instance), options.statesMax);
  const stopped = await inTurns(second.inTurns(), options, platform, () => onStates(second.states));
  return stopped === null ? second.compared() : { said: "stopped", reason: stopped };
}

function propertiesOf({ properties, case: of }: Instance): readonly string[] | null {
  return properties ?? of?.properties ?? null;
}

/** Runs to the end, or until there is a reason to stop. */
async function inTurns(turns: Generator<void, void, void>, options: TwiceOptions, platform: Platform, onTurn: () => void): Promise<StopReason | null> {
  const start = platform.now();
  for (let looked = start; turns.next().done !== true; ) {
    const now = platform.now();
    if (now - looked < turnSeconds) continue;
    onTurn();
    await platform.pause();
    if (platform.interrupted()) return "interrupted";
    if (now - start > options.secondsMax) return "seconds";
    if (platform.isOverMemory?.(options.memoryBytesMax) === true) return "memory";
    looked = platform.now();
  }
  return null;
}

class SecondLook {
  private readonly machine: MachineDefinition;
  private readonly first: Outcome;
  private readonly exploration: NaiveExploration;
  private readonly liveness: readonly LivenessProperty[];
  private ending: Ending = { verdict: "holds" };
  private orbits: OrbitCounts | null = null;
  private readonly uncompared: string[] = [];

  constructor(machine: MachineDefinition, first: Outcome, properties: readonly string[] | null, statesMax: number) {
    this.machine = machine;
    this.first = first;
    this.liveness = machine.properties.filter(isLiveness).filter(({ name }) => properties === null || properties.includes(name));
    const keepsTransitions = this.liveness.length > 0 || (first.counts.distinctEdges !== null && !this.isReduced);
    this.exploration = new NaiveExploration(machine, { statesMax, properties, keepsTransitions });
  }

  get states(): number {
    return this.exploration.size;
  }

  *inTurns(): Generator<void, void, void> {
    this.ending = yield* this.exploration.inTurns();
    if (this.ending.verdict === "holds" && this.liveness.length > 0) this.ending = yield* this.decided();
    if (this.isReduced && this.ending.verdict !== "incomplete") this.orbits = yield* orbitCounts(this.machine, this.exploration, renamedMax);
  }

  compared(): Twice {
    if (this.ending.verdict === "incomplete") return { said: "larger" };
    const [difference, ...more] = this.differences();
    if (difference !== undefined) return { said: "different", differences: [difference, ...more] };
    return { said: "same", states: this.states, uncompared: this.uncompared };
  }

  private get isReduced(): boolean {
    return this.first.symmetry === "reduced";
  }

  private *decided(): Generator<void, Ending, void> {
    try {
      const violated = yield* violatedLiveness(this.machine, this.exploration.wholeGraph(), this.liveness);
      return violated === null ? { verdict: "holds" } : { verdict: "violated", property: violated.property, steps: violated.stem };
    } catch (error) {
      return mistakeIn(error);
    }
  }

  private differences(): readonly Difference[] {
    const { finding } = this.first;
    // Where a mistake ends it, the counts are those of the moment.
    if (finding.verdict === "error" && this.ending.verdict === "error")
      return differing([["mistake", finding.error.mistake.code, this.ending.error.mistake.code]]);
    const verdicts = differing([["verdict", verdictOf(finding), endingOf(this.ending)]]);
    return verdicts.length > 0 ? verdicts : this.differentFacts();
  }

  private differentFacts(): readonly Difference[] {
    const { counts, neverEnabled, missingWitnesses, outside } = this.first;
    return differing([
      ...this.countsToCompare(),
      ...(counts.distinctEdges === null || this.isReduced ? [] : [["edges", counts.distinctEdges, this.exploration.distinctEdges()] as const]),
      ...(outside === undefined || this.isReduced ? [] : [["beyond the constraint", outside, this.exploration.outside ?? "none"] as const]),
      ["never enabled", neverEnabled.join(", "), this.exploration.neverEnabled.join(", ")],
      ["missing witnesses", missingWitnesses.join(", "), this.exploration.missingWitnesses.join(", ")],
    ]);
  }

  private countsToCompare(): readonly Compared[] {
    const { counts } = this.first;
    const found = this.isReduced ? this.orbits : this.exploration.counts();
    if (found === null) {
      this.uncompared.push("counts up to symmetry");
      return [];
    }
    return [
      ["states", counts.distinctStates, found.distinctStates],
      ["transitions", counts.transitions, found.transitions],
      ["terminal states", counts.terminalStates, found.terminalStates],
      ["levels", counts.levels.join(", "), found.levels.join(", ")],
    ];
  }
}

type Compared = readonly [what: string, first: string | number, second: string | number];

function differing(compared: readonly Compared[]): readonly Difference[] {
  return compared.filter(([, first, second]) => first !== second).map(([what, first, second]) => ({ what, first: textOf(first), second: textOf(second) }));
}

function textOf(value: string | number): string {
  return value === "" ? "none" : String(value);
}

function verdictOf(finding: Finding): string {
  switch (finding.verdict) {
    case "holds":
    case "incomplete":
      return finding.verdict;
    case "violated":
      return violatedText(finding.property, finding.trace.loop?.start ?? finding.trace.steps.length);
    case "error":
      return `the mistake ${finding.error.message}`;
  }
}

function endingOf(ending: Ending): string {
  switch (ending.verdict) {
    case "holds":
    case "incomplete":
      return ending.verdict;
    case "violated":
      return violatedText(ending.property, ending.steps);
    case "error":
      return `the mistake ${ending.error.message}`;
  }
}

function violatedText(property: string, steps: number): string {
  return `violates ${property} after ${steps} step${steps === 1 ? "" : "s"}`;
}
