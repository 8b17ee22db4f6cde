// `verify.js`: in plain Node it agrees with folio on every row of the shared table of calculations; in Chromium a reader
// who doubts finds it by keyboard, sees each step, and is told when something was changed.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch, openPage } from "./browser.mjs";
import { documentFaults, layoutFaults } from "./inspect.mjs";
import { serve } from "./serve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const folio = resolve(process.env.FOLIO ?? join(here, "../../target/debug/folio"));

const ORDERS =
  "month,shop,visits,orders\n2024-02,north,1200,84\n2024-02,south,800,44\n2024-09,north,1500,138\n2024-09,south,900,78\n2024-09,east,,\n";
const CASE = `---
title: A shorter checkout
date: 2024-10-01
metrics:
  - name: Conversion
    baseline: 6.4 % in 2024-02
    value: 9.00 % in 2024-09
    calc: ratio(orders, visits) from orders.csv where month = 2024-09
    baseline_calc: ratio(orders, visits) from orders.csv where month = 2024-02
  - { name: Shops, value: 3 in 2024 }
---

Text.
`;

let browser, folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "folio-recalculation-"));
  await mkdir(join(folder, "content/work"), { recursive: true });
  await writeFile(join(folder, "folio.yaml"), "title: A shop\ncsp: true\n");
  await writeFile(join(folder, "content/work/checkout.md"), CASE);
  await writeFile(join(folder, "content/work/orders.csv"), ORDERS);
  execFileSync(folio, ["--root", folder, "--quiet", "build"]);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

test("the script agrees with folio on every row of the shared table, and refuses what folio refuses", async () => {
  // As it is published, not as it is written.
  await import(pathToFileURL(join(folder, "public/proof/verify.js")));
  const { calculate, gives } = globalThis.folio;
  const cases = JSON.parse(await readFile(join(here, "../recalculation/cases.json"), "utf8"));
  let [agreed, refused] = [0, 0];
  for (const { csv, phrase, figure, result, plan } of cases) {
    if (!plan) continue;
    let found = null;
    try {
      const { value, rows, used, left_out, blanks } = calculate(plan, csv);
      const { rounded, holds } = gives(value, figure);
      found = { value: value.join("/"), rounded, holds, rows, used, left_out, blanks };
    } catch (error) {
      assert.ok(error.key, `${phrase}: ${error.stack}`);
    }
    // What cannot be rounded to so many digits holds for nobody.
    const wanted = result && result.rounded ? result : null;
    assert.deepEqual(found, wanted, `${phrase}\n${csv}`);
    if (wanted) agreed += 1;
    else refused += 1;
  }
  assert.ok(agreed > 300 && refused > 30, `${agreed} agreed, ${refused} refused`);
});

test("steps are told in digits where these end, and by a fraction with about how much it is where they do not", () => {
  const { calculate } = globalThis.folio;
  const column = (name) => ({ name, numbers: { mark: "point" } });
  const told = (plan, csv) => calculate(plan, csv).steps.map(({ parts }) => parts.formula ?? parts.value).filter(Boolean);
  assert.deepEqual(told({ op: "mean", columns: [column("a")] }, "a\n1.5\n2.25\n1.53\n"), ["5.28", "(5.28) / (3) = 1.76"]);
  assert.deepEqual(told({ op: "mean", columns: [column("a")] }, "a\n1e0\n5\n-1e1\n"), ["-4", "(-4) / (3) = -4/3 ≈ -1.333333"]);
});

test("the published script is small", async () => {
  assert.ok((await readFile(join(folder, "public/proof/verify.js"))).length < 15_000);
});

/** A copy of the site in which something was changed, served; what a reader is told of the first figure. */
async function told(change = async () => {}, use = async () => {}, site = folder, figure = "conversion") {
  const copy = await mkdtemp(join(tmpdir(), "folio-tampered-"));
  await cp(join(site, "public"), copy, { recursive: true });
  await change(copy);
  const host = await serve(copy);
  const visit = await openPage(browser, host);
  try {
    await visit.page.goto(`${host.origin}${host.prefix}proof/recalculate/?page=work%2Fcheckout%2F&figure=${figure}`);
    await visit.page.waitForSelector(".holds, .fails");
    await use(visit);
    const status = await visit.page.textContent("#recalculate-status");
    const steps = await visit.page.locator("#recalculate-steps li").allTextContents();
    return { status, steps, faults: visit.faults };
  } finally {
    await visit.close();
    await host.close();
    await rm(copy, { recursive: true, force: true });
  }
}

async function replace(path, from, to) {
  const text = await readFile(path, "utf8");
  assert.ok(text.includes(from), `${from} in ${path}`);
  await writeFile(path, text.replaceAll(from, to));
}

