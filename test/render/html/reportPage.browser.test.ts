/** The index of a report in a real browser. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { counterexamplePage } from "../../../src/render/html/page.ts";
import { reportPage } from "../../../src/render/html/reportPage.ts";
import { hasBrowser } from "../../support/browser.ts";
import { accessibilityFaults, BrowserPages, phone } from "../../support/browserPages.ts";
import { archived } from "../archived.ts";
import { toyReport } from "./toyReport.ts";

describe.runIf(hasBrowser())("in a browser, the index of a report", () => {
  let pages: BrowserPages;

  beforeAll(async () => {
    pages = await BrowserPages.start();
    await mkdir(join(pages.folder, "toy"));
    await pages.write("index.html", reportPage(await toyReport()));
    await pages.write("toy/accepted.html", counterexamplePage(await archived("accepted"), "../index.html"));
  });
  afterAll(() => pages?.end());
  afterEach(() => {
    expect(pages.takeTrouble()).toEqual([]);
  });

  const shownCases = async (page: Page): Promise<readonly string[]> =>
    (await page.locator(".cases > tbody > tr:visible > th").allInnerTexts()).map(text => text.split("\n")[0] ?? "");

  test("leads to the page of a counterexample, and back", async () => {
    const page = await pages.open("index.html");
    await page
      .getByRole("row", { name: /^accepted A late/ })
      .getByRole("link")
      .click();
    expect(await page.locator("h1").innerText()).toBe("violates an aborted checkpoint stays aborted");
    await page.getByRole("link", { name: "report" }).click();
    expect(await page.locator("h1").innerText()).toBe("4 of 6 instances need a look");
  });

  test("shows the cases in which all the words are found, and those that need a look", async () => {
    const page = await pages.open("index.html");
    expect(await shownCases(page)).toEqual(["dropped", "accepted", "vacuous", "surprise", "longer", "broken"]);
    await page.getByLabel("Find").fill("stays AFTER");
    expect(await shownCases(page)).toEqual(["accepted", "surprise", "longer"]);
    expect(await page.locator("#found").innerText()).toBe("3 of 6 cases");
    await page.getByLabel("only what needs a look").check();
    expect(await shownCases(page)).toEqual(["surprise", "longer"]);
    await page.getByLabel("Find").fill("");
    expect(await shownCases(page)).toEqual(["vacuous", "surprise", "longer", "broken"]);
  });

  test("is whole without its script", async () => {
    const page = await pages.open("index.html", { javaScriptEnabled: false });
    expect(await shownCases(page)).toHaveLength(6);
    expect(await page.locator("#finder").isVisible()).toBe(false);
  });

  test("fits a phone, and has no fault that axe finds", async () => {
    const page = await pages.open("index.html", { ...phone, bypassCSP: true, colorScheme: "dark" });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(phone.viewport.width);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
