/** Whether an action could happen in a state: what guards and properties ask with {@link enabled}. */
import type { ActionDefinition } from "./actions.ts";
import { fail, show } from "./errors.ts";
import type { MachineDefinition } from "./machine.ts";
import { type Choosable, eachChoice, type Given, givenOf, nameOfValue, parameterNames } from "./parameters.ts";
import { membersOf, showMember } from "./scalarset.ts";
import { unknownAction } from "./steps.ts";
import { suggestion } from "./suggest.ts";

/** Guards that ask for guards that ask for guards. More are taken for a circle. */
const depthMax = 100;
let depth = 0;

/** The machine whose state a root view shows. A view is used by one machine at a time. */
const machines = new WeakMap<object, MachineDefinition>();

/** From now on the view shows states of this machine. */
export function showsStatesOf(view: object, machine: MachineDefinition): void {
  machines.set(view, machine);
}

/**
 * Whether the guard of an action is true in a state. Without parameters, or with some of them: for some choice of the others. An action that only other
 * knobs give the machine (`without`) is never enabled. `state` is the state itself, as the function that asks got it.
 * Errors: CUT305 for a name that no action has, CUT212 for one that no parameter of it has, CUT201 for a value that is not in the parameter's domain, CUT203.
 *
 * @example `.invariant("whoever waits can give up", s => !s.isWaiting || enabled(s, "give up"))`
 */
export function enabled(state: object, action: string, parameters: Readonly<Record<string, unknown>> = {}): boolean {
  const machine = typeof state === "object" && state !== null ? machines.get(state) : undefined;
  if (machine === undefined)
    fail("CUT203", "enabled(...) was not given a state.", { given: show(state), fix: `Write enabled(s, ${show(action)}), where s is the whole state.` });
  const guard = guardsOf(machine).get(action);
  if (guard !== undefined) return guard.passes(state, parameters);
  return machine.absent.includes(action) ? false : unknownAction(action, machine, "enabled(...) asks for", {});
}

/** The guards of each machine by the names of their actions, made when one of them is first asked for. */
const known = new WeakMap<MachineDefinition, ReadonlyMap<string, Guard>>();

function guardsOf(machine: MachineDefinition): ReadonlyMap<string, Guard> {
  const guards = known.get(machine) ?? new Map(machine.actions.map(action => [action.name, new Guard(action)]));
  known.set(machine, guards);
  return guards;
}

type Test = (state: object, given: Given) => unknown;

/** The guard of an action, for each choice of its parameters. */
class Guard {
  private readonly action: ActionDefinition;
  /** Of each parameter, the position of each value. */
  private readonly positions: readonly ReadonlyMap<unknown, number>[];
  private readonly names: readonly string[];
  /** In the order of declaration, the last parameter fastest; made when they are first needed. */
  private choices: readonly Given[] | null = null;

  constructor(action: ActionDefinition) {
    this.action = action;
    this.names = Object.keys(action.domains);
    this.positions = this.names.map(name => positionsOf(action, name));
  }

  passes(state: object, parameters: Readonly<Record<string, unknown>>): boolean {
    this.choices ??= [...eachChoice(this.action.domains)].map(choice => givenOf(this.action, choice));
    if (depth === depthMax) circle(this.action.name);
    depth++;
    try {
      return this.somePasses(this.choices, state, this.wanted(parameters));
    } finally {
      depth--;
    }
  }

  /** `wanted`: for each parameter the position of its value, -1 for any. Those that are wanted come one after the other only when they are the first parameters. */
  private somePasses(choices: readonly Given[], state: object, wanted: readonly number[]): boolean {
    const test = this.action.when as Test | null;
    let stride = choices.length;
    const strides = this.positions.map(({ size }) => {
      stride /= size;
      return stride;
    });
    for (let i = firstOf(wanted, strides); i < choices.length; i++) {
      if (!wanted.every((position, k) => position < 0 || Math.floor(i / strides[k]) % this.positions[k].size === position)) continue;
      const result = test === null || test(state, choices[i]);
      if (result === true) return true;
      if (result !== false) badGuard(result, this.action.name);
      if (!wanted.includes(-1)) return false;
    }
    return false;
  }

  private wanted(parameters: Readonly<Record<string, unknown>>): readonly number[] {
    const unknown = Object.keys(parameters).find(name => !this.names.includes(name));
    if (unknown !== undefined) this.unknownParameter(unknown);
    return this.names.map((name, i) => (Object.hasOwn(parameters, name) ? this.positionOf(name, i, parameters[name]) : -1));
  }

  private positionOf(name: string, index: number, value: unknown): number {
    const position = this.positions[index].get(keyOf(value));
    if (position !== undefined) return position;
    return fail("CUT201", `enabled(...) asks for ${show(this.action.name)} with a value that its parameter ${show(name)} cannot have.`, {
      given: show(value),
      allowed: show(this.action.domains[name]),
      fix: "Ask only for values of its domain: test first.",
    });
  }

  private unknownParameter(name: string): never {
    return fail("CUT212", `enabled(...) asks for ${show(this.action.name)}, which has no parameter ${show(name)}.`, {
      allowed: this.names.join(", ") || parameterNames.none,
      fix: suggestion(name, this.names, "There is none."),
    });
  }
}

/** No choice before this one has the wanted values. */
function firstOf(wanted: readonly number[], strides: readonly number[]): number {
  return wanted.reduce((sum, position, i) => sum + Math.max(0, position) * strides[i], 0);
}

function positionsOf({ domains, members }: Choosable, name: string): ReadonlyMap<unknown, number> {
  const values = name in members ? membersOf(members[name]) : domains[name];
  return new Map(values.map((value, i) => [value, i]));
}

/** Members of scalarsets are known by themselves, everything else by its name. */
function keyOf(value: unknown): unknown {
  return showMember(value) === null ? nameOfValue(value) : value;
}

function badGuard(result: unknown, action: string): never {
  fail("CUT213", `The guard of ${show(action)}, which enabled(...) asks for, returned ${show(result)}.`, {
    given: show(result),
    allowed: "true or false",
    fix: "Return a boolean; write === and !== null instead of relying on truthiness.",
  });
}

function circle(action: string): never {
  fail("CUT208", `Guards ask for one another without an end: that of ${show(action)} is asked for in that of others, ${depthMax} deep.`, {
    fix: "Let the guard of one of them say itself what it needs.",
  });
}
