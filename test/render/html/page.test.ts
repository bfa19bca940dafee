/** The text of a counterexample's page. What it does in a browser is tested in `page.browser.test.ts`. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { type Archive, readTrace } from "../../../src/counterexample/archive.ts";
import { storyOf } from "../../../src/counterexample/story.ts";
import { partOf } from "../../../src/render/html/cuts.ts";
import { counterexamplePage } from "../../../src/render/html/page.ts";
import { archived } from "../archived.ts";
import { regionalArchive } from "./regional.ts";

/** An archived run of a large spec, said to go on until it has so many steps. */
async function archivedWithSteps(count: number): Promise<Archive> {
  const file = "counterexamples/flink-commit-notifications/found.base.slow-completion/trace.json";
  const archive = readTrace(await readFile(file, "utf8"), file);
  const { initial, steps } = archive.trace;
  return { ...archive, trace: { initial, steps: Array.from({ length: count }, (_, i) => steps[i % steps.length] as (typeof steps)[number]) } };
}

/** The text of each element of a name, and its attributes. */
function elements(page: string, name: string): readonly { readonly attributes: string; readonly text: string }[] {
  return [...page.matchAll(new RegExp(`<${name}([^>]*)>([\\s\\S]*?)</${name}>`, "g"))].map(([, attributes = "", text = ""]) => ({ attributes, text }));
}

