/** The page of a counterexample in a real browser: what a reader can do with it, and what nobody can do to the reader. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { counterexamplePage } from "../../../src/render/html/page.ts";
import { hasBrowser } from "../../support/browser.ts";
import { accessibilityFaults, BrowserPages, phone } from "../../support/browserPages.ts";
import { regionalArchive } from "./regional.ts";

/** Everything that could end a text, an attribute, a script or a comment, and start another; then marks that hide or turn round what follows. */
const hostile = `</script><script>window.owned=1</script><img src=x onerror=window.owned=1>"' onload=window.owned=1 x="&lt;--><!--\u202eevil\u200b`;

describe.runIf(hasBrowser())("in a browser, the page of a counterexample", () => {
  let pages: BrowserPages;

  beforeAll(async () => {
    pages = await BrowserPages.start();
    await pages.write("run.html", counterexamplePage(await regionalArchive()));
    const archive = await regionalArchive();
    const waiting = [{ action: "send", parameters: {}, fair: null, disabledIn: null }];
    await pages.write("lasso.html", counterexamplePage({ ...archive, trace: { ...archive.trace, loop: { start: 4, waiting, disabled: ["restart"] } } }));
    await pages.write("hostile.html", counterexamplePage(await regionalArchive(hostile)));
  });
  afterAll(() => pages?.end());
  afterEach(() => {
    expect(pages.takeTrouble()).toEqual([]);
  });

  const open = (address = "run.html", options: BrowserContextOptions = {}): Promise<Page> => pages.open(address, options);
  const where = (page: Page): Promise<string> => page.locator("#where").innerText();
  const shownStep = (page: Page): Promise<string> => page.locator("#steps > li:visible").innerText();

  test("goes forwards and backwards with the keyboard", async () => {
    const page = await open();
    const seen: string[] = [await where(page)];
    for (const key of ["ArrowRight", "j", "ArrowLeft", "End", "ArrowRight", "k", "Home", "ArrowLeft"]) {
      await page.keyboard.press(key);
      seen.push(await where(page));
    }
    const [of1, of2, of9, of10] = [1, 2, 9, 10].map(step => `step ${step} of 10`);
    expect(seen).toEqual(["initial state", of1, of2, of1, of10, of10, of9, "initial state", "initial state"]);
  });

  test("goes down and up with the keyboard in the diagram, where arrows would scroll, and nowhere else", async () => {
    const page = await open();
    await page.keyboard.press("ArrowDown");
    expect(await where(page)).toBe("initial state");
    await page.locator("#diagram").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    expect(await where(page)).toBe("step 1 of 10");
  });

  test("leaves keys with modifiers to the browser, and the slider's keys to the slider", async () => {
    const page = await open("run.html#step-5");
    await page.keyboard.press("Control+j");
    await page.keyboard.press("Alt+Home");
    expect(await where(page)).toBe("step 5 of 10");
    await page.locator("#slider").press("ArrowLeft");
    expect(await where(page)).toBe("step 4 of 10");
  });

  test("goes to a step by its buttons and by a click on its row", async () => {
    const page = await open();
    await page.getByRole("button", { name: "next step" }).click();
    await page.getByRole("button", { name: "last" }).click();
    await page.getByRole("button", { name: "previous step" }).click();
    expect(await where(page)).toBe("step 9 of 10");
    await page.getByRole("link", { name: /^3 snapshot.* by task 1$/ }).click();
    expect(await where(page)).toBe("step 3 of 10");
    expect(await page.locator('#diagram [aria-current="step"]').getAttribute("data-step")).toBe("3");
  });

  test("names the step in its address, and shows the step that its address names", async () => {
    const page = await open("run.html#step-7");
    expect(await where(page)).toBe("step 7 of 10");
    expect(await shownStep(page)).toContain("fault");
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/#step-8$/);
    await page.evaluate(() => {
      (globalThis as unknown as { location: { hash: string } }).location.hash = "#step-2";
    });
    await expect.poll(() => where(page)).toBe("step 2 of 10");
    expect(await where(await open("run.html#step-99"))).toBe("step 10 of 10");
    expect(await where(await open("run.html#nonsense"))).toBe("initial state");
  });

  test("shows of a step who did what, what it received and changed, and the state with the changes marked", async () => {
    const page = await open("run.html#step-6");
    const step = await shownStep(page);
    expect(step).toContain("task 0 snapshot(task: 0)");
    expect(step).toContain("cut of checkpoint 2");
    expect(step).toContain("receives barrier{id: 2} from CheckpointCoordinator");
    expect(step).toMatch(/tasks\[0\]\.taken\s+1 → 2/);
    expect(await page.locator("#state .changed > .leaf").allInnerTexts()).toEqual(["acked {} → {0}", "inbox [barrier{id: 2}] → []", "taken 1 → 2"]);
  });

  test("remembers what the reader unfolds in the state", async () => {
    const page = await open();
    const second = page.locator("#state details").filter({ has: page.locator("summary", { hasText: "[1]" }) });
    await second.locator("summary", { hasText: "[1]" }).last().click();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    expect(await second.last().getAttribute("open")).not.toBeNull();
  });

  test("draws what is still to come pale, and messages on their way thick", async () => {
    const page = await open("run.html#step-2");
    expect(await page.locator("#diagram a.future").count()).toBe(8);
    expect(await page.locator("#diagram .message.flying title").allTextContents()).toEqual([
      "barrier{id: 1} from CheckpointCoordinator to task 1: sent in step 1, received in step 3",
    ]);
  });

  test("is the whole picture until somebody moves", async () => {
    const page = await open();
    const opacity = (): Promise<unknown> => page.evaluate("getComputedStyle(document.querySelector('#diagram a[data-step=\"9\"]')).opacity");
    expect(await opacity()).toBe("1");
    await page.keyboard.press("ArrowRight");
    expect(Number(await opacity())).toBeLessThan(0.5);
  });

  test("passes over the steps of actors that are filtered out", async () => {
    const page = await open();
    await page.getByRole("button", { name: "CheckpointCoordinator" }).click();
    const seen: string[] = [];
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press("ArrowRight");
      seen.push(await where(page));
    }
    expect(seen).toEqual([2, 3, 6, 7, 9, 9].map(step => `step ${step} of 10`));
    await page.getByRole("button", { name: "CheckpointCoordinator" }).click();
    await page.keyboard.press("ArrowRight");
    expect(await where(page)).toBe("step 10 of 10");
  });

  test("lists all steps when asked to", async () => {
    const page = await open();
    await page.keyboard.press("a");
    expect(await page.locator("#steps > li:visible").count()).toBe(11);
    await page.getByRole("button", { name: "all steps" }).click();
    expect(await page.locator("#steps > li:visible").count()).toBe(1);
  });

  test("shows a hostile text of a spec as text", async () => {
    const page = await open("hostile.html#step-3");
    await page.keyboard.press("End");
    expect(await page.evaluate("window.owned")).toBeUndefined();
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.locator("script").count()).toBe(2);
    expect(await page.locator("h1").innerText()).toContain(hostile.replace("\u202e", "\\u{202e}").replace("\u200b", "\\u{200b}"));
    expect(await page.locator("[onload], [onerror]").count()).toBe(0);
    expect(await page.locator("#state summary").first().isVisible()).toBe(true);
  });

  test("runs nothing that somebody puts into it, and talks to nobody", async () => {
    const page = await open();
    const refused = await page.evaluate(`(async () => {
      const found = [];
      addEventListener("securitypolicyviolation", event => found.push(event.effectiveDirective));
      const script = document.createElement("script");
      script.textContent = "window.owned = 1";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", '<p id="styled" style="color: red" onclick="window.owned = 1">x</p>');
      document.getElementById("styled").click();
      await fetch("http://127.0.0.1:9/").catch(() => {});
      await new Promise(resolve => setTimeout(resolve, 50));
      return [found.sort(), window.owned];
    })()`);
    expect(refused).toEqual([["connect-src", "script-src-attr", "script-src-elem", "style-src-attr"], undefined]);
    // The browser says on the console what it refused.
    expect(pages.takeTrouble()).toSatisfy((all: readonly string[]) => all.every(each => each.startsWith("error: ") && !each.includes("exception")));
  });

  test("is whole without its script: the drawing, every step, and links between them", async () => {
    const page = await open("run.html", { javaScriptEnabled: false });
    expect(await page.locator("#steps > li:visible").count()).toBe(11);
    expect(await page.locator("#bar").isVisible()).toBe(false);
    await page.getByRole("link", { name: /^9 restart / }).click();
    expect(page.url()).toMatch(/#step-9$/);
    expect(await page.locator("#step-9:target").innerText()).toContain("task 1 goes on from checkpoint 2");
  });

  test("carries its trace for tools", async () => {
    const page = await open("hostile.html");
    const document = JSON.parse((await page.locator("#trace").textContent()) ?? "");
    expect(document["#meta"].format).toBe("ITF");
    expect(document["#meta"].cutcheck.about).toBe(hostile);
    expect(document.states).toHaveLength(11);
  });

  test.each(["light", "dark"] as const)("has no fault that axe finds, %s", async colorScheme => {
    const page = await open("run.html#step-7", { colorScheme, bypassCSP: true });
    await page.keyboard.press("a");
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test.each(["light", "dark"] as const)(
    "nor has that of a run that goes on for ever, %s, and the repeated steps are marked behind all else",
    async colorScheme => {
      const page = await open("lasso.html#step-7", { colorScheme, bypassCSP: true });
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.locator("#diagram .body > *:not(defs)").first().getAttribute("class")).toBe("repeated");
      // Steps 5 to 10 of the same rows.
      const [band, first, last] = await Promise.all(
        [".repeated", 'a[data-step="5"] .hit', 'a[data-step="10"] .hit'].map(each => page.locator(`#diagram ${each}`).boundingBox()),
      );
      expect([band!.y, band!.y + band!.height]).toEqual([first!.y, last!.y + last!.height]);
    },
  );

  test("is light or dark as the reader's system is", async () => {
    const background = async (colorScheme: "light" | "dark"): Promise<unknown> =>
      (await open("run.html", { colorScheme })).evaluate("getComputedStyle(document.documentElement).backgroundColor");
    expect(await background("light")).toBe("rgb(247, 246, 243)");
    expect(await background("dark")).toBe("rgb(22, 22, 21)");
  });

  test("fits a phone: nothing is wider than the screen, and what is touched is large enough", async () => {
    const page = await open("run.html#step-7", phone);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(phone.viewport.width);
    const targets = await page.locator("button:visible, #diagram a .hit").all();
    const boxes = await Promise.all(targets.map(target => target.boundingBox()));
    expect(boxes.filter(box => box === null || box.width < 44 || box.height < 44)).toEqual([]);
    expect(await page.evaluate("document.querySelector('#diagram').getBoundingClientRect().top < innerHeight / 2")).toBe(true);
    await page.getByRole("button", { name: "next step" }).tap();
    expect(await where(page)).toBe("step 8 of 10");
    const isInSight = `(() => {
      const [event, box] = ['#diagram a[data-step="8"] .event', '#diagram'].map(each => document.querySelector(each).getBoundingClientRect());
      return event.top > box.top && event.bottom < box.bottom;
    })()`;
    await expect.poll(() => page.evaluate(isInSight)).toBe(true);
  });
});
