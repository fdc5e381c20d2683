import { createRequire } from "node:module";
import { Server, ServerCredentials, status, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";
import { getGRPCService, LOADER_OPTIONS } from "@zilliz/milvus2-sdk-node";
import protobuf from "protobufjs";
import { ExpressionError, parseExpression, type TemplateValue } from "./expression.js";
import { FakeCollection, Refusal, score, type FakeField, type KeyValue } from "./fake-collection.js";
import type { Column } from "./fake-columns.js";

export interface FakeMilvusOptions {
  readonly version?: string;
  /** Without it everybody is let in. */
  readonly token?: string;
  readonly tls?: { readonly key: Buffer; readonly certificate: Buffer };
  /** The port of a server that was stopped. */
  readonly port?: number;
}

/** What happens to a call instead of its answer. */
export type Fault =
  | { readonly kind: "transport"; readonly code: number; readonly details?: string }
  | { readonly kind: "refusal"; readonly code: number; readonly legacy: string; readonly reason?: string }
  | { readonly kind: "silence" }
  | { readonly kind: "delay"; readonly milliseconds: number };

interface Request {
  readonly collection_name: string;
  readonly db_name: string;
  readonly expr_template_values: Record<string, TemplateValue>;
  readonly consistency_level: string;
  readonly guarantee_timestamp: string;
  readonly output_fields: readonly string[];
}
type Handler<R extends object> = (request: R) => object;

const MAX_LIMIT = 16_384;
const LOAD_MS = 30;
const OK = { code: 0, error_code: "Success", reason: "" };

/** Milvus 2.5 over gRPC, as far as the product uses it, built from the SDK's own messages. Everything is in memory. */
export class FakeMilvus {
  readonly calls: { readonly method: string; readonly request: Record<string, unknown> }[] = [];
  /** Decides for each call what happens to it; null for the answer. */
  fault: (method: string) => Fault | null = () => null;
  /** What becomes of each answer. */
  rewrite: (method: string, answer: object) => object = (_, answer) => answer;
  /** By name; those of another database than the default one as database/name. */
  readonly collections: Map<string, FakeCollection>;
  readonly #server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  #clock = 0n;
  port = 0;

  private constructor(
    private readonly options: FakeMilvusOptions,
    collections: Map<string, FakeCollection>,
  ) {
    this.collections = collections;
  }

  /** @param collections of a server that was stopped */
  static async start(
    options: FakeMilvusOptions = {},
    collections = new Map<string, FakeCollection>(),
  ): Promise<FakeMilvus> {
    const fake = new FakeMilvus(options, collections);
    const { service } = getGRPCService({ serviceName: "milvus.proto.milvus.MilvusService" } as never, LOADER_OPTIONS);
    const handlers = Object.fromEntries(
      Object.entries(fake.#handlers()).map(([method, handler]) => [
        method,
        fake.#answer(method, handler as Handler<object>),
      ]),
    );
    fake.#server.addService(service, handlers);
    const { tls, port = 0 } = options;
    const credentials = tls
      ? ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.certificate }])
      : ServerCredentials.createInsecure();
    fake.port = await new Promise<number>((resolve, reject) => {
      fake.#server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    return fake;
  }

  get uri(): string {
    return `${this.options.tls ? "https" : "http"}://127.0.0.1:${this.port}`;
  }

  /** At once, in the middle of calls too. */
  stop(): void {
    this.#server.forceShutdown();
  }

  #answer(method: string, handler: Handler<object>) {
    return (call: ServerUnaryCall<object, object>, callback: sendUnaryData<object>): void => {
      this.calls.push({ method, request: call.request as Record<string, unknown> });
      const { token } = this.options;
      if (token !== undefined && call.metadata.get("authorization")[0] !== Buffer.from(token).toString("base64")) {
        callback({ code: status.UNAUTHENTICATED, details: "auth check failure, please check api key is correct" });
        return;
      }
      const fault = this.fault(method);
      if (fault?.kind === "silence") return;
      if (fault?.kind === "transport") return callback({ code: fault.code, details: fault.details ?? "" });
      const answer = (): void => {
        try {
          if (fault?.kind === "refusal") throw new Refusal(fault.code, fault.legacy, fault.reason ?? "refused");
          callback(null, this.rewrite(method, handler(call.request)));
        } catch (error) {
          callback(null, refused(method, error));
        }
      };
      if (fault?.kind === "delay") setTimeout(answer, fault.milliseconds);
      else answer();
    };
  }

  #handlers(): Record<string, Handler<never>> {
    return {
      GetVersion: () => ({ status: OK, version: this.options.version ?? "v2.5.4" }),
      AllocTimestamp: () => ({ status: OK, timestamp: String(this.#now()) }),
      CreateCollection: (request: { collection_name: string; schema: Uint8Array; properties: KeyValue[] }) => {
        const schema = readSchema(request.schema);
        const { collection_name: name, properties } = request;
        this.collections.set(name, new FakeCollection(name, schema.description, schema.fields, properties));
        return OK;
      },
      DescribeCollection: (request: Request) => {
        const { name, description, fields, properties, hasDynamicField } = this.#collection(request);
        const schema = { name, description, fields, enable_dynamic_field: hasDynamicField };
        return { status: OK, collection_name: name, schema, properties };
      },
      DropCollection: ({ collection_name: name }: Request) => {
        this.collections.delete(name);
        return OK;
      },
      CreateIndex: (request: Request & { field_name: string; extra_params: KeyValue[] }) => {
        const parameter = (name: string): string => request.extra_params.find(({ key }) => key === name)!.value;
        const index = { metric: parameter("metric_type"), type: parameter("index_type") };
        this.#collection(request).indexes.set(request.field_name, index);
        return OK;
      },
      DescribeIndex: (request: Request) => {
        const { indexes } = this.#collection(request);
        if (indexes.size === 0) throw new Refusal(700, "IndexNotExist", "index not found");
        const descriptions = [...indexes].map(([field, { metric, type }]) => ({
          index_name: field,
          field_name: field,
          params: [
            { key: "index_type", value: type },
            { key: "metric_type", value: metric },
          ],
        }));
        return { status: OK, index_descriptions: descriptions };
      },
      LoadCollection: (request: Request) => {
        const collection = this.#collection(request);
        if (collection.indexes.size === 0) throw new Refusal(700, "IndexNotExist", "index not found");
        collection.loadedAt = Math.min(collection.loadedAt, performance.now() + LOAD_MS);
        return OK;
      },
      GetLoadState: (request: Request) => {
        const { loadedAt } = this.#collection(request);
        const now = performance.now();
        const state = loadedAt <= now ? "Loaded" : loadedAt === Infinity ? "NotLoad" : "Loading";
        return { status: OK, state: `LoadState${state}` };
      },
      Upsert: (request: Request & { fields_data: Column[]; num_rows: number }) => {
        const timestamp = this.#now();
        this.#collection(request).upsert(request.fields_data, request.num_rows, timestamp);
        return { status: OK, upsert_cnt: String(request.num_rows), timestamp: String(timestamp) };
      },
      Delete: (request: Request & { expr: string }) => {
        const { expr, expr_template_values: values } = request;
        if (!/^key in (\[.*\]|\{\w+\})$/s.test(expr)) throw new Refusal(1100, "IllegalArgument", "delete by keys only");
        const timestamp = this.#now();
        this.#collection(request).delete(expr, values, timestamp);
        return { status: OK, timestamp: String(timestamp) };
      },
      Query: (request: Request & { expr: string; query_params: KeyValue[] }) => this.#query(request),
      Search: (request: SearchCall) => this.#search(request),
    };
  }

  #query(request: Request & { expr: string; query_params: KeyValue[] }): object {
    const { expr, expr_template_values: values, output_fields: fields } = request;
    const collection = this.#collection(request);
    const rows = this.#visible(collection, request);
    const limit = request.query_params.find(({ key }) => key === "limit")?.value;
    if (limit !== undefined && !(Number(limit) >= 1 && Number(limit) <= MAX_LIMIT))
      throw new Refusal(65535, "UnexpectedError", `invalid max query result window, limit [${limit}] is invalid`);
    const predicate = parseExpression(expr, values);
    const found = rows.filter(({ columns }) => predicate(columns));
    if (fields.includes("count(*)")) {
      const count = { field_name: "count(*)", type: "Int64", scalars: { long_data: { data: [String(found.length)] } } };
      return { status: OK, fields_data: [count] };
    }
    if (expr === "" && limit === undefined)
      throw new Refusal(65535, "UnexpectedError", "empty expression should be used with limit");
    return {
      status: OK,
      fields_data: collection.toColumns(collection.inKeyOrder(found).slice(0, Number(limit ?? MAX_LIMIT)), fields),
    };
  }

  #search(request: SearchCall): object {
    const { dsl, expr_template_values: values, output_fields: fields, nq } = request;
    const collection = this.#collection(request);
    const rows = this.#visible(collection, request);
    const parameter = (key: string): string => request.search_params.find((one) => one.key === key)?.value ?? "";
    const width = Number(parameter("topk"));
    if (!(width >= 1 && width <= MAX_LIMIT)) throw new Refusal(65535, "UnexpectedError", `topk [${width}] is invalid`);
    const field = parameter("anns_field");
    const metric = parameter("metric_type");
    const expected = collection.indexes.get(field)?.metric;
    if (metric !== expected)
      throw new Refusal(1100, "IllegalArgument", `metric type not match: expected ${expected}, got ${metric}`);
    const predicate = parseExpression(dsl, values);
    const allowed = rows.filter(({ columns }) => predicate(columns));
    const queries = readQueries(request.placeholder_group);
    if (queries.length !== Number(nq)) throw new Refusal(1100, "IllegalArgument", "nq is not the number of vectors");
    const direction = metric === "L2" ? 1 : -1;
    const lists = queries.map((query) => {
      const dimension = collection.dimensionOf(field);
      if (query.length !== dimension)
        throw new Refusal(65535, "UnexpectedError", `vector dimension mismatch, expected ${dimension}`);
      return allowed
        .map((row) => ({ row, score: score(metric, query, row.vectors[field]!) }))
        .sort((a, b) => direction * (a.score - b.score))
        .slice(0, width);
    });
    const hits = lists.flat();
    const found = hits.map(({ row }) => row);
    const keys = found.map(({ columns }) => String(columns[collection.keyField]));
    const isNumber = collection.typeOf(collection.keyField) === "Int64";
    return {
      status: OK,
      results: {
        num_queries: nq,
        topks: lists.map((list) => String(list.length)),
        scores: hits.map((hit) => hit.score),
        ids: isNumber ? { int_id: { data: keys } } : { str_id: { data: keys } },
        fields_data: collection.toColumns(found, fields),
      },
    };
  }

  #collection({ collection_name: name, db_name: database }: Pick<Request, "collection_name" | "db_name">) {
    const collection = this.collections.get(database ? `${database}/${name}` : name);
    if (!collection)
      throw new Refusal(100, "CollectionNotExists", `collection not found[database=${database}][collection=${name}]`);
    return collection;
  }

  #visible(collection: FakeCollection, { consistency_level: level, guarantee_timestamp: guarantee }: Request) {
    const strong = level === "Strong";
    return collection.visible(strong ? this.#now() : BigInt(level === "Session" ? guarantee : 0), performance.now());
  }

  #now(): bigint {
    const now = BigInt(Date.now()) << 18n;
    return (this.#clock = now > this.#clock ? now : this.#clock + 1n);
  }
}

