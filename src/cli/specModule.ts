/** The bundled text of a spec file as a module. Other threads import it too, so this file loads nothing that is slow to load. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Spec } from "../dsl/spec.ts";

/** A spec file with its relative imports. */
export interface SpecBundle {
  readonly text: string;
  /** The folder for temporary files; source maps are relative to one below it. */
  readonly root: string;
  /** The module's file name. */
  readonly name: string;
}

/** Calls `use` with the path of a file that holds the text, which is gone afterwards. */
export async function withModule<T>({ text, root, name }: SpecBundle, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(root, "cutcheck-"));
  try {
    const path = join(folder, name);
    await writeFile(path, text);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
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
