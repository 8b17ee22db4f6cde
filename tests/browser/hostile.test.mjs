// Content is data and is not trusted: nothing that a guest writes runs in a visitor's browser, asks another host for
// anything, or covers the page. Every attempt in hostile/ would call hacked().

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, openPage } from "./browser.mjs";
import { serve } from "./serve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const folio = resolve(process.env.FOLIO ?? join(here, "../../target/debug/folio"));

let browser, folder, host;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "folio-hostile-"));
  execFileSync(folio, ["--root", join(here, "hostile"), "--quiet", "build", "-o", join(folder, "public")]);
  host = await serve(join(folder, "public"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await host?.close();
  await rm(folder, { recursive: true, force: true });
});

for (const path of ["", "guest/", "work/", "work/guest/", "404.html"]) {
  test(`nothing of the guest's runs on /${path}`, async () => {
    const visit = await openPage(browser, host);
    const hacked = [];
    await visit.context.exposeFunction("hacked", (name) => hacked.push(name));
    visit.page.on("dialog", (dialog) => dialog.dismiss());
    const response = await visit.page.goto(host.origin + host.prefix + path, { waitUntil: "load" });
    assert.equal(response.status(), 200);
    // What waits for a hand: every link of the text, everything that can be focused or pointed at.
    await visit.page.evaluate(() => {
      addEventListener("submit", (event) => event.preventDefault());
      for (const element of document.querySelectorAll("main *")) {
        const href = element.getAttribute("href") ?? element.getAttribute("action") ?? "";
        for (const kind of ["mouseover", "focus", "toggle"]) element.dispatchEvent(new Event(kind, { bubbles: true }));
        if (/^[\s\0-\x20]*(java|vb)\s*script:|^[\s\0-\x20]*data:/i.test(href)) globalThis.hacked(`an address: ${href}`);
      }
    });
    await visit.page.waitForTimeout(300);
    const state = await visit.page.evaluate(() => ({
      url: location.href,
      scripts: [...document.querySelectorAll("main script, main style, main iframe, main object, main embed, main base, main meta, main link, main form")].map((element) => element.outerHTML),
      handlers: [...document.querySelectorAll("main *")].filter((element) => [...element.attributes].some(({ name }) => name.startsWith("on") || name === "style" || name === "srcdoc")).map((element) => element.outerHTML.slice(0, 120)),
      seen: document.querySelector("main").checkVisibility(),
    }));
    // An image that is not there is no harm, and a picture elsewhere is the author's to judge: folio warns of it.
    const requests = visit.faults.filter((fault) => fault.startsWith("a request"));
    await visit.close();
    assert.deepEqual(hacked, []);
    assert.deepEqual(state.scripts, []);
    assert.deepEqual(state.handlers, []);
    assert.deepEqual(requests, []);
    assert.ok(state.seen, "the page is hidden");
    assert.equal(state.url, host.origin + host.prefix + path);
  });
}
