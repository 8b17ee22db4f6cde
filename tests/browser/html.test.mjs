// The built demo before judges that know nothing of folio: the Nu HTML checker and a link checker.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { LinkChecker } from "linkinator";
import { serve } from "./serve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const site = resolve(process.env.FOLIO_DEMO ?? join(here, "../../target/demo"));
const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

/** What the Nu HTML checker says of every page below a folder, its own remarks about style aside. */
async function complaints(folder) {
  const args = ["-Xss4m", "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html", folder];
  const { stdout } = await promisify(execFile)("java", args, { maxBuffer: 64 << 20 });
  const { messages } = JSON.parse(stdout);
  return messages.map(({ type, subType, url, lastLine, message }) => {
    const page = url ? url.slice(url.indexOf(folder) + folder.length) : "";
    return `${subType ?? type}: ${page}:${lastLine}: ${message}`;
  });
}

test("the checker finds a fault where there is one", async () => {
  const found = await complaints(join(here, "faulty"));
  assert.ok(found.some((fault) => fault.includes("/index.html:") && fault.includes("alt")), found.join("\n"));
});

test("every page of the demo is valid HTML", async () => {
  assert.deepEqual(await complaints(site), []);
});

test("a crawl of the demo finds no link and no part of a page missing", async () => {
  const host = await serve(site);
  const elsewhere = [`^(?!${host.origin})`];
  const checker = new LinkChecker();
  const path = host.origin + host.prefix;
  const { links } = await checker.check({ path, recurse: true, checkFragments: true, linksToSkip: elsewhere });
  await host.close();
  const seen = links.filter(({ state }) => state === "OK");
  assert.ok(seen.length > 10, `only ${seen.length} links were followed`);
  const broken = links.filter(({ state }) => state === "BROKEN");
  assert.deepEqual(broken.map(({ url, parent, status }) => `${parent} → ${url} (${status})`), []);
});
