import protobuf from "protobufjs/light.js";

/** TensorProto.DataType of the ONNX format, the types that are used here. */
export const ELEMENT_TYPE = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
export type ElementType = keyof typeof ELEMENT_TYPE;

/** A name stands for a length that is known only when the model runs. */
export type Dimension = number | string;

export interface ValueSpec {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly Dimension[];
}

/** A constant. `data` holds the elements in row-major, little-endian order, or says in which file beside the model they are. */
export interface InitializerSpec {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: ArrayBufferView | { readonly file: string; readonly offset: number; readonly length: number };
}

/** An attribute; whole numbers that the operator takes as floats are written `{ float: 1 }`. */
export type AttributeValue = number | string | readonly number[] | { readonly float: number };

export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

export interface GraphSpec {
  readonly name: string;
  readonly inputs: readonly ValueSpec[];
  readonly outputs: readonly ValueSpec[];
  readonly initializers?: readonly InitializerSpec[];
  /** In an order in which each node's inputs exist. */
  readonly nodes: readonly NodeSpec[];
}

const ATTRIBUTE_TYPE = { FLOAT: 1, INT: 2, STRING: 3, INTS: 7 } as const;
const EXTERNAL = 1;
const IR_VERSION = 8;
const OPSET = 17;

const field = (type: string, id: number) => ({ type, id });
const many = (type: string, id: number) => ({ rule: "repeated", type, id });

/** The part of onnx.proto that these models use; names and numbers are those of the ONNX specification. */
const root = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: field("int64", 1),
        producerName: field("string", 2),
        graph: field("GraphProto", 7),
        opsetImport: many("OperatorSetIdProto", 8),
      },
    },
    OperatorSetIdProto: { fields: { domain: field("string", 1), version: field("int64", 2) } },
    GraphProto: {
      fields: {
        node: many("NodeProto", 1),
        name: field("string", 2),
        initializer: many("TensorProto", 5),
        input: many("ValueInfoProto", 11),
        output: many("ValueInfoProto", 12),
      },
    },
    NodeProto: {
      fields: {
        input: many("string", 1),
        output: many("string", 2),
        name: field("string", 3),
        opType: field("string", 4),
        attribute: many("AttributeProto", 5),
      },
    },
    AttributeProto: {
      fields: {
        name: field("string", 1),
        f: field("float", 2),
        i: field("int64", 3),
        s: field("bytes", 4),
        ints: many("int64", 8),
        type: field("int32", 20),
      },
    },
    TensorProto: {
      fields: {
        dims: many("int64", 1),
        dataType: field("int32", 2),
        name: field("string", 8),
        rawData: field("bytes", 9),
        externalData: many("StringStringEntryProto", 13),
        dataLocation: field("int32", 14),
      },
    },
    StringStringEntryProto: { fields: { key: field("string", 1), value: field("string", 2) } },
    ValueInfoProto: { fields: { name: field("string", 1), type: field("TypeProto", 2) } },
    TypeProto: { fields: { tensorType: field("TensorTypeProto", 1) } },
    TensorTypeProto: { fields: { elemType: field("int32", 1), shape: field("TensorShapeProto", 2) } },
    TensorShapeProto: { fields: { dim: many("DimensionProto", 1) } },
    DimensionProto: { fields: { dimValue: field("int64", 1), dimParam: field("string", 2) } },
  },
});
const ModelProto = root.lookupType("ModelProto");

/** Writes a computation graph as an ONNX file: operator set 17, which ONNX Runtime 1.30 reads. */
export function encodeModel(graph: GraphSpec): Uint8Array {
  const message = {
    irVersion: IR_VERSION,
    producerName: "topograph",
    opsetImport: [{ domain: "", version: OPSET }],
    graph: {
      name: graph.name,
      node: graph.nodes.map(nodeProto),
      initializer: (graph.initializers ?? []).map(tensorProto),
      input: graph.inputs.map(valueInfo),
      output: graph.outputs.map(valueInfo),
    },
  };
  return ModelProto.encode(ModelProto.fromObject(message)).finish();
}

function nodeProto(node: NodeSpec, index: number) {
  return {
    input: node.inputs,
    output: node.outputs,
    name: `${node.op}_${index}`,
    opType: node.op,
    attribute: Object.entries(node.attributes ?? {}).map(([name, value]) => attributeProto(name, value)),
  };
}

function attributeProto(name: string, value: AttributeValue) {
  if (typeof value === "string") return { name, s: new TextEncoder().encode(value), type: ATTRIBUTE_TYPE.STRING };
  if (typeof value === "number") return { name, i: value, type: ATTRIBUTE_TYPE.INT };
  if ("float" in value) return { name, f: value.float, type: ATTRIBUTE_TYPE.FLOAT };
  return { name, ints: value, type: ATTRIBUTE_TYPE.INTS };
}

function tensorProto({ name, type, dims, data }: InitializerSpec) {
  const tensor = { name, dims, dataType: ELEMENT_TYPE[type] };
  if (ArrayBuffer.isView(data)) {
    return { ...tensor, rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  }
  const externalData = [
    { key: "location", value: data.file },
    { key: "offset", value: String(data.offset) },
    { key: "length", value: String(data.length) },
  ];
  return { ...tensor, externalData, dataLocation: EXTERNAL };
}

function valueInfo({ name, type, shape }: ValueSpec) {
  const dim = shape.map((length) => (typeof length === "number" ? { dimValue: length } : { dimParam: length }));
  return { name, type: { tensorType: { elemType: ELEMENT_TYPE[type], shape: { dim } } } };
}
