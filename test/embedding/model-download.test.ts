import { createReadStream, existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openEmbedder } from "../../src/embedding/open-embedder.js";
import { temporaryFolder } from "./fixtures/temporary-folder.js";
import { expectedVector, POOLING_CONFIG, writeToyModel } from "./fixtures/toy-model.js";

const hub = await temporaryFolder();
const cacheDir = await temporaryFolder();
let server: Server;
let modelHost: string;
let requests: string[] = [];
let breakOff: string | null = null;

/** Answers as a model hub does: OWNER/NAME/resolve/main/FILE. */
beforeAll(async () => {
  await writeToyModel(join(hub, "toy/remote"), { pooling: POOLING_CONFIG.cls, external: true });
  server = createServer((request, response) => {
    const url = request.url ?? "";
    requests.push(url);
    const file = join(hub, url.replace("/resolve/main/", "/"));
    if (!existsSync(file)) return void response.writeHead(404).end("not found");
    if (breakOff !== null && url.endsWith(breakOff)) {
      response.writeHead(200, { "content-length": "100000" });
      response.write("a part of it");
      // Not before the client has begun to write: until then it may take the host for unreachable.
      const begun = setInterval(() => {
        const partial = join(cacheDir, "toy/remote/onnx", `model_quantized.onnx.${process.pid}.partial`);
        if (!existsSync(partial)) return;
        clearInterval(begun);
        response.destroy();
      }, 5);
      return;
    }
    response.writeHead(200);
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  modelHost = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(async () => {
  requests = [];
  breakOff = null;
  await rm(join(cacheDir, "toy"), { recursive: true, force: true });
});

const open = (model: string, allowDownload: boolean) =>
  openEmbedder({ model, cacheDir, modelHost, allowDownload, threads: 1 });

describe("downloading a model", () => {
  it("fetches weights, external data and settings once; afterwards the network is not needed", async () => {
    const first = await open("toy/remote", true);
    expect(first.model).toMatchObject({ name: "toy/remote", pooling: "cls" });
    await first.close();
    expect(requests).toContain("/toy/remote/resolve/main/onnx/model_quantized.onnx_data");
    requests = [];
    const second = await open("toy/remote", false);
    const vector = await second.embed(["film wins"]);
    expectedVector("film wins", "cls").forEach((value, d) => expect(vector[d]).toBeCloseTo(value, 5));
    await second.close();
    expect(requests).toEqual([]);
  });

  it("asks nobody when downloads are not allowed", async () => {
    await expect(open("toy/remote", false)).rejects.toMatchObject({
      code: "EMBEDDING_MODEL_UNUSABLE",
      message: expect.stringContaining("ALLOW_MODEL_DOWNLOAD") as string,
    });
    expect(requests).toEqual([]);
  });

  it("says which file the host does not have", async () => {
    await expect(open("toy/unknown", true)).rejects.toMatchObject({
      code: "EMBEDDING_MODEL_UNUSABLE",
      message: expect.stringContaining("config.json") as string,
    });
  });

  it("leaves no half a file behind when the connection breaks, and goes on from there", async () => {
    breakOff = "onnx/model_quantized.onnx";
    await expect(open("toy/remote", true)).rejects.toMatchObject({
      message: expect.stringContaining("broke off") as string,
    });
    expect(await readdir(join(cacheDir, "toy/remote/onnx"))).toEqual([]);
    breakOff = null;
    requests = [];
    const embedder = await open("toy/remote", true);
    await embedder.close();
    expect(requests).not.toContain("/toy/remote/resolve/main/config.json");
  });

  it("says so when the host cannot be reached", async () => {
    const options = { model: "toy/remote", cacheDir, modelHost: "http://127.0.0.1:1", allowDownload: true, threads: 1 };
    await expect(openEmbedder(options)).rejects.toMatchObject({
      code: "EMBEDDING_MODEL_UNUSABLE",
      message: expect.stringContaining("MODEL_DIR") as string,
    });
  });

  it("fetches only names of the hub's form", async () => {
    for (const model of ["../remote", "toy/../../remote", "toy/remote/onnx"]) {
      await expect(open(model, true)).rejects.toMatchObject({ code: "EMBEDDING_MODEL_UNUSABLE" });
    }
    expect(requests).toEqual([]);
  });
});
