/**
 * What a run of `check` keeps in a folder, so that another process can go on with it:
 *
 *   run.json                        which instances the run is about, and all that their answers depend on
 *   lock.json                       the process that uses the folder
 *   <spec>/<instance>/              progress.json and rows-*.bin while an instance is explored: see explore/checkpoint/keptFormat.ts
 *   <spec>/<instance>/result.json   its answer, once there is one; then the others are gone
 */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { type CheckOptions, type Instance, machineOf, type Result } from "../check/check.ts";
import { definitionHash } from "../counterexample/definition.ts";
import { hashOf, type Json } from "../counterexample/json.ts";
import { CutcheckError, fail } from "../dsl/errors.ts";
import { Keeper } from "../explore/checkpoint/keeper.ts";
import { compareIdentity, damaged, type Identity } from "../explore/checkpoint/keptFormat.ts";
import type { Keepable, Keeping } from "../explore/work/keeping.ts";
import { answerFrom, answerText } from "./answers.ts";
import { diskFolder, syncFolder } from "./diskFolder.ts";
import type { Task } from "./instances.ts";
import { displayPath } from "./load.ts";
import { lock } from "./lock.ts";
import { makeFolder } from "./makeFolder.ts";
import { isSystemError, writeWhole } from "./platform.ts";
import { versionOf } from "./version.ts";

const runFile = "run.json";
const resultFile = "result.json";
const runFormat = "cutcheck.checkpoint-run/1";
const runSchema = z.strictObject({
  format: z.literal(runFormat),
  /** By folder; null for a machine that does not build. */
  instances: z.record(z.string(), z.record(z.string(), z.string()).nullable()),
});
type Identities = Readonly<Record<string, Identity | null>>;

export interface CheckpointOptions {
  /** Absolute path. */
  readonly folder: string;
  /** Go on with what is there. */
  readonly isResumed: boolean;
  readonly secondsBetween: number;
  /** Seconds on a monotonic clock. */
  readonly now: () => number;
  readonly note: (text: string) => void;
}

/** The checkpoint of a run. */
export class Checkpoint {
  private readonly options: CheckpointOptions;
  private readonly kept: ReadonlyMap<Instance, KeptInstance>;
  /** Gives the folder back. */
  readonly close: () => Promise<void>;

  private constructor(options: CheckpointOptions, kept: ReadonlyMap<Instance, KeptInstance>, close: () => Promise<void>) {
    this.options = options;
    this.kept = kept;
    this.close = close;
  }

  /**
   * Takes the folder and looks at all that it holds, before anything is explored. Errors: CUT404-CUT407; a system error when the folder cannot be written.
   */
  static async open(tasks: readonly Task[], options: CheckOptions, where: CheckpointOptions): Promise<Checkpoint> {
    if (where.isResumed) await requireRun(where.folder);
    await makeFolder(where.folder);
    const close = await lock(where.folder);
    try {
      const identities = Object.fromEntries(tasks.map(task => [folderName(task.instance), identityOf(task, options)]));
      await (where.isResumed ? compareRun(identities, where.folder) : beginRun(identities, where.folder));
      const kept = new Map<Instance, KeptInstance>();
      for (const { instance } of tasks) kept.set(instance, await keptInstance(instance, identities, where.folder));
      return new Checkpoint(where, kept, close);
    } catch (error) {
      await close();
      throw error;
    }
  }

  /** The answer of an instance that was through before; null when it is to be explored. */
  recall(instance: Instance): Result | null {
    return this.kept.get(instance)?.result ?? null;
  }

  /** What keeps the exploration of an instance. */
  keeping(instance: Instance): { readonly keeping?: Keeping } {
    const keeper = this.kept.get(instance)?.keeper ?? null;
    return keeper === null ? {} : { keeping: new TimedKeeping(keeper, this.options) };
  }

  /** Keeps the answer of an instance, and not the states any more. Nothing is kept of an answer that is none. */
  async keep(instance: Instance, result: Result): Promise<void> {
    const { folder, key } = this.kept.get(instance) as KeptInstance;
    const { verdict } = result.outcome.finding;
    const text = key === null || (verdict !== "holds" && verdict !== "violated") ? null : answerText(result, key, noBudget);
    if (text === null) return;
    await quietly(this.options, async () => {
      await writeWhole(join(folder, resultFile), text);
      await syncFolder(folder);
      await removeProgress(folder);
    });
  }
}

/** Of an answer that is not incomplete nothing depends on it. */
const noBudget = { statesMax: 0, depthMax: 0, memoryBytesMax: 0, secondsMax: 0 };

/** What the folder holds of an instance. */
interface KeptInstance {
  readonly folder: string;
  /** Null when the machine does not build: then there is nothing to keep. */
  readonly key: string | null;
  readonly keeper: Keeper | null;
  readonly result: Result | null;
}

