/** Brute force over all renamings of plain states: what a canonical form must agree with. */

import type { MachineDefinition } from "../dsl/machine.ts";
import { membersOf, rankOf, type ScalarsetNode } from "../dsl/scalarset.ts";
import type { ShapeNode } from "../dsl/types.ts";
import { interchangeableIn } from "../dsl/types.ts";
import { keyOf } from "./keys.ts";
import { kindOf } from "./kinds.ts";
import type { Value } from "./shapes.ts";
import { admit } from "./values.ts";

/** For each scalarset whose members are interchangeable, by name, the new member of each old one. */
type Renaming = ReadonlyMap<string, readonly Value[]>;

/** Every renaming of a machine's scalarsets: the product of their permutations. */
export function renamingsOf({ shape }: MachineDefinition): readonly Renaming[] {
  return interchangeableIn(shape).reduce<readonly Renaming[]>(
    (all, set) =>
      all.flatMap(renaming =>
        permutationsOf(membersOf(set)).map(members => new Map([...renaming, [set.name, members]])),
      ),
    [new Map()],
  );
}

function permutationsOf(members: readonly Value[]): readonly (readonly Value[])[] {
  if (members.length === 0) return [[]];
  return members.flatMap((first, i) => permutationsOf(members.toSpliced(i, 1)).map(rest => [first, ...rest]));
}

/** One text for all states of an orbit, and for no other: the least of all renamed ones. */
export function orbitOf(machine: MachineDefinition, state: Value, renamings: readonly Renaming[]): string {
  const root: ShapeNode = { kind: "record", fields: machine.shape };
  return renamings.map(renaming => keyOf(renamed(root, state, renaming))).sort()[0];
}

/** A plain value with other names for the members of scalarsets. */
function renamed(node: ShapeNode, value: Value, renaming: Renaming): Value {
  return admit(node, renamedParts(node, value, renaming), "s");
}

function renamedParts(node: ShapeNode, value: Value, renaming: Renaming): Value {
  const ofPart = (part: ShapeNode, each: Value): Value => renamedParts(part, each, renaming);
  const nameOf = (set: ScalarsetNode, member: Value): Value => renaming.get(set.name)?.[rankOf(member, set)] ?? member;
  return kindOf(node).renamed(node, value, ofPart, nameOf);
}
