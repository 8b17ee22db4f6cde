// What the demo promises of its looks: axe-core finds nothing, nothing moves, nothing is heavy, and it holds at any width.

import assert from "node:assert/strict";
import { readFile, readdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, relative, resolve, sep } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, openPage } from "./browser.mjs";
import { layoutFaults } from "./inspect.mjs";
import { serve } from "./serve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const site = resolve(process.env.FOLIO_DEMO ?? join(here, "../../target/demo"));
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The addresses of all pages but 404.html. */
async function addresses(folder = site) {
  const lists = (await readdir(folder, { withFileTypes: true })).map((entry) => {
    if (entry.isDirectory()) return addresses(join(folder, entry.name));
    const path = relative(site, folder).split(sep).join("/");
    return entry.name === "index.html" ? [path ? `${path}/` : ""] : [];
  });
  return (await Promise.all(lists)).flat().sort();
}

let browser, host, pages;
before(async () => {
  pages = await addresses();
  host = await serve(site);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await host?.close();
});

/** Opens a page, does something with it, and closes it. */
async function on(path, work, settings = {}) {
  const visit = await openPage(browser, host);
  if (settings.media) await visit.page.emulateMedia(settings.media);
  await visit.page.setViewportSize(settings.size ?? { width: 1280, height: 800 });
  if (settings.before) await settings.before(visit);
  await visit.page.goto(host.origin + host.prefix + path, { waitUntil: "load" });
  const found = await work(visit.page);
  const faults = visit.faults;
  await visit.close();
  return [found, faults];
}

/** What axe-core finds on the open page. */
async function findings(page) {
  await page.evaluate(axe);
  const run = () => window.axe.run(document, { resultTypes: ["violations"] });
  const { violations, passes } = await page.evaluate(run);
  assert.ok(passes.length > 10, "axe-core looked at next to nothing");
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe-core finds nothing on any page, ${colorScheme}`, async () => {
    for (const path of pages) {
      const [found] = await on(path, findings, { media: { colorScheme } });
      assert.deepEqual(found, [], `/${path}`);
    }
  });
}

test("axe-core finds what is wrong where something is", async () => {
  const [found] = await on("", async (page) => {
    await page.evaluate(() => document.querySelector("main").insertAdjacentHTML("beforeend", '<img src="data:,"><p style="color:#bbb">Pale</p>'));
    return findings(page);
  });
  assert.deepEqual(found.map((one) => one.split(":")[0]).sort(), ["color-contrast", "image-alt"]);
});

test("each kind of page holds from 320 to 1920 px, at 200 % zoom, with forced colours and on paper", async () => {
  const kinds = ["", "work/", "work/larkspur-checkout/", "work/ten-thousand-pages/", "journal/", "skills/", "resume/", "proof/", "search/", "about/"];
  for (const path of kinds.filter((path) => pages.includes(path))) {
    for (const width of [320, 640, 768, 1024, 1920]) {
      const [found] = await on(path, (page) => page.evaluate(layoutFaults), { size: { width, height: 800 } });
      assert.deepEqual(found, [], `/${path} at ${width} px`);
    }
    for (const media of [{ forcedColors: "active" }, { media: "print" }]) {
      const wider = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      const [found] = await on(path, wider, { media, size: { width: 660, height: 900 } });
      assert.equal(found, 0, `/${path} with ${JSON.stringify(media)}`);
    }
  }
});

test("nothing moves while a page loads", async () => {
  for (const path of ["", "work/", "work/ten-thousand-pages/", "resume/"]) {
    for (const width of [360, 1280]) {
      const [shift] = await on(
        path,
        (page) =>
          page.evaluate(
            () =>
              new Promise((done) => {
                let sum = 0;
                new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value))).observe({ type: "layout-shift", buffered: true });
                setTimeout(() => done(sum), 200);
              }),
          ),
        { size: { width, height: 740 } },
      );
      assert.equal(shift, 0, `/${path} at ${width} px`);
    }
  }
});

test("a policy without `unsafe-inline` holds on every page", async () => {
  const policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'";
  const before = ({ context }) =>
    context.route(`${host.origin}/**`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
    });
  for (const path of pages) {
    const [, faults] = await on(path, () => {}, { before });
    assert.deepEqual(faults, [], `/${path}`);
  }
});

test("a case study weighs less than 60 kB without its pictures, and its scripts less than 10 kB", async () => {
  for (const path of pages.filter((path) => /^work\/.+/.test(path))) {
    const [loaded] = await on(path, (page) =>
      page.evaluate(() => [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => [one.tagName, one.href ?? one.src])),
    );
    let [whole, scripts] = [(await stat(join(site, path, "index.html"))).size, 0];
    for (const [tag, url] of loaded) {
      const { size } = await stat(join(site, new URL(url).pathname.slice(host.prefix.length)));
      whole += size;
      if (tag === "SCRIPT") scripts += size;
    }
    assert.ok(whole < 60_000, `/${path} weighs ${whole} bytes`);
    assert.ok(scripts < 10_000, `the scripts of /${path} weigh ${scripts} bytes`);
  }
});

test("the résumé prints on two pages of A4 and of Letter, its results in it", async () => {
  for (const format of ["A4", "Letter"]) {
    const [pdf] = await on("resume/", (page) => page.pdf({ format }));
    const count = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    assert.ok(count >= 1 && count <= 2, `${count} pages of ${format}`);
  }
  const [words] = await on("resume/", (page) => page.locator("main").innerText(), { media: { media: "print" } });
  assert.match(words, /1\.76\ss/);
});

test("the button beside code copies it and says so", async () => {
  const path = "work/ten-thousand-pages/";
  const [said] = await on(path, async (page) => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const block = page.locator("pre").filter({ has: page.locator("code") }).last();
    const button = page.locator("button.copy").last();
    const code = await block.innerText();
    await button.focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction((one) => one.textContent === "Copied", await button.elementHandle());
    return [code.trim(), (await page.evaluate(() => navigator.clipboard.readText())).trim()];
  });
  assert.ok(said[0].length > 10);
  assert.equal(said[1], said[0]);
});