test("a reader who doubts comes by keyboard from a figure to its steps", async () => {
  const host = await serve(join(folder, "public"));
  const visit = await openPage(browser, host);
  const { page, faults } = visit;
  await page.goto(`${host.origin}${host.prefix}work/checkout/`);
  const scripts = await page.locator("script[src]").count();
  assert.equal(scripts, 0, "nothing is loaded before a reader asks");
  const reach = async (selector) => {
    for (let press = 0; press < 60; press += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    }
    assert.fail(`${selector} cannot be reached by keyboard`);
  };
  await reach("#figure-conversion .proof summary");
  await page.keyboard.press("Enter");
  await reach("#figure-conversion .again a");
  const order = await page.evaluate(() => {
    const [file, query, again] = ["a[href*='evidence/']", "pre", ".again a"].map((part) => document.querySelector("#figure-conversion .proof " + part));
    const before = (one, other) => Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
    return before(file, again) && before(query, again);
  });
  assert.ok(order, "file and query come before the script");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".holds, .fails");
  assert.equal(await page.textContent("#recalculate-status"), "The published data give this figure.");
  const steps = (await page.locator("#recalculate-steps li").allTextContents()).join("\n");
  for (const words of ["month = 2024-09: 3 rows are left.", "Sum of orders: 216", "Sum of visits: 2400", "(216) / (2400) × 100 = 9", "Rounded half away from zero to 2 digits: 9.00", "The page says 9.00"]) {
    assert.ok(steps.includes(words), `${words} in\n${steps}`);
  }
  assert.match(await page.textContent("main"), /cannot vouch for itself/);
  assert.deepEqual(await page.evaluate(documentFaults), []);
  assert.deepEqual(await page.evaluate(layoutFaults), []);
  assert.deepEqual(faults, []);
  await visit.close();
  await host.close();
});

test("without a figure all are offered, and one that is the author's own is none of them", async () => {
  const host = await serve(join(folder, "public"));
  const visit = await openPage(browser, host);
  await visit.page.goto(`${host.origin}${host.prefix}proof/recalculate/`);
  await visit.page.waitForSelector("#recalculate-steps a");
  assert.deepEqual((await visit.page.locator("#recalculate-steps a").allTextContents()).map((text) => text.replace(/\s/g, " ")), ["Conversion: 9.00 %"]);
  await visit.page.click("#recalculate-steps a");
  await visit.page.waitForSelector(".holds");
  await visit.close();
  await host.close();
});

test("whatever was changed on its way is told, and nothing is said to hold", async () => {
  const evidence = async (copy) => {
    const [digest] = await readdir(join(copy, "proof/evidence"));
    return join(copy, "proof/evidence", digest, "orders.csv");
  };
  assert.deepEqual((await told()).status, "The published data give this figure.");
  const changes = {
    "orders.csv has other bytes": async (copy) => replace(await evidence(copy), "138", "139"),
    "proof/manifest.json has other bytes": (copy) => replace(join(copy, "proof/manifest.json"), '"rounded":"9.00"', '"rounded":"9.10"'),
    "work/checkout/index.html shows “9.90": (copy) => replace(join(copy, "work/checkout/index.html"), "9.00", "9.90"),
    "does not say where it shows the figure": (copy) => replace(join(copy, "work/checkout/index.html"), "data-claim", "data-other"),
    "orders.csv cannot be read": async (copy) => rm(await evidence(copy)),
    "proof/SHA256SUMS cannot be read": (copy) => rm(join(copy, "proof/SHA256SUMS")),
  };
  for (const [words, change] of Object.entries(changes)) {
    const { status } = await told(change);
    assert.ok(status.startsWith("This does not hold: ") && status.includes(words), `${words}: ${status}`);
  }
  const { status, steps } = await told((copy) => replace(join(copy, "work/checkout/index.html"), "<p>Text.</p>", "<p>Text!</p>"));
  assert.equal(status, "The published data give this figure.");
  assert.ok(steps.some((step) => step.includes("A host may have made it smaller.")));
});

test("a page that shows another note on the data than the manifest has does not hold", async () => {
  const site = await mkdtemp(join(tmpdir(), "folio-noted-"));
  const days = Array.from({ length: 20 }, (_, day) => `2024-06-${String(day + 1).padStart(2, "0")},768\n`).join("");
  const front = "metrics: [{ name: Orders, value: 15360, calc: sum(orders) from days.csv }]\nexplanations: [{ finding: constant-run, text: a cap }]";
  const files = {
    "folio.yaml": "title: A shop\n",
    "content/work/days.csv": `day,orders\n${days}`,
    "content/work/checkout.md": `---\ntitle: A\ndate: 2024-10-01\n${front}\n---\n\nText.\n`,
  };
  await mkdir(join(site, "content/work"), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(site, name), text);
  execFileSync(folio, ["--root", site, "--quiet", "build"]);
  assert.deepEqual((await told(undefined, undefined, site, "orders")).status, "The published data give this figure.");
  for (const [from, to] of [["20 consecutive", "3 consecutive"], [">a cap<", ">a gap<"], ['"note-1"', '"note-2"']]) {
    const { status } = await told((copy) => replace(join(copy, "work/checkout/index.html"), from, to), undefined, site, "orders");
    assert.ok(status.startsWith("This does not hold: "), `${to}: ${status}`);
  }
  await rm(site, { recursive: true, force: true });
});

test("a page from a disk says in words why it does not calculate", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(folder, "public/proof/recalculate/index.html")).href);
  await page.waitForFunction(() => /disk/.test(document.getElementById("recalculate-status").textContent));
  await context.close();
});
