/**
 * A file that says which process uses a folder. A process that was killed leaves it behind: the next one on the same machine sees that there is
 * no such process any more and takes its place.
 */
import { constants } from "node:fs";
import { copyFile, link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { fail } from "../dsl/errors.ts";
import { displayPath } from "./load.ts";

const lockFile = "lock.json";

const holderSchema = z.strictObject({
  process: z.int().min(1),
  machine: z.string(),
  /** When it began, in the system's own units: a process that came later may have the same number. Null where that cannot be learned. */
  began: z.string().nullable(),
});
type Holder = z.infer<typeof holderSchema>;

/** Takes a folder, which must exist; returns what gives it back. Errors: CUT407 when another process has it. */
export async function lock(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, lockFile);
  const own = `${file}.${process.pid}`;
  await writeFile(own, JSON.stringify({ process: process.pid, machine: hostname(), began: await beginOf(process.pid) } satisfies Holder));
  try {
    // A link is made only where nothing is, and with its content.
    if (!(await isLinked(own, file))) await replace(own, file);
  } finally {
    await rm(own, { force: true });
  }
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
  if (holder === null || (await isThere(holder))) inUse(file, holder);
  const aside = `${own}.old`;
  await rename(file, aside).catch(() => inUse(file, holder));
  const isSame = (await readFile(aside, "utf8").catch(() => "")) === text;
  if (!isSame) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
  if (!isSame || !(await isLinked(own, file))) inUse(file, holder);
}

function holderOf(text: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Whether the holder lives, as far as can be known: nothing is known of another machine's. */
async function isThere({ process: id, machine, began }: Holder): Promise<boolean> {
  if (machine !== hostname()) return true;
  // After a restart of a container the new process often has the number of the old one.
  if (id === process.pid) return began === (await beginOf(id)) && began !== null;
  try {
    process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return began === null || began === (await beginOf(id));
}

/** Linux: field 22 of `stat`, after the name, which may hold spaces and parentheses. */
async function beginOf(id: number): Promise<string | null> {
  const text = await readFile(`/proc/${id}/stat`, "utf8").catch(() => null);
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  return text === null ? null : `${boot.trim()} ${text.slice(text.lastIndexOf(")") + 2).split(" ")[19]}`;
}

function inUse(file: string, holder: Holder | null): never {
  const who = holder === null ? "a process that did not say its name" : `process ${holder.process} of ${holder.machine}`;
  fail("CUT407", `The checkpoint is in use by ${who}.`, {
    place: { file: displayPath(file) },
    fix: "Wait until it ends, or use another folder. If no such process is there any more, remove the file.",
  });
}
