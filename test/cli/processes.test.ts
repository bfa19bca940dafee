/** Whether a process that has left something is gone: only where that can be known. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lock } from "../../src/cli/lock.ts";
import { identityFrom, isGone, ownIdentity, type ProcessIdentity, tokenOf } from "../../src/cli/processes.ts";

const me: ProcessIdentity = { process: process.pid, machine: "host", boot: "b00", began: "77", namespace: "4026531836" };
const inContainer: ProcessIdentity = { ...me, namespace: "4026532500" };
const killed = (): number => spawnSync(process.execPath, ["--version"]).pid;

describe("a process is gone", () => {
  test.each<[string, () => ProcessIdentity, ProcessIdentity]>([
    ["when nobody here has its number", () => ({ ...me, process: killed() }), me],
    ["when we have its number, and began at another time", () => ({ ...me, began: "76" }), me],
    ["when another process has its number by now", () => ({ ...ownIdentity(), process: process.ppid, began: "1" }), ownIdentity()],
    ["when the machine has been started again", () => ({ ...me, boot: "a00" }), me],
  ])("%s", (_, other, who) => {
    expect(isGone(other(), who)).toBe(true);
  });

  test.each<[string, () => ProcessIdentity, ProcessIdentity]>([
    ["when it is this one", () => ownIdentity(), ownIdentity()],
    ["when it is on another machine", () => ({ ...me, machine: "other", process: killed() }), me],
    ["when it is in a container, and we are not", () => ({ ...inContainer, process: killed() }), me],
    ["when it is in another container of the same name", () => ({ ...inContainer, process: killed() }), { ...inContainer, namespace: "4026532501" }],
    ["when the machine of its container may be another one of the same name", () => ({ ...inContainer, boot: "a00", process: killed() }), inContainer],
  ])("as far as is known, not %s", (_, other, who) => {
    expect(isGone(other(), who)).toBe(false);
  });

  test("and can be found again in the name of a file", () => {
    for (const each of [me, inContainer, ownIdentity(), { process: 7, machine: "a-b.c", boot: null, began: null, namespace: null }]) {
      expect(identityFrom(tokenOf(each))).toEqual(each);
    }
    for (const name of ["workspace", "12", "12-1-2", "../12-1-2-3-m"]) expect(identityFrom(name)).toBeNull();
  });
});

describe("the lock of a folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "cutcheck-lock-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const holds = (holder: object): Promise<void> => writeFile(join(folder, "lock.json"), JSON.stringify(holder));

  test("is taken from a process that is gone, with what others that are gone have left beside it", async () => {
    const gone = { ...ownIdentity(), process: killed() };
    await holds(gone);
    for (const name of ["lock.json.99", "lock.json.98.old"]) await writeFile(join(folder, name), JSON.stringify(gone));
    await writeFile(join(folder, "lock.json.97"), JSON.stringify({ ...gone, namespace: "1" }));
    const release = await lock(folder);
    expect((await readdir(folder)).sort()).toEqual(["lock.json", "lock.json.97"]);
    await release();
    expect(await readdir(folder)).toEqual(["lock.json.97"]);
  });

  test("is not taken from a process of another container, whatever its number means here", async () => {
    await holds({ ...ownIdentity(), process: killed(), namespace: "1" });
    await expect(lock(folder)).rejects.toThrow(/^CUT407 .* of another container that is called /);
  });
});
