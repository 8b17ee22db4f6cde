// Serves a folder on a loopback port as a plain host would: under `/`, and under a folder of that host.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

/** Resolves to `{ origin, prefix, close() }`. */
export async function serve(folder, prefix = "/some/folder/") {
  const read = async (path) => {
    const file = normalize(join(folder, path.endsWith("/") ? path + "index.html" : path));
    if (!file.startsWith(normalize(folder) + sep)) throw new Error("outside");
    return [await readFile(file), TYPES[extname(file)] ?? "application/octet-stream"];
  };
  const server = createServer(async (request, response) => {
    let path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    if (path.startsWith(prefix)) path = path.slice(prefix.length - 1);
    try {
      const [body, type] = await read(path);
      response.writeHead(200, { "content-type": type }).end(body);
    } catch {
      // Browsers ask for this one of their own accord.
      if (path === "/favicon.ico") return response.writeHead(204).end();
      const body = await readFile(join(folder, "404.html")).catch(() => "not found");
      response.writeHead(404, { "content-type": TYPES[".html"] }).end(body);
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, prefix, close: () => new Promise((closed) => server.close(closed)) };
}
