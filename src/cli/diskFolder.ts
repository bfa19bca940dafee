/** A folder on a disk, as explorations are kept in it. */
import { constants } from "node:fs";
import { type FileHandle, open, readFile, rename, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { KeptFolder } from "../explore/checkpoint/keptFormat.ts";

/** `name` is what messages call it. */
export function diskFolder(folder: string, name: string): KeptFolder {
  const path = (file: string): string => join(folder, file);
  return {
    name,
    readText: file => readFile(path(file), "utf8").catch(nullIfMissing),
    readAt: (file, position, into) =>
      withFile(path(file), constants.O_RDONLY, handle => readFully(handle, position, into))
        .catch(nullIfMissing)
        .then(read => read ?? 0),
    writeText: (file, text) => writeFile(path(file), text),
    writeAt: (file, position, bytes) => withFile(path(file), constants.O_RDWR | constants.O_CREAT, handle => writeFully(handle, position, bytes)),
    truncate: async (file, size) => {
      const found = await stat(path(file)).catch(nullIfMissing);
      if (found !== null && found.size > size) await truncate(path(file), size);
    },
    sync: file => withFile(path(file), constants.O_RDWR, handle => handle.sync()),
    rename: (from, to) => rename(path(from), path(to)),
    syncNames: () => syncFolder(folder),
  };
}

/** Makes the names in a folder last. Windows has no such thing. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform !== "win32") await withFile(folder, constants.O_RDONLY, handle => handle.sync());
}

async function withFile<T>(path: string, flags: number, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, flags);
  try {
    return await use(handle);
  } catch (error) {
    // A handle does not say of which file it is.
    if (error instanceof Error && "code" in error && !("path" in error)) throw Object.assign(error, { message: `${error.message} '${path}'`, path });
    throw error;
  } finally {
    await handle.close();
  }
}

async function readFully(handle: FileHandle, position: number, into: Uint8Array): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const { bytesRead } = await handle.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

async function writeFully(handle: FileHandle, position: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
