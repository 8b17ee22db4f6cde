// yaml-language-server over its standard streams: as much of the Language Server Protocol as the test needs.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("node_modules/yaml-language-server/bin/yaml-language-server", import.meta.url));

export class Server {
  #child = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  #answers = new Map();
  #diagnostics = new Map();
  #unread = Buffer.alloc(0);
  #number = 0;

  static async start(folder) {
    const server = new Server();
    server.#child.stdout.on("data", (bytes) => server.#read(bytes));
    await server.request("initialize", {
      processId: process.pid,
      rootUri: folder.href,
      capabilities: {
        textDocument: {
          completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown", "plaintext"] } },
          hover: { contentFormat: ["markdown", "plaintext"] },
          publishDiagnostics: {},
        },
        workspace: { configuration: true },
      },
    });
    server.#notify("initialized", {});
    return server;
  }

  // Opens a document and gives what the server finds wrong in it.
  async open(uri, text) {
    const told = new Promise((resolve) => this.#diagnostics.set(uri, resolve));
    this.#notify("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
    return told;
  }

  async request(method, params) {
    const id = ++this.#number;
    const answer = new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
    this.#send({ id, method, params });
    return answer;
  }

  async stop() {
    await this.request("shutdown");
    this.#notify("exit");
    this.#child.stdin.end();
  }

  #notify(method, params) {
    this.#send({ method, params });
  }

  #send(message) {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(bytes) {
    this.#unread = Buffer.concat([this.#unread, bytes]);
    for (;;) {
      const end = this.#unread.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#unread.subarray(0, end).toString())[1]);
      const start = end + 4;
      if (this.#unread.length < start + length) return;
      const message = JSON.parse(this.#unread.subarray(start, start + length).toString());
      this.#unread = this.#unread.subarray(start + length);
      this.#take(message);
    }
  }

  #take({ id, method, params, result, error }) {
    if (method === "textDocument/publishDiagnostics") {
      this.#diagnostics.get(params.uri)?.(params.diagnostics);
    } else if (method === "workspace/configuration") {
      // No store of schemas on the network: what is known comes from the line in the file.
      const yaml = { schemaStore: { enable: false }, validate: true, hover: true, completion: true };
      this.#send({ id, result: params.items.map(({ section }) => (section === "yaml" ? yaml : null)) });
    } else if (method && id !== undefined) {
      this.#send({ id, result: null });
    } else if (id !== undefined) {
      const waiting = this.#answers.get(id);
      this.#answers.delete(id);
      error ? waiting?.reject(new Error(error.message)) : waiting?.resolve(result);
    }
  }
}
