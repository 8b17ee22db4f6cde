// Starts Chromium, and opens pages that remember what goes wrong.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function findBrowser() {
  const folders = (process.env.PATH ?? "").split(":");
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const known = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return process.env.CHROMIUM ?? known.find((path) => existsSync(path)) ?? "/usr/bin/chromium";
}

/** A browser with a profile of its own, which goes when it is closed; `flags` are for it alone. */
export function launch(flags = []) {
  return chromium.launch({ executablePath: findBrowser(), args: [...FLAGS, ...flags] });
}

/** A page, and in `faults` what goes wrong while it is used. Requests to other hosts are noted and never sent. */
export async function openPage(browser, host) {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  const faults = [];
  await context.route(
    (url) => url.protocol.startsWith("http") && url.origin !== host.origin,
    (route) => {
      faults.push(`a request to another host: ${route.request().url()}`);
      return route.abort();
    },
  );
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`the console says: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`a script fails: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 400 && response.request().resourceType() !== "document") {
      faults.push(`${response.status()} for ${response.url()}`);
    }
  });
  return { context, page, faults, close: () => context.close() };
}
