import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { progressOn, writeWhole } from "../../src/cli/platform.ts";
import { ownIdentity, tokenOf } from "../../src/cli/processes.ts";

let folder: string;

/** A process that is gone, as the names of files have it. */
function killedOne(): string {
  return tokenOf({ ...ownIdentity(), process: spawnSync(process.execPath, ["--version"]).pid });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutcheck-platform-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("writing a file", () => {
  test("makes its folders and leaves nothing beside it", async () => {
    await writeWhole(join(folder, "a/b/trace.json"), "new\n");
    expect(await readFile(join(folder, "a/b/trace.json"), "utf8")).toBe("new\n");
    expect(await readdir(join(folder, "a/b"))).toEqual(["trace.json"]);
  });

  test("replaces an older one as a whole: who has it open keeps reading the old text", async () => {
    const file = join(folder, "trace.json");
    await writeFile(file, "old\n");
    const { open } = await import("node:fs/promises");
    const reader = await open(file);
    await writeWhole(file, "new\n");
    expect(await reader.readFile("utf8")).toBe("old\n");
    expect(await readFile(file, "utf8")).toBe("new\n");
    await reader.close();
  });

  test("that fails leaves what was there, and no temporary file", async () => {
    await mkdir(join(folder, "README.md/kept"), { recursive: true });
    await expect(writeWhole(join(folder, "README.md"), "new\n")).rejects.toThrow();
    expect(await readdir(folder)).toEqual(["README.md"]);
    expect(await readdir(join(folder, "README.md"))).toEqual(["kept"]);
  });

  test("removes what a process that was killed in the middle of it has left, and nothing that another one is writing or that is another file's", async () => {
    const [killed, elsewhere] = [killedOne(), tokenOf({ ...ownIdentity(), process: 1, namespace: "1" })];
    const others = [`trace.json.${elsewhere}.tmp`, `trace.json.old.${killed}.tmp`, `README.md.${killed}.tmp`, "trace.json.tmp"];
    for (const name of [`trace.json.${killed}.tmp`, ...others]) await writeFile(join(folder, name), "half");
    await writeWhole(join(folder, "trace.json"), "new\n");
    expect((await readdir(folder)).sort()).toEqual(["trace.json", ...others].sort());
  });

  test("succeeds when what lies beside it cannot be removed", async () => {
    const folderOfThatName = `trace.json.${killedOne()}.tmp`;
    await mkdir(join(folder, folderOfThatName));
    await writeWhole(join(folder, "trace.json"), "new\n");
    expect(await readFile(join(folder, "trace.json"), "utf8")).toBe("new\n");
    expect((await readdir(folder)).sort()).toEqual(["trace.json", folderOfThatName]);
  });
});

describe("signals", () => {
  const line = progressOn(fakeStream(false).stream, false);

  afterEach(() => {
    vi.doUnmock("../../src/cli/ending.ts");
    vi.resetModules();
    vi.restoreAllMocks();
  });

  test("are counted over the whole command, whichever of its parts listens", async () => {
    const codes: number[] = [];
    vi.doMock("../../src/cli/ending.ts", () => ({ endProcess: (code: number) => codes.push(code), onEnd: () => {}, endAtOnce: () => {} }));
    vi.resetModules();
    const told = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const { listenForInterrupts } = await import("../../src/cli/platform.ts");
    const first = listenForInterrupts(line);
    expect(first.requested()).toBe(false);
    process.emit("SIGINT", "SIGINT");
    expect(first.requested()).toBe(true);
    first.release();
    // What the command would do next was asked to stop, too; nobody has to ask twice, and who does is answered.
    const second = listenForInterrupts(line);
    expect([second.requested(), codes]).toEqual([true, []]);
    process.emit("SIGTERM", "SIGTERM");
    expect(codes).toEqual([143]);
    second.release();
    expect(told.mock.calls.filter(([text]) => String(text).includes("Once more to exit at once"))).toHaveLength(1);
  });
});

describe("the progress line", () => {
  const eraseLine = "\u001b[2K";
  const progress = { level: 3, distinctStates: 1200, transitions: 5000, frontier: 400, memoryBytes: 2_000_000, machine: "lamp" };

  test("is drawn on a terminal, and removed at the end", () => {
    const { stream, written } = fakeStream(true);
    const line = progressOn(stream, true);
    line.begin("lamp quick");
    line.update(progress);
    expect(written()).toContain("lamp quick  level 3  1,200 states");
    line.clear();
    expect(written()).toContain(eraseLine);
  });

  test("is not drawn on a dumb terminal", () => {
    vi.stubEnv("TERM", "dumb");
    const { stream, written } = fakeStream(true);
    const line = progressOn(stream, true);
    line.begin("lamp quick");
    line.update(progress);
    line.clear();
    expect(written()).toBe("");
    vi.unstubAllEnvs();
  });

  test("is cut where the terminal ends", () => {
    const { stream, written } = fakeStream(true, 20);
    const line = progressOn(stream, true);
    line.begin("lamp quick");
    line.update(progress);
    expect(written()).toBe(`\r${eraseLine}lamp quick  level 3`);
  });

  test("is not redrawn at every report", () => {
    const { stream, written } = fakeStream(true);
    const line = progressOn(stream, true);
    line.begin("lamp quick");
    for (let i = 0; i < 1000; i++) line.update({ ...progress, distinctStates: i });
    expect(written().split("states/s").length).toBeLessThan(100);
  });

  test("is not drawn on anything else, nor when it is not wanted", () => {
    for (const [isTTY, wanted] of [
      [false, true],
      [true, false],
    ] as const) {
      const { stream, written } = fakeStream(isTTY);
      const line = progressOn(stream, wanted);
      line.begin("lamp quick");
      line.update(progress);
      line.clear();
      expect(written()).toBe("");
    }
  });
});

function fakeStream(isTTY: boolean, columns = 120): { readonly stream: NodeJS.WriteStream; readonly written: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY, columns }) as unknown as NodeJS.WriteStream, written: () => chunks.join("") };
}
