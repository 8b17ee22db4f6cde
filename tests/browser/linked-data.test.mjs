// The structured data of the demo against the types of schema.org: every node has properties that its type has, with
// values of a kind that they take.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = fileURLToPath(new URL(".", import.meta.url));
const folio = resolve(process.env.FOLIO ?? join(here, "../../target/debug/folio"));
const demo = join(here, "../..");

/** The structured data of every page of the demo that has any. */
async function graphs(args) {
  const folder = await mkdtemp(join(tmpdir(), "folio-linked-data-"));
  execFileSync(folio, ["--root", demo, "--quiet", "build", "-o", join(folder, "public"), ...args]);
  const names = await readdir(folder, { recursive: true });
  const found = [];
  for (const name of names.filter((name) => name.endsWith(".html"))) {
    const html = await readFile(join(folder, name), "utf8");
    const data = html.match(/<script type="application\/ld\+json">(.*?)<\/script>/s);
    if (data) found.push([name, data[1]]);
  }
  await rm(folder, { recursive: true, force: true });
  return found;
}

/** What the compiler says of constants of the type `Graph`. */
async function complaints(constants) {
  const file = join(here, "node_modules", ".folio-linked-data.ts");
  const lines = constants.map(([, data], index) => `export const graph${index}: Graph = ${data};`);
  await writeFile(file, `import type { Graph } from "schema-dts";\n${lines.join("\n")}\n`);
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    typeRoots: [dirname(file)],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  const said = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line : 0;
    return `${constants[line - 1]?.[0] ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n").slice(0, 600)}`;
  });
  await rm(file);
  return said;
}

test("the compiler finds a property that its type does not have, and a value of a wrong kind", async () => {
  const wrong = [
    ["property", '{"@context":"https://schema.org","@graph":[{"@type":"Person","headlin":"x"}]}'],
    ["value", '{"@context":"https://schema.org","@graph":[{"@type":"WebSite","publisher":{"@type":"Recipe"}}]}'],
  ];
  const found = await complaints(wrong);
  assert.ok(found.some((fault) => fault.startsWith("property")) && found.some((fault) => fault.startsWith("value")), found.join("\n"));
});

test("the structured data of every page has the types of schema.org, with and without an address of the site", async () => {
  for (const args of [[], ["--base-url", "https://ada.example/x"]]) {
    const found = await graphs(args);
    assert.ok(found.length > 10, `${found.length} pages with structured data`);
    assert.deepEqual(await complaints(found), []);
  }
});
