type NumericArray = Int32Array | Float32Array | Float64Array | Uint8Array;
type ArrayClass<T> = { new (buffer: SharedArrayBuffer): T; readonly BYTES_PER_ELEMENT: number };

/** A copy in shared memory: results of a stage go to the main thread and on to the next stage without another copy. */
export function shared<T extends NumericArray>(values: T): T {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const type = values.constructor as unknown as ArrayClass<T>;
  const copy = new type(new SharedArrayBuffer(values.length * type.BYTES_PER_ELEMENT));
  copy.set(values as never);
  return copy;
}

/** 64-bit results that clients get in 32 bits. */
export function sharedFloat32(values: ArrayLike<number>): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(values.length * Float32Array.BYTES_PER_ELEMENT));
  copy.set(values);
  return copy;
}
