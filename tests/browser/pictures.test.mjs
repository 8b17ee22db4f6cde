// Holds the look of folio's own theme to pictures of it. They are made with fonts of our own, so that they are the same on
// every machine, and are compared in blocks, so that a browser that smooths a letter differently or sets it a pixel further
// on is not at fault.
//
// After a change that is meant: FOLIO_BLESS=1 node --test tests/browser/pictures.test.mjs, and look at the difference.

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
const font = (name, face) => join(here, "node_modules/@fontsource", name, "files", `${name}-latin-${face}.woff2`);
/** Each face: its file, and what its rule says. The last one has the arrows that the others lack. */
const FACES = {
  "400": [font("source-serif-4", "400-normal"), "font-family:Held;font-weight:400"],
  "600": [font("source-serif-4", "600-normal"), "font-family:Held;font-weight:600"],
  "italic": [font("source-serif-4", "400-italic"), "font-family:Held;font-weight:400;font-style:italic"],
  "rest": [font("noto-sans-math", "400-normal"), "font-family:Rest"],
};
/** Letters are drawn in greys, in their own outlines and where the layout has them, whatever the machine says. */
const FLAGS = ["--font-render-hinting=none", "--enable-font-subpixel-positioning", "--disable-lcd-text", "--force-color-profile=srgb"];

/** What is looked at: the first 1,600 px of each page. */
const PAGES = { home: "", work: "work/", case: "work/queue/", proof: "proof/", resume: "resume/", post: "journal/first-week/" };
const VIEWS = {
  desktop: { size: { width: 1280, height: 900 } },
  phone: { size: { width: 375, height: 740 } },
  dark: { size: { width: 1280, height: 900 }, media: { colorScheme: "dark" } },
  print: { size: { width: 700, height: 990 }, media: { media: "print" } },
};

/** The side of a block in pixels, and how far what is in it may have moved. */
const BLOCK = 8;
const SHIFT = 1;
/**
 * How much the mean of a block may change (of 255), and how many blocks of a thousand may: in `shade`, the most of its colours;
 * in `tint`, how far its colours lie apart, which smoothing leaves alone and another accent does not. On the case study as a
 * desktop has it, a short line that is missing is 1.0 of shade, and another accent 2.3 of tint; an unchanged page is none of either.
 */
const MOST = { shade: { change: 10, share: 1 }, tint: { change: 5, share: 0.5 } };

let browser, folder, host;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "folio-pictures-"));
  host = await serve(buildPortfolio(join(folder, "public")));
  browser = await launch(FLAGS);
});
after(async () => {
  await browser?.close();
  await host?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A page with our fonts, as it is about to be looked at; `css` comes after the theme's. */
async function visit(path, { size, media }, css = "") {
  const visit = await openPage(browser, host);
  await visit.context.route("**/held/*", async (route) => {
    const [file] = FACES[route.request().url().split("/held/")[1]];
    await route.fulfill({ body: await readFile(file), contentType: "font/woff2" });
  });
  await visit.context.route("**/broadsheet.*.css", async (route) => {
    const response = await route.fetch();
    const faces = Object.entries(FACES).map(([name, [, rule]]) => `@font-face{src:url(/held/${name});font-display:block;${rule}}`);
    const held = ":root,[data-type=serif]{--serif:Held,Rest;--sans:Held,Rest;--mono:Held,Rest}";
    await route.fulfill({ response, body: (await response.text()) + faces.join("") + held + css });
  });
  await visit.page.setViewportSize(size);
  if (media) await visit.page.emulateMedia(media);
  await visit.page.goto(host.origin + host.prefix + path, { waitUntil: "load" });
  await visit.page.evaluate(() => document.fonts.ready);
  return visit;
}

/** The top of a page as it looks, as a PNG. */
async function look(path, view, css) {
  const { page, close } = await visit(path, view, css);
  const height = Math.min(1600, await page.evaluate(() => document.documentElement.scrollHeight));
  const png = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: view.size.width, height }, animations: "disabled" });
  await close();
  return png;
}

/** The pictures in a browser, which can read them, with the means of any square of them. */
async function withPictures(pngs, work, argument) {
  const { page, close } = await openPage(browser, host);
  await page.evaluate(
    async ([pngs, block]) => {
      const read = async (png) => {
        const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
        const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
        canvas.drawImage(image, 0, 0);
        const { data, width, height } = canvas.getImageData(0, 0, image.width, image.height);
        // What is above and before each pixel, so that a sum costs four looks whatever its size.
        const sums = [0, 1, 2].map((colour) => {
          const sum = new Float64Array((width + 1) * (height + 1));
          for (let y = 0; y < height; y++)
            for (let x = 0, row = 0; x < width; x++) {
              row += data[(y * width + x) * 4 + colour];
              sum[(y + 1) * (width + 1) + x + 1] = sum[y * (width + 1) + x + 1] + row;
            }
          return sum;
        });
        const mean = (left, top) => {
          const [x0, y0, x1, y1] = [Math.max(0, left), Math.max(0, top), Math.min(width, left + block), Math.min(height, top + block)];
          const at = (sum, x, y) => sum[y * (width + 1) + x];
          return sums.map((sum) => (at(sum, x1, y1) - at(sum, x0, y1) - at(sum, x1, y0) + at(sum, x0, y0)) / ((x1 - x0) * (y1 - y0)));
        };
        return { data, width, height, mean };
      };
      window.pictures = await Promise.all(pngs.map(read));
    },
    [pngs.map((png) => png.toString("base64")), BLOCK],
  );
  const found = await page.evaluate(work, argument);
  await close();
  return found;
}

