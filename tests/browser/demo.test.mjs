// The built demo in Chromium, as a visitor meets it: every page, wide and narrow, light and dark.

import assert from "node:assert/strict";
import { mkdir, readdir } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, openPage } from "./browser.mjs";
import { documentFaults, layoutFaults } from "./inspect.mjs";
import { serve } from "./serve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const site = resolve(process.env.FOLIO_DEMO ?? join(here, "../../target/demo"));
// 320 px is what WCAG 2.2 (1.4.10) asks for.
const WIDTHS = [1280, 360, 320];
const SCHEMES = ["light", "dark"];

async function htmlFiles(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const lists = entries.map((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return htmlFiles(path);
    return entry.name.endsWith(".html") ? [path] : [];
  });
  return (await Promise.all(lists)).flat();
}

/** The address of a file, from the site's root. */
function address(file) {
  const path = relative(site, file).split(sep).map(encodeURIComponent).join("/");
  return path.replace(/(^|\/)index\.html$/, "$1");
}

/** Every complaint about the open page, at every width and in both schemes. */
async function look(page, name) {
  const faults = [...(await page.evaluate(documentFaults))];
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize({ width, height: width > 500 ? 800 : 740 });
      await page.emulateMedia({ colorScheme });
      const found = await page.evaluate(layoutFaults);
      faults.push(...found.map((fault) => `${width} px, ${colorScheme}: ${fault}`));
      await shoot(page, `${name || "home"}-${width}-${colorScheme}`);
    }
  }
  return faults;
}

/** With FOLIO_SHOTS set, leaves a picture for someone to look at. */
async function shoot(page, name) {
  if (!process.env.FOLIO_SHOTS) return;
  const folder = join(here, "shots");
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.replace(/[^\w.-]+/g, "_")}.png`), fullPage: true });
}

let browser, host, files;
before(async () => {
  files = (await htmlFiles(site)).sort();
  host = await serve(site);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await host?.close();
});

test("the demo has at least ten pages", () => {
  assert.ok(files.length >= 10, `${files.length} pages in ${site}`);
});

test("every page is sound at every width, in light and dark, in a folder of any host", async (t) => {
  for (const file of files.filter((file) => address(file) !== "404.html")) {
    const path = address(file);
    await t.test(`/${path}`, async () => {
      const visit = await openPage(browser, host);
      const response = await visit.page.goto(host.origin + host.prefix + path, { waitUntil: "load" });
      assert.equal(response.status(), 200);
      const faults = [...(await look(visit.page, path)), ...visit.faults];
      await visit.close();
      assert.deepEqual(faults, []);
    });
  }
});

test("a wrong address gets the site's own page, with its style", async () => {
  const visit = await openPage(browser, host);
  const response = await visit.page.goto(`${host.origin}/no/such/page`, { waitUntil: "load" });
  assert.equal(response.status(), 404);
  const faults = (await look(visit.page, "404")).concat(visit.faults);
  const styled = await visit.page.evaluate(() => [...document.styleSheets].some((sheet) => sheet.cssRules.length > 0));
  await visit.close();
  // The browser itself reports the status of the document, which is meant.
  assert.deepEqual(faults.filter((fault) => !/status of 404/.test(fault)), []);
  assert.ok(styled, "404.html finds no style sheet");
});

test("every link between pages leads to a file of the site", async () => {
  const broken = [];
  const visit = await openPage(browser, host);
  const known = new Map();
  for (const file of files.filter((file) => address(file) !== "404.html")) {
    const from = host.origin + host.prefix + address(file);
    await visit.page.goto(from, { waitUntil: "load" });
    const links = await visit.page.evaluate(() => [...document.links].map((link) => link.href));
    for (const link of new Set(links)) {
      const url = new URL(link);
      if (url.origin !== host.origin) continue;
      url.hash = "";
      if (!known.has(url.href)) known.set(url.href, (await fetch(url)).status);
      const inside = url.pathname.startsWith(host.prefix);
      if (!inside || known.get(url.href) !== 200) broken.push(`/${address(file)} links to ${url.pathname}`);
    }
  }
  await visit.close();
  assert.deepEqual(broken, []);
});

test("a page is whole without scripts", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(host.origin + host.prefix);
  const words = (await page.locator("main").innerText()).trim();
  await context.close();
  assert.ok(words.length > 200, `the home page shows ${words.length} characters without scripts`);
});
