/** Opens files in a browser, and notes everything that should not happen there. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";

export const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const;

/** A browser with a folder of pages. */
export class BrowserPages {
  /** Messages on the console, exceptions, dialogs, requests for anything but files, since the last time they were taken. */
  readonly #trouble: string[] = [];
  readonly #browser: Browser;
  /** Where the pages are. */
  readonly folder: string;

  private constructor(browser: Browser, folder: string) {
    this.#browser = browser;
    this.folder = folder;
  }

  static async start(): Promise<BrowserPages> {
    return new BrowserPages(await launchBrowser(), await mkdtemp(join(tmpdir(), "cutcheck-pages-")));
  }

  async end(): Promise<void> {
    await this.#browser.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.folder, name), text);
  }

  /** Opens a file of the folder; the address may end with `#...`. */
  async open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext(options);
    const page = await context.newPage();
    page.on("console", message => this.#trouble.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", error => this.#trouble.push(`exception: ${error.message}`));
    page.on("dialog", dialog => this.#trouble.push(`dialog: ${dialog.message()}`));
    page.on("request", request => {
      if (!/^(file|data):/.test(request.url())) this.#trouble.push(`request: ${request.url()}`);
    });
    await page.goto(`file://${join(this.folder, address)}`);
    return page;
  }

  takeTrouble(): readonly string[] {
    return this.#trouble.splice(0);
  }
}

/** What axe finds wrong with a page, one text for each rule. The page's context must bypass its policy, or axe cannot get in. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ content: axe.source });
  return page.evaluate("axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(node => node.html).join()))");
}