/** A picture with one pixel for each of its blocks: the mean of its colours. */
async function blocksOf(png) {
  const blocks = await withPictures(
    [png],
    async (block) => {
      const [whole] = window.pictures;
      const [width, height] = [Math.floor(whole.width / block), Math.floor(whole.height / block)];
      const pixels = new ImageData(width, height);
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) pixels.data.set([...whole.mean(x * block, y * block).map(Math.round), 255], (y * width + x) * 4);
      const small = new OffscreenCanvas(width, height);
      small.getContext("2d").putImageData(pixels, 0, 0);
      const bytes = new Uint8Array(await (await small.convertToBlob({ type: "image/png" })).arrayBuffer());
      return btoa(String.fromCharCode(...bytes));
    },
    BLOCK,
  );
  return Buffer.from(blocks, "base64");
}

/** What of a picture differs from the blocks of another one, in words; nothing where it is the same to a reader. */
async function difference(blocks, png) {
  return withPictures(
    [blocks, png],
    ([block, shift, most]) => {
      const [was, is] = window.pictures;
      const [width, height] = [Math.floor(is.width / block), Math.floor(is.height / block)];
      if (was.width !== width || Math.abs(was.height - height) > 1) return [`${was.width} by ${was.height} blocks were ${width} by ${height}`];
      const changes = {
        shade: ([r, g, b]) => Math.max(Math.abs(r), Math.abs(g), Math.abs(b)),
        tint: ([r, g, b]) => Math.max(Math.abs(r - g), Math.abs(g - b), Math.abs(b - r)),
      };
      const rows = Math.min(was.height, height);
      return Object.entries(most).flatMap(([kind, { change, share }]) => {
        const places = [];
        for (let y = 0; y < rows; y++)
          for (let x = 0; x < width; x++) {
            const old = was.data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3);
            let least = Infinity;
            for (let dy = -shift; dy <= shift; dy++)
              for (let dx = -shift; dx <= shift; dx++) {
                const now = is.mean(x * block + dx, y * block + dy);
                least = Math.min(least, changes[kind](now.map((value, colour) => value - old[colour])));
              }
            if (least > change) places.push([x * block, y * block]);
          }
        const found = (places.length * 1000) / (rows * width);
        if (found <= share) return [];
        const ends = (side) => `${Math.min(...places.map((place) => place[side]))} to ${Math.max(...places.map((place) => place[side])) + block}`;
        return [`${found.toFixed(1)} of 1000 blocks have another ${kind}, from left ${ends(0)} px and from above ${ends(1)} px`];
      });
    },
    [BLOCK, SHIFT, MOST],
  );
}

for (const [page, path] of Object.entries(PAGES)) {
  for (const [view, settings] of Object.entries(VIEWS)) {
    test(`${page} looks as it did: ${view}`, async () => {
      const file = join(folderOfPictures, `${page}-${view}.png`);
      const png = await look(path, settings);
      if (process.env.FOLIO_BLESS) {
        await mkdir(folderOfPictures, { recursive: true });
        await writeFile(file, await blocksOf(png));
        return;
      }
      assert.ok(existsSync(file), `there is no ${file}: FOLIO_BLESS=1 makes it`);
      const found = await difference(await readFile(file), png);
      if (found.length) {
        // For somebody to look at.
        await mkdir(join(here, "shots"), { recursive: true });
        await writeFile(join(here, "shots", `${page}-${view}.png`), png);
      }
      assert.deepEqual(found, [], `tests/browser/shots/${page}-${view}.png is how it looks now`);
    });
  }
}

const CHANGES = {
  "another accent": ":root{--accent:#1f4394}",
  "an accent that is close to it": ":root{--accent:#6d2560}",
  "two more pixels between results": ".metric{padding-block-start:calc(1.35rem + .2rem + 2px)}",
  "a column that has moved": ":root{--label:12.5rem}",
  "a line that is missing": ".metric:first-of-type .definition{visibility:hidden}",
  "a short line that is missing": ".kicker{visibility:hidden}",
  "rules that are gone": ".metric,.results,.masthead::after{border-color:transparent!important}",
  "a softer ink": ":root{--ink:#3c3b35}",
};
for (const [what, css] of Object.entries(CHANGES)) {
  test(`the comparison sees ${what}`, async () => {
    const blocks = await blocksOf(await look(PAGES.case, VIEWS.desktop));
    assert.notDeepEqual(await difference(blocks, await look(PAGES.case, VIEWS.desktop, css)), []);
  });
}

for (const [what, css] of Object.entries({
  "nothing where nothing changed": "",
  "no shift of a pixel": "body{position:relative;inset:1px 0 0 1px}",
  "no letters that are smoothed differently": "body{-webkit-text-stroke:.12px}",
})) {
  test(`the comparison sees ${what}`, async () => {
    const blocks = await blocksOf(await look(PAGES.case, VIEWS.phone));
    assert.deepEqual(await difference(blocks, await look(PAGES.case, VIEWS.phone, css)), []);
  });
}

test("every letter is from a font of our own", async () => {
  for (const path of Object.values(PAGES)) {
    const { context, page, close } = await visit(path, VIEWS.desktop);
    const devtools = await context.newCDPSession(page);
    await devtools.send("DOM.enable");
    await devtools.send("CSS.enable");
    const { root } = await devtools.send("DOM.getDocument", { depth: 0 });
    const { nodeIds } = await devtools.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: "body *" });
    const others = new Set();
    for (const nodeId of nodeIds) {
      const { fonts } = await devtools.send("CSS.getPlatformFontsForNode", { nodeId });
      for (const font of fonts) if (!font.isCustomFont) others.add(font.familyName);
    }
    assert.deepEqual([...others], [], `of a font of this machine, on /${path}`);
    await close();
  }
});
