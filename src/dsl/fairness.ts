/** What an action promises about infinite runs: see docs/liveness.md. */
import { fail, show } from "./errors.ts";
import type { PlainChoice } from "./parameters.ts";

export type FairnessKind = "weak" | "strong";

/** What must eventually happen: see {@link ActionOptions.fair}. */
export interface Fairness {
  readonly kind: FairnessKind;
  /** `instance`: each choice of parameters by itself; `action`: some choice, whichever; names of parameters: for each choice of these some choice of the others. */
  readonly per: "instance" | "action" | readonly string[];
  /** Actions that name the same group share the promise: some of them happens, whichever. */
  readonly group?: string;
}

/** The same of a group, where `per` may be left out: no parameter is chosen. */
export interface GroupFairness {
  readonly kind: FairnessKind;
  readonly per?: "action" | readonly string[];
  readonly group: string;
}

/** The fairness of an action (`what`), with what is left out. `parameters`: the names of those that it has. Errors: CUT106. */
export function resolveFairness(fair: FairnessKind | Fairness | GroupFairness | null, what: string, parameters: readonly string[]): Fairness | null {
  if (fair === null) return null;
  const given: Partial<Fairness> = typeof fair === "string" ? { kind: fair, per: "instance" } : fair;
  const { kind, group, per = group === undefined ? undefined : "action", ...rest } = given;
  if ((kind !== "weak" && kind !== "strong") || !isPer(per) || !isGroup(group, per) || Object.keys(rest).length > 0) {
    fail("CUT106", `${what} has no such fairness.`, {
      given: show(fair),
      allowed:
        '"weak", "strong", { kind: "weak" or "strong", per: "instance", "action" or [names of parameters] }, { kind, group: "name" }, { kind, group: "name", per: [...] }',
      fix: "Use one of them.",
    });
  }
  if (typeof per !== "string") checkNames(per, what, parameters);
  return Object.freeze({ kind, per: typeof per === "string" ? per : Object.freeze([...per]), ...(group === undefined ? {} : { group }) });
}

function isPer(per: unknown): per is Fairness["per"] {
  return per === "instance" || per === "action" || (Array.isArray(per) && per.every(name => typeof name === "string"));
}

function isGroup(group: unknown, per: Fairness["per"]): boolean {
  return group === undefined || (typeof group === "string" && group.trim() !== "" && per !== "instance");
}

function checkNames(per: readonly string[], what: string, parameters: readonly string[]): void {
  const unknown = per.find(name => !parameters.includes(name));
  if (unknown !== undefined) {
    fail("CUT106", `${what} is fair per ${show(unknown)}, which is none of its parameters.`, {
      allowed: parameters.join(", ") || "none: it has no parameters",
      fix: "Name parameters of the action.",
    });
  }
}

/** Errors: CUT106 when an earlier action of the same group promises something else. */
export function checkGroup(name: string, fair: Fairness | null, earlier: readonly { readonly name: string; readonly fair: Fairness | null }[]): void {
  if (fair?.group === undefined) return;
  const other = earlier.find(each => each.fair?.group === fair.group);
  if (other === undefined || (other.fair?.kind === fair.kind && show(other.fair.per) === show(fair.per))) return;
  fail("CUT106", `The actions ${show(other.name)} and ${show(name)} are fair as the group ${show(fair.group)}, and promise two things.`, {
    given: `${show(other.fair)} and ${show(fair)}`,
    fix: "Give all actions of a group the same kind and the same per.",
  });
}

/** The promise that an action instance is a part of. */
export interface Promised {
  /** The same text for all instances of one promise, and for no others. */
  readonly key: string;
  /** The name of the action, or of the group. */
  readonly action: string;
  /** Those that the promise is about; null: none is chosen. */
  readonly parameters: PlainChoice | null;
}

/** Null: the instance need never happen. */
export function promiseOf(action: { readonly name: string; readonly fair: Fairness | null }, parameters: PlainChoice): Promised | null {
  const { fair, name } = action;
  if (fair === null) return null;
  if (fair.per === "instance") return { key: keyOf("action", name, parameters), action: name, parameters };
  const names = fair.per === "action" ? [] : fair.per;
  const chosen = Object.fromEntries(names.map(each => [each, parameters[each]]));
  const key = keyOf(fair.group === undefined ? "action" : "group", fair.group ?? name, chosen);
  return { key, action: fair.group ?? name, parameters: names.length === 0 ? null : chosen };
}

function keyOf(of: "action" | "group", name: string, parameters: PlainChoice): string {
  return JSON.stringify([of, name, Object.entries(parameters)]);
}
