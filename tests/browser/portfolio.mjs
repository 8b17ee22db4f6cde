// Builds the portfolio beside this file, which has eight case studies, a curriculum and an address, and stays as it is when
// the demo changes.

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const folio = resolve(process.env.FOLIO ?? join(here, "../../target/debug/folio"));

/** Writes it to `output`, with its configuration as `change` makes it, and gives the folder. */
export function buildPortfolio(output, change = (config) => config) {
  const root = mkdtempSync(join(tmpdir(), "folio-portfolio-"));
  cpSync(join(here, "portfolio"), root, { recursive: true });
  const config = join(root, "folio.yaml");
  writeFileSync(config, change(readFileSync(config, "utf8")));
  // Pages show no day of their own, and must not begin to.
  const env = { ...process.env, SOURCE_DATE_EPOCH: "1736899200" };
  execFileSync(folio, ["--root", root, "--quiet", "build", "-o", output], { env, stdio: ["ignore", "ignore", "inherit"] });
  rmSync(root, { recursive: true, force: true });
  return output;
}