/** Saves when it is time to, and whenever an exploration is over. What cannot be written is told, and the exploration goes on. */
class TimedKeeping implements Keeping {
  private readonly keeper: Keeper;
  private readonly options: CheckpointOptions;
  private savedAt: number;

  constructor(keeper: Keeper, options: CheckpointOptions) {
    this.keeper = keeper;
    this.options = options;
    this.savedAt = options.now();
  }

  async begin(exploration: Keepable): Promise<void> {
    await this.keeper.begin(exploration);
  }

  async afterTurn(exploration: Keepable): Promise<void> {
    const isDue = exploration.isOver || this.options.now() - this.savedAt >= this.options.secondsBetween;
    if (!isDue || !this.keeper.hasNews(exploration)) return;
    await quietly(this.options, () => this.keeper.save(exploration));
    this.savedAt = this.options.now();
  }
}

/** A full disk is no reason to lose an exploration. */
async function quietly({ note }: CheckpointOptions, save: () => Promise<void>): Promise<void> {
  try {
    await save();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    note(`note: the checkpoint cannot be written, and what it held before stays valid: ${error.message}`);
  }
}

async function requireRun(folder: string): Promise<void> {
  if ((await readFile(join(folder, runFile), "utf8").catch(() => null)) !== null) return;
  fail("CUT404", "There is no checkpoint in this folder.", { place: { file: displayPath(folder) }, fix: "Begin one with --checkpoint." });
}

async function beginRun(instances: Identities, folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.includes(runFile)) {
    fail("CUT407", "The folder holds a checkpoint already.", {
      place: { file: displayPath(folder) },
      fix: "Go on with it by --resume, or remove it, or use another folder.",
    });
  }
  await writeWhole(join(folder, runFile), `${JSON.stringify({ format: runFormat, instances })}\n`);
  await syncFolder(folder);
}

/** Some of the run's instances may be left out; one that it is not about would silently begin anew. */
async function compareRun(instances: Identities, folder: string): Promise<void> {
  const kept = identitiesIn(await readFile(join(folder, runFile), "utf8"), folder);
  const other = Object.keys(instances).find(name => !Object.hasOwn(kept, name));
  if (other !== undefined) anotherSelection(other, Object.keys(kept), folder);
  for (const [name, identity] of Object.entries(instances)) compareIdentity(kept[name] ?? {}, identity ?? {}, displayPath(join(folder, name)));
}

function anotherSelection(wanted: string, kept: readonly string[], folder: string): never {
  fail("CUT406", "The checkpoint is of another run: it is about other instances.", {
    place: { file: displayPath(folder) },
    given: kept.slice(0, 5).join(", ") + (kept.length > 5 ? ` and ${kept.length - 5} more` : ""),
    allowed: wanted,
    fix: "Name the specs, cases and knobs that it was begun with, or begin anew with --checkpoint and another folder.",
  });
}

function identitiesIn(text: string, folder: string): Identities {
  try {
    return runSchema.parse(JSON.parse(text)).instances;
  } catch {
    return damaged(displayPath(folder), `${runFile} is not what was written`);
  }
}

async function keptInstance(instance: Instance, identities: Identities, root: string): Promise<KeptInstance> {
  const name = folderName(instance);
  const folder = join(root, name);
  const identity = identities[name] ?? null;
  if (identity === null) return { folder, key: null, keeper: null, result: null };
  await makeFolder(folder);
  const key = hashOf(identity);
  const result = await recalled(folder, instance, key);
  const keeper = result === null ? await Keeper.open(diskFolder(folder, displayPath(folder)), identity) : null;
  return { folder, key, keeper, result };
}

async function recalled(folder: string, instance: Instance, key: string): Promise<Result | null> {
  const file = join(folder, resultFile);
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return null;
  const answer = answerFrom(text, key, instance, file);
  if (answer === null) damaged(displayPath(folder), `${resultFile} is not what was written`);
  await removeProgress(folder);
  return answer.result;
}

/** The answer stands for it. */
async function removeProgress(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name !== resultFile) await rm(join(folder, name), { force: true });
}

/** Null when the machine does not build: its check says why. */
function identityOf({ instance, source }: Task, { budget: _, ...options }: CheckOptions): Identity | null {
  const { spec, scope, semantics, properties } = instance;
  try {
    return {
      "version of cutcheck": versionOf(),
      spec: spec.name,
      scope: JSON.stringify(scope),
      semantics: JSON.stringify(semantics),
      properties: JSON.stringify(properties),
      options: JSON.stringify(options),
      source,
      definition: definitionHash(spec, machineOf(instance).definition),
    };
  } catch (error) {
    if (error instanceof CutcheckError) return null;
    throw error;
  }
}

/** The folder of an instance, below that of the run. */
function folderName({ spec, case: of, scope, semantics }: Instance): string {
  const name = of?.name ?? `ad-hoc-${hashOf({ scope, semantics } as Json).slice("sha256:".length, -48)}`;
  return `${spec.name}/${name}`;
}
