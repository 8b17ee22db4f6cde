// Searching the demo as a visitor does: with the keyboard, with and without accents, and in a script without blanks.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, openPage } from "./browser.mjs";
import { documentFaults, layoutFaults } from "./inspect.mjs";
import { serve } from "./serve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const folio = resolve(process.env.FOLIO ?? join(here, "../../target/debug/folio"));

const PAGES = {
  "mention.md": "title: An aside\nsummary: Nothing much.\n---\n\nThe lighthouse is mentioned here.",
  "called.md": "title: The lighthouse\n---\n\nA tower.",
  "tagged.md": "title: A tower\ntags: [Lighthouse]\n---\n\nBy the sea.",
  "accents.md": "title: Crème brûlée für Łódź\n---\n\nStraße.",
  "japanese.md": "title: 東京の灯台\n---\n\n海の近くにある灯台の話。",
  "arabic.md": "title: مَنَارَة\n---\n\nنص.",
  "everything.md":
    'title: Everything\nmetrics: [{ name: Orders, baseline: 50 orders in 2023, value: 58 orders in 2024 }]\n---\n\n{{<chart of="orders"/>}}\n\n```rust\nlet x = 1;\n```\n\n| a | b |\n|--:|:-:|\n| 1 | 2 |',
  "hostile.md": 'title: "<img src=x onerror=hacked()> quokka"\nsummary: "<script>hacked()</script>"\n---\n\nText.',
};

let browser, folder, host;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "folio-search-"));
  await mkdir(join(folder, "content"));
  await writeFile(join(folder, "folio.yaml"), "title: A site\ncsp: true\n");
  for (const [name, text] of Object.entries(PAGES)) await writeFile(join(folder, "content", name), `---\n${text}\n`);
  execFileSync(folio, ["--root", folder, "--quiet", "build"]);
  host = await serve(join(folder, "public"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await host?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Opens the search page. */
async function open(query = "") {
  const visit = await openPage(browser, host);
  await visit.page.goto(`${host.origin}${host.prefix}search/${query}`, { waitUntil: "load" });
  return visit;
}

/** The titles of what is found, once the status says so. */
async function find(visit, words) {
  await visit.page.fill("#search-words", words);
  await visit.page.press("#search-words", "Enter");
  await visit.page.waitForFunction(() => document.getElementById("search-status").textContent);
  return visit.page.locator("#search-results a").allTextContents();
}

test("a page called by a word comes before one with the term, and that before one that mentions it", async () => {
  const visit = await open();
  assert.deepEqual(await find(visit, "lightHOUSE"), ["The lighthouse", "A tower", "An aside"]);
  assert.match(await visit.page.locator("#search-status").textContent(), /3$/);
  assert.deepEqual(await find(visit, "lighthouse aside"), ["An aside"]);
  assert.deepEqual(await find(visit, "lightho"), ["The lighthouse", "A tower", "An aside"]);
  assert.deepEqual(visit.faults, []);
  await visit.close();
});

test("accents, case and points do not matter", async () => {
  const visit = await open();
  for (const words of ["creme brulee", "CRÈME", "lodz", "strasse", "Straße"]) {
    assert.deepEqual(await find(visit, words), ["Crème brûlée für Łódź"], words);
  }
  assert.deepEqual(await find(visit, "منارة"), ["مَنَارَة"]);
  await visit.close();
});

test("a script without blanks is searched by neighbouring letters", async () => {
  const visit = await open();
  for (const words of ["灯台", "灯台の話", "東京"]) assert.deepEqual(await find(visit, words), ["東京の灯台"], words);
  assert.deepEqual(await find(visit, "東海"), []);
  await visit.close();
});

test("what is found is text and never markup", async () => {
  const visit = await open();
  const hacked = [];
  await visit.context.exposeFunction("hacked", () => hacked.push(true));
  assert.deepEqual(await find(visit, "quokka"), ["<img src=x onerror=hacked()> quokka"]);
  assert.equal(await visit.page.locator("#search-results img, #search-results script").count(), 0);
  assert.deepEqual(hacked, []);
  await visit.close();
});

test("the keyboard leads from the words through the results and to a page", async () => {
  const visit = await open();
  await find(visit, "lighthouse");
  const focused = () => visit.page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
  await visit.page.waitForFunction(() => document.activeElement.tagName === "A");
  assert.equal(await focused(), "The lighthouse");
  await visit.page.keyboard.press("ArrowDown");
  assert.equal(await focused(), "A tower");
  await visit.page.keyboard.press("ArrowUp");
  await visit.page.keyboard.press("ArrowUp");
  assert.equal(await focused(), "search-words");
  await visit.page.keyboard.press("ArrowDown");
  await visit.page.keyboard.press("Enter");
  await visit.page.waitForURL("**/called/");
  await visit.page.goBack();
  await visit.page.waitForFunction(() => document.querySelectorAll("#search-results a").length === 3);
  await visit.close();
});

test("an address with words shows what they find, and the page is sound while it does", async () => {
  const visit = await open("?q=tower");
  await visit.page.waitForFunction(() => document.querySelectorAll("#search-results a").length === 2);
  assert.equal(await visit.page.inputValue("#search-words"), "tower");
  const faults = await visit.page.evaluate(documentFaults);
  for (const width of [1280, 320]) {
    for (const colorScheme of ["light", "dark"]) {
      await visit.page.setViewportSize({ width, height: 800 });
      await visit.page.emulateMedia({ colorScheme });
      faults.push(...(await visit.page.evaluate(layoutFaults)));
    }
  }
  assert.deepEqual(faults.concat(visit.faults), []);
  await visit.close();
});

test("pages with code, a figure and a chart work under the strict policy", async () => {
  for (const path of ["", "search/", "everything/", "404.html"]) {
    const visit = await openPage(browser, host);
    const base = path === "404.html" ? `${host.origin}/` : host.origin + host.prefix;
    await visit.page.goto(base + path, { waitUntil: "load" });
    const policy = await visit.page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
    assert.match(policy, /default-src 'none'/);
    assert.ok(await visit.page.evaluate(() => [...document.styleSheets].some((sheet) => sheet.cssRules.length > 0)));
    assert.deepEqual(visit.faults, [], path);
    await visit.close();
  }
});

test("nothing found is said, and so is an index that does not load", async () => {
  const visit = await open();
  assert.deepEqual(await find(visit, "zebra"), []);
  assert.match(await visit.page.locator("#search-status").textContent(), /No page/);
  await visit.close();
  const offline = await openPage(browser, host);
  await offline.context.route("**/search.json", (route) => route.abort());
  await offline.page.goto(`${host.origin}${host.prefix}search/`, { waitUntil: "load" });
  await find(offline, "tower");
  assert.match(await offline.page.locator("#search-status").textContent(), /could not be loaded/);
  await offline.close();
});

test("without scripts the page leads to the parts of the site", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${host.origin}${host.prefix}search/`);
  assert.ok(!(await page.locator("form[role=search]").isVisible()));
  assert.ok((await page.locator("#search-without a:visible").count()) > 3);
  await context.close();
});
