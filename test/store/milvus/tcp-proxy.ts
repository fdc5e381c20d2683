import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export type ProxyMode =
  | { readonly kind: "pass" }
  /** Nobody listens. */
  | { readonly kind: "refuse" }
  /** Connections are made and reset. */
  | { readonly kind: "reset" }
  /** Connections are kept, nothing goes through. */
  | { readonly kind: "black hole" }
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** The connection ends after so many bytes of the answer. */
  | { readonly kind: "cut"; readonly bytes: number }
  | { readonly kind: "slow"; readonly bytesPerSecond: number };

/** Stands before a real server and does to its connections what networks do. */
export class TcpProxy {
  #mode: ProxyMode = { kind: "pass" };
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();
  port = 0;

  private constructor(private readonly target: number) {}

  static async before(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await proxy.#listen();
    return proxy;
  }

  get uri(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** From now on; open connections are treated alike. */
  async become(mode: ProxyMode): Promise<void> {
    this.#mode = mode;
    if (mode.kind === "refuse" || mode.kind === "reset") this.#cutAll();
    if (mode.kind === "refuse") await this.#unlisten();
    else if (!this.#server) await this.#listen();
    // A connection that was held up has lost bytes.
    if (mode.kind === "pass") this.#cutAll();
  }

  async close(): Promise<void> {
    this.#cutAll();
    await this.#unlisten();
  }

  async #listen(): Promise<void> {
    const server = createServer((client) => this.#serve(client));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(this.port, "127.0.0.1", resolve);
    });
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async #unlisten(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  #serve(client: Socket): void {
    if (this.#mode.kind === "reset") {
      client.resetAndDestroy();
      return;
    }
    const server = connect(this.target, "127.0.0.1");
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket
        .on("error", () => undefined)
        .on("close", () => {
          this.#sockets.delete(socket);
          client.destroy();
          server.destroy();
        });
    }
    client.on("data", (bytes) => void this.#forward(bytes, server, false));
    let answered = 0;
    let last: Promise<unknown> = Promise.resolve();
    server.on("data", (bytes) => {
      answered += bytes.length;
      last = last.then(() => this.#forward(bytes, client, true, answered));
    });
  }

  async #forward(bytes: Buffer, to: Socket, isAnswer: boolean, answered = 0): Promise<void> {
    const mode = this.#mode;
    switch (mode.kind) {
      case "black hole":
        return;
      case "delay":
        if (isAnswer) await pause(mode.milliseconds);
        break;
      case "slow":
        if (isAnswer) await pause((bytes.length / mode.bytesPerSecond) * 1000);
        break;
      case "cut":
        if (isAnswer && answered > mode.bytes) {
          to.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => to.resetAndDestroy());
          return;
        }
    }
    if (!to.destroyed) to.write(bytes);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