describe("the page of a counterexample", () => {
  test("is one file that lets nothing run but its own script and style, by their hashes", async () => {
    const page = counterexamplePage(await regionalArchive());
    const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const scripts = elements(page, "script").filter(({ attributes }) => attributes === "");
    const [style] = elements(page, "style");
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll("&#39;", "'");
    expect(scripts).toHaveLength(1);
    expect(policy).toBe(
      `default-src 'none'; img-src data:; style-src ${hash(style!.text)}; script-src ${hash(scripts[0]!.text)}; base-uri 'none'; form-action 'none'`,
    );
    expect(page).not.toMatch(/<(link|img|script|iframe)[^>]*(src|href)="(?!data:)/);
    expect(page).not.toMatch(/ style="| on[a-z]+="/);
  });

  test("has the same bytes each time", async () => {
    expect(counterexamplePage(await regionalArchive())).toBe(counterexamplePage(await regionalArchive()));
  });

  test("carries the trace whole: what tools read in it is the archived file", async () => {
    const archive = await archived("accepted");
    const [data] = elements(counterexamplePage(archive), "script").filter(({ attributes }) => attributes === ' type="application/json" id="trace"');
    expect(readTrace(data!.text, "page")).toEqual(archive);
  });

  test("is below 300 kB for a run of 60 steps of the largest spec", async () => {
    const page = counterexamplePage(await archivedWithSteps(60));
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
    expect(page.match(/<li id="step-\d+"/g)).toHaveLength(61);
  });

  test("says of a run without steps that it fails at once", async () => {
    const archive = await regionalArchive();
    const page = counterexamplePage({ ...archive, trace: { initial: archive.trace.initial, steps: [] } });
    expect(page).toContain("In the initial state,");
    expect(page.match(/<li id="step-\d+"/g)).toEqual(['<li id="step-0"']);
  });

  describe("of a run that goes on for ever", async () => {
    const archive = await regionalArchive();
    const last = archive.trace.steps.length;
    const property = { kind: "eventually", name: "it ends" } as const;
    const pageOf = (start: number) => counterexamplePage({ ...archive, property, trace: { ...archive.trace, loop: { start, waiting: [], disabled: [] } } });
    const drawn = (page: string) => /<g class="loop"[^>]*>.*?<\/g>/.exec(page)?.[0] ?? "";

    test("marks the steps that are repeated, and leads from the end back to the first of them", () => {
      const page = pageOf(4);
      // Each row is 44 high, the initial one is the first: steps 5 to the last one.
      expect(page).toMatch(new RegExp(`<rect class="repeated" y="220" width="100%" height="${(last - 4) * 44}"/>`));
      // Upwards to the middle of the row of step 5.
      expect(drawn(page)).toMatch(/<path class="way" d="M14 \d+H6V242H10"\/>/);
      expect(drawn(page)).toContain("<title>for ever, from the state after step 4 back to it:</title>");
      expect(drawn(page)).toMatch(new RegExp(`>for ever</text>.*>steps 5 to ${last}, again and again</text>`));
      expect(drawn(pageOf(last - 1))).toContain(`>step ${last}, again and again</text>`);
    });

    test("lists why nothing ends it, one reason for each action that waits", () => {
      const waiting = ["send", "receive"].map(action => ({ action, parameters: {}, fair: null, disabledIn: null }));
      const page = counterexamplePage({ ...archive, property, trace: { ...archive.trace, loop: { start: 4, waiting, disabled: ["restart"] } } });
      const [, list] = /<ul class="reasons">(.*?)<\/ul>/.exec(page) ?? [];
      expect(list?.match(/<li>.*?<\/li>/g)).toEqual([
        "<li>send is enabled all along and never happens: it is not declared fair.</li>",
        "<li>receive is enabled all along and never happens: it is not declared fair.</li>",
        "<li>Fair, but disabled all along: restart.</li>",
      ]);
      expect(counterexamplePage(archive)).not.toContain('class="reasons"');
    });

    test("says that nothing happens any more where no step is repeated", () => {
      const page = pageOf(last);
      expect(drawn(page)).toContain(">nothing happens any more</text>");
      expect(drawn(page)).not.toContain("<path");
      expect(page).not.toContain('class="repeated"');
    });

    test("and nothing of the kind for one that ends", () => {
      expect(counterexamplePage(archive)).not.toMatch(/class="(?:loop|repeated)"/);
    });
  });

  test("draws each barrier as it ended", async () => {
    const page = counterexamplePage(await regionalArchive());
    const barriers = [...page.matchAll(/<g class="message (\w+) barrier [^>]*><title>([^<]*)/g)].map(([, end, title]) => `${end}: ${title}`);
    expect(barriers).toEqual([
      "received: barrier{id: 1} from CheckpointCoordinator to task 0: sent in step 1, received in step 2",
      "received: barrier{id: 1} from CheckpointCoordinator to task 1: sent in step 1, received in step 3",
      "received: barrier{id: 2} from CheckpointCoordinator to task 0: sent in step 5, received in step 6",
      "lost: barrier{id: 2} from CheckpointCoordinator to task 1: sent in step 5, lost in step 7",
      "underway: barrier{id: 3} from CheckpointCoordinator to task 0: sent in step 10, still underway at the end",
      "underway: barrier{id: 3} from CheckpointCoordinator to task 1: sent in step 10, still underway at the end",
    ]);
  });

  test("draws the cut of each checkpoint, and what a region lost by falling back", async () => {
    const page = counterexamplePage(await regionalArchive());
    const titles = (name: string): readonly string[] =>
      [...page.matchAll(new RegExp(`<g class="${name}[^>]*><title>([^<]*)`, "g"))].map(([, title = ""]) => title);
    expect(titles("cut ")).toEqual([
      "the cut of checkpoint 1, completed in step 4",
      "the cut of checkpoint 2, completed in step 8; task 1 has its part of checkpoint 1",
    ]);
    expect(titles("fallback")).toEqual(["checkpoint 2 has nothing of what task 1 did here: it fell back"]);
  });

  test("looks for the part that a checkpoint has of a lane as far back as it fell", async () => {
    const { lanes, checkpoints } = storyOf(await regionalArchive());
    const [healthy, failed] = [lanes.indexOf("task 0"), lanes.indexOf("task 1")];
    expect([partOf(healthy, 2, checkpoints), partOf(failed, 2, checkpoints), partOf(failed, 1, checkpoints)]).toEqual([6, 3, 3]);
    const later = { id: 3, cut: [], end: null, fellBack: [{ lanes: [failed], to: 2, step: 9 }] };
    expect(partOf(failed, 3, [...checkpoints.filter(({ id }) => id < 3), later])).toBe(3);
    expect(partOf(failed, 7, checkpoints)).toBe(0);
  });
});
