// A process of its own for server-process.ts: the command `topograph serve`.
import { main } from "../../src/cli/main.js";

await main(["serve"]);
