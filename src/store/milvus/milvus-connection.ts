import { setTimeout as sleep } from "node:timers/promises";
import { getAuthString, getMetaInterceptor, METADATA, MilvusClient } from "@zilliz/milvus2-sdk-node";
import { CircuitBreaker } from "./circuit-breaker.js";
import { MilvusMessages } from "./milvus-messages.js";
import {
  assertOk,
  cancelled,
  isRetriable,
  isUnreachable,
  timedOut,
  toUpstreamError,
  unavailable,
} from "./milvus-errors.js";

export interface MilvusSettings {
  /** host:port, http://host:port, or https://... for TLS. */
  readonly uri: string;
  /** A token, or "user:password". */
  readonly token?: string;
  readonly database?: string;
  /** How long a call may take, retries included, and a read that people wait for as a whole. */
  readonly deadlineMs?: number;
  /** PEM, where the server's certificate is signed by an authority of one's own. */
  readonly rootCertificate?: Buffer;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Another than that of the connection. */
  readonly database?: string | undefined;
}

/** What is used of the SDK's channel, which is a client of grpc-js. */
interface Channel {
  makeUnaryRequest(
    path: string,
    serialize: (request: object) => Buffer,
    deserialize: (bytes: Buffer) => object,
    request: object,
    options: object,
    callback: (error: Error | null, response: object) => void,
  ): { cancel(): void };
}

const DEADLINE_MS = 5000;
const PROBE_MS = 1000;
/**
 * A server of gRPC's C core, such as Milvus Lite, closes a connection that is asked for signs of life more than every 300 s,
 * as the SDK does by itself; some load balancers forget one that was silent for 350 s.
 */
const KEEPALIVE_MS = 310_000;
const FIRST_DELAY_MS = 50;
/** A server that is not there says so at once; one that limits its rate is asked until the deadline. */
const TRIES_WHEN_UNREACHABLE = 3;

/**
 * The calls of Milvus's protocol, by their own names, over the SDK's channel and with its messages. The SDK's methods are
 * not used: they write each request and answer as JSON for a log that is off, cannot tell from which moment on a reader must
 * see, put keys into expressions as they are, keep schemas forever, and take an error for a result.
 */
export class MilvusConnection {
  readonly messages = new MilvusMessages();
  readonly #client: MilvusClient;
  readonly #deadlineMs: number;
  readonly #authorization: string | undefined;
  readonly #database: string;
  /** By database. */
  readonly #interceptors = new Map<string, unknown>();
  readonly #breaker: CircuitBreaker;
  #channel: Promise<Channel> | null = null;
  #closed = false;
  #interrupted = false;
  /** Told when Milvus answers after it was away; it may be another version then. */
  onReturn: () => void = () => undefined;

  constructor({ uri, token, database, deadlineMs = DEADLINE_MS, rootCertificate }: MilvusSettings) {
    this.#deadlineMs = deadlineMs;
    const [username, ...password] = token?.split(":") ?? [];
    const credentials = password.length > 0 ? { username, password: password.join(":") } : token ? { token } : {};
    const options = {
      address: uri,
      ...credentials,
      ...(database !== undefined && { database }),
      ...(rootCertificate && { tls: { rootCert: rootCertificate } }),
      timeout: deadlineMs,
      // By default it reports host and user names every ten seconds and takes orders from the server.
      telemetry: { enabled: false },
      logLevel: "error",
      maxRetries: 0,
      pool: { min: 0, max: 2 },
      channelOptions: {
        "grpc.initial_reconnect_backoff_ms": 200,
        "grpc.max_reconnect_backoff_ms": 1000,
        "grpc.keepalive_time_ms": KEEPALIVE_MS,
      },
      // Its first call would decide for good whether others work.
      __SKIP_CONNECT__: true,
    };
    this.#client = new MilvusClient(options as ConstructorParameters<typeof MilvusClient>[0]);
    this.#authorization = getAuthString(options as Parameters<typeof getAuthString>[0]);
    this.#database = database ?? "default";
    this.#breaker = new CircuitBreaker(
      () => this.#once("GetVersion", {}, PROBE_MS),
      () => this.#answered(),
    );
  }

  /** Rejects when several calls together take longer than one may; they go on, and what they found out stays known. */
  async inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(timedOut()), this.#deadlineMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Calls until there is an answer, the deadline, or an error that another try cannot mend. Every call that is made here
   * may be repeated: it reads, or writes what is then there.
   *
   * @throws MilvusRefusal when Milvus answered that it will not
   * @throws TopographError UPSTREAM_UNAVAILABLE, UPSTREAM_TIMEOUT or CANCELLED
   */
  async call<T>(method: string, request: object, options: CallOptions = {}): Promise<T> {
    const { signal } = options;
    if (this.#closed) throw unavailable("The connection to Milvus is closed.");
    this.#breaker.check();
    const end = performance.now() + this.#deadlineMs;
    for (let attempt = 1, delay = FIRST_DELAY_MS; ; attempt++, delay *= 2) {
      try {
        const response = await this.#once(method, request, end - performance.now(), options);
        assertOk(response, method);
        this.#breaker.succeeded();
        this.#answered();
        return response as T;
      } catch (error) {
        if (signal?.aborted) throw cancelled(signal);
        const unreachable = isUnreachable(error);
        this.#interrupted ||= unreachable;
        const patience = unreachable ? attempt < TRIES_WHEN_UNREACHABLE : isRetriable(error);
        if (!patience || performance.now() + delay >= end) {
          if (unreachable) this.#breaker.failed();
          throw toUpstreamError(error, method);
        }
      }
      await sleep(delay * (0.75 + Math.random() / 2));
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#breaker.stop();
    const channel = await this.#channel?.catch(() => null);
    if (channel) await this.#client.channelPool.release(channel as never).catch(() => undefined);
    await this.#client.closeConnection();
  }

  #answered(): void {
    if (!this.#interrupted) return;
    this.#interrupted = false;
    this.onReturn();
  }

  async #once(
    method: string,
    request: object,
    timeoutMs: number,
    { signal, database = this.#database }: CallOptions = {},
  ): Promise<object> {
    if (signal?.aborted) throw cancelled(signal);
    // One for all: calls share its connection anyway, and none has to wait for another's end.
    const channel = await (this.#channel ??= this.#client.channelPool.acquire() as unknown as Promise<Channel>);
    const { path, serialize, deserialize } = this.messages.call(method);
    return new Promise((resolve, reject) => {
      const abort = (): void => call.cancel();
      // Milvus takes it from the request or the metadata, Lite from the request only.
      const inDatabase = database === "default" ? request : { db_name: database, ...request };
      const deadline = new Date(Date.now() + Math.max(0, timeoutMs));
      const options = { deadline, interceptors: [this.#interceptor(database)] };
      const call = channel.makeUnaryRequest(path, serialize, deserialize, inDatabase, options, (error, response) => {
        signal?.removeEventListener("abort", abort);
        if (error) reject(error);
        else resolve(response);
      });
      signal?.addEventListener("abort", abort);
    });
  }

  #interceptor(database: string): unknown {
    const known = this.#interceptors.get(database);
    if (known) return known;
    const made: unknown = getMetaInterceptor((metadata: { add(name: string, value: string): void }) => {
      if (this.#authorization) metadata.add(METADATA.AUTH, this.#authorization);
      metadata.add(METADATA.DATABASE, database);
    });
    this.#interceptors.set(database, made);
    return made;
  }
}
