// Odeon from Node: a client of the socket, with nothing but the standard library.
//
//     node odeon.mjs SOCKET|HOME MODULE.wasm TEXT
//
// loads the module, runs it on the text, puts it in a pipeline with itself, and sends a hundred
// requests at once.

import { readFile, stat } from "node:fs/promises";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

/** The server answered that it did not do what was asked. */
/** Of a run that failed, `said` has what is known: output, log, stderr, trace, limit. */
export class OdeonError extends Error {
  constructor(message, said = {}) {
    super(message);
    const { output, log, stderr, trace, limit } = said;
    this.said = { output, log, stderr, trace, limit };
  }
}

/** A connection. Requests may be sent without waiting; answers come in the same order. */
export class Odeon {
  #socket;
  #waiting = [];

  static open(path) {
    return new Promise((resolve, reject) => {
      const socket = connect(path, () => resolve(new Odeon(socket)));
      socket.once("error", reject);
    });
  }

  /**
   * A connection to the server that has the home in this folder open. A copy of a home has a
   * server.json too, which names the server of the original: the server itself says what it holds.
   */
  static async ofHome(home) {
    const path = JSON.parse(await readFile(`${home}/server.json`, "utf8")).socket;
    const odeon = await Odeon.open(path);
    odeon.#socket.setTimeout(10_000, () => odeon.#socket.destroy());
    const server = await odeon.ask("Identify");
    odeon.#socket.setTimeout(0);
    if (server.folder !== (await identity(home)) || server.lock !== (await identity(`${home}/lock`))) {
      odeon.close();
      throw new OdeonError(`the server at ${path} has ${server.home} open, not ${home}`);
    }
    return odeon;
  }

  constructor(socket) {
    this.#socket = socket;
    createInterface({ input: socket }).on("line", (line) => this.#answered(JSON.parse(line)));
    socket.on("error", () => {}); // "close" follows, and tells all who wait
    socket.on("close", () => {
      for (const { reject } of this.#waiting.splice(0)) {
        reject(new OdeonError("the server closed the connection"));
      }
    });
  }

  /** What the server answers to one request; an error rejects with an OdeonError. */
  ask(type, fields = {}) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#socket.write(JSON.stringify({ type, ...fields }) + "\n");
    });
  }

  /** Loads a module's bytes and gives the id to run it by. */
  async load(module) {
    const answer = await this.ask("LoadBinary", { module_base64: module.toString("base64") });
    return answer.binary_id;
  }

  /** Runs a binary on a text; config may set timeout_ms, memory_limit_mb and fuel_limit. */
  async execute(binary, text, config = {}) {
    return (await this.ask("Execute", { binary_id: binary, input: text, config })).result;
  }

  /** Runs binaries one after the other, each on what the one before it put out. */
  async chain(binaries, text) {
    return (await this.ask("ExecuteChain", { binary_ids: binaries, input: text })).results;
  }

  close() {
    this.#socket.end();
  }

  #answered(answer) {
    const { resolve, reject } = this.#waiting.shift();
    if ("Err" in answer) {
      reject(new OdeonError(answer.Err, answer));
    } else {
      resolve(answer.Ok);
    }
  }
}

/** Which file or folder this is, whatever path leads to it. */
async function identity(path) {
  const { dev, ino } = await stat(path, { bigint: true });
  return `${dev}:${ino}`;
}

async function main(path, module, text) {
  const folder = (await stat(path)).isDirectory();
  const odeon = await (folder ? Odeon.ofHome(path) : Odeon.open(path));
  try {
    const binary = await odeon.load(await readFile(module));

    const result = await odeon.execute(binary, text, { timeout_ms: 1000 });
    console.log("execute:", result.output);

    const steps = await odeon.chain([binary, binary], text);
    console.log("chain:", steps.map((step) => step.output).join(" -> "));

    const runs = Array.from({ length: 100 }, (_, n) => odeon.execute(binary, `${text} ${n}`));
    console.log("pipelined:", (await Promise.all(runs))[99].output);

    await odeon
      .execute("00000000-0000-0000-0000-000000000000", text)
      .catch((error) => console.log("error:", error.message));

    await odeon.ask("UnloadBinary", { binary_id: binary });
    const { binaries } = await odeon.ask("ListBinaries");
    console.log("unloaded:", binaries.every((each) => each.id !== binary));
  } finally {
    odeon.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  if (process.argv.length !== 5) {
    console.error("use: node odeon.mjs SOCKET|HOME MODULE.wasm TEXT");
    process.exit(1);
  }
  await main(...process.argv.slice(2));
}
