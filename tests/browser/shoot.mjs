// Takes the pictures of docs/pictures/ from the demo as it is built: node tests/browser/shoot.mjs (scripts/pictures builds it).
// The browser itself writes WebP, so nothing else is needed; paper goes through pdftoppm.

import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, openPage } from "./browser.mjs";
import { buildPortfolio } from "./portfolio.mjs";
import { serve } from "./serve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = resolve(here, "../../docs/pictures");
const demo = resolve(process.env.FOLIO_DEMO ?? join(here, "../../target/demo"));
const scratch = await mkdtemp(join(tmpdir(), "folio-pictures-"));

// The résumé is that of somebody with a name and a curriculum, which the demo has not.
const PAGES = { home: [demo, ""], case: [demo, "work/larkspur-checkout/"], proof: [demo, "proof/"], resume: [buildPortfolio(join(scratch, "portfolio")), "resume/"] };
const VIEWS = {
  desktop: { size: { width: 1280, height: 860 }, scale: 1.25 },
  phone: { size: { width: 390, height: 844 }, scale: 2 },
  dark: { size: { width: 1280, height: 860 }, scale: 1.25, media: { colorScheme: "dark" } },
};

const browser = await launch();

/** A PNG as WebP. */
async function webp(page, png) {
  const text = await page.evaluate(async (png) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext("2d").drawImage(image, 0, 0);
    const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.82 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  }, png.toString("base64"));
  return Buffer.from(text, "base64");
}

await mkdir(out, { recursive: true });
for (const [name, [site, path]] of Object.entries(PAGES)) {
  const host = await serve(site);
  const address = host.origin + host.prefix + path;
  for (const [view, { size, scale, media }] of Object.entries(VIEWS)) {
    const context = await browser.newContext({ viewport: size, deviceScaleFactor: scale, reducedMotion: "reduce", ...media });
    const page = await context.newPage();
    await page.goto(address, { waitUntil: "load" });
    await writeFile(join(out, `${name}-${view}.webp`), await webp(page, await page.screenshot()));
    await context.close();
  }
  const visit = await openPage(browser, host);
  await visit.page.goto(address, { waitUntil: "load" });
  const pdf = join(scratch, `${name}.pdf`);
  await writeFile(pdf, await visit.page.pdf({ format: "A4" }));
  execFileSync("pdftoppm", ["-r", "110", "-f", "1", "-l", "1", "-singlefile", "-png", pdf, join(scratch, name)]);
  await writeFile(join(out, `${name}-print.webp`), await webp(visit.page, await readFile(join(scratch, `${name}.png`))));
  await visit.close();
  await host.close();
}
await browser.close();
await rm(scratch, { recursive: true, force: true });
