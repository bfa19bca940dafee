/**
 * How an exploration is kept in a folder, for another process to go on with it:
 *
 *   rows-0.bin      the packed rows of the first machine that is explored, level by level, 32-bit words in the byte order of the machine; only ever appended to
 *   rows-1.bin      the next machine's: those that `reachableIn` properties name come before the instance's own
 *   progress.json   how much of these files counts, and what else was known when the last level ended; replaced as a whole
 *
 * What stands in a file beyond what `progress.json` counts was being written when the process ended, and means nothing.
 */
import * as z from "zod";
import { fail } from "../../dsl/errors.ts";
import { Checksum } from "../../kernel/checksum.ts";
import type { Keepable, LevelEnd } from "../work/keeping.ts";

export const progressFile = "progress.json";
const keptFormat = "cutcheck.checkpoint/1";

/** Where files are kept: a folder on a disk, or what stands for one. Any call may be the last one that has an effect. */
export interface KeptFolder {
  /** What a message calls it. */
  readonly name: string;
  /** The text of a file; null when there is none. */
  readText(file: string): Promise<string | null>;
  /** Fills `into` from a position; returns the bytes that there were. */
  readAt(file: string, position: number, into: Uint8Array): Promise<number>;
  /** Writes a file anew. */
  writeText(file: string, text: string): Promise<void>;
  /** Writes at a position; the file is made if there is none. */
  writeAt(file: string, position: number, bytes: Uint8Array): Promise<void>;
  /** Cuts a file off. Nothing happens when there is none. */
  truncate(file: string, size: number): Promise<void>;
  /** What was written into the file stays there even if the machine fails. */
  sync(file: string): Promise<void>;
  /** Gives a file the name of another one, which it replaces. */
  rename(from: string, to: string): Promise<void>;
  /** The names of the files stay even if the machine fails. */
  syncNames(): Promise<void>;
}

/** What a kept exploration depends on, each as a text: all must be equal for another process to go on with it. */
export type Identity = Readonly<Record<string, string>>;

const whole = z.int().min(0);
const checksum = z.string().regex(/^[0-9a-f]{16}$/);
const stageSchema = z.strictObject({
  machine: z.string(),
  layout: checksum,
  rowWords: whole.min(1),
  /** Of all rows. */
  checksum,
  levels: z.array(whole.min(1)).min(1),
  transitions: whole,
  terminalStates: whole,
  /** Left out where there is none: most machines have no constraint. */
  outside: whole.optional(),
  distinctEdges: whole.nullable(),
  /** Action instances that were enabled somewhere, by their numbers. */
  instancesSeen: z.array(whole),
  missingWitnesses: z.array(z.string()),
});
const progressSchema = z.strictObject({
  format: z.literal(keptFormat),
  identity: z.record(z.string(), z.string()),
  byteOrder: z.enum(["little", "big"]),
  /** One for each machine that was begun, in the order in which they are explored. */
  stages: z.array(stageSchema),
});

/** A machine's exploration up to the end of a level. */
export type Stage = z.infer<typeof stageSchema>;

/** The file of a machine's rows. */
export function rowsFile(stage: number): string {
  return `rows-${stage}.bin`;
}

/** States of a stage. */
export function statesOf({ levels }: Stage): number {
  return levels.reduce((sum, size) => sum + size, 0);
}

/** What `progress.json` says of an exploration; `sum`: the checksum of all its rows. */
export function stageOf({ machine, layout, rowWords, levels }: Keepable, end: LevelEnd, sum: string): Stage {
  const { transitions, terminalStates, outside, distinctEdges, instanceSeen, missingWitnesses } = end;
  const instancesSeen = [...instanceSeen.keys()].filter(i => instanceSeen[i] === 1);
  const levelSizes = levels.slice(0, end.levelCount);
  const counts = { levels: levelSizes, transitions, terminalStates, ...(outside === 0 ? {} : { outside }), distinctEdges };
  return { machine, layout, rowWords, checksum: sum, ...counts, instancesSeen, missingWitnesses: [...missingWitnesses] };
}

/** The inverse of `stageOf`; `instances`: how many action instances the machine has. */
export function levelEndOf(stage: Stage, instances: number): LevelEnd {
  const { levels, transitions, terminalStates, outside = 0, distinctEdges, instancesSeen, missingWitnesses } = stage;
  const instanceSeen = new Uint8Array(instances);
  for (const i of instancesSeen) instanceSeen[i] = 1;
  return { levelCount: levels.length, states: statesOf(stage), transitions, terminalStates, outside, distinctEdges, instanceSeen, missingWitnesses };
}

/** The text of `progress.json`. */
export function writeProgress(identity: Identity, stages: readonly Stage[]): string {
  const content = { format: keptFormat, identity, byteOrder: byteOrder(), stages };
  return `${JSON.stringify({ integrity: Checksum.of(JSON.stringify(content)), ...content })}\n`;
}

/** Reads `progress.json`. Errors: CUT405 when it is not what was written, CUT406 when it is of another run; `folder` is what they call it. */
export function readProgress(text: string, identity: Identity, folder: string): readonly Stage[] {
  const { format, ...progress } = parsed(text, folder);
  if (format !== keptFormat) anotherRun(folder, "format", format, keptFormat);
  const { success, data } = progressSchema.safeParse({ format, ...progress });
  if (!success) damaged(folder, `${progressFile} is not what was written`);
  compareIdentity({ ...data.identity, "byte order": data.byteOrder }, { ...identity, "byte order": byteOrder() }, folder);
  return data.stages;
}

/** Errors: CUT406 when something differs; `folder` is what the message calls the place. */
export function compareIdentity(found: Identity, wanted: Identity, folder: string): void {
  for (const what of new Set([...Object.keys(wanted), ...Object.keys(found)])) {
    if (found[what] !== wanted[what]) anotherRun(folder, what, found[what], wanted[what]);
  }
}

function parsed(text: string, folder: string): Readonly<Record<string, unknown>> {
  try {
    const { integrity, ...content } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (integrity === Checksum.of(JSON.stringify(content))) return content;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  return damaged(folder, `${progressFile} is not what was written`);
}

/** Errors: always, CUT405. */
export function damaged(folder: string, what: string): never {
  fail("CUT405", `The checkpoint is damaged: ${what}.`, {
    place: { file: folder },
    fix: "Remove that folder: what it is about is explored from the beginning.",
  });
}

function anotherRun(folder: string, what: string, given: unknown, allowed: unknown): never {
  fail("CUT406", `The checkpoint is of another run: not the same ${what}.`, {
    place: { file: folder },
    given: String(given),
    allowed: String(allowed),
    fix: "Go on with the spec, the options and the version that it was begun with, or begin anew with --checkpoint and another folder.",
  });
}

function byteOrder(): "little" | "big" {
  return new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? "little" : "big";
}
