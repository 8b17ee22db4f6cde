// Holds the look of folio's own theme to pictures of it. They are made with fonts of our own, so that they are the same on
// every machine, and are compared in blocks, so that a browser that smooths a letter differently is not at fault.
//
// After a change that is meant: FOLIO_BLESS=1 node --test tests/browser/pictures.mjs, and look at the difference.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, openPage } from "./browser.mjs";
import { buildPortfolio } from "./portfolio.mjs";
import { serve } from "./serve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const folderOfPictures = join(here, "pictures");
const font = (name) => join(here, "node_modules/@fontsource/source-serif-4/files", `source-serif-4-latin-${name}.woff2`);
const FACES = { "400-normal": "400", "600-normal": "600", "400-italic": "400;font-style:italic" };

/** What is looked at: the first 1,600 px of each page. */
const PAGES = { home: "", work: "work/", case: "work/queue/", proof: "proof/", resume: "resume/", post: "journal/first-week/" };
const VIEWS = {
  desktop: { size: { width: 1280, height: 900 } },
  phone: { size: { width: 375, height: 740 } },
  dark: { size: { width: 1280, height: 900 }, media: { colorScheme: "dark" } },
  print: { size: { width: 700, height: 990 }, media: { media: "print" } },
};

/** The side of a block in pixels; how much of its mean brightness, or of one of its colours, may change (of 255); how many blocks of a thousand may. */
const BLOCK = 8;
const SHADE = 14;
const SHARE = 4;

let browser, folder, host;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "folio-pictures-"));
  host = await serve(buildPortfolio(join(folder, "public")));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await host?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A page as it looks with our fonts, one pixel for each block: the mean of its colours. */
async function look(path, { size, media }, css = "") {
  const visit = await openPage(browser, host);
  const faces = Object.entries(FACES).map(
    ([name, weight]) => `@font-face{font-family:Held;src:url(/held/${name}.woff2);font-weight:${weight};font-display:block}`,
  );
  await visit.context.route("**/held/*.woff2", async (route) => {
    const name = route.request().url().match(/held\/(.*)\.woff2/)[1];
    await route.fulfill({ body: await readFile(font(name)), contentType: "font/woff2" });
  });
  await visit.context.route("**/broadsheet.*.css", async (route) => {
    const response = await route.fetch();
    const held = ":root,[data-type=serif]{--serif:Held;--sans:Held;--mono:Held}";
    await route.fulfill({ response, body: (await response.text()) + faces.join("") + held + css });
  });
  await visit.page.setViewportSize(size);
  if (media) await visit.page.emulateMedia(media);
  await visit.page.goto(host.origin + host.prefix + path, { waitUntil: "load" });
  await visit.page.evaluate(() => document.fonts.ready);
  const height = Math.min(1600, await visit.page.evaluate(() => document.documentElement.scrollHeight));
  const png = await visit.page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: size.width, height }, animations: "disabled" });
  const blocks = await visit.page.evaluate(
    async ([png, block]) => {
      const whole = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
      const [width, height] = [Math.floor(whole.width / block), Math.floor(whole.height / block)];
      const canvas = new OffscreenCanvas(whole.width, whole.height).getContext("2d");
      canvas.drawImage(whole, 0, 0);
      const { data } = canvas.getImageData(0, 0, whole.width, whole.height);
      const small = new OffscreenCanvas(width, height);
      const pixels = new ImageData(width, height);
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const sum = [0, 0, 0];
          for (let dy = 0; dy < block; dy++)
            for (let dx = 0; dx < block; dx++) {
              const at = ((y * block + dy) * whole.width + x * block + dx) * 4;
              for (const colour of [0, 1, 2]) sum[colour] += data[at + colour];
            }
          const to = (y * width + x) * 4;
          for (const colour of [0, 1, 2]) pixels.data[to + colour] = Math.round(sum[colour] / (block * block));
          pixels.data[to + 3] = 255;
        }
      small.getContext("2d").putImageData(pixels, 0, 0);
      const bytes = new Uint8Array(await (await small.convertToBlob({ type: "image/png" })).arrayBuffer());
      return btoa(String.fromCharCode(...bytes));
    },
    [png.toString("base64"), BLOCK],
  );
  await visit.close();
  return { png, blocks: Buffer.from(blocks, "base64") };
}

/** How many blocks of a thousand differ; all of them where the pictures have other sizes. */
async function difference(one, other) {
  const visit = await openPage(browser, host);
  const found = await visit.page.evaluate(
    async ([pictures, shade]) => {
      const [a, b] = await Promise.all(
        pictures.map(async (png) => {
          const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
          const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
          canvas.drawImage(image, 0, 0);
          return canvas.getImageData(0, 0, image.width, image.height);
        }),
      );
      if (a.width !== b.width || Math.abs(a.height - b.height) > 1) return 1000;
      const count = a.width * Math.min(a.height, b.height);
      let different = 0;
      for (let at = 0; at < count * 4; at += 4) {
        if ([0, 1, 2].some((colour) => Math.abs(a.data[at + colour] - b.data[at + colour]) > shade)) different++;
      }
      return (different * 1000) / count;
    },
    [[one.toString("base64"), other.toString("base64")], SHADE],
  );
  await visit.close();
  return found;
}

for (const [page, path] of Object.entries(PAGES)) {
  for (const [view, settings] of Object.entries(VIEWS)) {
    test(`${page} looks as it did: ${view}`, async () => {
      const file = join(folderOfPictures, `${page}-${view}.png`);
      const { png, blocks } = await look(path, settings);
      if (process.env.FOLIO_BLESS) {
        await mkdir(folderOfPictures, { recursive: true });
        await writeFile(file, blocks);
        return;
      }
      assert.ok(existsSync(file), `there is no ${file}: FOLIO_BLESS=1 makes it`);
      const found = await difference(blocks, await readFile(file));
      if (found > SHARE) {
        // For somebody to look at.
        await mkdir(join(here, "shots"), { recursive: true });
        await writeFile(join(here, "shots", `${page}-${view}.png`), png);
      }
      assert.ok(found <= SHARE, `${found.toFixed(1)} of 1000 blocks differ; tests/browser/shots/${page}-${view}.png is how it looks now`);
    });
  }
}

for (const [what, css] of Object.entries({
  "another accent": ":root{--accent:#1f4394}",
  "two more pixels between results": ".metric{padding-block-start:calc(1.35rem + .2rem + 2px)}",
  "rules that are gone": ".metric,.results,.masthead::after{border-color:transparent!important}",
  "a softer ink": ":root{--ink:#3c3b35}",
})) {
  test(`the comparison sees ${what}`, async () => {
    const [was, is] = [await look(PAGES.case, VIEWS.desktop), await look(PAGES.case, VIEWS.desktop, css)];
    const found = await difference(was.blocks, is.blocks);
    assert.ok(found > SHARE, `only ${found.toFixed(1)} of 1000 blocks differ`);
  });
}

test("the same page twice is the same", async () => {
  const [one, other] = [await look(PAGES.case, VIEWS.phone), await look(PAGES.case, VIEWS.phone)];
  assert.equal(await difference(one.blocks, other.blocks), 0);
});