type SearchCall = Request & {
  dsl: string;
  nq: string;
  placeholder_group: Uint8Array;
  search_params: KeyValue[];
};

function refused(method: string, error: unknown): object {
  const refusal =
    error instanceof Refusal
      ? error
      : error instanceof ExpressionError
        ? new Refusal(1100, "IllegalArgument", `failed to create query plan: ${error.message}`)
        : new Refusal(65535, "UnexpectedError", `bug in the fake: ${String(error)}`);
  const answer = { code: refusal.code, error_code: refusal.legacy, reason: refusal.message };
  return /^(CreateCollection|DropCollection|CreateIndex|LoadCollection)$/.test(method) ? answer : { status: answer };
}

const schemas = protocol("schema.base.js");
const messages = protocol("milvus.base.js");

/** The messages that the SDK itself sends. */
function protocol(file: string): protobuf.Root {
  const load = createRequire(import.meta.url);
  const { default: json } = load(`@zilliz/milvus2-sdk-node/dist/milvus/proto-json/${file}`) as {
    default: protobuf.INamespace;
  };
  return protobuf.Root.fromJSON(json);
}

function readSchema(bytes: Uint8Array): { description: string; fields: FakeField[] } {
  const type = schemas.lookupType("milvus.proto.schema.CollectionSchema");
  const schema = type.toObject(type.decode(bytes), { enums: String, defaults: true, longs: String }) as {
    description: string;
    fields: { name: string; dataType: string; isPrimaryKey: boolean; typeParams: KeyValue[] }[];
  };
  const fields = schema.fields.map(({ name, dataType, isPrimaryKey, typeParams }) => ({
    name,
    data_type: dataType,
    is_primary_key: isPrimaryKey,
    type_params: typeParams,
  }));
  return { description: schema.description, fields };
}

function readQueries(bytes: Uint8Array): Float32Array[] {
  const type = messages.lookupType("milvus.proto.common.PlaceholderGroup");
  const { placeholders } = type.toObject(type.decode(bytes)) as { placeholders: { values: Uint8Array[] }[] };
  return placeholders[0]!.values.map((value) => new Float32Array(Uint8Array.from(value).buffer));
}
