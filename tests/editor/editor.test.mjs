// What an author sees in an editor that speaks to yaml-language-server, in a site as `folio init` makes it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Server } from "./server.mjs";

const site = pathToFileURL(`${process.env.FOLIO_SITE ?? "target/editor"}/`);
const CONFIG = "# yaml-language-server: $schema=.folio/schema/config.json\n";
const CASE = "# yaml-language-server: $schema=../../.folio/schema/case.json\n";
const PAGE = "# yaml-language-server: $schema=../.folio/schema/page.json\n";
const THEME = "# yaml-language-server: $schema=../../.folio/schema/theme.json\n";

let server;
let number = 0;
before(async () => (server = await Server.start(site)));
after(() => server.stop());

// `|` marks where the cursor stands.
async function open(folder, line, text) {
  const uri = new URL(`${folder}file-${++number}.yaml`, site).href;
  const whole = line + text;
  const offset = whole.indexOf("|");
  const before = whole.slice(0, Math.max(offset, 0)).split("\n");
  const diagnostics = await server.open(uri, whole.replace("|", ""));
  const position = { line: before.length - 1, character: before.at(-1).length };
  return { diagnostics, at: { textDocument: { uri }, position } };
}

async function complete(folder, line, text) {
  const { at } = await open(folder, line, text);
  const { items } = await server.request("textDocument/completion", at);
  return items;
}

const labels = (items) => items.map(({ label }) => label).sort();

async function hover(folder, line, text) {
  const { at } = await open(folder, line, text);
  const { contents } = await server.request("textDocument/hover", at);
  return contents.value;
}

async function faults(folder, line, text) {
  const { diagnostics } = await open(folder, line, text);
  return diagnostics.map(({ message, range }) => `${range.start.line}: ${message}`);
}

describe("folio.yaml", () => {
  test("as init writes it has no fault", async () => {
    const text = await readFile(new URL("folio.yaml", site), "utf8");
    assert.ok(text.startsWith(CONFIG), text);
    assert.deepEqual(await faults("", "", text), []);
  });

  test("offers the settings that are not there yet", async () => {
    const offered = labels(await complete("", CONFIG, "title: A\n|"));
    for (const key of ["base_url", "navigation", "owner", "sections", "theme"]) assert.ok(offered.includes(key), key);
    assert.ok(!offered.includes("title"));
  });

  test("offers the words of a setting", async () => {
    assert.deepEqual(labels(await complete("", CONFIG, "title: A\nlinks: |")), ["error", "warn"]);
    const kinds = labels(await complete("", CONFIG, "title: A\nsections:\n  notes:\n    type: |"));
    assert.deepEqual(kinds, ["case", "page", "person", "post"]);
  });

  test("offers no truth value where a text is wanted", async () => {
    const offered = labels(await complete("", CONFIG, "title: A\ntagline: |"));
    assert.ok(!offered.includes("true"), offered.join());
  });

  test("says what a setting is", async () => {
    assert.match(await hover("", CONFIG, "title: A\nbase|_url: https://a.example\n"), /Where the site lies/);
    assert.match(await hover("", CONFIG, "title: A\nowner:\n  head|line: B\n"), /What you do, for whom/);
  });

  test("knows the themes, and the options of the one that is used", async () => {
    const themes = labels(await complete("", CONFIG, "title: A\ntheme: |"));
    assert.ok(themes.includes("base") && themes.includes("broadsheet"), themes.join());
    const accents = labels(await complete("", CONFIG, "title: A\ntheme_options:\n  accent: |"));
    assert.ok(accents.includes("oxblood") && accents.includes("cobalt"), accents.join());
    assert.match(await hover("", CONFIG, "title: A\ntheme_options:\n  acc|ent: moss\n"), /Without it: `oxblood`/);
    const wrong = await faults("", CONFIG, "title: A\ntheme_options:\n  accent: pink\n");
    assert.match(wrong.join(), /3: Value is not accepted/);
  });

  test("marks a slip, a wrong word and a missing title", async () => {
    assert.match((await faults("", CONFIG, "title: A\nbaseurl: b\n")).join(), /2: Property baseurl is not allowed/);
    assert.match((await faults("", CONFIG, "title: A\nlinks: never\n")).join(), /2: Value is not accepted/);
    assert.match((await faults("", CONFIG, "tagline: A\n")).join(), /Missing property "title"/);
    assert.deepEqual(await faults("", CONFIG, "title: 2024\nignore: '*.psd'\n"), []);
  });
});

