// Measures pages of the demo as Lighthouse does on a phone, and fails where one falls short. `make lighthouse` runs it.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as chromeLauncher from "chrome-launcher";
import lighthouse from "lighthouse";
import { serve } from "../browser/serve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const site = resolve(process.env.FOLIO_DEMO ?? join(here, "../../target/demo"));
const PAGES = ["", "work/", "work/ten-thousand-pages/", "proof/", "resume/"];
const LEAST = { performance: 99, accessibility: 100, "best-practices": 100, seo: 100 };
// A loaded machine makes a page slow that is not: the best of this many counts.
const TRIES = 3;

const folders = (process.env.PATH ?? "").split(":");
const names = ["chromium", "chromium-browser", "google-chrome"].flatMap((name) => folders.map((folder) => join(folder, name)));
const chromePath = process.env.CHROMIUM ?? names.find((path) => existsSync(path));

const host = await serve(site, "/");
const chrome = await chromeLauncher.launch({ chromePath, chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"], logLevel: "silent" });
let short = 0;
for (const path of PAGES) {
  const best = Object.fromEntries(Object.keys(LEAST).map((key) => [key, 0]));
  let audits = {};
  for (let n = 0; n < TRIES && Object.entries(LEAST).some(([key, least]) => best[key] < least); n++) {
    const { lhr } = await lighthouse(`${host.origin}/${path}`, { port: chrome.port, output: "json", logLevel: "error", onlyCategories: Object.keys(LEAST) });
    for (const [key, { score }] of Object.entries(lhr.categories)) best[key] = Math.max(best[key], Math.round(score * 100));
    audits = lhr.audits;
  }
  const failed = Object.entries(LEAST).filter(([key, least]) => best[key] < least);
  const shift = audits["cumulative-layout-shift"].numericValue;
  const paint = audits["largest-contentful-paint"].numericValue;
  console.log(`/${path.padEnd(26)} ${Object.values(best).join(" / ")}   shift ${shift.toFixed(3)}   largest paint ${Math.round(paint)} ms`);
  if (failed.length || shift > 0) {
    short++;
    for (const audit of Object.values(audits)) {
      if (audit.score !== null && audit.score < 0.9) console.log(`    ${audit.id}: ${audit.displayValue ?? audit.title}`);
    }
  }
}
await chrome.kill();
await host.close();
process.exit(short ? 1 : 0);
