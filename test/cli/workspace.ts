/** A folder as a user has it: some specs, some broken files, nothing of this repository around it. */
import { cp, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "./build.ts";

export interface Workspace {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

/** `./specs`, `./odd`, `./twofaced`, `./endless` and `./followed` as they are here, `./broken` without the `.txt` that keeps our own compiler away. */
export async function makeWorkspace(): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), "cutcheck-workspace-"));
  for (const part of ["specs", "odd", "twofaced", "endless", "followed", "broken"])
    await cp(join(repository, "test/cli", part), join(folder, part), { recursive: true });
  // A project of its own: a package.json further up would be taken for its root.
  await writeFile(join(folder, "package.json"), "{}\n");
  for (const file of await readdir(join(folder, "broken"))) await rename(join(folder, "broken", file), join(folder, "broken", file.replace(/\.txt$/, "")));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