describe("front matter", () => {
  const fields = (text) => text.split("\n---\n")[0].replace("---\n", "") + "\n";

  for (const name of ["content/index.md", "content/about.md", "content/work/larkspur-checkout.md", "content/work/harbour-timetable.md", "content/journal/first-week.md"]) {
    test(`of ${name} has no fault`, async () => {
      const text = await readFile(new URL(name, site), "utf8");
      const folder = name.slice(0, name.lastIndexOf("/") + 1);
      assert.match(text, /^---\n# yaml-language-server: /);
      assert.deepEqual(await faults(folder, "", fields(text)), []);
    });
  }

  test("offers the keys of a case study, and of a metric within", async () => {
    const offered = labels(await complete("content/work/", CASE, "title: A\n|"));
    for (const key of ["client", "disclosures", "metrics", "outcome", "share"]) assert.ok(offered.includes(key), key);
    const within = labels(await complete("content/work/", CASE, "title: A\nmetrics:\n  - name: N\n    value: 3 %\n    |"));
    for (const key of ["baseline", "better", "definition", "uncertainty"]) assert.ok(within.includes(key), within.join());
    assert.ok(!within.includes("share"));
  });

  test("offers the words of a key", async () => {
    const shares = labels(await complete("content/work/", CASE, "title: A\nshare: |"));
    assert.deepEqual(shares, ["contributed", "led", "observed", "sole"]);
    const relationships = labels(await complete("content/work/", CASE, "title: A\ndisclosures:\n  - relationship: |"));
    for (const word of ["pro-bono", "paid", "none"]) assert.ok(relationships.includes(word), word);
  });

  test("writes out the smallest record of a list", async () => {
    const inserted = async (key) => {
      const items = await complete("content/work/", CASE, "title: A\n|");
      return items.find(({ label }) => label === key).insertText;
    };
    assert.equal(
      await inserted("metrics"),
      "metrics:\n  - name: ${1:Checkout abandonment}\n    value: ${2:58.9 % in 2024-09}",
    );
    assert.match(await inserted("disclosures"), /^disclosures:\n  - relationship: \$\{1\|employed,paid,/);
  });

  test("says what a key is, and what each of its words means", async () => {
    const words = await hover("content/work/", CASE, "title: A\nou|tcome: mixed\n");
    assert.match(words, /How it ended/);
    assert.match(words, /^- `failure`: it did not/m);
    const value = await hover("content/work/", CASE, "title: A\nmetrics:\n  - name: N\n    val|ue: 3 %\n");
    assert.match(value, /exact number, unit and window in one phrase/);
  });

  test("marks what the decoder would refuse", async () => {
    assert.match((await faults("content/work/", CASE, "title: A\noutcome: great\n")).join(), /Value is not accepted/);
    const metric = "title: A\nmetrics:\n  - name: N\n    value: 3 %\n    baselin: 4 %\n";
    assert.match((await faults("content/work/", CASE, metric)).join(), /Property baselin is not allowed/);
    assert.match((await faults("content/work/", CASE, "title: A\nmetrics:\n  - name: N\n")).join(), /Missing property "value"/);
    assert.notDeepEqual(await faults("content/work/", CASE, "title: A\ndate: yesterday\n"), []);
  });

  test("takes phrases and maps, one or many, and keys of the author's own", async () => {
    const text = [
      "title: 404",
      "date: 2024-10-14",
      "period: 2024",
      "tags: one",
      "skills: [a, 7]",
      "client: Larkspur",
      "mood: fine",
      "metrics:",
      "  name: N",
      "  value: { value: 58.9, unit: '%', period: 2024-09 }",
      "  baseline: 71.4 % in 2024-02",
      "",
    ];
    assert.deepEqual(await faults("content/work/", CASE, text.join("\n")), []);
  });

  test("is marked where a slip is likely, though folio takes it", async () => {
    for (const line of ["summary:", "share: Led", "weight: '3'", "role: true"]) {
      assert.equal((await faults("content/work/", CASE, `title: A\n${line}\n`)).length, 1, line);
    }
  });

  test("of a page offers no results, and checks them where they are", async () => {
    const offered = labels(await complete("content/", PAGE, "title: A\n|"));
    assert.ok(offered.includes("summary") && !offered.includes("disclosures"), offered.join());
    const results = "title: A\nmetrics: [{ name: N, value: 3 % }]\nshare: most\n";
    assert.match((await faults("content/", PAGE, results)).join(), /Value is not accepted/);
  });
});

describe("theme.yaml", () => {
  test("offers the types of an option and marks a manifest without its version", async () => {
    const types = labels(await complete("themes/mine/", THEME, "name: mine\napi: 1\noptions:\n  accent:\n    type: |"));
    assert.ok(types.includes("choice") && types.includes("flag"), types.join());
    assert.match((await faults("themes/mine/", THEME, "name: mine\n")).join(), /Missing property "api"/);
  });
});
