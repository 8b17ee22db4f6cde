// Writing with `folio watch` in Chromium: what is saved appears, and what one was doing stays.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, openPage } from "./browser.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const folio = resolve(process.env.FOLIO ?? join(here, "../../target/debug/folio"));

const TEXT = Array.from({ length: 60 }, (_, number) => `Paragraph ${number}.`).join("\n\n");

const caseStudy = (value, text = "Text.") => `---
title: A case
metrics: [{ name: Orders, id: orders, value: ${value} }]
---

{{<value of="orders"/>}} came in.

<details id="more"><summary>More</summary>

Hidden until asked for.

</details>

\`\`\`rust
let x = 1;
\`\`\`

${text}

${TEXT}
`;

const page = (title, text) => `---\ntitle: ${title}\n---\n\n${text}\n`;

let browser, folder, running, port;

/** Starts the preview; resolves when it is ready. */
async function start(...options) {
  const child = spawn(folio, ["--format", "json", "--root", folder, "watch", ...options]);
  const lines = createInterface({ input: child.stdout });
  const said = [];
  const waiting = [];
  lines.on("line", (line) => {
    said.push(JSON.parse(line));
    for (const check of waiting) check();
  });
  const says = (type) =>
    new Promise((found) => {
      const check = () => {
        const at = said.findIndex((one) => one.type === type);
        if (at >= 0) found(said.splice(0, at + 1).at(-1));
      };
      waiting.push(check);
      check();
    });
  const ended = new Promise((end) => child.on("exit", end));
  const { url } = await says("ready");
  port = new URL(url).port;
  running = { url, origin: new URL(url).origin, says, stop: () => (child.kill("SIGINT"), ended) };
  return running;
}

const save = async (path, text) => {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
};

