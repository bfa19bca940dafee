/** Which instances a command line's `--property` is about, and the whole names of what it asks. */

import type { Instance } from "../check/check.ts";
import { hasAny, propertyMeant, propertyNames, unknownProperty } from "../check/properties.ts";
import type { Spec } from "../dsl/spec.ts";

/** Something to check. */
interface Task {
  readonly instance: Instance;
}

/** The properties of each task's machine; null where it does not build. */
type Names = ReadonlyMap<Task, readonly string[] | null>;

/**
 * The tasks whose machines have one of the properties, asked about these alone; a machine that does not build stays, for its check says why.
 * Nothing asked: all tasks, as they are. Errors: CUT305 for a name that no machine has, or that means several properties of a spec.
 */
export function askedAbout<T extends Task>(asked: readonly string[], tasks: readonly T[]): readonly T[] {
  if (asked.length === 0) return tasks;
  const names: Names = new Map(tasks.map(task => [task, propertyNames(task.instance)]));
  checkKnown(asked, names);
  const specs = [...new Set(tasks.map(task => task.instance.spec))];
  const properties = new Map(specs.map(spec => [spec, propertiesOf(spec, asked, names)]));
  return tasks
    .map(task => ({ task, properties: properties.get(task.instance.spec) ?? [] }))
    .filter(each => hasAny(names.get(each.task) ?? null, each.properties))
    .map(each => ({ ...each.task, instance: { ...each.task.instance, properties: each.properties } }));
}

/** A name that only another spec has is no mistake; one that none has would be checked nowhere. */
function checkKnown(asked: readonly string[], names: Names): void {
  const specs = [...new Set([...names.keys()].map(task => task.instance.spec))];
  const place = specs.length === 1 && specs[0] !== undefined ? { spec: specs[0].name } : {};
  const unknown = asked.find(text => specs.every(spec => propertyMeant(text, namesOf(spec, names), { spec: spec.name }) === null));
  const known = [...new Set([...names.values()].flatMap(each => each ?? []))];
  // Where no machine builds, the checks say why.
  if (unknown !== undefined && known.length > 0) unknownProperty(unknown, known, place);
}

function propertiesOf(spec: Spec, asked: readonly string[], names: Names): readonly string[] {
  return [...new Set(asked.flatMap(text => propertyMeant(text, namesOf(spec, names), { spec: spec.name }) ?? []))];
}

/** What the machines of a spec's tasks have. */
function namesOf(spec: Spec, names: Names): readonly string[] {
  return [...new Set([...names].flatMap(([task, each]) => (task.instance.spec === spec ? (each ?? []) : [])))];
}
