/** Runs, executed on an implementation: where one first differs from the machine. */
import type { ActionCall, Walkable } from "../cover/contract.ts";
import type { Observation, ObservedData } from "../dsl/observed.ts";
import type { Driver } from "./driver.ts";

/** A run as numbers: the initial state, and the action instances taken one after the other. */
export interface Steps {
  readonly start: number;
  readonly instances: readonly number[];
}

/** An observed value that differs. `undefined`: that side does not have it. */
export interface DifferentValue {
  readonly name: string;
  readonly model: ObservedData | undefined;
  readonly implementation: ObservedData | undefined;
}

/** A method of a driver. */
type Method = "start" | "step" | "observe" | "refuses" | "end";

/** What is different after the last one of `steps`; without steps: at the start. */
export type Difference = { readonly steps: Steps } & (
  | { readonly kind: "values"; readonly values: readonly DifferentValue[] }
  | { readonly kind: "thrown"; readonly error: unknown; readonly by: Method }
  /** The implementation has taken an action that is not enabled. `values`: what differs then. */
  | { readonly kind: "accepted"; readonly call: ActionCall; readonly values: readonly DifferentValue[] }
);

/** What runs have in common. */
export class Attempts {
  readonly machine: Walkable;
  readonly driver: Driver;
  readonly notSeen: ReadonlySet<string>;
  private readonly tried = new Set<number>();

  constructor(machine: Walkable, driver: Driver, notSeen: ReadonlySet<string>) {
    this.machine = machine;
    this.driver = driver;
    this.notSeen = notSeen;
  }

  /** Whether the actions that are not enabled in a state are still to be tried. They are tried once. */
  isToTry(state: number): boolean {
    if (this.tried.has(state)) return false;
    this.tried.add(state);
    return true;
  }

  /** From now on they are tried once more: for a run that is repeated. */
  tryAgain(): void {
    this.tried.clear();
  }

  /** Executes a run to its end or to the first difference. Instances that are not enabled when it is their turn are left out. */
  async execute({ start, instances }: Steps): Promise<Difference | null> {
    const attempt = new Attempt(this, start);
    await attempt.begin();
    for (const instance of instances) if (attempt.isEnabled(instance)) await attempt.take(instance);
    return attempt.end();
  }
}

/** A run that is being executed. Once something differs, nothing more is done. */
export class Attempt {
  state: number;
  difference: Difference | null = null;
  private readonly all: Attempts;
  private readonly start: number;
  private readonly instances: number[] = [];

  constructor(all: Attempts, start: number) {
    this.all = all;
    this.start = start;
    this.state = start;
  }

  isEnabled(instance: number): boolean {
    return this.enabled().includes(instance);
  }

  /** The action instances that are enabled. */
  enabled(): readonly number[] {
    return this.all.machine.successors(this.state).map(({ instance }) => instance);
  }

  async begin(): Promise<void> {
    const { driver, machine } = this.all;
    await this.calling("start", () => driver.start(machine.observe(this.state)));
    await this.look();
  }

  /** An action instance that is enabled. */
  async take(instance: number): Promise<void> {
    if (this.difference !== null) return;
    const { driver, machine } = this.all;
    const { action, with: parameters } = machine.calls[instance];
    const model = machine.observe(this.state);
    const to = machine.successors(this.state).find(each => each.instance === instance)?.to;
    if (to === undefined) throw new Error("a step was taken that is not enabled");
    this.instances.push(instance);
    this.state = to;
    await this.calling("step", () => driver.step(action, parameters, model));
    await this.look();
  }

  /** Ends the run. Returns what was different first. */
  async end(): Promise<Difference | null> {
    const { driver } = this.all;
    const { difference } = this;
    if (driver.end !== undefined) await this.calling("end", () => driver.end?.());
    this.difference = difference ?? this.difference;
    return this.difference;
  }

  private async look(): Promise<void> {
    const values = await this.differentValues();
    if (this.difference !== null) return;
    if (values.length > 0) this.difference = { steps: this.steps(), kind: "values", values };
    else if (this.all.driver.refuses !== undefined && this.all.isToTry(this.state)) await this.tryRefused();
  }

  private async tryRefused(): Promise<void> {
    const { driver, machine } = this.all;
    const model = machine.observe(this.state);
    for (const call of machine.refused(this.state) ?? []) {
      const isRefused = await this.calling("refuses", () => driver.refuses?.(call.action, call.with, model));
      const values = await this.differentValues();
      if (this.difference !== null) return;
      if (isRefused === true && values.length === 0) continue;
      this.difference = { steps: this.steps(), kind: "accepted", call, values };
      return;
    }
  }

  private async differentValues(): Promise<readonly DifferentValue[]> {
    const { driver, machine, notSeen } = this.all;
    const seen = await this.calling("observe", () => driver.observe());
    return seen === null ? [] : differentValues(machine.observe(this.state), seen, notSeen);
  }

  private steps(): Steps {
    return { start: this.start, instances: [...this.instances] };
  }

  /** What a method of the driver returns; null when it throws, which is a difference, and when there was one before: then only `end` is called. */
  private async calling<T>(by: Method, call: () => T | Promise<T>): Promise<T | null> {
    if (this.difference !== null && by !== "end") return null;
    try {
      return await call();
    } catch (error) {
      this.difference = { steps: this.steps(), kind: "thrown", error, by };
      return null;
    }
  }
}

function differentValues(model: Observation, seen: Observation, notSeen: ReadonlySet<string>): readonly DifferentValue[] {
  const names = new Set([...Object.keys(model), ...Object.keys(seen)]);
  return [...names].flatMap(name => {
    const [expected, found] = [observedOf(model, name), observedOf(seen, name)];
    return notSeen.has(name) || isSame(expected, found) ? [] : [{ name, model: expected, implementation: found }];
  });
}

function observedOf(of: Observation, name: string): ObservedData | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

/** Whether two values are equal as data, whatever the order of named fields. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  const others = other as Readonly<Record<string, unknown>>;
  return (
    names.length === Object.keys(other).length &&
    names.every(name => Object.hasOwn(others, name) && isSame((one as Readonly<Record<string, unknown>>)[name], others[name]))
  );
}
