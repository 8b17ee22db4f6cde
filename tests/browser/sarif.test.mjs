// What `--format sarif` prints against the types of SARIF 2.1.0: every member is one that its object has, with a value of a
// kind that it takes.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = fileURLToPath(new URL(".", import.meta.url));
const folio = resolve(process.env.FOLIO ?? join(here, "../../target/debug/folio"));

/** The logs of a site with errors, warnings and advice, of one with nothing to say of, and of no site. */
async function logs() {
  const folder = await mkdtemp(join(tmpdir(), "folio-sarif-"));
  const faulty = join(folder, "faulty");
  const files = {
    "folio.yaml": "title: A site\n",
    "content/work/ä b.md": "---\ntitle: A\ndate: never\nmetrics:\n  - { name: Orders, value: 40 orders, calc: sum(orders) from none.csv }\n---\n\nIt rose by 40 %.\n",
    "content/a.md": "---\ntitle: A\ntitel: B\n---\n\n![](none.png) [there](none.md)\n",
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(faulty, name)), { recursive: true });
    await writeFile(join(faulty, name), text);
  }
  const check = (site) => spawnSync(folio, ["--root", site, "--format", "sarif", "check"], { encoding: "utf8" }).stdout;
  const found = [faulty, join(here, "../.."), folder].map(check);
  await rm(folder, { recursive: true });
  return found;
}

/** What the compiler says of constants of the type `Log`. */
async function complaints(constants) {
  const file = join(here, "node_modules", ".folio-sarif.ts");
  const lines = constants.map((log, index) => `export const log${index}: Log = ${JSON.stringify(JSON.parse(log))};`);
  await writeFile(file, `import type { Log } from "sarif";\n${lines.join("\n")}\n`);
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  const said = ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n").slice(0, 600));
  await rm(file);
  return said;
}

test("the compiler finds a member that its object does not have, and a value of a wrong kind", async () => {
  const [log] = await logs();
  for (const [from, to] of [['"ruleId"', '"ruleName"'], ['"level": "', '"level": "in'], ['"startLine": ', '"startLine": "a", "endLine": ']]) {
    assert.ok(log.includes(from), `${from} in ${log}`);
    assert.equal((await complaints([log])).length, 0);
    assert.notEqual((await complaints([log.replace(from, to)])).length, 0, to);
  }
});

test("what folio prints has the types of SARIF 2.1.0", async () => {
  const all = await logs();
  assert.ok(JSON.parse(all[0]).runs[0].results.length > 3, all[0]);
  assert.deepEqual(await complaints(all), []);
});
