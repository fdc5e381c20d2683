// A process of its own for native-telemetry.test.ts: searches in a stage's worker thread, as the server does.
import { StagePool } from "../../src/pipeline/stage-pool.js";

const pool = new StagePool({ threads: 1, maxHeapMb: 512 });
const vectors = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i));
const { k } = await pool.run("findNeighbors", { vectors, dimension: 4, width: 3 });
await pool.close();
console.log(`k=${k}`);