before(async () => {
  browser = await launch();
});
beforeEach(async () => {
  await running?.stop();
  running = null;
  if (folder) await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), "folio-watch-"));
  await save("folio.yaml", "title: A site\ncsp: true\nmarkdown: { html: trusted }\n");
  await save("content/work/larkspur.md", caseStudy("58 orders in 2024"));
  await save("content/about.md", page("About", "The first text."));
});
after(async () => {
  await running?.stop();
  await browser?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Opens a page, and leaves a mark on its window that a reload would take away. */
async function open(path, host = running) {
  const visit = await openPage(browser, host);
  const listening = visit.page.waitForResponse((response) => response.url().includes("/_folio/events"));
  await visit.page.goto(host.origin + path, { waitUntil: "load" });
  await listening;
  await visit.page.evaluate(() => (window.mark = "mine"));
  return visit;
}

const mark = ({ page }) => page.evaluate(() => window.mark);
const shows = ({ page }, words) =>
  page.waitForFunction(
    (words) => document.querySelector("main").textContent.replace(/\s+/g, " ").includes(words),
    words,
  );
const overlay = ({ page }) => page.locator("folio-preview section");

test("a new number appears without a reload, and scroll, details, focus and what was typed stay", async () => {
  await start();
  const visit = await open("/work/larkspur/");
  const { page } = visit;
  await page.evaluate(() => {
    document.getElementById("more").open = true;
    const field = document.createElement("input");
    field.id = "field";
    document.querySelector("main").append(field);
    scrollTo(0, 900);
  });
  await page.fill("#field", "typed");
  await page.evaluate(() => {
    document.getElementById("field").focus({ preventScroll: true });
    scrollTo(0, 900);
  });
  await page.waitForSelector("button.copy", { state: "attached" }).catch(() => {});
  const buttons = await page.locator("button.copy").count();
  await save("content/work/larkspur.md", caseStudy("61 orders in 2024"));
  await shows(visit, "61 orders came in");
  assert.equal(await mark(visit), "mine");
  assert.equal(await page.evaluate(() => document.getElementById("more").open), true);
  assert.equal(await page.evaluate(() => document.activeElement.id), "field");
  assert.equal(await page.inputValue("#field"), "typed");
  assert.equal(await page.evaluate(() => Math.round(scrollY)), 900);
  // What the theme's own script added is still there.
  assert.equal(await page.locator("button.copy").count(), buttons);
  assert.ok(!(await page.locator("main").innerText()).includes("58\u00a0orders"));
  assert.deepEqual(visit.faults, []);
  await visit.close();
});

test("parts of a page come, go and change places, and the page is what a new visitor gets", async () => {
  await start();
  const visit = await open("/about/");
  const parts = ["# One\n\na", "## Two {#two}\n\nb", "- x\n- y", "> quote", "| a | b |\n|---|---|\n| 1 | 2 |"];
  const orders = [[0, 1, 2], [2, 1, 0], [1], [4, 3, 2, 1, 0], [0, 0, 3], [], [3, 4]];
  for (const [turn, order] of orders.entries()) {
    const text = `${order.map((index) => parts[index]).join("\n\n")}\n\nTurn ${turn}.`;
    await save("content/about.md", page("About", text));
    await shows(visit, `Turn ${turn}.`);
    const fresh = await open("/about/");
    const html = ({ page }) => page.evaluate(() => document.querySelector("main").innerHTML);
    assert.equal(await html(visit), await html(fresh), `turn ${turn}`);
    assert.equal(await visit.page.title(), await fresh.page.title());
    await fresh.close();
  }
  assert.equal(await mark(visit), "mine");
  await visit.close();
});

test("a title changes in the head and on other pages that are open", async () => {
  await start();
  const [about, home] = [await open("/about/"), await open("/work/")];
  await save("content/about.md", page("Another title", "Text."));
  await about.page.waitForFunction(() => document.title.includes("Another title"));
  await save("content/work/larkspur.md", caseStudy("58 orders in 2024").replace("title: A case", "title: Renamed"));
  await shows(home, "Renamed");
  assert.equal(await mark(about), "mine");
  assert.equal(await mark(home), "mine");
  await about.close();
  await home.close();
});

test("a mistake stands over the last good page in the words of the terminal, and goes when it is mended", async () => {
  await start();
  const visit = await open("/work/larkspur/");
  await save("content/work/larkspur.md", caseStudy('"0.XX"'));
  const mistake = await running.says("diagnostic");
  await overlay(visit).waitFor();
  const text = await overlay(visit).locator("pre").first().textContent();
  const place = `content/work/larkspur.md:${mistake.line}:${mistake.column}`;
  for (const words of [`error[${mistake.code}]: ${mistake.message}`, place, mistake.source_line.trim(), "^^^^", "help: "]) {
    assert.ok(text.includes(words), `nowhere ${words} in:\n${text}`);
  }
  assert.equal(await overlay(visit).getAttribute("role"), "alert");
  await shows(visit, "58 orders came in");
  await visit.page.keyboard.press("Escape");
  await overlay(visit).waitFor({ state: "detached" });
  const before = await visit.page.evaluate(() => document.querySelector("folio-preview") === null);
  assert.ok(before);
  await save("content/about.md", "---\ntitle: [\n---\n");
  await overlay(visit).waitFor();
  assert.match(await overlay(visit).textContent(), /content\/about\.md:/);
  await save("content/about.md", page("About", "Mended."));
  await visit.page.waitForFunction(
    () => !document.querySelector("folio-preview").shadowRoot.textContent.includes("content/about.md:"),
  );
  await save("content/work/larkspur.md", caseStudy("62 orders in 2024"));
  await overlay(visit).waitFor({ state: "detached" });
  await shows(visit, "62 orders came in");
  assert.equal(await mark(visit), "mine");
  assert.deepEqual(visit.faults, []);
  await visit.close();
});

test("a mistake is shown as text and never as markup, and to whoever comes later", async () => {
  await save("content/about.md", page("About", "Text."));
  await start();
  await save("content/about.md", '---\ntitle: "<img src=x onerror=hacked()>"\ndate: "<script>hacked()</script>"\n---\n');
  await running.says("diagnostic");
  const visit = await open("/about/");
  await overlay(visit).waitFor();
  const inside = await visit.page.evaluate(() => {
    const { shadowRoot } = document.querySelector("folio-preview");
    return [shadowRoot.querySelectorAll("img, script").length, shadowRoot.textContent];
  });
  assert.equal(inside[0], 0);
  assert.match(inside[1], /<script>hacked/);
  await visit.close();
});

test("a style sheet is swapped without a reload and without a moment without style", async () => {
  await save("static/site.css", ":root { --probe: one }");
  await save("templates/page.html", '{% extends "page.html" %}{% block head %}{{ super() }}<link rel="stylesheet" href="/site.css">{% endblock %}');
  const block = await start();
  const visit = await open("/about/");
  const probe = () =>
    visit.page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--probe").trim());
  if ((await probe()) !== "one") return assert.fail(`the site's own sheet is not there: ${block.url}`);
  await visit.page.evaluate(() => {
    window.bare = 0;
    const look = () => {
      const value = getComputedStyle(document.documentElement).getPropertyValue("--probe").trim();
      if (!value) window.bare++;
      requestAnimationFrame(look);
    };
    look();
  });
  for (const value of ["two", "three"]) {
    await save("static/site.css", `:root { --probe: ${value} }`);
    await visit.page.waitForFunction(
      (value) => getComputedStyle(document.documentElement).getPropertyValue("--probe").trim() === value,
      value,
    );
  }
  assert.equal(await visit.page.evaluate(() => window.bare), 0);
  assert.equal(await mark(visit), "mine");
  assert.equal(await visit.page.locator('link[href*="site.css"]').count(), 1);
  await visit.close();
});

test("an image with other bytes under its name is shown without a reload", async () => {
  const drawing = (width) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="8"></svg>`;
  await save("static/mark.svg", drawing(10));
  await save("content/about.md", page("About", '<img id="mark" src="/mark.svg" alt="">'));
  await start();
  const visit = await open("/about/");
  const width = (wanted) =>
    visit.page.waitForFunction((wanted) => document.getElementById("mark").naturalWidth === wanted, wanted);
  await width(10);
  await save("static/mark.svg", drawing(24));
  await width(24);
  assert.equal(await mark(visit), "mine");
  await visit.close();
});

test("a script that has changed takes a new start of the page, and one that has not is not run again", async () => {
  await save("static/app.js", "window.runs = (window.runs ?? 0) + 1; window.version = 1;");
  await save("templates/page.html", '{% extends "page.html" %}{% block head %}{{ super() }}<script src="/app.js" defer></script>{% endblock %}');
  await start();
  const visit = await open("/about/");
  await save("content/about.md", page("About", "Another text."));
  await shows(visit, "Another text.");
  assert.deepEqual(await visit.page.evaluate(() => [window.runs, window.version, window.mark]), [1, 1, "mine"]);
  await save("static/app.js", "window.runs = (window.runs ?? 0) + 1; window.version = 2;");
  await visit.page.waitForFunction(() => window.version === 2);
  assert.equal(await mark(visit), undefined);
  await visit.close();
});

test("a page that is gone says so, and comes back", async () => {
  await start();
  const visit = await open("/about/");
  await rename(join(folder, "content/about.md"), join(folder, "content/away.md"));
  await overlay(visit).waitFor();
  assert.match(await overlay(visit).textContent(), /This page is gone/);
  await rename(join(folder, "content/away.md"), join(folder, "content/about.md"));
  await overlay(visit).waitFor({ state: "detached" });
  await save("content/about.md", page("About", "Here again."));
  await shows(visit, "Here again.");
  await visit.close();
});

test("an address without a page shows it as soon as there is one", async () => {
  await start();
  const visit = await openPage(browser, running);
  await visit.page.goto(`${running.origin}/soon/`);
  await save("content/soon.md", page("Soon", "Now it is here."));
  await shows(visit, "Now it is here.");
  await visit.close();
});

test("after a restart the page follows again, and hears what it missed", async () => {
  await start();
  const visit = await open("/about/");
  await running.stop();
  await save("content/about.md", page("About", "Written meanwhile."));
  await start("--port", port);
  await shows(visit, "Written meanwhile.");
  await save("content/about.md", page("About", "Written after."));
  await shows(visit, "Written after.");
  assert.equal(await mark(visit), "mine");
  await visit.close();
});

test("with --follow the page of what was saved comes to the front", async () => {
  await start("--follow");
  const visit = await open("/about/");
  await save("content/work/larkspur.md", caseStudy("63 orders in 2024"));
  await visit.page.waitForURL("**/work/larkspur/");
  await shows(visit, "63 orders came in");
  await visit.close();
});

test("many pages may be open at once, and each follows", async () => {
  await start();
  const context = await browser.newContext();
  const pages = [];
  for (let number = 0; number < 9; number++) {
    // The browser shows one at a time, so the others give their connection up.
    const page = await context.newPage();
    await page.goto(`${running.origin}/about/`, { timeout: 20_000 });
    pages.push(page);
    if (number < 8) {
      await page.evaluate(() => {
        Object.defineProperty(document, "hidden", { get: () => true, configurable: true });
        Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      });
    }
  }
  await save("content/about.md", page("About", "For all of them."));
  await shows({ page: pages.at(-1) }, "For all of them.");
  await pages[0].evaluate(() => {
    Object.defineProperty(document, "hidden", { get: () => false, configurable: true });
    Object.defineProperty(document, "visibilityState", { get: () => "visible", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await shows({ page: pages[0] }, "For all of them.");
  await context.close();
});
