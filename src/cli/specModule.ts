/** The bundled text of a spec file as a module. Other threads import it too, so this file loads nothing that is slow to load. */
import { lstat, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import type { Spec } from "../dsl/spec.ts";
import { identityFrom, isGone, ownIdentity, tokenOf } from "./processes.ts";
import { UnwritableError } from "./unwritable.ts";

/** Each folder says in its name which process made it; the end of the name is `mkdtemp`'s. */
const folderStart = "cutcheck-";
const folderPattern = /^cutcheck-(.+)-[A-Za-z0-9]{6}$/;

/** The folders that have been searched for what killed processes have left. */
const searched = new Set<string>();

/** A spec file with its relative imports. */
export interface SpecBundle {
  readonly text: string;
  /** The folder for temporary files; source maps are relative to one below it. */
  readonly root: string;
  /** The module's file name. */
  readonly name: string;
}

/** Calls `use` with the path of a file that holds the text, which is gone afterwards. Errors: {@link UnwritableError} when there is no place for it. */
export async function withModule<T>({ text, root, name }: SpecBundle, use: (path: string) => Promise<T>): Promise<T> {
  if (isMainThread && !searched.has(root)) await removeLeftovers(root);
  searched.add(root);
  const folder = await mkdtemp(join(root, `${folderStart}${tokenOf(ownIdentity())}-`)).catch(error => noPlace(root, error));
  try {
    const path = join(folder, name);
    await writeFile(path, text).catch(error => noPlace(path, error));
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Throws an {@link UnwritableError} about temporary files. */
export function noPlace(path: string, error: NodeJS.ErrnoException): never {
  throw new UnwritableError(path, error, "set TMPDIR to a folder that can be written");
}

/** Removes the folders of processes that are gone. What is another user's, or of a process that may be there, stays. */
async function removeLeftovers(root: string): Promise<void> {
  const user = process.getuid?.();
  for (const name of await readdir(root).catch(() => [])) {
    const [, token = ""] = folderPattern.exec(name) ?? [];
    const maker = identityFrom(token);
    if (maker === null || !isGone(maker)) continue;
    const found = await lstat(join(root, name)).catch(() => null);
    // Another run may be removing it, too.
    if (found?.isDirectory() && found.uid === (user ?? found.uid)) await rm(join(root, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The specs that a module exports as its default, one or an array; null when that is something else. */
export function exportedSpecs(module: unknown): readonly Spec[] | null {
  const exported = (module as Readonly<Record<string, unknown>>).default;
  const specs = Array.isArray(exported) ? (exported as unknown[]) : [exported];
  return specs.length > 0 && specs.every(isSpec) ? specs : null;
}

export function isSpec(value: unknown): value is Spec {
  return typeof value === "object" && value !== null && (value as Partial<Spec>).isCutcheckSpec === true;
}
