/**
 * A file that says which process uses a folder. A process that was killed leaves it behind: the next one that can know, on the same machine and in the same
 * container, sees that there is no such process any more and takes its place.
 */
import { constants } from "node:fs";
import { copyFile, link, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { fail } from "../dsl/errors.ts";
import { displayPath } from "./load.ts";
import { isGone, ownIdentity, type ProcessIdentity } from "./processes.ts";

const lockFile = "lock.json";

const holderSchema = z.strictObject({
  process: z.int().min(1),
  machine: z.string(),
  boot: z.string().nullable().default(null),
  began: z.string().nullable().default(null),
  namespace: z.string().nullable().default(null),
});

/** Takes a folder, which must exist; returns what gives it back. Errors: CUT407 when another process has it. */
export async function lock(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, lockFile);
  const own = `${file}.${process.pid}`;
  await writeFile(own, JSON.stringify(ownIdentity()));
  try {
    // A link is made only where nothing is, and with its content.
    if (!(await isLinked(own, file))) await replace(own, file);
  } finally {
    await rm(own, { force: true });
  }
  await removeLeftovers(folder);
  return () => rm(file, { force: true });
}

async function isLinked(from: string, to: string): Promise<boolean> {
  try {
    // Some file systems have no links.
    await link(from, to).catch(error => (error.code === "EEXIST" ? Promise.reject(error) : copyFile(from, to, constants.COPYFILE_EXCL)));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Takes the place of a holder that is gone. Of several processes that try, one moves its file away. */
async function replace(own: string, file: string): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => "");
  const holder = holderOf(text);
  if (holder === null || !isGone(holder)) inUse(file, holder);
  const aside = `${own}.old`;
  await rename(file, aside).catch(() => inUse(file, holder));
  const isSame = (await readFile(aside, "utf8").catch(() => "")) === text;
  if (!isSame) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
  if (!isSame || !(await isLinked(own, file))) inUse(file, holder);
}

function holderOf(text: string): ProcessIdentity | null {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** What processes that were killed while they took the folder have left beside the lock. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!/^lock\.json\.\d+(?:\.old)?$/.test(name)) continue;
    const maker = holderOf(await readFile(join(folder, name), "utf8").catch(() => ""));
    if (maker !== null && isGone(maker)) await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

function inUse(file: string, holder: ProcessIdentity | null): never {
  const who = holder === null ? "a process that did not say its name" : `process ${holder.process} of ${placeOf(holder)}`;
  fail("CUT407", `The checkpoint is in use by ${who}.`, {
    place: { file: displayPath(file) },
    fix: "Wait until it ends, or use another folder. If no such process is there any more, remove the file.",
  });
}

function placeOf({ machine, namespace }: ProcessIdentity): string {
  const own = ownIdentity();
  return machine === own.machine && namespace !== own.namespace ? `another container that is called ${machine}` : machine;
}
