// The résumé on paper: two pages, every result with its number and its short address, and codes that a camera reads.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import jsqr from "jsqr";
import { launch, openPage } from "./browser.mjs";
import { buildPortfolio } from "./portfolio.mjs";
import { serve } from "./serve.mjs";

let browser, folder, host, site;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "folio-resume-"));
  site = buildPortfolio(join(folder, "public"));
  host = await serve(site);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await host?.close();
  await rm(folder, { recursive: true, force: true });
});

async function onPaper(work) {
  const visit = await openPage(browser, host);
  await visit.page.emulateMedia({ media: "print" });
  await visit.page.goto(`${host.origin + host.prefix}resume/`, { waitUntil: "load" });
  const found = await work(visit.page);
  await visit.close();
  return found;
}

/** The results as the page states them, in order. */
const results = (page) =>
  page.locator(".result-of li").evaluateAll((items) => items.map((item) => item.textContent.replace(/\s+/g, " ").trim()));

for (const format of ["A4", "Letter"]) {
  test(`eight case studies, four jobs and an education are two pages of ${format}`, async () => {
    const pdf = await onPaper((page) => page.pdf({ format, preferCSSPageSize: false }));
    const name = join(folder, `${format}.pdf`);
    await writeFile(name, pdf);
    const { stdout } = await promisify(execFile)("pdfinfo", [name]);
    assert.match(stdout, /^Pages:\s+2$/m);
  });

  test(`the text of ${format} gives every result with its number, in the order of the page`, async () => {
    const [pdf, said] = await onPaper(async (page) => [await page.pdf({ format }), await results(page)]);
    const name = join(folder, `${format}-text.pdf`);
    await writeFile(name, pdf);
    const text = execFileSync("pdftotext", ["-enc", "UTF-8", name, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
    assert.equal(said.length, 19);
    let at = 0;
    for (const result of said) {
      const found = text.indexOf(result, at);
      assert.ok(found >= 0, `“${result}” is not in the text after character ${at}`);
      at = found;
    }
    assert.ok(text.indexOf("Employment") > at, "employment does not come after the results");
  });
}

test("every short address leads to the figure that it stands beside", async () => {
  const printed = await onPaper((page) =>
    page.locator(".result-of li").evaluateAll((items) =>
      items.map((item) => [item.querySelector(".paper").textContent, item.querySelector("a.check").getAttribute("href").split("#")[1]]),
    ),
  );
  assert.equal((await readdir(join(site, "p"))).length, printed.length);
  const visit = await openPage(browser, host);
  for (const [address, figure] of printed) {
    assert.match(address, /^ada\.example\/p\/[0-9a-z]{5}$/);
    await visit.page.goto(`${host.origin + host.prefix}${address.slice("ada.example/".length)}/`);
    await visit.page.waitForURL(`**/work/**#${figure}`);
    assert.equal(await visit.page.locator(`figure#${figure}`).count(), 1, address);
  }
  const faults = visit.faults;
  await visit.close();
  assert.deepEqual(faults, []);
});

test("a camera reads from each code the short address of the first result", async () => {
  const codes = await onPaper(async (page) => {
    const shown = [];
    for (const part of await page.locator(".result-of").all()) {
      const code = part.locator("svg.qr");
      const picture = await page.evaluate(async (png) => {
        const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
        const canvas = new OffscreenCanvas(image.width + 80, image.height + 80).getContext("2d");
        canvas.fillStyle = "#fff";
        canvas.fillRect(0, 0, image.width + 80, image.height + 80);
        canvas.drawImage(image, 40, 40);
        const { data, width, height } = canvas.getImageData(0, 0, image.width + 80, image.height + 80);
        return { data: [...data], width, height };
      }, (await code.screenshot({ scale: "css" })).toString("base64"));
      shown.push([picture, await part.locator(".paper").first().textContent(), await code.evaluate((svg) => svg.getBoundingClientRect().width)]);
    }
    return shown;
  });
  assert.equal(codes.length, 8);
  for (const [{ data, width, height }, address, size] of codes) {
    // Twelve millimetres at 96 pixels an inch.
    assert.ok(size >= 45, `a code of ${size} px`);
    assert.equal(jsqr(Uint8ClampedArray.from(data), width, height)?.data, `https://${address}/`);
  }
});

test("codes and short addresses are for paper alone, and the button prints", async () => {
  const visit = await openPage(browser, host);
  await visit.page.addInitScript(() => (window.print = () => (window.printed = true)));
  await visit.page.goto(`${host.origin + host.prefix}resume/`, { waitUntil: "load" });
  assert.equal(await visit.page.locator(":is(.qr, .paper):visible").count(), 0);
  await visit.page.getByRole("button", { name: "Print, or save as PDF" }).click();
  assert.equal(await visit.page.evaluate(() => window.printed), true);
  await visit.close();
});

test("a site without an address prints no short ones", async () => {
  const bare = buildPortfolio(join(folder, "bare"), (config) => config.replace(/^base_url:.*\n/m, ""));
  const page = await readFile(join(bare, "resume/index.html"), "utf8");
  assert.ok(page.includes("Median wait at the desk fell from"));
  assert.ok(!/class="(qr|paper)"/.test(page));
  assert.ok(!(await readdir(bare)).includes("p"));
});
